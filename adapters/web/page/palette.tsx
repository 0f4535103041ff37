import type { Item } from './typing.ts'

/** The id of one line of the palette, for assistive technology to follow. */
export const lineId = (index: number): string => `palette-${index}`

/** What may be completed, above the composer. The composer keeps the focus and moves the selection. */
export function Palette(props: {
  readonly title: string
  readonly items: readonly Item[]
  readonly selected: number
  readonly onPick: (item: Item) => void
  readonly onPoint: (index: number) => void
}) {
  return (
    <div class="palette">
      <p>{props.title}</p>
      <ul role="listbox" id="palette" aria-label={props.title}>
        {props.items.map((item, index) => (
          <li
            key={item.insert}
            id={lineId(index)}
            role="option"
            aria-selected={index === props.selected}
            // The field must not lose its focus to the line.
            onMouseDown={event => event.preventDefault()}
            onClick={() => props.onPick(item)}
            onMouseMove={() => index !== props.selected && props.onPoint(index)}
            ref={element => {
              if (index === props.selected) element?.scrollIntoView({ block: 'nearest' })
            }}
          >
            <b>{item.label}</b>
            {item.usage !== undefined && item.usage !== '' && <code>{item.usage}</code>}
            <span>{item.about}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
