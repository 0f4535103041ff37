import type { Payload } from './payload.ts'

/** An answer of one sentence that only its person sees, in the acknowledgment of a command. */
export const whisper = (sentence: string): Payload => ({ response_type: 'ephemeral', text: escaped(sentence) })

/** Words as Slack's own markup shows them; what stands between backticks stays code there. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').slice(0, 3_000)
