import { LRUCache } from 'lru-cache'
import { Fault } from '#core/fault.ts'
import type { Edited, Surface } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import type { NoteRow } from './notes-tables.ts'
import { mayStream, type Openly } from './posts.ts'
import { readMessage } from './ref.ts'
import { isAbout, Limited, Refused } from './refusal.ts'
import type { Root } from './share.ts'
import { streamedText, waitingLabel, type Workshop } from './workshop.ts'

type How = { readonly last: boolean; readonly signal: AbortSignal }

/** A message that Slack knows, and where its files would be shared. */
type Spot = { readonly team: string; readonly channel: string; readonly ts: string; readonly root: Root }

/** What a message showed so long ago (ms) is no reason any more not to show it again. */
const sameMs = 10 * 60_000

/** So often a frame may find that its message is in another state than was known before it is given up. */
const mostTurns = 5

/** Shows messages anew: streams are written on while they last, everything else is edited. */
export function createEdits(shop: Workshop, openly: Openly): Pick<Surface, 'edit' | 'remove' | 'bucketOf'> {
  const { web, notes, lacks, shownFiles, deliver, streams, statuses, findLost, pace, now } = shop

  const shown = (family: 'update' | 'append', team: string): Edited => ({ shown: true, ...pace.spent(family, team) })
  const nothing: Edited = { shown: true, restMs: 0 }

  /** What messages show, as this process wrote it: an edit that changes nothing would still mark them as edited. */
  const standing = new LRUCache<string, string>({ max: 2_000, ttl: sameMs })
  const stands = ({ team, channel, ts }: Omit<Spot, 'root'>, post: Post): void => {
    // What became of pictures and files may be another thing next time.
    if (post.blocks.every(({ type }) => type !== 'pictures' && type !== 'document'))
      standing.set(`${team}/${channel}/${ts}`, JSON.stringify(post))
  }

  const update = async ({ team, channel, ts, root }: Spot, post: Post, { last, signal }: How): Promise<Edited> => {
    const key = `${team}/${channel}/${ts}`
    if (standing.get(key) === JSON.stringify(post)) return nothing
    standing.delete(key)
    const args = { channel, ts }
    await deliver({ team, method: 'chat.update', args, post, root, isFrame: !last, isRepeatable: true, signal })
    stands({ team, channel, ts }, post)
    return shown('update', team)
  }
  const spotOf = ({ team, channel, thread, ts = '' }: NoteRow): Spot => ({
    team,
    channel,
    ts,
    root: { team, channel, thread: thread ?? ts },
  })

  const becomes = async (row: NoteRow, state: NoteRow['state'], more: Partial<NoteRow> = {}): Promise<NoteRow> => {
    const next: NoteRow = { ...row, ...more, state }
    await notes.keep(next)
    return next
  }

  const seal = async (row: NoteRow, { last, signal }: How): Promise<NoteRow> => {
    await streams.seal(row, { isFrame: !last, signal })
    return becomes(row, 'plain')
  }

  const plain = async (row: NoteRow, post: Post, how: How): Promise<Edited> => {
    try {
      return await update(spotOf(row), post, how)
    } catch (thrown) {
      if (!isAbout(thrown, 'streaming')) throw thrown
      return update(spotOf(await seal(row, how)), post, how)
    }
  }

  /** The message is posted as any other, where nothing of it stands yet. */
  const begin = async (row: NoteRow, post: Post, { last, signal }: How): Promise<Edited> => {
    try {
      await openly({ ...row, state: 'sending' }, post, { isFrame: !last, signal })
    } catch (thrown) {
      // Nothing was posted: the next frame need not look for it.
      if (thrown instanceof Limited || thrown instanceof Refused) await becomes(row, 'status')
      throw thrown
    }
    statuses.leave(row)
    return shown('update', row.team)
  }

  /** The first words. Where no stream may be begun they are a message like any other. */
  const firstWords = async (row: NoteRow, post: Post, text: string, how: How): Promise<Edited> => {
    const starting = await becomes(row, 'starting', { sentAt: now() })
    try {
      const ts = await streams.start(starting, text, how.signal)
      if (ts === undefined) {
        await becomes(row, 'status')
        return nothing
      }
      statuses.leave(row)
      await becomes(starting, 'stream', { ts })
      return shown('append', row.team)
    } catch (thrown) {
      if (!(thrown instanceof Limited) && !(thrown instanceof Refused)) throw thrown
      await becomes(row, 'status')
      if (thrown instanceof Refused && isAbout(thrown, 'unsupported')) await lacks.note(row.team, 'streams', thrown.error)
      return begin(row, post, how)
    }
  }

  const waiting = async (row: NoteRow, post: Post, how: How): Promise<Edited> => {
    const label = waitingLabel(post)
    if (label !== undefined && !how.last) {
      await statuses.say(row, label, { isFrame: true, signal: how.signal })
      return nothing
    }
    const text = how.last ? undefined : streamedText(post)
    const mayBegin = text !== undefined && mayStream(row) && !(await lacks.has(row.team, 'streams'))
    return mayBegin ? firstWords(row, post, text, how) : begin(row, post, how)
  }

  const writing = async (row: NoteRow, post: Post, how: How): Promise<Edited> => {
    const text = streamedText(post)
    // Without anything to press under them the words go on in a further message: these are all that will stand here.
    if (how.last || !post.blocks.some(({ type }) => type === 'actions')) {
      const isDone = text !== undefined && (await streams.finish(row, text, post, { isFrame: !how.last, signal: how.signal }))
      if (!isDone) return plain(await seal(row, how), post, how)
      stands(spotOf(await becomes(row, 'plain')), post)
      return shown('append', row.team)
    }
    const added = text === undefined ? 'ends' : await streams.append(row, text, how.signal)
    if (added === 'ends') return plain(await seal(row, how), post, how)
    return added === 'added' ? shown('append', row.team) : nothing
  }

  /** What an earlier attempt may have sent, before its process died or its answer was lost. */
  const resolved = async (row: NoteRow, { signal }: How): Promise<NoteRow> => {
    const ts = await findLost(row, signal)
    if (ts === undefined) return becomes(row, 'status')
    statuses.leave(row)
    return becomes(row, row.state === 'starting' ? 'stream' : 'plain', { ts })
  }

  const editNote = async (id: string, post: Post, how: How): Promise<Edited> => {
    let row = await notes.get(id)
    for (let turn = 0; turn < mostTurns; turn++) {
      switch (row?.state) {
        case 'status':
          return waiting(row, post, how)
        case 'starting':
        case 'sending':
          row = await resolved(row, how)
          continue
        case 'stream':
          return writing(row, post, how)
        case 'plain':
        case 'posted':
          return plain(row, post, how)
        case 'private':
          return how.last ? privateAgain(row, post, how) : nothing
        default:
          throw new Fault('gone', 'The message is no more.')
      }
    }
    throw new Fault('platform', 'Slack does not say what became of a message.')
  }

  /** What one person was shown cannot be changed: it is said again. */
  const privateAgain = async (row: NoteRow, post: Post, { signal }: How): Promise<Edited> => {
    const { team, channel, person } = row
    if (person === undefined) return nothing
    await deliver({ team, method: 'chat.postEphemeral', args: { channel, user: person.id }, post, isFrame: false, signal })
    return nothing
  }

  const remove = async (team: string, channel: string, ts: string, signal: AbortSignal): Promise<void> => {
    await notes.removing(team, channel, ts)
    // Whatever becomes of the message, its files are to go.
    await shownFiles.leave({ team, channel, ts })
    try {
      await web.call({ team, method: 'chat.delete', args: { channel, ts }, isRepeatable: true, signal })
    } catch (thrown) {
      if (!isAbout(thrown, 'gone')) throw thrown
    }
  }

  return {
    async edit(ref, post, how) {
      how.signal.throwIfAborted()
      const message = readMessage(ref)
      try {
        if ('note' in message) return await editNote(message.note, post, how)
        const { team, channel, ts } = message
        const thread = await notes.rootOf(team, channel, ts)
        return await update({ team, channel, ts, root: { team, channel, thread } }, post, how)
      } catch (thrown) {
        if (thrown instanceof Limited && !how.last) return { shown: false, restMs: Math.ceil(thrown.restMs) }
        throw thrown
      }
    },
    bucketOf(ref) {
      const message = readMessage(ref)
      const state = 'note' in message ? notes.known(message.note)?.state : undefined
      return `${state === 'status' || state === 'starting' || state === 'stream' ? 'append' : 'update'} ${message.team}`
    },
    async remove(ref, signal) {
      const message = readMessage(ref)
      if (!('note' in message)) return remove(message.team, message.channel, message.ts, signal)
      const row = await notes.get(message.note)
      if (row === undefined || row.state === 'gone' || row.state === 'private') return
      const now = row.state === 'starting' || row.state === 'sending' ? await resolved(row, { last: true, signal }) : row
      if (now.state === 'status') await statuses.clear(now, signal)
      if (now.state === 'stream')
        await streams.seal(now, { isFrame: false, signal }).catch((thrown: unknown) => {
          if (!isAbout(thrown, 'gone')) throw thrown
        })
      if (now.ts !== undefined) await remove(now.team, now.channel, now.ts, signal)
      await becomes(now, 'gone')
    },
  }
}
