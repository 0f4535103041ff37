import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { type Field, fieldOf, type ModelCard, pictureField } from '#core/model-card.ts'
import type { Settings } from '#core/settings.ts'
import { aspectInput } from './aspect.ts'
import { type Caps, capsOf, keepCaps, withCaps } from './caps.ts'
import { countField, type Input, presetInput, type Typed, typedInput } from './typed-input.ts'

/** What one prediction is to be given, and how many pictures it will make. */
type Fitted = { readonly input: Readonly<Input>; readonly expects: number }

/** The largest seed where a model's schema names none: what 32 bits hold with a sign. */
const mostSeed = 2_147_483_647

/** The field a model takes its seed by, where it takes a number. */
function seedField(card: ModelCard): Field | undefined {
  const field = fieldOf(card, 'seed')
  return field?.type === 'integer' || field?.type === 'number' ? field : undefined
}

/**
 * How much of a picture is painted over when it is varied. Schemas say 0.8 by default, which leaves little of it; its
 * layout should stay.
 */
const variedStrength = 0.65

/** The strength by which a picture is varied, where the model takes one by a name that means so. */
export function strengthInput(card: ModelCard): Readonly<Input> {
  const field = fieldOf(card, 'prompt_strength', 'strength')
  if (field?.type !== 'number') return {}
  return { [field.name]: Math.min(field.max ?? 1, Math.max(field.min ?? 0, variedStrength)) }
}

/** The seed that predictions begin with as they are sent; undefined where the model takes none. */
export function seedOf(card: ModelCard, fitted: readonly Fitted[]): number | undefined {
  const field = seedField(card)
  const seed = field === undefined ? undefined : fitted[0]?.input[field.name]
  return typeof seed === 'number' ? seed : undefined
}

/**
 * The predictions that make what a person asked of a picture model, as few as its schema allows. Presets of admins lie
 * under the person's words, locked ones over them, and caps hold for all of it. `drawn` is the seed where nobody names
 * another; with `isAgain` it is drawn to get another picture, so only a locked seed stands above it. `picture` is the address
 * (or its stand-in) of a starting picture; with `isVaried` its layout is kept. Throws an `input` fault for the first thing the model cannot do.
 */
export function fitPicture(
  card: ModelCard,
  values: Values,
  settings: Settings,
  {
    drawn,
    isAgain,
    picture,
    isVaried = false,
  }: {
    readonly drawn: number
    readonly isAgain: boolean
    readonly picture: string | undefined
    readonly isVaried?: boolean
  },
): readonly Fitted[] {
  if (fieldOf(card, 'prompt') === undefined) throw new Fault('input', `${card.model} does not paint from words.`)
  const caps = capsOf(settings)
  const presets = presetInput(card, settings, 'image.defaults')
  const locked = presetInput(card, settings, 'image.locked')
  const typed = typedInput(card, typeof values['more'] === 'string' ? values['more'] : '')
  const asked = { ...askedInput(withCaps(card, caps), values, picture), ...typed.input }
  const seed = seedField(card)
  const fresh = seed === undefined ? {} : { [seed.name]: withinSeeds(drawn, seed) }
  const layers = {
    ...(isVaried && strengthInput(card)),
    ...fresh,
    ...presets.input,
    ...(isAgain && fresh),
    ...asked,
    ...locked.input,
  }
  const free = new Set(Object.keys(asked).filter(name => !(name in locked.input)))
  const input = keepCaps(card, layers, free, caps)

  const counts = countField(card)
  let made = 0
  return shares(totalOf(values, presets, typed, locked, caps), counts).map(expects => {
    const own = seed === undefined ? undefined : input[seed.name]
    const fitted: Fitted = {
      expects,
      input: {
        ...input,
        ...(counts !== undefined && { [counts.name]: expects }),
        // A model may count up from the seed for each picture of a run: later runs begin where that ends.
        ...(seed !== undefined && typeof own === 'number' && { [seed.name]: laterSeed(own, made, seed) }),
      },
    }
    made += expects
    return fitted
  })
}

/** What the person's own options say, `--more` aside. */
function askedInput(card: ModelCard, values: Values, picture: string | undefined): Readonly<Input> {
  const input: Input = { prompt: typeof values['prompt'] === 'string' ? values['prompt'] : '' }
  if (values['seed'] !== undefined) {
    const field = seedField(card)
    if (field === undefined) throw new Fault('input', `${card.model} takes no seed; leave \`--seed\` out.`)
    input[field.name] = values['seed']
  }
  if (typeof values['aspect'] === 'string') Object.assign(input, aspectInput(card, values['aspect']))
  if (typeof values['negative'] === 'string') {
    const field = fieldOf(card, 'negative_prompt')
    if (field === undefined) throw new Fault('input', `${card.model} cannot be told what to leave out; say it in the prompt.`)
    input[field.name] = values['negative']
  }
  if (picture !== undefined) {
    const field = pictureField(card)
    if (field === undefined)
      throw new Fault('input', `${card.model} does not take a picture to start from; \`--model stability-ai/sdxl\` does.`)
    input[field.name] = field.type === 'list' ? [picture] : picture
  }
  return input
}

/** How many pictures there are to be: what is locked, else what the person asked, else what is preset. A cap lowers what admins say. */
function totalOf(values: Values, presets: Typed, typed: Typed, locked: Typed, caps: Caps): number {
  if (locked.count !== undefined) return Math.min(locked.count.total, caps.pictures)
  const own = typeof values['count'] === 'number' ? { name: 'count', total: values['count'] } : typed.count
  if (own === undefined) return Math.min(presets.count?.total ?? 1, caps.pictures)
  if (own.total > caps.pictures)
    throw new Fault('input', `\`${own.name}\` may be ${caps.pictures} at most here, got ${own.total}.`)
  return own.total
}

/** A total as the numbers of pictures of single predictions: as many at once as the field can say. */
function shares(total: number, counts: Field | undefined): readonly number[] {
  const choices = (counts?.choices ?? []).filter(choice => typeof choice === 'number')
  const parts: number[] = []
  for (let left = total; left > 0; left -= parts.at(-1) ?? left) {
    const fitting = choices.filter(choice => choice >= 1 && choice <= left)
    const most = fitting.length > 0 ? Math.max(...fitting) : Math.floor(counts?.max ?? 1)
    parts.push(Math.min(left, Math.max(1, most)))
  }
  return parts
}

const boundsOfSeed = ({ min = 0, max = mostSeed }: Field): { readonly low: number; readonly places: number } => ({
  low: Math.ceil(min),
  places: Math.max(1, Math.floor(max) - Math.ceil(min) + 1),
})

/** A number as one of the seeds a field takes. */
function withinSeeds(number: number, field: Field): number {
  const { low, places } = boundsOfSeed(field)
  return low + (number % places)
}

/** The seed so many pictures after `seed`; after the last one the first comes again. */
function laterSeed(seed: number, after: number, field: Field): number {
  const { low, places } = boundsOfSeed(field)
  return after === 0 || seed + after < low + places ? seed + after : low + ((seed + after - low) % places)
}
