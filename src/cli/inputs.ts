import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Field, ModelCard } from '#core/model-card.ts'
import { nearest } from '#core/nearest.ts'
import { whyUnread } from '../config/environment.ts'
import { contentTypeOf } from '../media/content.ts'
import { checkInput } from '../models/check.ts'
import type { FileCreate } from '../replicate/files.ts'
import { CommandError } from './exit.ts'
import { printable } from './io.ts'

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

/**
 * The input for a model from `key=value` words: each value as the model's schema wants it, `@path` for files. Checked as
 * a whole before anything is uploaded. Throws a CommandError that names the input and what would be right.
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
  const read = [...given].map(([name, values]) => [name, valueOf(card, name, values)] as const)

  const checkable = Object.fromEntries(read.map(([name, value]) => [name, replaceFiles(value, () => fileStandIn)]))
  const sentence = await checkInput(card, checkable)
  if (sentence !== undefined) throw new CommandError('input', sentence)

  const files = new Map<string, string>()
  for (const file of read.flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value])).filter(isLocalFile)) {
    if (!files.has(file.path)) files.set(file.path, await upload(file, uploads, signal))
  }
  return Object.fromEntries(read.map(([name, value]) => [name, replaceFiles(value, ({ path }) => files.get(path) ?? path)]))
}

function valueOf(card: ModelCard, name: string, values: readonly string[]): unknown {
  const field = card.fields.find(known => known.name === name)
  if (field === undefined) {
    // A model whose schema cannot be read may take anything; Replicate will say.
    if (card.fields.length === 0) return values.length > 1 ? values.map(asJson) : asJson(values[0] ?? '')
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

async function upload({ path, input }: LocalFile, uploads: Uploads, signal: AbortSignal): Promise<string> {
  let content: Uint8Array
  try {
    content = await readFile(path, { signal })
  } catch (thrown) {
    signal.throwIfAborted()
    throw new CommandError('input', `${input} names the file ${printable(path)}, which cannot be read: ${whyUnread(thrown)}.`, {
      cause: thrown,
    })
  }
  return (await uploads.files.create({ content, name: basename(path), contentType: contentTypeOf(content) }, signal)).urls.get
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
