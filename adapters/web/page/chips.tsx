import { InlineMarkdown } from './markdown.tsx'
import type { Chip, Reading } from './typing.ts'

/** The options of the command being typed: what each has or may have, and under it what is wrong with it. */
export function Chips({ reading, onChip }: { readonly reading: Reading; readonly onChip: (chip: Chip) => void }) {
  if (reading.chips.length === 0 && reading.trouble === undefined) return null
  return (
    <div class="chips" role="group" aria-label={`Options of /${reading.command.name}`}>
      {reading.chips.map(chip => {
        const { option, value, hint, error } = chip
        const state = error !== undefined ? 'wrong' : value !== undefined ? 'given' : option.required ? 'wanted' : 'free'
        return (
          <div key={option.name} class={`chip ${state}`}>
            <button
              type="button"
              title={option.about}
              onMouseDown={event => event.preventDefault()}
              onClick={() => onChip(chip)}
              aria-describedby={error === undefined ? undefined : `wrong-${option.name}`}
            >
              <b>{option.name}</b>
              <span>{value === undefined || value === '' ? hint : value}</span>
            </button>
            {error !== undefined && (
              <p id={`wrong-${option.name}`}>
                <InlineMarkdown text={error} />
              </p>
            )}
          </div>
        )
      })}
      {reading.trouble !== undefined && (
        <p class="trouble">
          <InlineMarkdown text={reading.trouble} />
        </p>
      )}
    </div>
  )
}
