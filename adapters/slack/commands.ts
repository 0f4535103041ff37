import { checkValues, type Command, findCommand, readText, type Values } from '#core/command.ts'
import { asFault } from '#core/fault.ts'
import { formAction } from '#core/form.ts'
import { commandWordsOf } from './speech.ts'

/** The command that leads to all others, so that an app takes few names of those that all apps of a workspace share. */
export const umbrella = 'replichat'

/** The commands that have a name of their own, if the catalogue has them. */
const ownNames = ['imagine', 'chat']

/** The slash commands that the manifest registers: those with a name of their own, and the one that leads to all others. */
export const slashNames = (catalogue: readonly Command[]): readonly string[] => [
  ...ownNames.filter(name => catalogue.some(command => command.name === name)),
  umbrella,
]

/** What a slash command asks for: a command with its values, a form, or nothing that can be done, with the sentence that says so. */
export type Asked =
  | { readonly type: 'command'; readonly command: Command; readonly values: Values }
  | { readonly type: 'form'; readonly action: string; readonly title: string }
  | { readonly type: 'refused'; readonly sentence: string }

/** Commands without words that open a form instead of being refused, with the title that stands there until it is filled. */
const forms: Readonly<Record<string, { readonly action: string; readonly title: string }>> = {
  imagine: { action: formAction('imagine'), title: 'Paint pictures' },
  config: { action: formAction('config:channel'), title: 'Settings' },
}

/** Reads a slash command and the words after it. */
export function readSlash(catalogue: readonly Command[], slash: string, words: string): Asked {
  const name = slash.replace(/^\//, '').toLowerCase()
  // Who is named there comes as a mark that holds the id, and links come as marks, too.
  const text = commandWordsOf(words)
  if (name !== umbrella && !slashNames(catalogue).includes(name))
    return refused(`There is no command \`/${name.replaceAll('`', '')}\` here; \`/${umbrella} help\` shows what there is.`)
  const typed = name === umbrella ? text || 'help' : `${name} ${text}`
  const form = forms[typed.trim().replace(/^\//, '').toLowerCase()]
  if (form !== undefined) return { type: 'form', ...form }
  const found = findCommand(catalogue, typed)
  if ('near' in found)
    return refused(
      found.near === undefined
        ? `There is no such command; \`/${umbrella} help\` shows what there is.`
        : `There is no such command; did you mean \`/${umbrella} ${found.near}\`?`,
    )
  try {
    const { command, rest } = found
    return { type: 'command', command, values: checkValues(command, readText(command, rest)) }
  } catch (thrown) {
    const fault = asFault(thrown)
    if (fault.kind === 'bug') throw thrown
    return refused(fault.message)
  }
}

const refused = (sentence: string): Asked => ({ type: 'refused', sentence })
