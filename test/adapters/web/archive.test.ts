import { expect, test } from 'vitest'
import type { Address } from '#core/address.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { visitor } from './visitor.ts'

const dayMs = 24 * 60 * 60_000
const never = new AbortController().signal

/** Sweeps like the service does: what came before a moment goes, at every place or at the given one. */
const sweep = (service: TestConsole, to: number, options: { readonly place?: string; readonly most?: number } = {}) => {
  const before = async ({ channel, thread }: Address): Promise<number> =>
    options.place === undefined || options.place === [channel, thread].filter(Boolean).join('/') ? to : 0
  const archive = service.web.platform.archive ?? expect.fail('the console keeps what was said')
  return archive.sweep({ to, before, most: options.most ?? 1_000, signal: never })
}
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function upload(service: TestConsole, id = crypto.randomUUID()): Promise<{ readonly id: string; readonly blob: string }> {
  const response = await fetch(`${service.url}/api/uploads?id=${id}&name=dot.png`, {
    method: 'POST',
    headers: { origin: service.url, 'content-type': 'image/png' },
    body: png,
  })
  return (await response.json()) as { id: string; blob: string }
}

test('messages that are older than may be kept go, with the files sent along, and open pages are told; younger ones stay', async () => {
  let at = Date.now()
  await using service = await startConsole({ now: () => at })
  const person = visitor(service)
  const file = await upload(service)
  await person.say('an old word', { files: [file.id] })
  await service.desk.idle()
  at += 10 * dayMs
  await person.say('a young word')
  await service.desk.idle()
  await using page = await person.listen()
  const all = (await person.messages()).messages.length
  const { removed, more } = await sweep(service, at - 5 * dayMs)
  expect(removed).toBeGreaterThanOrEqual(2)
  expect(more).toBe(false)
  const left = (await person.messages()).messages
  expect(left).toHaveLength(all - removed)
  expect(JSON.stringify(left)).not.toContain('an old word')
  expect(JSON.stringify(left)).toContain('a young word')
  await page.until(events => events.filter(event => event.type === 'message-gone').length === removed)
  expect(await service.store.blobs.get(file.blob)).toBeUndefined()
  expect(await service.store.records.list('web_uploads', {})).toEqual([])
})

test('a file that was sent twice stays until both messages are gone, and counts as kept so long', async () => {
  let at = Date.now()
  await using service = await startConsole({ now: () => at })
  const person = visitor(service)
  const first = await upload(service)
  await person.say('one', { files: [first.id] })
  await service.desk.idle()
  at += 10 * dayMs
  const second = await upload(service)
  await person.say('two', { files: [second.id] })
  await service.desk.idle()
  expect(second.blob).toBe(first.blob)
  const keeps = () => service.web.platform.archive?.keeps(first.blob)
  await sweep(service, at - 5 * dayMs)
  expect([(await service.store.blobs.get(first.blob)) !== undefined, await keeps()]).toEqual([true, true])
  await sweep(service, at + dayMs)
  expect([(await service.store.blobs.get(first.blob)) !== undefined, await keeps()]).toEqual([false, false])
})

test('a sweep does a bounded piece and goes on where it stopped, past messages that may stay', async () => {
  const at = Date.now()
  await using service = await startConsole({ now: () => at })
  const row = (n: number, room: string, live = false) =>
    ({
      put: 'web_messages',
      row: { id: `m${n}`, at: n, rev: 1, room, place: room, by: 'person', person: 'you', name: 'A', text: `${n}`, live },
    }) as const
  await service.store.records.batch(
    Array.from({ length: 900 }, (_, n) => row(n + 1, n < 450 ? 'general' : 'other', n === 700 || n === 100)),
  )
  let [removed, rounds] = [0, 0]
  for (let more = true; more; rounds++) {
    const swept = await sweep(service, at, { place: 'other', most: 200 })
    removed += swept.removed
    more = swept.more
    expect(swept.removed).toBeLessThanOrEqual(200)
    if (rounds > 20) expect.fail('it never came to an end')
  }
  expect(rounds).toBeGreaterThan(3)
  // The one that a job still writes in stays.
  expect(removed).toBe(449)
  const left = await service.store.records.list('web_messages', {})
  expect(left.filter(message => message.room === 'other').map(message => message.id)).toEqual(['m701'])
  expect(left.filter(message => message.room === 'general')).toHaveLength(450)
})

test('a thread goes when everything in it is gone, and not before', async () => {
  let at = Date.now()
  await using service = await startConsole({ now: () => at })
  const person = visitor(service)
  const { records } = service.store
  await records.batch([
    { put: 'web_threads', row: { id: 't1', room: 'general', title: 'old', at, replies: 1, lastAt: at } },
    { put: 'web_threads', row: { id: 't2', room: 'general', title: 'young', at, replies: 1, lastAt: at } },
  ])
  await person.say('in one', { thread: 't1' })
  await person.say('in two', { thread: 't2' })
  await service.desk.idle()
  at += 10 * dayMs
  await person.say('again in two', { thread: 't2' })
  await service.desk.idle()
  await sweep(service, at - 5 * dayMs)
  expect((await person.state()).threads.map(thread => thread.id)).toEqual(['t2'])
  expect(JSON.stringify((await person.messages('general', 't2')).messages)).toContain('again in two')
})

test('a channel that is deleted takes the files along that were sent in it and in its threads', async () => {
  await using service = await startConsole()
  const person = visitor(service)
  await person.send('POST', '/api/rooms', { id: '11111111-2222-3333-4444-555555555555', name: 'attic' })
  const file = await upload(service)
  await person.say('look', { room: '11111111-2222-3333-4444-555555555555', files: [file.id] })
  await service.desk.idle()
  expect((await person.send('DELETE', '/api/rooms/11111111-2222-3333-4444-555555555555')).status).toBe(200)
  expect(await service.store.blobs.get(file.blob)).toBeUndefined()
  expect(service.desk.events.at(-1)).toMatchObject({ type: 'left', what: 'channel', forGood: true })
})
