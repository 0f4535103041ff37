import { expect, it } from 'vitest'
import type { Notes } from '../../../adapters/slack/notes.ts'
import type { FileRow, NoteRow } from '../../../adapters/slack/notes-tables.ts'
import { notesTables, type NotesTables } from '../../../adapters/slack/notes-tables.ts'
import { createLost } from '../../../adapters/slack/lost.ts'
import { createShare } from '../../../adapters/slack/share.ts'
import type { Web } from '../../../adapters/slack/web-client.ts'
import { openStore } from '../../../src/store/open.ts'

type Reply = {
  readonly ts: string
  readonly user?: string
  readonly files?: readonly { readonly id: string; readonly name: string }[]
}

/** A thread as `conversations.replies` tells it: the root first, then the oldest that are wanted, as many as are asked for. */
const thread = (replies: readonly Reply[]): Web => ({
  call: async ({ method, args }) => {
    if (method === 'auth.test') return { user_id: 'U0BOT' }
    const { oldest = '0', limit } = args as { readonly oldest?: string; readonly limit: number }
    const [root, ...rest] = replies
    return { messages: [root, ...rest.filter(({ ts }) => Number(ts) >= Number(oldest)).slice(0, limit - 1)] }
  },
  respond: () => Promise.reject(new Error('Nobody is answered.')),
  upload: () => Promise.reject(new Error('Nothing is sent.')),
})

const signal = AbortSignal.timeout(10_000)

it('a file that was shared before a crash is found at the end of a long thread, and not shared twice', async () => {
  await using store = await openStore<NotesTables>({ url: 'memory:', dataDir: 'unused', tables: notesTables })
  const root = { team: 'T0ONE', channel: 'C0ONE', thread: '1000.000001' }
  const row: FileRow = { id: 'T0ONE/b1/C0ONE/1000.000001', at: 5_000_000, name: 'picture-b1.mp4' }
  await store.records.batch([{ put: 'slack_files', row }])
  const said = Array.from({ length: 400 }, (_, at) => ({ ts: `${1_000 + at * 10}.000001` }))
  const web = thread([...said, { ts: '5001.000001', files: [{ id: 'F0SHARED1', name: 'picture-b1.mp4' }] }])
  const share = createShare({
    web,
    records: store.records,
    bring: () => Promise.reject(new Error('It was shared twice.')),
    discards: { note: () => Promise.reject(new Error('It was given up.')) as never },
    now: () => 5_100_000,
  })
  const file = { key: 'b1', name: () => 'picture-b1.mp4', about: 'a fox', open: async () => undefined }
  expect(await share(root, file, signal)).toBe(true)
  expect(await store.records.get('slack_files', row.id)).toMatchObject({ file: 'F0SHARED1' })
})

it('a message that was sent before a crash is found however much was said in its channel since, and while it was sent', async () => {
  const at = 5_000_000
  const id = 'n1'
  const row: NoteRow = { id, at, sentAt: at, state: 'posting', team: 'T0ONE', channel: 'C0ONE', where: '' }
  const own = { ts: '5001.000001', user: 'U0BOT', metadata: { event_type: 'replichat', event_payload: { n: id } } }
  // 500 within the minute of its sending, and 5,000 since.
  const others = Array.from({ length: 5_500 }, (_, nth) => ({ ts: (nth < 500 ? 5_002 + nth / 10 : 6_000 + nth).toFixed(6) }))
  let calls = 0
  const web = {
    call: async ({ args }: { readonly args: object }) => {
      calls++
      const { oldest, latest, limit, cursor = '0' } = args as Record<'oldest' | 'latest' | 'cursor', string> & { limit: number }
      const there = [own, ...others].filter(({ ts }) => Number(ts) > Number(oldest) && Number(ts) < Number(latest))
      const page = there.toSorted((a, b) => Number(b.ts) - Number(a.ts)).slice(Number(cursor), Number(cursor) + limit)
      const next = Number(cursor) + limit
      return { messages: page, response_metadata: { next_cursor: next < there.length ? String(next) : '' } }
    },
  } as unknown as Web
  const notes = { isKnown: async () => false } as unknown as Notes
  expect(await createLost({ web, notes })(row, signal)).toBe(own.ts)
  expect(calls).toBe(3)
})

it('a file that was shared in the thread meanwhile is not taken for an answer that may have begun there', async () => {
  const notes = { isKnown: async () => false } as unknown as Notes
  const row: NoteRow = {
    id: 'n1',
    at: 5_000_000,
    sentAt: 5_000_000,
    state: 'starting',
    team: 'T0ONE',
    channel: 'C0ONE',
    thread: '1000.000001',
    where: '',
  }
  const root = { ts: '1000.000001', user: 'U0ASKS' }
  const video = { ts: '5000.000001', user: 'U0BOT', files: [{ id: 'F0VIDEO01', name: 'picture-b1.mp4' }] }
  const answer = { ts: '5001.000001', user: 'U0BOT' }
  expect(await createLost({ web: thread([root, video]), notes })(row, signal)).toBeUndefined()
  expect(await createLost({ web: thread([root, video, answer]), notes })(row, signal)).toBe('5001.000001')
})
