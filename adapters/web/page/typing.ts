import type { Attachment } from '#core/attachment.ts'
import { checkValues, type Command, findCommand, type Option, readText, type Value } from '#core/command.ts'
import { quotedWords } from '#core/words.ts'

/** One option of the command being typed: what it has, or what it may have, and what is wrong with it. */
export type Chip = {
  readonly option: Option
  /** As it stands in the text; absent while it is not given. */
  readonly value?: string
  /** What it may be, in a few signs. */
  readonly hint: string
  readonly error?: string
}

/** What a text that begins with a slash means so far. */
export type Reading = {
  readonly command: Command
  readonly chips: readonly Chip[]
  /** What is wrong and belongs to no single option. */
  readonly trouble?: string
  /** Why it cannot be sent as it is, in a sentence; also what is not said at once, since one is still typing it. */
  readonly problem?: string
  /** Whether it could be sent as it is. */
  readonly isReady: boolean
}

const isFlag = (word: { readonly text: string; readonly quoted: boolean }): boolean => !word.quoted && /^--[a-z]/i.test(word.text)

/** The sentence that the core's own check throws, or undefined. */
function problemOf(check: () => unknown): string | undefined {
  try {
    check()
    return undefined
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'This cannot be read.'
  }
}

function hintOf(option: Option): string {
  switch (option.type) {
    case 'integer':
      if (option.min !== undefined && option.max !== undefined && option.max < 1_000) return `${option.min}–${option.max}`
      return 'number'
    case 'choice': {
      const choices = option.choices ?? []
      const all = choices.join(' ')
      return all.length <= 24 ? all : `${choices.slice(0, 2).join(' ')} …`
    }
    case 'text':
      if (option.complete === 'model') return option.required ? 'owner/name' : 'this channel’s'
      return option.complete === 'setting' ? 'name' : 'text'
    case 'file':
      return 'file or link'
    case 'pairs':
      return 'key=value'
    default:
      return option.type satisfies never
  }
}

const shownValue = (value: Value): string => (typeof value === 'object' ? value.name : `${value}`)

/** The pieces of what follows a command's name: the words before the first flag, then each flag with its words. */
function piecesOf(rest: string): {
  readonly head: string
  readonly flags: readonly { readonly start: number; readonly text: string }[]
} {
  const starts = quotedWords(rest)
    .filter(isFlag)
    .map(word => word.start)
  return {
    head: rest.slice(0, starts[0] ?? rest.length),
    flags: starts.map((start, index) => ({ start, text: rest.slice(start, starts[index + 1] ?? rest.length) })),
  }
}

/** The command that a text names, and all that stands behind its name: with the spaces one has just typed. */
function named(
  catalogue: readonly Command[],
  text: string,
): { readonly command: Command; readonly rest: string; readonly restAt: number } | undefined {
  const found = findCommand(catalogue, text)
  if ('near' in found) return undefined
  const rest = found.rest + text.slice(text.trimEnd().length)
  return { command: found.command, rest, restAt: text.length - rest.length }
}

/** Reads a command while it is typed, with the core's own checks. Undefined for what is no known command. */
export function readTyping(
  catalogue: readonly Command[],
  text: string,
  files: readonly Attachment[],
  caret: number,
): Reading | undefined {
  if (!text.startsWith('/')) return undefined
  const found = named(catalogue, text)
  if (found === undefined) return undefined
  const { command, rest, restAt } = found
  const values: Record<string, Value> = {}
  const errors: Record<string, string> = {}
  let trouble: string | undefined

  const { head, flags } = piecesOf(rest)
  for (const { start, text: piece } of flags) {
    const name = /^--([^=\s]*)/.exec(piece)?.[1]?.toLowerCase() ?? ''
    const option = command.options.find(known => known.name === name)
    const isBeingTyped = caret >= restAt + start && caret <= restAt + start + piece.length
    if (option === undefined) {
      // A flag under the caret is not wrong yet: it is being typed.
      if (!isBeingTyped || /\s/.test(piece)) trouble ??= problemOf(() => readText(command, piece))
      continue
    }
    const wrong = problemOf(() => Object.assign(values, readText({ ...command, options: [option] }, piece)))
    if (wrong === undefined) continue
    if (!isBeingTyped) errors[name] = wrong
    values[name] ??= ''
  }
  const others = { ...command, options: command.options.filter(({ name }) => !(name in values)) }
  // Read in any case: what is wrong with a flag takes nothing from the words before it.
  const headTrouble = problemOf(() => Object.assign(values, readText(others, head, files)))
  trouble ??= headTrouble

  for (const option of command.options) {
    const value = values[option.name]
    if (value === undefined || value === '' || option.name in errors) continue
    // What still may become one of the choices under the caret is not wrong yet.
    const isBegun =
      typeof value === 'string' &&
      text.slice(0, caret).endsWith(value) &&
      option.choices?.some(choice => choice.startsWith(value.toLowerCase()))
    if (isBegun === true) continue
    const wrong = problemOf(() => checkValues({ ...command, options: [option] }, { [option.name]: value }))
    if (wrong !== undefined) errors[option.name] = wrong
  }
  const whole = problemOf(() => checkValues(command, readText(command, rest, files)))
  // What no single piece shows, such as a flag given twice, is said all the same once nobody is typing at it.
  const isTyping = flags.some(({ start, text: piece }) => caret >= restAt + start && caret <= restAt + start + piece.length)
  const isMissing = command.options.some(({ name, required }) => required === true && (values[name] ?? '') === '')
  if (Object.keys(errors).length === 0 && !isMissing && !isTyping) trouble ??= whole
  return {
    command,
    chips: command.options.map(option => {
      const value = values[option.name]
      const error = errors[option.name]
      return {
        option,
        hint: hintOf(option),
        ...(value !== undefined && { value: shownValue(value) }),
        ...(error !== undefined && { error }),
      }
    }),
    ...(trouble !== undefined && { trouble }),
    ...(whole !== undefined && { problem: whole }),
    isReady: whole === undefined,
  }
}

/** Something that may be put in place of the characters from `from` to `to`. */
export type Item = { readonly label: string; readonly usage?: string; readonly about: string; readonly insert: string }
export type Completion = {
  readonly title: string
  readonly from: number
  readonly to: number
  readonly items: readonly Item[]
} & (
  | { readonly kind: 'commands' | 'options' | 'values' }
  /** Further items are to be asked of the service. */
  | { readonly kind: 'suggest'; readonly command: Command; readonly option: Option; readonly partial: string }
)

const usage = (command: Command): string =>
  command.options
    .filter(option => option.required)
    .map(option => option.name)
    .join(' ')

function commandItems(catalogue: readonly Command[], typed: string): readonly Item[] {
  const words = typed.toLowerCase().split(/\s+/).join(' ')
  const begins = catalogue.filter(({ name }) => name.startsWith(words))
  const holds = words.length < 2 ? [] : catalogue.filter(command => !begins.includes(command) && command.name.includes(words))
  return [...begins, ...holds].map(command => ({
    label: `/${command.name}`,
    usage: usage(command),
    about: command.about,
    insert: `/${command.name} `,
  }))
}

function valueItems(command: Command, option: Option, partial: string, from: number, to: number): Completion | undefined {
  const title = option.about
  if (option.complete !== undefined) return { kind: 'suggest', title, from, to, items: [], command, option, partial }
  const choices = option.choices ?? []
  if (choices.includes(partial.toLowerCase())) return undefined
  const items = choices
    .filter(choice => choice.startsWith(partial.toLowerCase()))
    .map(choice => ({ label: choice, about: '', insert: `${choice} ` }))
  return items.length === 0 ? undefined : { kind: 'values', title, from, to, items }
}

/** What may be completed where the caret stands, or undefined. */
export function completionAt(catalogue: readonly Command[], text: string, caret: number): Completion | undefined {
  const before = text.slice(0, caret)
  if (!before.startsWith('/') || before.includes('\n')) return undefined
  const found = named(catalogue, before)
  if (found === undefined || found.rest === '') {
    const items = commandItems(catalogue, before.slice(1))
    return items.length === 0 ? undefined : { kind: 'commands', title: 'Commands', from: 0, to: caret, items }
  }
  const { command, rest, restAt } = found
  const word = /\S*$/.exec(before)?.[0] ?? ''
  if (word.startsWith('-') && !word.includes('=')) {
    // All that is given beside the word under the caret: by flags on both sides of it, and by place before the first.
    const others = quotedWords(text).filter(({ start }) => start !== caret - word.length)
    const given = new Set(others.filter(isFlag).map(({ text: flag }) => flag.slice(2).split('=')[0]?.toLowerCase()))
    const byPlace: Record<string, Value> = {}
    problemOf(() => Object.assign(byPlace, readText(command, piecesOf(rest.slice(0, rest.length - word.length)).head)))
    const wanted = word.replace(/^-+/, '').toLowerCase()
    const items = command.options
      .filter(({ name }) => name.startsWith(wanted) && !given.has(name) && !(name in byPlace))
      .map(option => ({ label: `--${option.name}`, about: option.about, insert: `--${option.name} ` }))
    return items.length === 0
      ? undefined
      : { kind: 'options', title: `Options of /${command.name}`, from: caret - word.length, to: caret, items }
  }
  const { head, flags } = piecesOf(rest)
  const last = flags.at(-1)
  if (last !== undefined) {
    const [flag = '', name = ''] = /^--([^=\s]*)[=\s]\s*/.exec(last.text) ?? []
    const option = command.options.find(known => known.name === name.toLowerCase())
    const partial = last.text.slice(flag.length)
    return option === undefined || /\s/.test(partial)
      ? undefined
      : valueItems(command, option, partial, restAt + last.start + flag.length, caret)
  }
  const places = command.options.filter(option => option.required)
  const index = quotedWords(head).length - (/\S$/.test(head) ? 1 : 0)
  const option = (places.length > 0 ? places : command.options.slice(0, 1))[index]
  return option === undefined ? undefined : valueItems(command, option, word, caret - word.length, caret)
}
