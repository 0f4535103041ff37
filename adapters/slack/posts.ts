import { LRUCache } from 'lru-cache'
import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import type { MessageRef, Post, ReplyRef } from '#core/post.ts'
import { metadataOf } from './lost.ts'
import type { NoteRow } from './notes-tables.ts'
import { noteId, refOf } from './notes.ts'
import { readReply, type ReplyNote, responseMs } from './ref.ts'
import { isAbout, Refused } from './refusal.ts'
import { render } from './render.ts'
import { fileKeysOf } from './shown-files.ts'
import { waitingLabel, type Workshop } from './workshop.ts'

/** An address for responses takes so many. */
const mostResponses = 5

/**
 * Posts each nonce once: what is about to be posted is noted first and carries the note's id, by which it is found again.
 * An answer that awaits its words in a thread is no message yet but the thread's status. What one person alone may see
 * cannot be looked for: after a crash right in between it may be said to them twice.
 */
export function createPosts(shop: Workshop): { readonly post: Surface['post']; readonly openly: Openly } {
  const { web, notes, lacks, uploads, shownFiles, deliver, statuses, findLost, log, now } = shop
  const uses = new LRUCache<string, number>({ max: 5_000 })

  const openly: Openly = async (row, post, { isFrame, signal }) => {
    const { team, channel, thread } = row
    const isNote = row.state !== 'posting'
    await notes.keep({ ...row, sentAt: now() })
    const args = { channel, ...(thread !== undefined && { thread_ts: thread }), metadata: metadataOf(row.id) }
    const root = thread === undefined ? undefined : { team, channel, thread }
    // Files are shared in the thread of a message that has to be there first.
    const isSharedLater = root === undefined && !isFrame && (await uploads.needsThread(team, post))
    const first = isSharedLater
      ? { ...post, blocks: post.blocks.filter(({ type }) => type !== 'pictures' && type !== 'document') }
      : post
    const parcel = { team, isFrame, signal } as const
    const answer = await deliver({ ...parcel, method: 'chat.postMessage', args, post: first, ...(root && { root }) })
    const ts = String(answer['ts'])
    const kept: NoteRow = { ...row, state: isNote ? 'plain' : 'posted', ts }
    await notes.keep(kept)
    if (isSharedLater) {
      const shared = { ...parcel, post, args: { channel, ts }, root: { team, channel, thread: ts }, isRepeatable: true }
      await deliver({ ...shared, method: 'chat.update' })
    }
    return kept
  }

  /** By an address for responses: it reaches places we are no member of. False when it takes no more. */
  const respond = async ({ team, thread, response }: ReplyNote, post: Post, signal: AbortSignal): Promise<boolean> => {
    if (response === undefined || now() - response.at >= responseMs) return false
    const used = uses.get(response.url) ?? 0
    if (used >= mostResponses) return false
    uses.set(response.url, used + 1)
    const shown = await uploads.shown(team, post, { wait: true, signal })
    const content = render(post, shown, { style: 'mrkdwn' })
    const place = thread === undefined ? {} : { thread_ts: thread }
    return web.respond(response.url, { response_type: 'ephemeral', replace_original: false, ...place, ...content }, signal)
  }

  const toPerson = async (note: ReplyNote, post: Post, signal: AbortSignal): Promise<boolean> => {
    const { team, channel, thread, message, person } = note
    if (person === undefined) return false
    // A thread that nobody has answered in is not open anywhere: nobody would see it there.
    const isOpen = thread !== undefined && thread !== message
    const args = { channel, user: person.id, ...(isOpen && { thread_ts: thread }) }
    await deliver({ team, method: 'chat.postEphemeral', args, post, isFrame: false, signal })
    return true
  }

  const privately = async (row: NoteRow, note: ReplyNote, post: Post, signal: AbortSignal): Promise<MessageRef> => {
    const ways = note.thread === undefined ? [respond, toPerson] : [toPerson, respond]
    let refused: Refused | undefined
    for (const way of ways) {
      try {
        if (!(await way(note, post, signal))) continue
        const kept: NoteRow = { ...row, state: 'private' }
        await notes.keep(kept)
        return refOf(kept)
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        refused ??= thrown
      }
    }
    throw refused ?? new Fault('gone', 'The time in which Slack shows an answer to one person alone is over.')
  }

  /** The thread says that words come, where it can; undefined where a message has to. */
  const announced = async (row: NoteRow, post: Post, signal: AbortSignal): Promise<MessageRef | undefined> => {
    const label = waitingLabel(post)
    const isAwaitingWords = post.blocks.some(block => block.type === 'progress' && block.beforeWords === true)
    if (label === undefined || !isAwaitingWords || !mayStream(row)) return undefined
    if ((await lacks.has(row.team, 'streams')) || (await lacks.has(row.team, 'status'))) return undefined
    const kept: NoteRow = { ...row, state: 'status' }
    await notes.keep(kept)
    try {
      await statuses.say(kept, label, { isFrame: true, signal })
      return refOf(kept)
    } catch (thrown) {
      signal.throwIfAborted()
      if (thrown instanceof Fault) throw thrown
      if (isAbout(thrown, 'unsupported') || (thrown instanceof Refused && thrown.error === 'missing_scope'))
        await lacks.note(row.team, 'status', thrown.error)
      else log.warn({ cause: thrown }, 'Slack: a status could not be set, a message stands for it')
      return undefined
    }
  }

  /** Posts that are under way, by their notes: a job may be announced while its own step begins. */
  const underWay = new Map<string, Promise<unknown>>()
  const inTurn = async <Result>(id: string, act: () => Promise<Result>): Promise<Result> => {
    const before = underWay.get(id)
    const done = before === undefined ? act() : before.then(act, act)
    underWay.set(id, done)
    try {
      return await done
    } finally {
      if (underWay.get(id) === done) underWay.delete(id)
    }
  }

  const once = async (id: string, ref: ReplyRef, post: Post, signal: AbortSignal): Promise<MessageRef> => {
    signal.throwIfAborted()
    const note = readReply(ref)
    const { team, channel, thread, direct, person } = note
    const before = await notes.get(id)
    if (before !== undefined && before.state !== 'posting') return refOf(before)
    if (before !== undefined) {
      const ts = await findLost(before, signal)
      if (ts !== undefined) {
        const found: NoteRow = { ...before, state: 'posted', ts }
        await notes.keep(found)
        const root = thread === undefined ? [] : [{ team, channel, thread }]
        await shownFiles.claim({ team, channel, ts }, fileKeysOf(post), ...root)
        return refOf(found)
      }
    }
    const place = {
      team,
      channel,
      ...(thread !== undefined && { thread }),
      ...(direct && { direct }),
      ...(person && { person }),
    }
    const row: NoteRow = { id, at: now(), state: 'posting', where: '', ...place }
    if (post.audience === 'actor' && direct !== true) return privately(row, note, post, signal)
    return (await announced(row, post, signal)) ?? refOf(await openly(row, post, { isFrame: false, signal }))
  }

  return {
    openly,
    post(ref, post, { nonce, signal }) {
      const id = noteId(nonce)
      return inTurn(id, () => once(id, ref, post, signal))
    },
  }
}

/** Posts what the row stands for, for all to see, and keeps what it became. */
export type Openly = (
  row: NoteRow,
  post: Post,
  how: { readonly isFrame: boolean; readonly signal: AbortSignal },
) => Promise<NoteRow>

/** Streams are for threads, and outside of direct conversations for one person. */
export const mayStream = ({ thread, direct, person }: NoteRow): boolean =>
  thread !== undefined && (direct === true || person !== undefined)
