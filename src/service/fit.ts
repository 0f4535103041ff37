import { aspects, mostPictures } from '#core/catalogue.ts'
import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { type Field, fieldOf, type ModelCard, pictureField } from '#core/model-card.ts'
import { nearest } from '#core/nearest.ts'
import type { Settings } from '#core/settings.ts'
import { readPairs } from '#core/words.ts'

/** What one prediction is to be given, and how many pictures it will make. */
export type Fitted = { readonly input: Readonly<Record<string, unknown>>; readonly expects: number }

type Input = Record<string, unknown>

/** A word of `key=value` as the type its field takes; an `input` fault where it cannot be. */
function coerce(card: ModelCard, field: Field, text: string): unknown {
  const wrong = (must: string): Fault =>
    new Fault('input', `\`${field.name}\` of ${card.model} must be ${must}, got “${text.slice(0, 60)}”.`)
  switch (field.type) {
    case 'integer':
    case 'number': {
      const value = Number(text)
      if (text.trim() === '' || !Number.isFinite(value) || (field.type === 'integer' && !Number.isInteger(value))) {
        throw wrong(field.type === 'integer' ? 'a whole number' : 'a number')
      }
      return value
    }
    case 'boolean':
      if (/^(true|yes|on|1)$/i.test(text)) return true
      if (/^(false|no|off|0)$/i.test(text)) return false
      throw wrong('yes or no')
    case 'choice': {
      const choice = field.choices?.find(known => String(known).toLowerCase() === text.toLowerCase())
      if (choice !== undefined) return choice
      throw wrong(`one of ${(field.choices ?? []).join(', ')}`)
    }
    case 'list':
    case 'json':
      try {
        return JSON.parse(text) as unknown
      } catch {
        if (field.type === 'list') return text.split(',').map(part => part.trim())
        throw wrong('JSON')
      }
    case 'secret':
      throw new Fault('input', `\`${field.name}\` is a secret; it cannot be given in a chat.`)
    case 'text':
    case 'file':
      return text
    default:
      return field.type satisfies never
  }
}

/** The inputs that `key=value` words name, each as its field takes it. */
export function fromPairs(card: ModelCard, text: string): Input {
  const input: Input = {}
  for (const [key, value] of Object.entries(readPairs(text))) {
    const field = fieldOf(card, key)
    if (field === undefined) {
      const names = card.fields.map(known => known.name)
      const near = nearest(key, names)
      throw new Fault(
        'input',
        `${card.model} has no input \`${key}\`${near === undefined ? `; it takes ${names.join(', ')}` : `; did you mean \`${near}\``}${near === undefined ? '.' : '?'}`,
      )
    }
    input[key] = coerce(card, field, value)
  }
  return input
}

/** A preset of a channel must not stop another model that has no such input: words it does not know are left out. */
function presets(card: ModelCard, text: string | undefined): Input {
  const known = Object.entries(readPairs(text ?? '')).filter(([key]) => fieldOf(card, key) !== undefined)
  return Object.fromEntries(known.map(([key, value]) => [key, coerce(card, fieldOf(card, key) as Field, value)]))
}

const countField = (card: ModelCard): Field | undefined => fieldOf(card, 'num_outputs', 'num_images', 'number_of_images', 'n')

/** Width and height of about one megapixel with this aspect, as multiples of 64 within the model's bounds. */
function sizeOf(aspect: string, width: Field, height: Field): Input {
  const [w = 1, h = 1] = aspect.split(':').map(Number)
  const side = (ratio: number, field: Field): number => {
    const wanted = Math.sqrt(1_048_576 * ratio)
    const choices = (field.choices ?? []).filter(choice => typeof choice === 'number')
    if (choices.length > 0)
      return choices.reduce((best, choice) => (Math.abs(choice - wanted) < Math.abs(best - wanted) ? choice : best))
    return Math.min(field.max ?? 4_096, Math.max(field.min ?? 64, Math.round(wanted / 64) * 64))
  }
  return { [width.name]: side(w / h, width), [height.name]: side(h / w, height) }
}

function aspectInput(card: ModelCard, aspect: string): Input {
  const field = fieldOf(card, 'aspect_ratio', 'aspect')
  if (field !== undefined) {
    if (field.choices === undefined || field.choices.includes(aspect)) return { [field.name]: aspect }
    throw new Fault(
      'input',
      `${card.model} cannot paint ${aspect}; it offers ${field.choices.filter(choice => (aspects as readonly (string | number)[]).includes(choice)).join(', ')}.`,
    )
  }
  const [width, height] = [fieldOf(card, 'width'), fieldOf(card, 'height')]
  if (width !== undefined && height !== undefined) return sizeOf(aspect, width, height)
  throw new Fault('input', `${card.model} always paints in its own shape; leave \`--aspect\` out.`)
}

/**
 * The predictions that make what a person asked of a picture model, as few as its schema allows. Channel presets lie
 * under the person's words, locked ones over them. `seed` is drawn by the caller where the person gave none; `picture`
 * is the address (or its stand-in) of a starting picture. Throws an `input` fault for the first thing the model cannot do.
 */
export function fitPicture(
  card: ModelCard,
  values: Values,
  settings: Settings,
  seed: number,
  picture: string | undefined,
): readonly Fitted[] {
  const words = typeof values['prompt'] === 'string' ? values['prompt'] : ''
  if (fieldOf(card, 'prompt') === undefined) throw new Fault('input', `${card.model} does not paint from words.`)
  const input: Input = { ...presets(card, settings.values['image.defaults']), prompt: words }

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
  if (typeof values['more'] === 'string') Object.assign(input, fromPairs(card, values['more']))
  Object.assign(input, presets(card, settings.values['image.locked']))

  const caps = readPairs(settings.values['image.max'] ?? '')
  for (const [name, cap] of Object.entries(caps)) {
    const given = name === 'count' ? values['count'] : input[name]
    if (typeof given === 'number' && given > Number(cap))
      throw new Fault('input', `\`${name}\` may be ${cap} at most here, got ${given}.`)
  }

  const seedField = fieldOf(card, 'seed')
  if (seedField === undefined && values['seed'] !== undefined) throw new Fault('input', `${card.model} takes no seed.`)
  const counts = countField(card)
  const asked = typeof values['count'] === 'number' ? values['count'] : 1
  const given = counts === undefined ? undefined : input[counts.name]
  const total = values['count'] === undefined && typeof given === 'number' ? given : asked
  if (total > mostPictures) throw new Fault('input', `${mostPictures} pictures at most, got ${total}.`)
  const perRun = counts === undefined ? 1 : Math.max(1, counts.max ?? 1)
  const own = seedField !== undefined && seedField.name in input ? Number(input[seedField.name]) : seed
  return Array.from({ length: Math.ceil(total / perRun) }, (_, index): Fitted => {
    const expects = Math.min(perRun, total - index * perRun)
    return {
      expects,
      input: {
        ...input,
        ...(counts !== undefined && { [counts.name]: expects }),
        // A model may count up from the seed for each picture of a run: later runs begin where that ends.
        ...(seedField !== undefined && { [seedField.name]: own + index * perRun }),
      },
    }
  })
}
