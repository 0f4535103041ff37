import { mostPictures } from '#core/catalogue.ts'
import { Fault } from '#core/fault.ts'
import { type Field, fieldOf, type ModelCard, pictureField } from '#core/model-card.ts'
import { nearest } from '#core/nearest.ts'
import { numberWithin, readNumber } from '#core/number.ts'
import type { Settings } from '#core/settings.ts'
import { brief } from '#core/text.ts'
import { readPairs } from '#core/words.ts'

/** Inputs of a model by name. */
export type Input = Record<string, unknown>

/** What `key=value` words say: inputs of a model, and apart from them how many pictures there are to be in all. */
export type Typed = { readonly input: Readonly<Input>; readonly count?: { readonly name: string; readonly total: number } }

/** What models call their number of pictures, the usual name first. Each speaks of all pictures of a job, as `count` does. */
const countNames = ['num_outputs', 'num_images', 'number_of_images', 'n', 'count']

/** Whether an input of this name is a number of pictures, on whatever model. */
export const isCount = (name: string): boolean => countNames.includes(name)

/** The field by which a model is told how many pictures to make at once, where it has one. */
export const countField = (card: ModelCard): Field | undefined => fieldOf(card, ...countNames)

const listed = (values: readonly (string | number)[]): string => brief(values.join(', '), 400)

/** A word as the type its field takes; an `input` fault where it cannot be. */
export function coerce(card: ModelCard, field: Field, text: string): unknown {
  const wrong = (must: string): Fault =>
    new Fault(
      'input',
      `\`${field.name}\` of ${card.model} must be ${must}, got ${text === '' ? 'nothing' : `“${brief(text, 60)}”`}.`,
    )
  switch (field.type) {
    case 'integer':
    case 'number': {
      const value = readNumber(text)
      if (value === undefined || !Number.isFinite(value)) throw wrong(field.type === 'integer' ? 'a whole number' : 'a number')
      if (field.type === 'integer' && !Number.isInteger(value)) throw wrong('a whole number')
      return value
    }
    case 'boolean':
      if (/^(true|yes|on|1)$/i.test(text)) return true
      if (/^(false|no|off|0)$/i.test(text)) return false
      throw wrong('yes or no')
    case 'choice': {
      const choice = field.choices?.find(known => String(known).toLowerCase() === text.toLowerCase())
      if (choice !== undefined) return choice
      throw wrong(`one of ${listed(field.choices ?? [])}`)
    }
    case 'list': {
      const items = parsed(text)
      return Array.isArray(items) ? items : text.split(',').map(part => part.trim())
    }
    case 'json': {
      const value = parsed(text)
      if (value !== undefined) return value
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

/** What a text says as JSON, in whole characters; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    // An escape such as \ud83d makes half a character of a whole text.
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)) as unknown
  } catch {
    return undefined
  }
}

/** Whether a field takes files: what people link to is fetched and checked by us, never handed on. */
export const takesFile = (card: ModelCard, field: Field): boolean =>
  field.type === 'file' || field.files === true || field.name === pictureField(card)?.name

const noFile = (card: ModelCard, field: Field, hint: string): Fault =>
  new Fault('input', `\`${field.name}\` of ${card.model} is a file, and ${hint} with \`--image\`.`)

function countOf(name: string, text: string): Required<Typed>['count'] {
  const bounds = { min: 1, max: mostPictures }
  const total = readNumber(text)
  if (total === undefined || !Number.isInteger(total)) {
    const got = text === '' ? 'nothing' : `“${brief(text, 60)}”`
    throw new Fault('input', `\`${name}\` must be ${numberWithin('a whole number', bounds)}, got ${got}.`)
  }
  if (total < bounds.min || total > bounds.max)
    throw new Fault('input', `\`${name}\` must be from ${bounds.min} to ${bounds.max}, got ${total}.`)
  return { name, total }
}

/** What a person named in `--more`, each as its field takes it. Throws an `input` fault for the first word that is wrong. */
export function typedInput(card: ModelCard, text: string): Typed {
  const input: Input = {}
  let count: Typed['count']
  for (const [key, value] of Object.entries(readPairs(text))) {
    const field = fieldOf(card, key)
    if (field === undefined) throw unknownInput(card, key)
    if (key === 'prompt') throw new Fault('input', '`prompt` is what stands before the options; leave it out of `--more`.')
    if (takesFile(card, field)) throw noFile(card, field, 'files cannot be given in `--more`; a picture to start from is given')
    if (isCount(key)) count = countOf(key, value)
    else input[key] = coerce(card, field, value)
  }
  return { input, ...(count !== undefined && { count }) }
}

/** The fault for an input that a model does not have. */
export function unknownInput(card: ModelCard, key: string): Fault {
  const names = card.fields.map(known => known.name)
  const near = nearest(key, names)
  const hint = near === undefined ? `; it takes ${listed(names)}.` : `; did you mean \`${near}\`?`
  return new Fault('input', `${card.model} has no input \`${key}\`${hint}`)
}

type PresetKey = 'image.defaults' | 'image.locked'

/**
 * What admins preset here, as this model takes it. It must not stop another model that lacks such an input, so words the
 * model does not know are left out, and so are its files: a link an admin wrote is as foreign as anybody's. A value that
 * cannot be is a `config` fault which names the setting.
 */
export function presetInput(card: ModelCard, settings: Settings, key: PresetKey): Typed {
  const input: Input = {}
  let count: Typed['count']
  try {
    for (const [name, value] of Object.entries(readPairs(settings.values[key] ?? ''))) {
      const field = fieldOf(card, name)
      if (isCount(name)) count = countOf(name, value)
      else if (field !== undefined && !takesFile(card, field)) input[name] = coerce(card, field, value)
    }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    throw new Fault('config', `${thrown.message} It is set by \`${key}\`, which an admin can change.`, { cause: thrown })
  }
  return { input, ...(count !== undefined && { count }) }
}

/**
 * Checks what an admin presets against the model that paints there now: an `input` fault for a file or a value that cannot
 * be. Answers the names this model does not know; they hold for other models.
 */
export function checkPreset(card: ModelCard, key: PresetKey, text: string): readonly string[] {
  const unknown: string[] = []
  for (const [name, value] of Object.entries(readPairs(text))) {
    const field = fieldOf(card, name)
    if (isCount(name)) countOf(name, value)
    else if (field === undefined) unknown.push(name)
    else if (takesFile(card, field))
      throw noFile(card, field, `files cannot be preset in \`${key}\`; people send a picture to start from`)
    else coerce(card, field, value)
  }
  return unknown
}
