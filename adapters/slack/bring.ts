import { brief } from '#core/text.ts'
import { clean, unmarked } from './markdown.ts'
import type { Web } from './web-client.ts'

/** A file's content. */
export type Bytes = { readonly bytes: Uint8Array; readonly contentType: string }

/**
 * Brings a file to Slack, into a thread where one is named, and answers its id there. `about`: what it is, for those who
 * cannot see it; `announced` is told the id before there is a file of it, that it is not lost should we die in between.
 */
export type Bring = (
  team: string,
  file: Bytes & { readonly name: string; readonly about: string },
  into: { readonly channel_id?: string; readonly thread_ts?: string },
  how: { readonly signal: AbortSignal; readonly announced: (file: string) => Promise<void> },
) => Promise<string>

/** Slack takes 1,000 characters about a file; a title is read in one line. */
const aboutChars = 900
const titleChars = 200

/** Sends files by `web`: announced, sent, completed. Throws what `web` throws. */
export const bringBy =
  (web: Web): Bring =>
  async (team, { bytes, contentType, name, about }, into, { signal, announced }) => {
    const words = unmarked(clean(about))
    const args = { filename: name, length: bytes.length, alt_txt: brief(words, aboutChars) || name }
    const target = await web.call({ team, method: 'files.getUploadURLExternal', args, signal, isRepeatable: true })
    const { upload_url: url, file_id: id } = target as { readonly upload_url: string; readonly file_id: string }
    await announced(id)
    await web.upload(url, bytes, contentType, signal)
    const complete = { files: [{ id, title: brief(words, titleChars) || name }], ...into }
    await web.call({ team, method: 'files.completeUploadExternal', args: complete, signal })
    return id
  }
