import type { Attachment } from './attachment.ts'
import { checkValues, type Command, findCommand, readText, textOf, type Values } from './command.ts'
import { asFault } from './fault.ts'
import { isModelRef } from './model-card.ts'

/** What words spoken to us ask for: a command, talk, or a command that is wrong, with the sentence that says so. */
export type Spoken =
  | { readonly type: 'talk' }
  | { readonly type: 'command'; readonly command: Command; readonly values: Values }
  | { readonly type: 'refused'; readonly command: Command; readonly sentence: string }

/**
 * Reads the text form of commands where people also just talk: `imagine a red fox --count 4`. Words are a command when
 * they begin with its name and can be read as one. What cannot be read is a mistake in a command where it shows that one
 * was meant (a slash, a flag, a name of two words, a name alone) and else talk: “forget it, tell me a joke”, “run me through
 * it”.
 */
export function readSpoken(catalogue: readonly Command[], text: string, files: readonly Attachment[] = []): Spoken {
  const found = findCommand(catalogue, text)
  if ('near' in found) return { type: 'talk' }
  const { command, rest } = found
  const hasSlash = text.trim().startsWith('/')
  // `help` takes nothing, so words after it are a question and not its options.
  if (!hasSlash && command.options.length === 0 && rest.trim() !== '') return { type: 'talk' }
  try {
    const values = checkValues(command, readText(command, rest, files))
    return hasSlash || namesModel(command, values) ? { type: 'command', command, values } : { type: 'talk' }
  } catch (thrown) {
    const isMeant = hasSlash || rest.trim() === '' || command.name.includes(' ') || /(^|\s)(--|—)\p{L}/u.test(rest)
    return isMeant ? { type: 'refused', command, sentence: asFault(thrown).message } : { type: 'talk' }
  }
}

/** Whether what stands where a command of one word wants a model can be one. */
const namesModel = ({ name, options }: Command, values: Values): boolean =>
  name.includes(' ') ||
  options
    .filter(({ required, complete }) => required === true && complete === 'model')
    .every(option => isModelRef(textOf(values, option.name)))
