import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from './control.ts'
import { word } from './word.ts'

/** One method in the published description. */
export type Described = {
  readonly tier: 't1' | 't2' | 't3' | 't4' | 't5'
  /** One of these scopes is needed; of conversations the one of their kind. */
  readonly scopes: readonly string[]
  readonly required: readonly string[]
  readonly args: Readonly<Record<string, { readonly type?: string; readonly enum?: readonly string[] }>>
  readonly errors: readonly string[]
}

const methods = JSON.parse(readFileSync(join(import.meta.dirname, 'methods.json'), 'utf8')) as Readonly<Record<string, Described>>

/** What the description has wrong or lacks, as the vendor's library knows it: text or chunks, never both needed. */
const amended: Readonly<Record<string, { readonly required?: readonly string[]; readonly args?: Described['args'] }>> = {
  'chat.appendStream': { required: ['channel', 'ts'] },
  'chat.stopStream': { args: { session_status: { type: 'string', enum: ['active', 'processing', 'suspended', 'closed'] } } },
}

export function describedMethod(name: string): Described | null {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (found === undefined) return null
  const more = amended[name] ?? {}
  return { ...found, required: more.required ?? found.required, args: { ...found.args, ...more.args } }
}

/** Arguments that hold JSON when they come in a form. */
const structured = /^(?:blocks|attachments|metadata|view|chunks|files|prompts|loading_messages|file_ids|channel_ids)$/
/** Arguments that every method takes. */
const general = new Set(['token', 'team_id'])

/** A form's strings as the values they stand for; what is no JSON where JSON belongs stays a string. */
export function readArgs(form: Json): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => {
      if (!structured.test(name) || typeof value !== 'string') return [name, value]
      try {
        return [name, JSON.parse(value) as unknown]
      } catch {
        return [name, value]
      }
    }),
  )
}

const isOf: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string' || typeof value === 'number',
  boolean: value => /^(?:true|false|0|1)$/.test(String(value)),
  integer: value => /^-?\d+$/.test(String(value)),
  number: value => Number.isFinite(Number(value)),
  array: value => Array.isArray(value) || typeof value === 'string',
}

/** What is wrong with the arguments of a method, in words. */
export function argFaults(
  method: Described,
  args: Json,
): { readonly missing: string[]; readonly wrong: string[]; unknown: string[] } {
  const missing = method.required.filter(name => args[name] === undefined)
  const unknown = Object.keys(args).filter(name => method.args[name] === undefined && !general.has(name))
  const wrong = Object.entries(method.args).flatMap(([name, { type, enum: words }]) => {
    const value = args[name]
    if (value === undefined) return []
    if (type !== undefined && !(isOf[type]?.(value) ?? true)) return [`${name} must be ${type}`]
    return words !== undefined && !words.includes(word(value)) ? [`${name} must be one of ${words.join(', ')}`] : []
  })
  return { missing, wrong, unknown }
}
