import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Env } from '../config/environment.ts'
import { CommandError } from './exit.ts'

/** A stream to write to; `isTTY`: a person watches it. */
export type Output = { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }

/** What a command may use of the world. */
export type Io = {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Env
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal
}

/** A command of the command line. It answers with an exit code, or throws what `exitOf` understands. */
export type Command = {
  readonly name: string
  /** What may follow the name, a form each. */
  readonly usages: readonly string[]
  readonly about: string
  /** What it takes beside `--json`, and what each is. */
  readonly options?: readonly (readonly [option: string, about: string])[]
  /** What else is worth knowing, as sentences. */
  readonly more?: string
  /** What `--json` does where it is not the answer as JSON. */
  readonly json?: string
  readonly run: (args: readonly string[], io: Io) => Promise<number>
}

/** `parseArgs`, whose errors are sentences with the usage. Each command takes `--json` unless it says otherwise. */
export function readArgs<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options & { json: { type: 'boolean' } }; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options: { ...options, json: { type: 'boolean' } }, allowPositionals: true })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    // Node's own advice about positional arguments follows after the first sentence.
    throw new CommandError('usage', `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}. See: npx replichat help`)
  }
}

/** The one argument a command needs, or a sentence that names it. */
export function onlyArgument(positionals: readonly string[], what: string): string {
  const [first, second] = positionals
  if (first === undefined || first === '') throw new CommandError('usage', `${what} is missing. See: npx replichat help`)
  if (second !== undefined)
    throw new CommandError('usage', `“${printable(second)}” is one word too many. See: npx replichat help`)
  return first
}

/** Refuses words that a command has no use for. */
export function noMoreWords([first]: readonly string[]): void {
  if (first !== undefined) throw new CommandError('usage', `“${printable(first)}” is one word too many. See: npx replichat help`)
}

/** A value as JSON for another program. */
export const writeJson = (stdout: Output, value: unknown): void => void stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)

/** Foreign text on one line, without the control characters that would steer a terminal. */
export const printable = (text: string, maxChars = 200): string => {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  return line.length > maxChars ? `${line.slice(0, maxChars - 1)}…` : line
}

/** Foreign text of many lines, as it may stand on a terminal. */
export const printableLines = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '')

/** Rows as columns, two spaces between; the last column as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)))
  const lines = rows.map(row => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
  return lines.map(line => `${line.trimEnd()}\n`).join('')
}
