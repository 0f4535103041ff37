import { mostPictures } from '#core/catalogue.ts'
import { Fault } from '#core/fault.ts'
import { type Field, fieldOf, type ModelCard } from '#core/model-card.ts'
import { readNumber } from '#core/number.ts'
import type { Settings } from '#core/settings.ts'
import { readPairs } from '#core/words.ts'
import { type Input, isCount } from './typed-input.ts'

/** The most an input may be here: of numbers by name, and of pictures in one job. */
export type Caps = { readonly pictures: number; readonly of: ReadonlyMap<string, number> }

/** What `image.max` says. Whatever name it gives the number of pictures, it is the number of all of them. */
export function capsOf(settings: Settings): Caps {
  const caps = Object.entries(readPairs(settings.values['image.max'] ?? '')).flatMap(([name, text]) => {
    const cap = readNumber(text)
    return cap === undefined ? [] : [[name, cap] as const]
  })
  const counts = caps.filter(([name]) => isCount(name)).map(([, cap]) => Math.floor(cap))
  return {
    pictures: Math.max(1, Math.min(mostPictures, ...counts)),
    of: new Map(caps.filter(([name]) => !isCount(name))),
  }
}

/** The card as if its author had set these caps, for whoever chooses numbers within its bounds. */
export const withCaps = (card: ModelCard, caps: Caps): ModelCard => ({
  ...card,
  fields: card.fields.map(field => {
    const cap = caps.of.get(field.name)
    if (cap === undefined || (field.type !== 'integer' && field.type !== 'number')) return field
    return { ...field, max: Math.min(cap, field.max ?? cap) }
  }),
})

/**
 * The input with every cap kept: what an admin or the model's author presets is brought down to it, what a person asked
 * beyond it (the names in `asked`) is refused with an `input` fault.
 */
export function keepCaps(card: ModelCard, input: Readonly<Input>, asked: ReadonlySet<string>, caps: Caps): Readonly<Input> {
  const kept: Input = { ...input }
  for (const [name, cap] of caps.of) {
    const field = fieldOf(card, name)
    const value = field === undefined ? undefined : numberIn(input[name] ?? field.default)
    if (field === undefined || value === undefined || value <= cap) continue
    if (asked.has(name)) throw new Fault('input', `\`${name}\` may be ${cap} at most here, got ${value}.`)
    kept[name] = mostOf(field, cap)
  }
  return kept
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' || typeof value === 'string' ? readNumber(value) : undefined

/** The largest value a field can have within a cap; where it can have none, the cap, and the schema says what is wrong. */
function mostOf(field: Field, cap: number): string | number {
  if (field.type !== 'choice') return field.type === 'integer' ? Math.floor(cap) : cap
  const within = (field.choices ?? []).filter(choice => (numberIn(choice) ?? Number.POSITIVE_INFINITY) <= cap)
  return within.reduce((best, choice) => (Number(choice) > Number(best) ? choice : best), within[0] ?? cap)
}
