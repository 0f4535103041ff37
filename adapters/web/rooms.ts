import { Fault } from '#core/fault.ts'
import type { Change, Locks, Records } from '#core/ports.ts'
import type { Feed } from './feed.ts'
import type { Messages } from './messages.ts'
import { placeOf } from './ref.ts'
import type { WebTables } from './tables.ts'
import type { WireFile, WireRoom, WireThread } from './wire.ts'

/** Channels and the threads in them. What people ask for wrongly is thrown as an `input` fault. */
export interface Rooms {
  list(): Promise<readonly WireRoom[]>
  threads(): Promise<readonly WireThread[]>
  /** The room, or a `gone` fault. */
  room(id: string): Promise<WireRoom>
  /** The thread of that room, or a `gone` fault. */
  thread(room: string, id: string): Promise<WireThread>
  /** Made once for an id: a repeat gives the room that is there. */
  create(id: string, name: string): Promise<WireRoom>
  rename(id: string, name: string): Promise<WireRoom>
  /** Takes the channel away with all that was said in it; answers the threads that went with it, and the files sent there. */
  remove(id: string): Promise<{ readonly threads: readonly WireThread[]; readonly files: readonly WireFile[] }>
  /** Opened once for an id. */
  openThread(thread: Pick<WireThread, 'id' | 'room' | 'root' | 'title'>): Promise<WireThread>
  /** Answers the files that were sent there. */
  removeThread(thread: WireThread): Promise<readonly WireFile[]>
  /** Counts one more message in a thread. */
  countReply(thread: string, at: number): Promise<void>
}

const mostNameChars = 40

/** A channel's name as it is kept: `#Red Foxes ` is `red-foxes`. */
export function readRoomName(typed: string): string {
  const name = typed
    .normalize('NFC')
    .trim()
    .replace(/^#+/, '')
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^\p{L}\p{M}\p{N}_-]/gu, '')
    .replace(/^-+|-+$/g, '')
  if (name === '')
    throw new Fault('input', `A channel needs a name of letters or digits, got “${typed.slice(0, mostNameChars)}”.`)
  if ([...name].length > mostNameChars)
    throw new Fault('input', `A channel’s name may have ${mostNameChars} characters, this one has ${[...name].length}.`)
  return name
}

/** The rooms of the console, told to the feed as they change. */
export function createRooms(options: {
  readonly records: Records<WebTables>
  readonly locks: Locks
  readonly feed: Feed
  readonly messages: Messages
  readonly now: () => number
}): Rooms {
  const { records, locks, feed, messages, now } = options
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => locks.with('web rooms', act)
  const list = (): Promise<readonly WireRoom[]> => records.list('web_rooms', {})
  const room = async (id: string): Promise<WireRoom> => {
    const found = await records.get('web_rooms', id)
    if (found === undefined) throw new Fault('gone', 'This channel is no more.')
    return found
  }
  const freeName = async (id: string, typed: string): Promise<string> => {
    const name = readRoomName(typed)
    if ((await list()).some(other => other.id !== id && other.name === name))
      throw new Fault('input', `There is a channel #${name} already.`)
    return name
  }
  const save = async (row: WireRoom): Promise<WireRoom> => {
    await records.batch([{ put: 'web_rooms', row }])
    feed.publish({ type: 'room', room: row })
    return row
  }
  const saveThread = async (row: WireThread): Promise<WireThread> => {
    await records.batch([{ put: 'web_threads', row }])
    feed.publish({ type: 'thread', thread: row })
    return row
  }

  return {
    list,
    threads: () => records.list('web_threads', {}),
    room,
    async thread(inRoom, id) {
      const found = await records.get('web_threads', id)
      if (found === undefined || found.room !== inRoom) throw new Fault('gone', 'This thread is no more.')
      return found
    },
    create: (id, typed) =>
      inTurn(async () => {
        const there = await records.get('web_rooms', id)
        return there ?? (await save({ id, name: await freeName(id, typed), at: now() }))
      }),
    rename: (id, typed) => inTurn(async () => save({ ...(await room(id)), name: await freeName(id, typed) })),
    remove: id =>
      inTurn(async () => {
        const { name } = await room(id)
        if ((await list()).length === 1) throw new Fault('input', `#${name} is the last channel; make another before it goes.`)
        const threads = await records.list('web_threads', { where: { room: id } })
        await records.batch([
          { remove: 'web_rooms', id },
          ...threads.map((thread): Change<WebTables> => ({ remove: 'web_threads', id: thread.id })),
        ])
        feed.publish({ type: 'room-gone', id })
        return { threads, files: await messages.eraseAll({ room: id }) }
      }),
    openThread: wanted =>
      inTurn(async () => {
        const there = await records.get('web_threads', wanted.id)
        if (there !== undefined) return there
        const at = now()
        return saveThread({ ...wanted, at, replies: 0, lastAt: at })
      }),
    removeThread: thread =>
      inTurn(async () => {
        await records.batch([{ remove: 'web_threads', id: thread.id }])
        feed.publish({ type: 'thread-gone', id: thread.id, room: thread.room })
        return messages.eraseAll({ place: placeOf(thread.room, thread.id) })
      }),
    countReply: (id, at) =>
      inTurn(async () => {
        const thread = await records.get('web_threads', id)
        if (thread !== undefined) await saveThread({ ...thread, replies: thread.replies + 1, lastAt: at })
      }),
  }
}
