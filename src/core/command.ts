import { type Attachment, isAttachment } from './attachment.ts'
import { Fault } from './fault.ts'
import { nearest } from './nearest.ts'
import { quotedWords } from './words.ts'

/** One option of a command. `pairs` is a text of `key=value` words; `file` an attachment or a link. */
export type Option = {
  readonly name: string
  readonly about: string
  readonly type: 'text' | 'integer' | 'choice' | 'file' | 'pairs'
  readonly required?: boolean
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** The most characters a text may have. */
  readonly maxChars?: number
  /** What the platform may offer while the person types. */
  readonly complete?: 'model' | 'setting'
}

/** One command. The same lines make slash commands, the text form, completion and the help page. */
export type Command = {
  /** Lower case words, one space between: `imagine`, `config model`. */
  readonly name: string
  readonly about: string
  /** Who sees the answer. */
  readonly audience: 'channel' | 'actor'
  readonly adminOnly?: boolean
  readonly options: readonly Option[]
}

export type Value = string | number | boolean | Attachment
/** What a platform's form or the text form gave for each option. */
export type Values = Readonly<Record<string, Value>>

/** The text given for an option; empty where none was given. */
export const textOf = (values: Values, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

/** `aspect must be one of …`: the sentence for one bad value, with the nearest good one where there is one. */
function problem(option: Option, value: Value): string | undefined {
  const shown =
    typeof value === 'string' && value.length > 40 ? `${value.slice(0, 40)}…` : isAttachment(value) ? value.name : value
  switch (option.type) {
    case 'integer': {
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = option
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      const bounds =
        option.min === undefined
          ? 'a whole number'
          : option.max === undefined
            ? `a whole number from ${min}`
            : `from ${min} to ${max}`
      if (typeof number !== 'number' || !Number.isSafeInteger(number))
        return `\`${option.name}\` must be ${bounds === 'a whole number' || option.max === undefined ? bounds : `a whole number ${bounds}`}, got “${shown}”.`
      if (number < min || number > max)
        return `\`${option.name}\` must be ${bounds}, got ${shown}; the nearest possible value is ${number < min ? min : max}.`
      return undefined
    }
    case 'choice': {
      const choices = option.choices ?? []
      if (typeof value === 'string' && choices.includes(value.toLowerCase())) return undefined
      const near = nearest(`${shown}`, choices)
      return `\`${option.name}\` must be one of ${choices.join(', ')}; got “${shown}”${near === undefined ? '.' : `, did you mean ${near}?`}`
    }
    case 'text':
    case 'pairs': {
      if (typeof value !== 'string' || value.trim() === '') return `\`${option.name}\` is empty; say it in words.`
      const most = option.maxChars ?? 6_000
      return value.length > most
        ? `\`${option.name}\` may have ${most.toLocaleString('en')} characters, this one has ${value.length.toLocaleString('en')}.`
        : undefined
    }
    case 'file':
      if (isAttachment(value)) return undefined
      if (typeof value === 'string' && /^https?:\/\/\S+$/i.test(value.trim())) return undefined
      return `\`${option.name}\` must be a file sent along or a link that begins with https://, got “${shown}”.`
    default:
      return option.type satisfies never
  }
}

const coerce = (option: Option, value: Value): Value => {
  if (option.type === 'integer') return Number(value)
  if (option.type === 'choice' && typeof value === 'string') return value.toLowerCase()
  return typeof value === 'string' ? value.trim() : value
}

/**
 * The values as the command wants them: numbers as numbers, choices in their own spelling, nothing missing.
 * Throws an `input` fault with one sentence for the first thing that is wrong.
 */
export function checkValues(command: Command, values: Values): Values {
  for (const name of Object.keys(values)) {
    if (command.options.some(option => option.name === name)) continue
    throw new Fault('input', unknownFlag(command, name))
  }
  const checked: Record<string, Value> = {}
  for (const option of command.options) {
    const value = values[option.name]
    if (value === undefined) {
      if (option.required) throw new Fault('input', `\`/${command.name}\` needs \`${option.name}\`: ${option.about}.`)
      continue
    }
    const wrong = problem(option, value)
    if (wrong !== undefined) throw new Fault('input', wrong)
    checked[option.name] = coerce(option, value)
  }
  return checked
}

function unknownFlag(command: Command, name: string): string {
  const names = command.options.map(option => option.name)
  if (names.length === 0) return `\`/${command.name}\` takes no options, got \`--${name}\`.`
  const near = nearest(name, names)
  return `\`/${command.name}\` has no \`--${name}\`${near === undefined ? `; it takes ${names.map(known => `\`--${known}\``).join(' ')}.` : `; did you mean \`--${near}\`?`}`
}

/** The command a text begins with and what comes after its name, or the commands it may have meant. */
export function findCommand(
  catalogue: readonly Command[],
  text: string,
): { readonly command: Command; readonly rest: string } | { readonly near: string | undefined } {
  const body = text.trim().replace(/^\//, '')
  const words = body.split(/\s+/, 3).map(word => word.toLowerCase())
  const byLength = [...catalogue].sort((a, b) => b.name.length - a.name.length)
  const command = byLength.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
  if (command === undefined) {
    return {
      near:
        catalogue.find(({ name }) => name.startsWith(`${words[0]} `))?.name ??
        nearest(
          words[0] ?? '',
          catalogue.map(({ name }) => name),
        ),
    }
  }
  return {
    command,
    rest: body.replace(
      new RegExp(
        `^${command.name
          .split(' ')
          .map(() => '\\S+')
          .join('\\s+')}\\s*`,
      ),
      '',
    ),
  }
}

/**
 * Reads the text form after the command's name: `a red fox --count 4 --aspect 16:9`. Quotes keep spaces together.
 * Required options (of a command without any: its first option) may be given by position in the catalogue's order; the
 * last text among them takes the words up to the first flag. `files` fill the command's file options in order.
 */
export function readText(command: Command, rest: string, files: readonly Attachment[] = []): Values {
  const values: Record<string, Value> = {}
  const words = quotedWords(rest)
  const firstFlag = words.findIndex(word => !word.quoted && /^--[a-z]/i.test(word.text))
  const flags = firstFlag === -1 ? [] : words.slice(firstFlag)
  const given = firstFlag === -1 ? words : words.slice(0, firstFlag)

  for (let i = 0; i < flags.length;) {
    const [name = '', inline] = split(flags[i++]?.text.slice(2) ?? '')
    const option = command.options.find(known => known.name === name.toLowerCase())
    if (option === undefined) throw new Fault('input', unknownFlag(command, name))
    const parts: string[] = inline === undefined ? [] : [inline]
    while (i < flags.length && (flags[i]?.quoted || !/^--[a-z]/i.test(flags[i]?.text ?? ''))) {
      if (parts.length > 0 && option.type !== 'text' && option.type !== 'pairs') break
      parts.push(flags[i++]?.text ?? '')
    }
    if (parts.length === 0) throw new Fault('input', `\`--${option.name}\` needs a value: ${option.about}.`)
    if (i < flags.length && !flags[i]?.quoted && !/^--[a-z]/i.test(flags[i]?.text ?? '')) {
      throw new Fault('input', `“${flags[i]?.text}” stands alone after \`--${option.name}\`; put words before the first \`--\`.`)
    }
    if (option.name in values) throw new Fault('input', `\`--${option.name}\` is given twice.`)
    values[option.name] = parts.join(' ')
  }

  const left = [...files]
  for (const option of command.options) {
    if (option.type !== 'file' || option.name in values) continue
    const file = left.shift()
    if (file !== undefined) values[option.name] = file
  }

  const required = command.options.filter(option => option.required)
  const places = (required.length > 0 ? required : command.options.slice(0, 1)).filter(option => !(option.name in values))
  let next = 0
  for (const [index, option] of places.entries()) {
    if (next >= given.length) break
    const takesRest = option.type === 'text' && index === places.length - 1
    values[option.name] = takesRest ? plainRest(rest, given, next) : (given[next]?.text ?? '')
    next = takesRest ? given.length : next + 1
  }
  if (next < given.length)
    throw new Fault(
      'input',
      `\`/${command.name}\` does not know what “${given[next]?.text}” is; options look like \`--name value\`.`,
    )
  return values
}

/** The person's own words, with their own spaces; quotes around all of it are taken off. */
function plainRest(rest: string, given: ReturnType<typeof quotedWords>, next: number): string {
  const first = given[next]
  const last = given.at(-1)
  if (first === undefined || last === undefined) return ''
  return given.length - next === 1 && first.quoted ? first.text : rest.slice(first.start, last.end)
}

const split = (flag: string): [string, string | undefined] => {
  const equals = flag.indexOf('=')
  return equals === -1 ? [flag, undefined] : [flag.slice(0, equals), flag.slice(equals + 1)]
}
