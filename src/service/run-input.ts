import { type Attachment, isAttachment } from '#core/attachment.ts'
import { textOf, type Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { type Field, fieldOf, type ModelCard, pictureField } from '#core/model-card.ts'
import type { Settings } from '#core/settings.ts'
import { brief } from '#core/text.ts'
import { readPairs } from '#core/words.ts'
import { capsOf, keepCaps } from './caps.ts'
import { strengthInput } from './fit.ts'
import { standIn } from './given-file.ts'
import { soundField } from './transcribe.ts'
import { coerce, countField, type Input, parsed, presetInput, takesFile, unknownInput } from './typed-input.ts'

/** What somebody gave for a field that takes files: links and what was sent along, in their order. */
type GivenFiles = { readonly field: Field; readonly given: readonly GivenFile[] }

/** What a model is to be run with: its inputs as its fields take them, files apart, and the required fields that are still open. */
/** A picture of ours in the place of a file that somebody gives. */
export const keptPicture = Symbol('a picture that is kept here')

/** A file on its way to a model. */
export type GivenFile = Attachment | string | typeof keptPicture

export type RunInput = {
  readonly input: Readonly<Input>
  readonly files: readonly GivenFiles[]
  readonly missing: readonly Field[]
}

/**
 * What was typed for a model, by its own names: `key=value …`, or a JSON object. Throws an `input` fault for the first thing
 * that the model does not know or cannot take, and for every secret.
 */
export function typedValues(card: ModelCard, text: string): Readonly<Input> {
  const entries = text.trimStart().startsWith('{') ? Object.entries(jsonObject(text)) : Object.entries(readPairs(text))
  const isJson = text.trimStart().startsWith('{')
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const field = fieldOf(card, name)
      if (field === undefined) throw unknownInput(card, brief(name, 60).replaceAll('`', "'"))
      if (field.type === 'secret') throw secretFault(field)
      return [name, isJson ? value : coerce(card, field, String(value))]
    }),
  )
}

const secretFault = ({ name }: Field): Fault => new Fault('input', `\`${name}\` is a secret; it cannot be given in a chat.`)

function jsonObject(text: string): object {
  const value = parsed(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new Fault('input', '`input` begins like JSON and cannot be read as such; check its quotes, commas and braces.')
}

/**
 * Reads what `/run` was given for a model. What admins locked and capped for pictures holds for every model that puts out
 * files. With `isAgain` a seed is left to the model, so that something else comes; with `isVaried` it begins with a picture that
 * is kept here, and keeps its layout. Throws an `input` fault for the first thing that the model cannot take.
 */
export function readRunInput(
  card: ModelCard,
  values: Values,
  settings: Settings,
  { isAgain, isVaried = false }: { readonly isAgain: boolean; readonly isVaried?: boolean },
): RunInput {
  const typed = { ...(isVaried && strengthInput(card)), ...typedValues(card, textOf(values, 'input')) }
  if (isAgain) delete typed['seed']
  const files: GivenFiles[] = []
  for (const [name, value] of Object.entries(typed)) {
    const field = fieldOf(card, name)
    if (field === undefined || !takesFile(card, field)) continue
    files.push({ field, given: linksOf(card, field, value) })
    delete typed[name]
  }
  const file = values['file']
  if (isAttachment(file) || typeof file === 'string') files.push({ field: openFileField(card, files), given: [file] })
  const start = isVaried ? pictureField(card) : undefined
  if (start !== undefined) {
    const before = files.findIndex(({ field }) => field.name === start.name)
    files.splice(before < 0 ? files.length : before, 1, { field: start, given: [keptPicture] })
  }
  const input = card.output === 'file' || card.output === 'files' ? governed(card, typed, settings) : typed
  const missing = card.fields.filter(
    ({ name, required }) => required && !(name in input) && !files.some(({ field }) => field.name === name),
  )
  const secret = missing.find(({ type }) => type === 'secret')
  if (secret !== undefined)
    throw new Fault('input', `${card.model} needs the secret \`${secret.name}\`, which cannot be given in a chat.`)
  return { input, files, missing }
}

/** The links somebody gave for a field of files. */
function linksOf(card: ModelCard, field: Field, value: unknown): readonly string[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  return given.map(item => {
    const link = typeof item === 'string' ? item.trim() : ''
    if (/^https?:\/\/\S+$/i.test(link)) return link
    const got = link === '' ? 'something else' : `“${brief(link, 60)}”`
    throw new Fault('input', `\`${field.name}\` of ${card.model} must be a file sent along or a link, got ${got}.`)
  })
}

/** The field that a file sent along is meant for: one that is required before others, a picture or sound before the rest. */
function openFileField(card: ModelCard, taken: readonly GivenFiles[]): Field {
  const open = card.fields.filter(field => takesFile(card, field) && !taken.some(other => other.field.name === field.name))
  const usual = [pictureField(card)?.name, soundField(card)?.name]
  const field = open.find(({ required }) => required) ?? open.find(({ name }) => usual.includes(name)) ?? open[0]
  if (field !== undefined) return field
  throw new Fault('input', `${card.model} takes no${taken.length > 0 ? ' further' : ''} file; leave \`--file\` out.`)
}

/** The input with what admins decided for pictures: what they locked as they locked it, nothing beyond what they capped. */
function governed(card: ModelCard, typed: Readonly<Input>, settings: Settings): Readonly<Input> {
  const caps = capsOf(settings)
  const locked = presetInput(card, settings, 'image.locked')
  const free = new Set(Object.keys(typed).filter(name => !(name in locked.input)))
  const input = keepCaps(card, { ...typed, ...locked.input }, free, caps)
  const counts = countField(card)
  if (counts === undefined) return input
  const asked = input[counts.name]
  if (locked.count !== undefined) return { ...input, [counts.name]: Math.min(locked.count.total, caps.pictures) }
  if (typeof asked === 'number' && asked > caps.pictures)
    throw new Fault('input', `\`${counts.name}\` may be ${caps.pictures} at most here, got ${asked}.`)
  const usual = asked ?? counts.default
  return typeof usual === 'number' && usual > caps.pictures ? { ...input, [counts.name]: caps.pictures } : input
}

/** Throws an `input` fault that names the fields which are required and open. */
export function requireNothing(card: ModelCard, { missing }: RunInput): void {
  if (missing.length > 0) throw new Fault('input', needs(card, missing))
}

/** `owner/name needs `image` and `prompt`.` */
export const needs = (card: ModelCard, missing: readonly Field[]): string =>
  `${card.model} needs ${new Intl.ListFormat('en').format(missing.map(({ name }) => `\`${brief(name, 60).replaceAll('`', "'")}\``))}.`

const asField = (field: Field, urls: readonly string[]): unknown => (field.type === 'list' ? urls : urls[0])

/** The input with stand-ins for files, to be checked before any is fetched. Never sent. */
export const trialInput = ({ input, files }: RunInput): Readonly<Input> => ({
  ...input,
  ...Object.fromEntries(
    files.map(({ field, given }) => [
      field.name,
      asField(
        field,
        given.map(() => standIn),
      ),
    ]),
  ),
})

/** The input with every file where `bring` put it. */
export async function filled({ input, files }: RunInput, bring: (given: GivenFile) => Promise<string>): Promise<Readonly<Input>> {
  const all: Input = { ...input }
  for (const { field, given } of files) {
    const urls: string[] = []
    for (const one of given) urls.push(await bring(one))
    all[field.name] = asField(field, urls)
  }
  return all
}

/** How many files a run is asked for, as far as its model's schema tells: what prices by the picture count. */
export function expectedOf(card: ModelCard, input: Readonly<Input>): number {
  if (card.output === 'file') return 1
  if (card.output !== 'files') return 0
  const counts = countField(card)
  const count = counts === undefined ? 1 : (input[counts.name] ?? counts.default)
  return typeof count === 'number' && count >= 1 ? Math.floor(count) : 1
}
