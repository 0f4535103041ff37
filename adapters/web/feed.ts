import { randomBytes } from 'node:crypto'
import type { FeedEvent } from './wire.ts'

/** One event on its way. `to`: nobody but this person may see it. */
type Entry = {
  readonly seq: number
  readonly key: string
  readonly to: string | undefined
  readonly type: string
  readonly data: string
}

/** Tells every open page what happened, each as fast as it can read. */
export interface Feed {
  publish(event: FeedEvent, to?: string): void
  /**
   * The events for one person as server-sent events, from `after` on. The first is `hello`, whose `fresh` says that it is
   * not known what was missed; a later `reset` says so of a reader that was too slow. Then everything is to be fetched.
   */
  follow(person: string, after: string | undefined): ReadableStream<Uint8Array>
  /** How many pages listen. */
  readonly readers: number
  /** Ends every stream. */
  close(): void
}

/** The thing an event speaks of: a newer event about it makes an unread older one needless. */
function keyOf(event: FeedEvent): string {
  switch (event.type) {
    case 'message':
      return `message ${event.message.id}`
    case 'message-gone':
      return `message ${event.id}`
    case 'room':
      return `room ${event.room.id}`
    case 'room-gone':
      return `room ${event.id}`
    case 'thread':
      return `thread ${event.thread.id}`
    case 'thread-gone':
      return `thread ${event.id}`
    case 'job':
      return `job ${event.job.id}`
    case 'job-gone':
      return `job ${event.id}`
    default:
      return event satisfies never
  }
}

/** Puts an entry last, in place of an older one about the same thing. */
function lay(entries: Map<string, Entry>, entry: Entry): void {
  entries.delete(entry.key)
  entries.set(entry.key, entry)
}

const encoder = new TextEncoder()
const frame = (id: string, type: string, data: string): string => `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`

/**
 * A feed that keeps the newest state of the last `mostKept` things it told. `beatEveryMs`: an empty event goes out
 * after so long a silence, so that both sides notice a dead line.
 */
export function createFeed({ mostKept = 1_000, beatEveryMs = 15_000 } = {}): Feed {
  // A page that comes back after a restart cannot be told what it missed: the epoch shows it.
  const epoch = randomBytes(6).toString('hex')
  const recent = new Map<string, Entry>()
  const readers = new Set<(entry: Entry | 'end') => void>()
  let seq = 0
  let forgotten = 0

  const after = (cursor: string, person: string): Entry[] | 'gap' => {
    const [itsEpoch, number] = cursor.split('.')
    const from = Number(number)
    if (itsEpoch !== epoch || !Number.isSafeInteger(from) || from < forgotten || from > seq) return 'gap'
    return [...recent.values()].filter(entry => entry.seq > from && (entry.to === undefined || entry.to === person))
  }

  return {
    publish(event, to) {
      const entry: Entry = { seq: ++seq, key: `${keyOf(event)} ${to ?? ''}`, to, type: event.type, data: JSON.stringify(event) }
      lay(recent, entry)
      if (recent.size > mostKept) {
        const [oldest] = recent.values()
        if (oldest !== undefined) {
          recent.delete(oldest.key)
          forgotten = oldest.seq
        }
      }
      for (const tell of [...readers]) tell(entry)
    },
    follow(person, cursor) {
      const unread = new Map<string, Entry>()
      const missed = cursor === undefined ? [] : after(cursor, person)
      let lost = missed === 'gap'
      if (missed !== 'gap') for (const entry of missed) lay(unread, entry)
      let ended = false
      let canceled = false
      let greeted = false
      let news = Promise.withResolvers<void>()
      const tell = (entry: Entry | 'end'): void => {
        if (entry === 'end') ended = true
        else if (entry.to !== undefined && entry.to !== person) return
        else lay(unread, entry)
        if (unread.size > mostKept) {
          unread.clear()
          lost = true
        }
        news.resolve()
      }
      readers.add(tell)

      const take = (): string => {
        let text = ''
        if (!greeted) {
          greeted = true
          // The first id lets a page resume even when nothing happened yet.
          const isFresh = cursor === undefined || lost
          lost = false
          text += `retry: 1000\n${frame(isFresh ? `${epoch}.${seq}` : cursor, 'hello', JSON.stringify({ fresh: isFresh }))}`
        }
        if (lost) {
          lost = false
          unread.clear()
          text += frame(`${epoch}.${seq}`, 'reset', '{}')
        }
        for (const entry of unread.values()) text += frame(`${epoch}.${entry.seq}`, entry.type, entry.data)
        unread.clear()
        return text
      }

      return new ReadableStream<Uint8Array>(
        {
          // Called only when the reader has room: what happens meanwhile lies in `unread`, one entry a thing.
          async pull(controller) {
            let beat = false
            while (greeted && unread.size === 0 && !lost && !ended && !canceled && !beat) {
              news = Promise.withResolvers()
              const timer = setTimeout(() => {
                beat = true
                news.resolve()
              }, beatEveryMs)
              await news.promise
              clearTimeout(timer)
            }
            if (canceled) return
            const text = take()
            if (text !== '' || beat) controller.enqueue(encoder.encode(text === '' ? 'event: beat\ndata: {}\n\n' : text))
            if (!ended) return
            readers.delete(tell)
            controller.close()
          },
          cancel() {
            readers.delete(tell)
            canceled = true
            news.resolve()
          },
        },
        { highWaterMark: 0 },
      )
    },
    get readers() {
      return readers.size
    },
    close() {
      for (const tell of [...readers]) tell('end')
    },
  }
}
