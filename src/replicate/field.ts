import type { Schema } from './resolve.ts'
import { isRecord } from './wire.ts'

export type FieldKind = 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'file' | 'list' | 'json' | 'secret'

/** One input of a model, as its author wrote it; every text in it is foreign. */
export type Field = {
  readonly name: string
  readonly title: string
  /** What the author says of it; may be empty. */
  readonly about: string
  readonly kind: FieldKind
  readonly required: boolean
  /** Whether null may be sent. */
  readonly nullable: boolean
  /** What the model takes when nothing is sent. Missing too when the author's own value breaks the author's own limits. */
  readonly default?: unknown
  /** Inclusive limits of a number. */
  readonly min?: number
  readonly max?: number
  /** Limits of a text, in characters. */
  readonly minChars?: number
  readonly maxChars?: number
  /** A regular expression (flag `u`) that is safe to run. */
  readonly pattern?: string
  /** What a choice, or each item of a list of choices, may be. */
  readonly choices?: readonly (string | number)[]
  /** What a list holds. */
  readonly item?: Exclude<FieldKind, 'list'>
  /** Media types that a file may have. */
  readonly accept?: readonly string[]
}

const titleChars = 200
const aboutChars = 4_000

/** A resolved property as a field, or undefined: its author has deprecated it and it need not be sent. */
export function readField(name: string, property: Schema, required: boolean): Field | undefined {
  const { node, nullable } = withoutNull(property)
  if (node['deprecated'] === true && !required) return undefined
  const kind = kindOf(node)
  const item = kind === 'list' ? itemOf(node) : undefined
  const detail = { ...limits(kind, node), ...(item === undefined ? {} : { item: item.kind, ...item.choices }) }
  const field = {
    name,
    title: shortText(node['title'], titleChars) || name,
    about: shortText(node['description'], aboutChars),
    kind,
    required,
    nullable,
    ...detail,
  }
  return fits(node['default'], field) ? { ...field, default: node['default'] } : field
}

/** `anyOf [T, null]`, `type: [T, null]` and `nullable: true` are all an optional T. */
function withoutNull(property: Schema): { readonly node: Schema; readonly nullable: boolean } {
  const { anyOf, oneOf, ...own } = property
  const options = [anyOf, oneOf].filter(Array.isArray).flat().filter(isRecord)
  const real = options.filter(option => option['type'] !== 'null')
  const types = Array.isArray(own['type']) ? own['type'].filter(type => type !== 'null') : undefined
  const hasNullType = types !== undefined && types.length < (own['type'] as unknown[]).length
  const hasNull = own['nullable'] === true || hasNullType || real.length < options.length
  if (real.length > 1 || (types !== undefined && types.length > 1)) return { node: { ...own, type: 'any' }, nullable: hasNull }
  return {
    node: { ...real[0], ...own, ...(types === undefined ? {} : { type: types[0] }) },
    nullable: hasNull || real[0]?.['nullable'] === true,
  }
}

function kindOf(node: Schema): FieldKind {
  if (node['format'] === 'password' || node['x-cog-secret'] === true) return 'secret'
  if (choicesOf(node).length > 0) return 'choice'
  switch (node['type']) {
    case 'string':
      return node['format'] === 'uri' ? 'file' : 'text'
    case 'integer':
    case 'number':
    case 'boolean':
      return node['type']
    case 'array':
      return 'list'
    default:
      return 'json'
  }
}

function choicesOf(node: Schema): readonly (string | number)[] {
  const values = Array.isArray(node['enum']) ? node['enum'] : 'const' in node ? [node['const']] : []
  return values.filter(value => typeof value === 'string' || typeof value === 'number')
}

function itemOf(list: Schema): { readonly kind: Exclude<FieldKind, 'list'>; readonly choices: Pick<Field, 'choices'> } {
  const { node } = withoutNull(isRecord(list['items']) ? list['items'] : {})
  const kind = kindOf(node)
  return { kind: kind === 'list' ? 'json' : kind, choices: kind === 'choice' ? { choices: choicesOf(node) } : {} }
}

function limits(kind: FieldKind, node: Schema): Partial<Field> {
  if (kind === 'choice') return { choices: choicesOf(node) }
  if (kind === 'integer' || kind === 'number') {
    const [min, max] = [finite(node['minimum']), finite(node['maximum'])]
    return min !== undefined && max !== undefined && min > max
      ? {}
      : { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
  }
  if (kind === 'file') {
    const accept = Array.isArray(node['x-cog-accept']) ? node['x-cog-accept'] : [node['x-cog-accept']]
    const types = accept.filter(type => typeof type === 'string')
    return types.length === 0 ? {} : { accept: types }
  }
  if (kind !== 'text') return {}
  const [minChars, maxChars] = [finite(node['minLength']), finite(node['maxLength'])]
  return {
    ...(minChars === undefined ? {} : { minChars }),
    ...(maxChars === undefined ? {} : { maxChars }),
    ...(typeof node['pattern'] === 'string' ? { pattern: node['pattern'] } : {}),
  }
}

function fits(value: unknown, { kind, min = -Infinity, max = Infinity, maxChars = Infinity, choices = [] }: Field): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= maxChars
    case 'file':
      return typeof value === 'string'
    case 'integer':
      return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    case 'number':
      return typeof value === 'number' && value >= min && value <= max
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      return choices.includes(value as string | number)
    case 'list':
      return Array.isArray(value)
    case 'json':
      return value !== undefined && value !== null
    case 'secret':
      return false
    default:
      return kind satisfies never
  }
}

const finite = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)

const shortText = (value: unknown, chars: number): string => (typeof value === 'string' ? value.trim().slice(0, chars) : '')
