import { createHash } from 'node:crypto'
import { Fault } from '#core/fault.ts'
import type { Desk, Records } from '#core/ports.ts'
import type { Picture, Post } from '#core/post.ts'
import { brief } from '#core/text.ts'
import type { Lacks } from './lacks.ts'
import { pictureBytes, pictureTypes, slackLimits } from './limits.ts'
import { clean } from './markdown.ts'
import type { NotesTables } from './notes-tables.ts'
import { pause } from './pause.ts'
import { isAbout } from './refusal.ts'
import { picturesOf, type Shown } from './render.ts'
import type { Web } from './web-client.ts'

/** Where pictures come from. */
export type Opener = Pick<Desk, 'open' | 'linkTo'>

/** A thread that files can be shared in. */
export type Root = { readonly team: string; readonly channel: string; readonly thread: string }

/** Brings pictures to Slack, each once for a workspace, and says what a message may show of them. */
export interface Uploads {
  /**
   * What can be shown of a post's pictures. Without `wait` only what is at Slack already: the rest is brought there
   * meanwhile. What Slack does not show in a message is shared in the thread `root`, once, and a sentence says so.
   */
  shown(
    team: string,
    post: Post,
    how: { readonly wait: boolean; readonly root?: Root; readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<string, Shown>>
  /** Whether something of the post can only be shared, so that it needs a thread. */
  needsThread(team: string, post: Post): Promise<boolean>
}

/** How long an upload may take that nobody waits for, and how Slack is asked whether a picture can be shown. */
const uploadMs = 90_000
const usualLooksMs = [300, 500, 1_000, 2_000, 4_000, 4_000]

/** A picture that has a type but no small versions is shown after so many looks: not all pictures get them. */
const looksForThumbs = 3

const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'application/zip': 'zip',
}

const stemOf = (blob: string): string => `picture-${createHash('sha256').update(blob).digest('hex').slice(0, 16)}`

/** Uploads by `web`. `now` in milliseconds since the epoch; `looksMs`, for tests: how long is waited before each look. */
export function createUploads(given: {
  readonly web: Web
  readonly records: Records<NotesTables>
  readonly lacks: Lacks
  readonly desk: () => Opener
  readonly now: () => number
  readonly looksMs?: readonly number[]
}): Uploads {
  const { web, records, lacks, desk, now, looksMs = usualLooksMs } = given
  const underWay = new Map<string, Promise<Shown>>()

  const bring = async (
    team: string,
    { alt }: Picture,
    file: { readonly bytes: Uint8Array; readonly contentType: string; readonly name: string },
    into: { readonly channel_id?: string; readonly thread_ts?: string },
    signal: AbortSignal,
  ): Promise<string> => {
    const { bytes, contentType, name } = file
    const args = { filename: name, length: bytes.length, alt_txt: brief(clean(alt), 900) || name }
    const target = await web.call({ team, method: 'files.getUploadURLExternal', args, signal, isRepeatable: true })
    const { upload_url: url, file_id: id } = target as { readonly upload_url: string; readonly file_id: string }
    await web.upload(url, bytes, contentType, signal)
    const complete = { files: [{ id, title: brief(clean(alt), 200) || name }], ...into }
    await web.call({ team, method: 'files.completeUploadExternal', args: complete, signal })
    return id
  }

  /** Slack looks at a picture before it shows it. What it says of one that it never finishes is left to the message. */
  const settle = async (team: string, file: string, signal: AbortSignal): Promise<void> => {
    for (const [at, ms] of looksMs.entries()) {
      await pause(ms, signal)
      try {
        const answer = await web.call({ team, method: 'files.info', args: { file }, signal, isRepeatable: true })
        const told = (answer['file'] ?? {}) as Readonly<Record<string, unknown>>
        const hasType = typeof told['mimetype'] === 'string' && told['mimetype'] !== ''
        if (hasType && (at + 1 >= looksForThumbs || Object.keys(told).some(key => key.startsWith('thumb_')))) return
      } catch (thrown) {
        if (!isAbout(thrown, 'gone') && !(thrown instanceof Error && thrown.name === 'Refused')) throw thrown
      }
    }
  }

  const elsewhere = (blob: string, sentence: string): Shown => {
    const url = desk().linkTo(blob)
    return { instead: url === undefined ? `${sentence}.` : `${sentence}: [our own copy](${url}), good for seven days.` }
  }

  const missing = async ({ blob }: Picture): Promise<Shown> =>
    (await desk().open(blob)) === undefined
      ? { instead: 'A picture is no longer stored.' }
      : elsewhere(blob, 'A picture cannot be shown in Slack as it is')

  /** A picture among the files of ours at Slack, seen by nobody until a message shows it. */
  const unshared = async (team: string, picture: Picture, signal: AbortSignal): Promise<Shown> => {
    const { blob } = picture
    const opened = await desk().open(blob, { atMostBytes: pictureBytes, types: pictureTypes })
    if (opened === undefined || !(pictureTypes as readonly string[]).includes(opened.contentType)) return missing(picture)
    const name = `${stemOf(blob)}.${endings[opened.contentType] ?? 'bin'}`
    try {
      const file = await bring(team, picture, { ...opened, name }, {}, signal)
      await settle(team, file, signal)
      await records.batch([{ put: 'slack_files', row: { id: `${team}/${blob}`, at: now(), name, file } }])
      return { file }
    } catch (thrown) {
      if (isAbout(thrown, 'noFiles')) return elsewhere(blob, 'This workspace takes no files from me')
      throw thrown
    }
  }

  const share = async (root: Root, picture: Picture, signal: AbortSignal): Promise<Shown> => {
    const { blob, contentType } = picture
    const { team, channel, thread } = root
    const what = contentType.startsWith('video/') ? 'The video' : contentType.startsWith('audio/') ? 'The sound' : 'The picture'
    const inThread: Shown = { instead: `${what} is in the thread.` }
    const id = `${team}/${blob}/${channel}/${thread}`
    const before = await records.get('slack_files', id)
    if (before?.file !== undefined) return inThread
    if (before !== undefined) {
      const file = await sharedBefore(root, before.name, signal)
      if (file !== undefined) {
        await records.batch([{ put: 'slack_files', row: { ...before, file } }])
        return inThread
      }
    }
    const opened = await desk().open(blob, { atMostBytes: slackLimits.fileBytes })
    if (opened === undefined) return missing(picture)
    const name = `${stemOf(blob)}.${endings[opened.contentType] ?? 'bin'}`
    const row = { id, at: now(), name }
    await records.batch([{ put: 'slack_files', row }])
    try {
      const file = await bring(team, picture, { ...opened, name }, { channel_id: channel, thread_ts: thread }, signal)
      await records.batch([{ put: 'slack_files', row: { ...row, file } }])
      return inThread
    } catch (thrown) {
      if (isAbout(thrown, 'noFiles')) return elsewhere(blob, 'This workspace takes no files from me')
      throw thrown
    }
  }

  /** A file that was being shared when a process died. */
  const sharedBefore = async (
    { team, channel, thread }: Root,
    name: string,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const args = { channel, ts: thread, limit: 200 }
    const answer = await web
      .call({ team, method: 'conversations.replies', args, signal, isRepeatable: true })
      .catch((thrown: unknown) => {
        if (thrown instanceof Error && thrown.name === 'Refused') return {}
        throw thrown
      })
    const { messages = [] } = answer as {
      readonly messages?: readonly { readonly files?: readonly { readonly id: string; readonly name?: string }[] }[]
    }
    return messages.flatMap(({ files = [] }) => files).find(file => file.name === name)?.id
  }

  const isShareable = ({ contentType }: Picture): boolean => !contentType.startsWith('image/')

  const inMessage = (team: string, picture: Picture): Promise<Shown> => {
    const key = `${team}/${picture.blob}`
    const going = underWay.get(key) ?? unshared(team, picture, AbortSignal.timeout(uploadMs))
    underWay.set(key, going)
    const done = (): void => {
      if (underWay.get(key) === going) underWay.delete(key)
    }
    going.then(done, done)
    return going
  }

  return {
    async shown(team, post, { wait, root, signal }) {
      const pictures = picturesOf(post).slice(0, slackLimits.picturesPerPost)
      const found = new Map<string, Shown>()
      if (pictures.length === 0) return found
      const areBlocksRefused = await lacks.has(team, 'picture blocks')
      for (const picture of pictures) {
        if (isShareable(picture) || areBlocksRefused) {
          if (wait && root !== undefined) found.set(picture.blob, await share(root, picture, signal))
          continue
        }
        const file = (await records.get('slack_files', `${team}/${picture.blob}`))?.file
        if (file !== undefined) found.set(picture.blob, { file })
      }
      const rest = pictures.filter(picture => !found.has(picture.blob) && !isShareable(picture) && !areBlocksRefused)
      const coming = rest.map(async picture => [picture.blob, await inMessage(team, picture)] as const)
      if (wait) for (const [blob, shown] of await unlessAborted(Promise.all(coming), signal)) found.set(blob, shown)
      else Promise.all(coming).catch(() => {}) // the last frame brings what did not come
      return found
    },
    async needsThread(team, post) {
      const pictures = picturesOf(post)
      return pictures.some(isShareable) || (pictures.length > 0 && (await lacks.has(team, 'picture blocks')))
    },
  }
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    return await Promise.race([work, aborted.promise])
  } catch (thrown) {
    signal.throwIfAborted()
    // The upload's own time was over, which nobody who waits asked for.
    if (thrown instanceof DOMException && thrown.name === 'TimeoutError')
      throw new Fault('platform', 'Slack did not take a picture in time.', { cause: thrown })
    throw thrown
  } finally {
    signal.removeEventListener('abort', onAbort)
    work.catch(() => {})
    aborted.promise.catch(() => {})
  }
}
