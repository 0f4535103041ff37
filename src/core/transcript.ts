import type { Turn } from './conversation.ts'
import { brief } from './grapheme.ts'

/** The inputs by which chat models take what was said: a list of messages, or a transcript. */
export const spokenFields: readonly string[] = ['messages', 'prompt']

/** The name a transcript gives to the model's own turns. */
export const modelName = 'Assistant'
const reservedNames = [modelName.toLowerCase(), 'system']

/**
 * A conversation as one prompt, for models that take no list of messages: `Name: text` a turn, ending with the
 * model's name so that it goes on there. A line of a text that looks like the beginning of a turn is indented by a
 * space, so that nobody can put words into another's mouth.
 */
export const transcript = (turns: readonly Turn[]): string =>
  [...turns.map(turn => `${speakerName(turn)}: ${withoutTurns(turn.text)}`), `${modelName}:`].join('\n')

/** A conversation as a list of messages, for models that take one. The speaker's name stands before a person's words. */
export const messages = (turns: readonly Turn[]): readonly { readonly role: 'user' | 'assistant'; readonly content: string }[] =>
  turns.map(turn =>
    turn.by === 'model'
      ? { role: 'assistant', content: turn.text }
      : { role: 'user', content: `${speakerName(turn)}: ${withoutTurns(turn.text)}` },
  )

/** The text, every line after its first that could be taken for the beginning of a turn indented. `https://…` is none. */
const withoutTurns = (text: string): string =>
  text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n').replace(/\n(?! )(?=[^\n:：]{1,100}(?::(?!\/\/)|：))/g, '\n ')

/** A person may be called anything, but never as the model or the system is, and never over two lines. */
function speakerName(turn: Turn): string {
  if (turn.by === 'model') return modelName
  const name = brief(turn.name.toWellFormed().replace(/[\s\p{C}:：]+/gu, ' '), 60) || 'Someone'
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\P{L}+/gu, '')
  return reservedNames.includes(letters) ? `${name} (a person)` : name
}
