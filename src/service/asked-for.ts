import { textOf } from '#core/command.ts'
import type { MadeJob } from '#core/job.ts'

/** What models call the words they are given, the usual name first. */
const wordFields = ['prompt', 'text', 'input_text', 'question', 'message', 'instruction', 'caption', 'query', 'lyrics']

/**
 * What was asked for, in the person's words: a prompt, or of any model's inputs the one that holds words. Where there is none
 * it is what was typed, and empty for a model that was given nothing.
 */
export function askedFor(job: MadeJob): string {
  if (job.kind === 'picture') return textOf(job.values, 'prompt')
  const input = job.runs[0]?.input ?? {}
  const words = wordFields.map(name => input[name]).find(value => typeof value === 'string' && value.trim() !== '')
  return typeof words === 'string' ? words : textOf(job.values, 'input')
}
