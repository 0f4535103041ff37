import { basename, resolve } from 'node:path'
import type { Field, ModelCard } from '#core/model-card.ts'
import { nearest } from '#core/nearest.ts'
import { contentTypeOf } from '../media/content.ts'
import { checkInput } from '../models/check.ts'
import type { FileCreate } from '../replicate/files.ts'
import { CommandError } from './exit.ts'
import { printable } from './io.ts'
import { readBytes, readText } from './local-file.ts'

/** Where files go that an input names: Replicate, or along with the input. */
export type Uploads = {
  readonly files: {
    readonly create: (file: FileCreate, signal?: AbortSignal) => Promise<{ readonly urls: { readonly get: string } }>
  }
}

/** Takes files along as data URIs, for who cannot read those of an account. */
export const alongside: Uploads = {
  files: {
    create: async ({ content, contentType = 'application/octet-stream' }) => {
      const bytes = content instanceof Blob ? await content.bytes() : content
      return { urls: { get: `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}` } }
    },
  },
}

/** A file named on the command line as `@path`, not yet uploaded. */
type LocalFile = { readonly path: string; readonly input: string }
const isLocalFile = (value: unknown): value is LocalFile =>
  typeof value === 'object' && value !== null && 'path' in value && 'input' in value

// What a schema's check sees in the place of a file that is uploaded only once everything else is right.
const fileStandIn = 'https://replicate.delivery/file'

/** How many files are uploaded at a time. */
const atOnce = 8

/**
 * The input for a model from `key=value` words: each value as the model's schema wants it. `@path` is a file: uploaded where
 * the model takes one, read where it takes text or JSON; `@@` begins a text with @. Checked as a whole before anything is
 * uploaded; each file is uploaded once. Throws a CommandError that names the input and what would be right.
 */
export async function readInputs(
  card: ModelCard,
  pairs: readonly string[],
  uploads: Uploads,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const given = new Map<string, string[]>()
  for (const pair of pairs) {
    const [, name, value] = /^([\w.-]{1,64})=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined)
      throw new CommandError('usage', `“-i ${printable(pair, 60)}” is not of the form key=value.`)
    given.set(name, [...(given.get(name) ?? []), value])
  }
  const read: (readonly [string, unknown])[] = []
  for (const [name, values] of given) read.push([name, valueOf(card, name, await withTexts(card, name, values, signal))])

  const checkable = Object.fromEntries(read.map(([name, value]) => [name, replaceFiles(value, () => fileStandIn)]))
  const sentence = await checkInput(card, checkable)
  if (sentence !== undefined) throw new CommandError('input', sentence)

  const named = read.flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value])).filter(isLocalFile)
  const addresses = await uploadAll(new Map(named.map(file => [resolve(file.path), file])), uploads, signal)
  const addressOf = ({ path }: LocalFile): string => addresses.get(resolve(path)) ?? path
  return Object.fromEntries(read.map(([name, value]) => [name, replaceFiles(value, addressOf)]))
}

/** The values as they are meant: the content of a file in the place of its `@path` where the field is no file. */
async function withTexts(
  card: ModelCard,
  name: string,
  values: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const field = card.fields.find(known => known.name === name)
  const takesText =
    field !== undefined && (['text', 'secret', 'json'].includes(field.type) || (field.type === 'list' && field.files !== true))
  if (!takesText) return values
  return Promise.all(
    values.map(async value =>
      value.startsWith('@@') ? value.slice(1) : value.startsWith('@') ? readText(value.slice(1), name, signal) : value,
    ),
  )
}

/** Uploads files side by side; where one fails the others are stopped. Answers their addresses by the same keys. */
async function uploadAll(
  files: ReadonlyMap<string, LocalFile>,
  uploads: Uploads,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const waiting = [...files]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [key, { path, input }] = next
      const content = await readBytes(path, input, either)
      const file = { content, name: basename(path), contentType: contentTypeOf(content) }
      addresses.set(key, (await uploads.files.create(file, either)).urls.get)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, files.size) }, work))
  } catch (thrown) {
    stop.abort(thrown)
    signal.throwIfAborted()
    throw thrown
  }
  return addresses
}

function valueOf(card: ModelCard, name: string, values: readonly string[]): unknown {
  const field = card.fields.find(known => known.name === name)
  if (field === undefined) {
    // A model whose schema cannot be read may take anything; Replicate will say.
    if (card.fields.length === 0)
      return values.length > 1 ? values.map(value => anything(name, value)) : anything(name, values[0] ?? '')
    const near = nearest(
      name,
      card.fields.map(known => known.name),
    )
    throw new CommandError(
      'input',
      `${card.model} has no input “${name}”${near === undefined ? `. It takes ${card.fields.map(known => known.name).join(', ')}.` : `; did you mean ${near}?`}`,
    )
  }
  if (field.type === 'list') {
    const [only = ''] = values
    if (values.length === 1 && only.trimStart().startsWith('[')) return asJson(only)
    return values.map(value => (field.files === true ? fileOf(name, value) : value))
  }
  if (values.length > 1) throw new CommandError('usage', `-i ${name}=… is given ${values.length} times; ${card.model} takes one.`)
  return scalarOf(field, values[0] ?? '')
}

/** What is not of the field's type stays text, and the schema's check says what would be right. */
function scalarOf({ name, type, choices = [] }: Field, text: string): unknown {
  switch (type) {
    case 'integer':
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'choice':
      return choices.find(choice => String(choice) === text) ?? text
    case 'file':
      return fileOf(name, text)
    case 'json':
    case 'list':
      return asJson(text)
    case 'text':
    case 'secret':
      return text
    default:
      return type satisfies never
  }
}

function fileOf(name: string, text: string): string | LocalFile {
  if (text.startsWith('@')) return { path: text.slice(1), input: name }
  if (/^(https?:\/\/|data:)/i.test(text)) return text
  throw new CommandError(
    'input',
    `${name} is a file: give a link, or @ and a path, as in -i ${name}=@fox.png. Got “${printable(text, 60)}”.`,
  )
}

const replaceFiles = (value: unknown, by: (file: LocalFile) => string): unknown => {
  if (isLocalFile(value)) return by(value)
  return Array.isArray(value) ? value.map(item => (isLocalFile(item) ? by(item) : (item as unknown))) : value
}

/** A value for a field of which nothing is known: JSON, a file, or the text itself. */
function anything(name: string, text: string): unknown {
  if (text.startsWith('@@')) return text.slice(1)
  return text.startsWith('@') ? fileOf(name, text) : asJson(text)
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
