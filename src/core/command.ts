import { type Attachment, isAttachment } from './attachment.ts'
import { isBlank } from './blank.ts'
import { Fault } from './fault.ts'
import { brief } from './grapheme.ts'
import { nearest, nearestRatio } from './nearest.ts'
import { boundsOf, nearestNumber, numberWithin, readNumber } from './number.ts'
import { oneOf } from './one-of.ts'
import { quotedWords, unquoted, type Word } from './words.ts'

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
  /** Quotes around all of it may belong to it, which only whoever reads the value can tell. */
  readonly keepsQuotes?: boolean
  /** May stand by position after what is required, though it need not be given. */
  readonly isPlaced?: true
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

/** The first word of a command's name: `config` of `config model`. */
export const familyOf = (name: string): string => name.split(' ')[0] ?? name

/** An entry of the menu on a message. `label` is at most 32 characters. */
export type MenuEntry = { readonly name: string; readonly label: string; readonly audience: Command['audience'] }

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
  const text = isAttachment(value) ? value.name : String(value).trim()
  const got = isBlank(text) ? 'got nothing' : `got “${brief(text, 40)}”`
  switch (option.type) {
    case 'integer': {
      const number = isAttachment(value) || typeof value === 'boolean' ? undefined : readNumber(value)
      const bounds = boundsOf(option)
      if (number === undefined) return `\`${option.name}\` must be ${numberWithin('a whole number', option)}, ${got}.`
      const near = nearestNumber(number, option, true)
      if (number === near) return undefined
      const must = Number.isInteger(number) && bounds !== '' ? bounds : numberWithin('a whole number', option)
      return `\`${option.name}\` must be ${must}, got ${brief(text, 40)}; the nearest possible value is ${near}.`
    }
    case 'choice': {
      const choices = option.choices ?? []
      if (choiceOf(option, value) !== undefined) return undefined
      const ratio = nearestRatio(text, choices)
      const near = nearest(text, choices)
      const hint = ratio !== undefined ? `; the nearest is ${ratio}.` : near !== undefined ? `; did you mean ${near}?` : '.'
      return `\`${option.name}\` must be ${oneOf(choices)}, ${got}${hint}`
    }
    case 'text':
    case 'pairs': {
      if (isAttachment(value)) return `\`${option.name}\` must be words, got the file “${brief(text, 40)}”.`
      if (isBlank(text)) return `\`${option.name}\` is empty; say it in words.`
      const most = option.maxChars ?? 6_000
      return text.length > most
        ? `\`${option.name}\` may have at most ${most.toLocaleString('en')} characters, this one has ${text.length.toLocaleString('en')}.`
        : undefined
    }
    case 'file':
      if (isAttachment(value) || (typeof value === 'string' && /^https?:\/\/\S+$/i.test(text))) return undefined
      return `\`${option.name}\` must be a file sent along or a link, ${got}.`
    default:
      return option.type satisfies never
  }
}

const choiceOf = (option: Option, value: Value): string | undefined =>
  option.choices?.find(choice => typeof value === 'string' && choice.toLowerCase() === value.trim().toLowerCase())

const coerce = (option: Option, value: Value): Value => {
  if (isAttachment(value)) return value
  if (option.type === 'integer') return Number(value) + 0 // adding nothing makes 0 of -0
  return (option.type === 'choice' ? choiceOf(option, value) : undefined) ?? String(value).trim()
}

/** Half a surrogate pair is no text: no store keeps it and no wire carries it as it is. */
const wellFormed = (value: Value | undefined): Value | undefined => {
  if (isAttachment(value)) return { ...value, name: value.name.toWellFormed() }
  return typeof value === 'string' ? value.toWellFormed() : value
}

/**
 * The values as the command wants them: numbers as numbers, choices in their own spelling, whole characters, nothing missing.
 * Throws an `input` fault with one sentence for the first thing that is wrong.
 */
export function checkValues(command: Command, values: Values): Values {
  for (const name of Object.keys(values)) {
    if (command.options.some(option => option.name === name)) continue
    throw new Fault('input', unknownFlag(command, name))
  }
  const checked: Record<string, Value> = {}
  for (const option of command.options) {
    const value = wellFormed(values[option.name])
    if (value === undefined) {
      if (option.required)
        throw new Fault(
          'input',
          `\`/${command.name}\` needs a \`${option.name}\`: ${option.about.charAt(0).toLowerCase()}${option.about.slice(1)}.`,
        )
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
  const flag = `--${brief(name, 40)}`.replaceAll('`', "'")
  if (names.length === 0) return `\`/${command.name}\` takes no options, got \`${flag}\`.`
  const near = nearest(name, names)
  return `\`/${command.name}\` has no \`${flag}\`${near === undefined ? `; it takes ${names.map(known => `\`--${known}\``).join(' ')}.` : `; did you mean \`--${near}\`?`}`
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
    const [first = '', second = ''] = words
    const family = catalogue.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
    const names = catalogue.map(({ name }) => name)
    return {
      near: nearest(`${first} ${second}`, family) ?? family[0] ?? nearest(first, names) ?? nearest(`${first} ${second}`, names),
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
 * last text among them takes the words up to the first flag. `files` fill the command's file options in order; words
 * left over when files fill what is required go to the first text that is not. Throws an `input` fault, or nothing.
 */
export function readText(command: Command, rest: string, files: readonly Attachment[] = []): Values {
  const words = quotedWords(rest)
  const firstFlag = words.findIndex(word => flagOf(command, word) !== undefined)
  const given = firstFlag === -1 ? words : words.slice(0, firstFlag)
  const values = readFlags(command, rest, firstFlag === -1 ? [] : words.slice(firstFlag))

  const left = [...files]
  for (const option of command.options) {
    if (option.type !== 'file' || option.name in values) continue
    const file = left.shift()
    if (file !== undefined) values[option.name] = file
  }

  const open = command.options.filter(option => !(option.name in values))
  const required = command.options.some(option => option.required)
  const places = required
    ? open.filter(option => option.required || option.isPlaced)
    : command.options.slice(0, 1).filter(option => open.includes(option))
  if (places.length === 0 && required) places.push(...open.filter(option => option.type === 'text').slice(0, 1))
  let next = 0
  for (const [index, option] of places.entries()) {
    const word = given[next]
    if (word === undefined) break
    const takesRest = (option.type === 'text' || option.type === 'pairs') && index === places.length - 1
    values[option.name] = takesRest ? ownWords(option, rest, word.start, given.at(-1)?.end ?? word.end) : word.text
    next = takesRest ? given.length : next + 1
  }
  const strange = given[next]
  // `/help me` is no mistake worth a word.
  if (strange !== undefined && command.options.length > 0) {
    throw new Fault(
      'input',
      `\`/${command.name}\` does not know what “${brief(strange.text, 40)}” is; options look like \`--name value\`.`,
    )
  }
  return values
}

/** The values of flags: a text or pairs take every word up to the next flag, everything else takes one. */
function readFlags(command: Command, rest: string, words: readonly Word[]): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (let i = 0; i < words.length;) {
    const word = words[i++]
    const flag = word === undefined ? undefined : flagOf(command, word)
    if (word === undefined || flag === undefined) break
    const option = command.options.find(known => known.name === flag.name.toLowerCase())
    if (option === undefined) throw new Fault('input', unknownFlag(command, flag.name))
    if (option.name in values) throw new Fault('input', `\`--${option.name}\` is given twice.`)
    let after = i
    while (after < words.length && flagOf(command, words[after]) === undefined) after++
    const first = words[i]
    if (flag.inline === undefined && after === i)
      throw new Fault(
        'input',
        `\`--${option.name}\` needs a value: ${option.about.charAt(0).toLowerCase()}${option.about.slice(1)}.`,
      )
    if (option.type === 'text' || option.type === 'pairs') {
      const start = flag.inline === undefined ? (first?.start ?? word.end) : rest.indexOf('=', word.start) + 1
      values[option.name] = ownWords(option, rest, start, words[after - 1]?.end ?? word.end)
    } else {
      values[option.name] = flag.inline ?? first?.text ?? ''
      const alone = words[flag.inline === undefined ? i + 1 : i]
      if (alone !== undefined && flagOf(command, alone) === undefined) {
        throw new Fault(
          'input',
          `“${brief(alone.text, 40)}” stands alone after \`--${option.name}\`; put words before the first \`--\`.`,
        )
      }
    }
    i = after
  }
  return values
}

/**
 * The flag a word is: `--count`, `--count=4`. Phones make one dash of two: `—count` is a flag where an option is called
 * so or nearly so, and else a dash in somebody's sentence.
 */
function flagOf(command: Command, word: Word | undefined): { readonly name: string; readonly inline?: string } | undefined {
  if (word === undefined || word.quoted) return undefined
  const [, dashes = '', flag = ''] = /^(--|[—–])(\p{L}.*)$/su.exec(word.text) ?? []
  if (dashes === '') return undefined
  const equals = flag.indexOf('=')
  const name = equals === -1 ? flag : flag.slice(0, equals)
  const names = command.options.map(option => option.name)
  if (dashes !== '--' && nearest(name, names) === undefined) return undefined
  return equals === -1 ? { name } : { name, inline: flag.slice(equals + 1) }
}

/** The person's own words, with their own spaces; quotes around all of it are taken off, unless the option keeps them. */
function ownWords(option: Option, rest: string, start: number, end: number): string {
  const text = rest.slice(start, end)
  return option.keepsQuotes === true ? text.trim() : unquoted(text)
}
