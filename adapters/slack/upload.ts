import { createHash } from 'node:crypto'
import { endingOf, wordFor } from '#core/file-name.ts'
import { Fault } from '#core/fault.ts'
import type { Desk, Log, Records } from '#core/ports.ts'
import type { Picture, Post } from '#core/post.ts'
import { bringBy } from './bring.ts'
import type { Discards } from './discards.ts'
import type { Lacks } from './lacks.ts'
import { pictureBytes, pictureTypes, slackLimits } from './limits.ts'
import type { NotesTables } from './notes-tables.ts'
import { pause } from './pause.ts'
import { isAbout, Refused } from './refusal.ts'
import { type Document, documentKey, documentsOf, picturesOf, type Shown } from './render.ts'
import { createShare, type Root, type Sharing } from './share.ts'
import type { Web } from './web-client.ts'

/** Where pictures come from. */
export type Opener = Pick<Desk, 'open' | 'linkTo'>

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
  /**
   * Forgets files that a message (`where`, once it is there) may not show although they are not new: somebody deleted them at
   * Slack, or it is something else in the message; then they go unless another message shows them, too. Answers whether there
   * were any; they are brought anew.
   */
  forgetOld(team: string, shown: ReadonlyMap<string, Shown>, where?: string): Promise<boolean>
}

/** How long an upload may take that nobody waits for, when it is given up as lost, and how Slack is asked whether a picture can be shown. */
const uploadMs = 90_000
const unclaimedMs = 10 * 60_000
const usualLooksMs = [300, 500, 1_000, 2_000, 4_000, 4_000]

/** A picture that has a type but no small versions is shown after so many looks: not all pictures get them. */
const looksForThumbs = 3

/** A file that is older than this has been looked at by Slack, in ms: if it is refused, it is gone. */
const newMs = 60_000

const stemOf = ({ blob, contentType }: Pick<Picture, 'blob' | 'contentType'>): string =>
  `${wordFor(contentType)}-${createHash('sha256').update(blob).digest('hex').slice(0, 16)}`

/** Uploads by `web`. `now` in milliseconds since the epoch; `looksMs`, for tests: how long is waited before each look. */
export function createUploads(given: {
  readonly web: Web
  readonly records: Records<NotesTables>
  readonly lacks: Lacks
  readonly discards: Pick<Discards, 'note' | 'spare'>
  readonly desk: () => Opener
  readonly log: Log
  readonly now: () => number
  readonly looksMs?: readonly number[]
}): Uploads {
  const { web, records, lacks, discards, desk, log, now, looksMs = usualLooksMs } = given
  const underWay = new Map<string, Promise<Shown>>()
  const bring = bringBy(web)
  const share = createShare({ web, records, bring, discards, now })

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

  const missing = async ({ blob, contentType }: Picture): Promise<Shown> =>
    (await desk().open(blob)) === undefined
      ? { instead: `A ${wordFor(contentType)} is no longer stored.` }
      : elsewhere(blob, `A ${wordFor(contentType)} cannot be shown in Slack as it is`)

  /** A picture among the files of ours at Slack, seen by nobody until a message shows it. */
  const unshared = async (team: string, picture: Picture, signal: AbortSignal): Promise<Shown> => {
    const { blob } = picture
    // Whoever looked before may have looked too early: only here nobody else brings it.
    const known = (await records.get('slack_files', `${team}/${blob}`))?.file
    if (known !== undefined) return { file: known }
    const opened = await desk().open(blob, { atMostBytes: pictureBytes, types: pictureTypes })
    if (opened === undefined || !(pictureTypes as readonly string[]).includes(opened.contentType)) return missing(picture)
    const name = `${stemOf(picture)}.${endingOf(opened.contentType)}`
    try {
      // What no row speaks of by then is nobody's.
      const announced = (id: string) => records.batch([discards.note(team, id, unclaimedMs)])
      const file = await bring(team, { ...opened, name, about: picture.alt }, {}, { signal, announced })
      await settle(team, file, signal)
      const row = { id: `${team}/${blob}`, at: now(), name, file, isFollowed: true } as const
      await records.batch([{ put: 'slack_files', row }, discards.spare(team, file)])
      return { file }
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      // An end without its picture is better than none: what was painted is kept, and paid for.
      log.warn({ cause: thrown }, 'Slack: a picture was refused')
      return elsewhere(blob, barred(thrown) ?? 'Slack refused a picture')
    }
  }

  /** A sentence that says where it is. */
  const inThread = async (
    root: Root,
    file: Sharing,
    says: { readonly what: string; readonly lost: () => Promise<Shown>; readonly refused: (why: string) => Shown },
    signal: AbortSignal,
  ): Promise<Shown> => {
    try {
      return (await share(root, file, signal)) ? { instead: `${says.what} is in the thread.` } : await says.lost()
    } catch (thrown) {
      const why = barred(thrown)
      if (why === undefined) throw thrown
      log.warn({ cause: thrown }, 'Slack: a file was refused')
      return says.refused(why)
    }
  }

  const sharedPicture = (root: Root, picture: Picture, signal: AbortSignal): Promise<Shown> => {
    const { blob, contentType, alt } = picture
    const what = `The ${wordFor(contentType)}`
    const file: Sharing = {
      key: blob,
      name: type => `${stemOf(picture)}.${endingOf(type)}`,
      about: alt,
      open: () => desk().open(blob, { atMostBytes: slackLimits.fileBytes }),
    }
    return inThread(root, file, { what, lost: () => missing(picture), refused: why => elsewhere(blob, why) }, signal)
  }

  const sharedDocument = (root: Root, document: Document, signal: AbortSignal): Promise<Shown> => {
    const [, stem = 'text', ending = '.md'] = /^([\w-]{1,40})(\.\w{1,10})?$/.exec(document.name) ?? []
    const key = documentKey(document)
    const file: Sharing = {
      key,
      name: () => `${stem}-${key.slice(-12)}${ending}`,
      about: document.name,
      open: () => Promise.resolve({ bytes: Buffer.from(document.text), contentType: 'text/markdown' }),
    }
    const refused = (why: string): Shown => ({ instead: `${why}.` })
    return inThread(
      root,
      file,
      { what: 'The file', lost: () => Promise.resolve(refused('The file is no longer stored')), refused },
      signal,
    )
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
      if (wait && root !== undefined)
        for (const document of documentsOf(post)) found.set(documentKey(document), await sharedDocument(root, document, signal))
      if (pictures.length === 0) return found
      const areBlocksRefused = await lacks.has(team, 'picture blocks')
      for (const picture of pictures) {
        if (isShareable(picture) || areBlocksRefused) {
          if (wait && root !== undefined) found.set(picture.blob, await sharedPicture(root, picture, signal))
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
    async forgetOld(team, shown, where) {
      const rows = await Promise.all(
        [...shown].flatMap(([blob, found]) => ('file' in found ? [records.get('slack_files', `${team}/${blob}`)] : [])),
      )
      const old = rows.filter(row => row !== undefined).filter(row => now() - row.at >= newMs)
      for (const { id, file } of old) {
        const others = (await records.list('slack_shows', { where: { of: id } })).filter(show => show.where !== where)
        const useless = file === undefined || others.length > 0 ? [] : [discards.note(team, file, unclaimedMs)]
        await records.batch([{ remove: 'slack_files', id }, ...useless])
      }
      return old.length > 0
    },
    async needsThread(team, post) {
      const pictures = picturesOf(post)
      return (
        documentsOf(post).length > 0 ||
        pictures.some(isShareable) ||
        (pictures.length > 0 && (await lacks.has(team, 'picture blocks')))
      )
    },
  }
}

/** Why no file at all may be brought to Slack, in words; undefined where it is another reason. */
function barred(thrown: unknown): string | undefined {
  if (isAbout(thrown, 'noFiles')) return 'This workspace takes no files from me'
  if (thrown instanceof Refused && thrown.error === 'missing_scope')
    return 'I am missing the Slack scope `files:write`, without which I can show no files'
  return undefined
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
