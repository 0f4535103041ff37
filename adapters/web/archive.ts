import type { Archive, Records } from '#core/ports.ts'
import type { Messages } from './messages.ts'
import { addressOf, placeOf } from './ref.ts'
import type { Rooms } from './rooms.ts'
import type { WebTables } from './tables.ts'
import type { Uploads } from './uploads.ts'

/** Messages that are read at once. */
const readAtOnce = 200

/** What the console keeps of what was said in it: messages with the files sent along, and threads. */
export function createArchive(options: {
  readonly records: Records<WebTables>
  readonly messages: Messages
  readonly rooms: Rooms
  readonly uploads: Uploads
}): Archive {
  const { records, messages, rooms, uploads } = options
  /** Where the last sweep stopped: no two messages are of one moment. */
  let reached: number | undefined

  const sweepThreads = async (before: Parameters<Archive['sweep']>[0]['before']): Promise<void> => {
    for (const thread of await rooms.threads()) {
      if (thread.lastAt >= (await before(addressOf(thread.room, thread.id)))) continue
      const [last] = await records.list('web_messages', { where: { place: placeOf(thread.room, thread.id) }, limit: 1 })
      if (last === undefined) await rooms.removeThread(thread)
    }
  }

  return {
    keeps: async blob => (await records.list('web_uploads', { where: { blob }, limit: 1 })).length > 0,
    async sweep({ to, before, most, signal }) {
      let [removed, seen] = [0, 0]
      for (;;) {
        const rows = await records.list('web_messages', {
          to,
          limit: readAtOnce,
          ...(reached !== undefined && { from: reached + 1 }),
        })
        for (const row of rows) {
          // A job that runs still writes in it.
          if (row.live === true || row.at >= (await before(addressOf(row.room, row.thread)))) continue
          await uploads.remove(row.files ?? [])
          await messages.erase(row)
          removed++
        }
        seen += rows.length
        reached = rows.at(-1)?.at
        if (rows.length < readAtOnce) break
        if (seen >= most || signal.aborted) return { removed, more: true }
      }
      reached = undefined
      await sweepThreads(before)
      return { removed, more: false }
    },
  }
}
