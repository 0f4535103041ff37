import type { Change, Locks, Records } from '#core/ports.ts'
import type { Feed } from './feed.ts'
import { placeOf } from './ref.ts'
import type { MessageRow, WebTables } from './tables.ts'
import type { WireFile, WireMessage, WirePage } from './wire.ts'

/** `draft`: a frame that another one follows. `written`: whoever asks stores more behind it, and all of it is kept together. */
type ChangeOptions = { readonly draft?: boolean; readonly durability?: 'written' }

/** The conversation as it is kept and told. Every change is told to the feed at once. */
export interface Messages {
  /** The newest state of a message, stones of removed ones included. */
  get(id: string): Promise<MessageRow | undefined>
  /** A message as a person may see it, or undefined. */
  see(id: string, person: string): Promise<WireMessage | undefined>
  /** One change of one message at a time. `change` gives the new state without `rev`, or undefined to leave it. */
  change(
    id: string,
    change: (before: MessageRow | undefined) => Promise<Omit<MessageRow, 'rev'> | undefined>,
    options?: ChangeOptions,
  ): Promise<MessageRow | undefined>
  /** Takes the message away without a trace. */
  erase(row: MessageRow): Promise<void>
  /** Takes away all messages of a room or a place, and answers the files that were sent along. The feed is not told of each. */
  eraseAll(where: { readonly room: string } | { readonly place: string }): Promise<readonly WireFile[]>
  /** The messages of a place that a person may see, oldest first, before a moment where one is given. */
  page(place: string, options: { readonly person: string; readonly before?: number; readonly limit: number }): Promise<WirePage>
  /** A moment later than every other that was given out: the order of messages is their time. */
  moment(): number
  /** Writes what was told but not yet stored. */
  close(): Promise<void>
}

/** A frame that is not the last is told at once, but stored at most this often: the service draws it anew after a crash. */
const draftsStoredEveryMs = 1_000

/** A row as the page sees it. */
export const wireMessage = (row: MessageRow): WireMessage => {
  const { place: _place, removed: _removed, ...message } = row
  return message
}

/** Keeps messages in the store's tables and tells the feed about them. */
export function createMessages(options: {
  readonly records: Records<WebTables>
  readonly locks: Locks
  readonly feed: Feed
  readonly now: () => number
  /** The newest moment of the store: a clock that went back must not put new words above old ones. */
  readonly newest: number
}): Messages {
  const { records, locks, feed } = options
  /** Newest states that the store has not, or not yet. */
  const drafts = new Map<string, MessageRow>()
  const timers = new Map<string, NodeJS.Timeout>()
  let last = options.newest

  const tell = (row: MessageRow): void => {
    const to = row.isPrivate ? row.person : undefined
    const { id, room, thread } = row
    if (row.removed) feed.publish({ type: 'message-gone', id, room, ...(thread !== undefined && { thread }) }, to)
    else feed.publish({ type: 'message', message: wireMessage(row) }, to)
  }
  const store = async (row: MessageRow, durability?: 'written'): Promise<void> => {
    clearTimeout(timers.get(row.id))
    timers.delete(row.id)
    await records.batch([{ put: 'web_messages', row }], undefined, durability)
    if (drafts.get(row.id) === row) drafts.delete(row.id)
  }
  const storeDraft = (id: string): Promise<void> =>
    locks.with(`web message ${id}`, async () => {
      const row = drafts.get(id)
      // The next frame comes soon, and after a power cut the job shows its message anew.
      if (row !== undefined) await store(row, 'written')
    })
  const get = async (id: string): Promise<MessageRow | undefined> => drafts.get(id) ?? (await records.get('web_messages', id))

  return {
    get,
    async see(id, person) {
      const row = await get(id)
      return row === undefined || row.removed || (row.isPrivate && row.person !== person) ? undefined : wireMessage(row)
    },
    change: (id, change, { draft = false, durability } = {}) =>
      locks.with(`web message ${id}`, async () => {
        const before = await get(id)
        const after = await change(before)
        if (after === undefined) return before
        const row: MessageRow = { ...after, rev: (before?.rev ?? 0) + 1 }
        if (draft) {
          drafts.set(id, row)
          if (!timers.has(id)) {
            // A failed write is no loss: the next frame or the last one writes again, and the last one's failure is thrown.
            const later = (): void => void storeDraft(id).catch(() => timers.delete(id))
            timers.set(id, setTimeout(later, draftsStoredEveryMs))
          }
        } else {
          await store(row, durability)
          drafts.delete(id)
        }
        tell(row)
        return row
      }),
    erase: row =>
      locks.with(`web message ${row.id}`, async () => {
        clearTimeout(timers.get(row.id))
        timers.delete(row.id)
        drafts.delete(row.id)
        await records.batch([{ remove: 'web_messages', id: row.id }])
        tell({ ...row, removed: true })
      }),
    async eraseAll(where) {
      const isMeant = (row: MessageRow): boolean => ('room' in where ? row.room === where.room : row.place === where.place)
      const files: WireFile[] = []
      for (;;) {
        for (const row of drafts.values()) if (isMeant(row)) drafts.delete(row.id)
        const rows = await records.list('web_messages', { where, limit: 500 })
        if (rows.length === 0) return files
        files.push(...rows.flatMap(row => row.files ?? []))
        await records.batch(rows.map((row): Change<WebTables> => ({ remove: 'web_messages', id: row.id })))
      }
    },
    async page(place, { person, before, limit }) {
      const seen: MessageRow[] = []
      let to = before
      for (;;) {
        const rows = await records.list('web_messages', {
          where: { place },
          newestFirst: true,
          limit: limit + 1,
          ...(to !== undefined && { to }),
        })
        for (const stored of rows) {
          const row = drafts.get(stored.id) ?? stored
          if (!row.removed && (!row.isPrivate || row.person === person)) seen.push(row)
        }
        to = rows.at(-1)?.at
        if (seen.length > limit || rows.length <= limit || to === undefined) break
      }
      return { messages: seen.slice(0, limit).reverse().map(wireMessage), more: seen.length > limit }
    },
    moment: () => (last = Math.max(last + 1, options.now())),
    async close() {
      await Promise.all([...drafts.keys()].map(storeDraft))
    },
  }
}

/** What every new message has. */
export const startMessage = (
  at: { readonly room: string; readonly thread?: string },
  row: Pick<MessageRow, 'id' | 'at' | 'by' | 'person' | 'name'>,
): Omit<MessageRow, 'rev'> => ({
  ...row,
  room: at.room,
  ...(at.thread !== undefined && { thread: at.thread }),
  place: placeOf(at.room, at.thread),
})
