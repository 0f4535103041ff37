import { parseEnv } from 'node:util'
import { Secret } from './secret.ts'

/** Variables by name, as a process is given them. */
export type Env = Readonly<Record<string, string | undefined>>

/** Reads a text file whole, or throws as `node:fs` does. */
export type ReadFile = (path: string) => string

/** The variables of a `.env` file. */
export const readDotEnv = (text: string): Env => ({ ...parseEnv(text) })

/** An environment over the variables of a `.env` file: what the environment names, even as empty, wins. */
export const withDotEnv = (env: Env, text: string): Env => ({
  ...readDotEnv(text),
  ...Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
})

/** Variables read one by one. Whatever is wrong is added to `problems` as a sentence, and reading goes on. */
export type EnvironmentReader = {
  readonly problems: string[]
  /** Undefined when unset or empty. */
  text(name: string): string | undefined
  /** From `name`, or from the file that `name_FILE` names. `spaces`: they may be part of it, as in a path. */
  secret(name: string, options?: { readonly spaces?: boolean }): Secret | undefined
  /** Whether the variable, or for a secret its `_FILE`, is set. */
  has(name: string): boolean
  integer(name: string, fallback: number, min: number, max: number): number
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice
  /** Words separated by commas or spaces. */
  list(name: string): readonly string[]
  /** An http or https address without credentials, query or fragment. */
  url(name: string): URL | undefined
}

/** Opens an environment for reading. Empty variables count as unset. */
export function readEnvironment(env: Env, readFile: ReadFile): EnvironmentReader {
  const problems: string[] = []
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim()
    return value === '' ? undefined : value
  }

  const secret = (name: string, { spaces = false } = {}): Secret | undefined => {
    const value = text(name)
    const file = text(`${name}_FILE`)
    if (value !== undefined && file !== undefined) {
      problems.push(`${name} and ${name}_FILE are both set; keep one of them.`)
      return undefined
    }
    const content = file === undefined ? value : contentOf(name, file)
    if (content === undefined) return undefined
    // A line break or a space inside is a slip of copying, and would break the header the value is sent in.
    if (/\p{Cc}/u.test(content) || (!spaces && /\s/.test(content))) {
      const holder = file === undefined ? name : `The file that ${name}_FILE names`
      problems.push(`${holder} must hold one ${spaces ? 'line' : 'word, without spaces or line breaks'}.`)
      return undefined
    }
    return new Secret(content)
  }

  const contentOf = (name: string, file: string): string | undefined => {
    try {
      const content = readFile(file).replace(/\r?\n$/, '')
      if (content !== '') return content
      problems.push(`${name}_FILE names "${file}", which is empty.`)
    } catch (thrown) {
      problems.push(`${name}_FILE names "${file}", which cannot be read: ${whyUnread(thrown)}.`)
    }
    return undefined
  }

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const value = text(name)
    if (value === undefined) return fallback
    if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value)
    problems.push(`${name} must be a whole number from ${min} to ${max}, got "${short(value)}".`)
    return fallback
  }

  const choice = <Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice => {
    const value = text(name)?.toLowerCase()
    if (value === undefined) return fallback
    const found = choices.find(known => known === value)
    if (found === undefined) problems.push(`${name} must be one of ${choices.join(', ')}, got "${short(value)}".`)
    return found ?? fallback
  }

  const url = (name: string): URL | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    const parsed = URL.canParse(value) ? new URL(value) : undefined
    if (parsed === undefined || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
      problems.push(`${name} must be an address that begins with https:// or http://, got "${short(withoutCredentials(value))}".`)
      return undefined
    }
    if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '') {
      problems.push(`${name} must be a plain address, without a user name, "?" or "#", got "${parsed.origin}…".`)
      return undefined
    }
    return parsed
  }

  return {
    problems,
    text,
    secret,
    has: name => text(name) !== undefined || text(`${name}_FILE`) !== undefined,
    integer,
    choice,
    list: name => (text(name) ?? '').split(/[\s,]+/).filter(word => word !== ''),
    url,
  }
}

/** Why a file could not be read, for the end of a sentence. */
export function whyUnread(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'reading it is not permitted',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
  }
  return known[code] ?? (code === '' ? 'the reason is unknown' : code)
}

/** Whether a host name or address is this machine's own loopback. */
export const isLoopbackHost = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

/** A value as it is shown in a sentence. */
export const short = (value: string): string => (value.length > 80 ? `${value.slice(0, 80)}…` : value)

/** An address without the user name and password in it. */
export const withoutCredentials = (address: string): string => address.replace(/\/\/[^/]*@/, '//…@')
