import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFeed, type Feed } from '../../../adapters/web/feed.ts'
import type { FeedEvent, WireMessage } from '../../../adapters/web/wire.ts'

type Seen = { readonly id?: string; readonly event?: string; readonly data: unknown }

const message = (id: string, rev: number): FeedEvent => ({
  type: 'message',
  message: { id, rev, at: 1, room: 'general', by: 'service', person: 'you', name: 'Replichat' } satisfies WireMessage,
})

/** Reads one piece of a feed, as events. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<readonly Seen[] | 'end'> {
  const { done, value } = await reader.read()
  if (done) return 'end'
  return new TextDecoder()
    .decode(value)
    .trim()
    .split('\n\n')
    .map(block => {
      const fields = Object.fromEntries(
        block.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      ) as { id?: string; event?: string; data?: string }
      return { ...fields, data: JSON.parse(fields.data ?? 'null') as unknown }
    })
}

const revOf = (seen: Seen): readonly [string, number] => {
  const { message: told } = seen.data as { message: WireMessage }
  return [told.id, told.rev]
}

const join = async (feed: Feed, person: string, after?: string) => {
  const reader = feed.follow(person, after).getReader()
  const hello = await read(reader)
  if (hello === 'end') throw new Error('The feed ended at once.')
  return { reader, hello }
}

test('a slow reader gets the newest state of each thing, once, and never an older one after a newer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.nat(4), fc.constant('read' as const)), { minLength: 1, maxLength: 60 }),
      async steps => {
        const feed = createFeed()
        const { reader } = await join(feed, 'you')
        const newest = new Map<string, number>()
        const seen = new Map<string, number>()
        let unread = 0
        const take = async (): Promise<void> => {
          if (unread === 0) return
          const events = await read(reader)
          if (events === 'end') throw new Error('The feed ended.')
          unread = 0
          const ids = events.map(event => revOf(event)[0])
          expect(new Set(ids).size).toBe(ids.length)
          for (const [id, rev] of events.map(revOf)) {
            expect(rev).toBeGreaterThan(seen.get(id) ?? 0)
            seen.set(id, rev)
          }
        }
        for (const step of steps) {
          if (step === 'read') await take()
          else {
            const id = `m${step}`
            newest.set(id, (newest.get(id) ?? 0) + 1)
            feed.publish(message(id, newest.get(id) ?? 0))
            unread++
          }
        }
        await take()
        expect(seen).toEqual(newest)
        await reader.cancel()
        expect(feed.readers).toBe(0)
      },
    ),
  )
})

test('who comes back with the last id gets exactly what was missed; after a gap or a restart it is told to fetch anew', async () => {
  const feed = createFeed({ mostKept: 3 })
  const first = await join(feed, 'you')
  expect(first.hello).toMatchObject([{ event: 'hello', data: { fresh: true } }])
  feed.publish(message('a', 1))
  const [a] = (await read(first.reader)) as Seen[]
  await first.reader.cancel()
  feed.publish(message('b', 1))
  feed.publish(message('b', 2))
  const second = await join(feed, 'you', a?.id)
  expect(second.hello.map(seen => seen.event)).toEqual(['hello', 'message'])
  expect(second.hello[0]).toMatchObject({ id: a?.id, data: { fresh: false } })
  expect(revOf(second.hello[1] as Seen)).toEqual(['b', 2])
  await second.reader.cancel()

  for (const id of ['c', 'd', 'e', 'f']) feed.publish(message(id, 1))
  for (const after of [a?.id, 'nonsense', '', 'deadbeef.3', `${a?.id?.split('.')[0]}.999`]) {
    const late = await join(feed, 'you', after)
    expect([after, late.hello]).toMatchObject([after, [{ event: 'hello', data: { fresh: true } }]])
    expect(late.hello).toHaveLength(1)
    await late.reader.cancel()
  }
})

test('what is for one person reaches nobody else, neither at once nor after a resume', async () => {
  const feed = createFeed()
  const you = await join(feed, 'you')
  const guest = await join(feed, 'guest')
  feed.publish(message('secret', 1), 'you')
  feed.publish(message('open', 1))
  expect(((await read(you.reader)) as Seen[]).map(seen => revOf(seen)[0])).toEqual(['secret', 'open'])
  expect(((await read(guest.reader)) as Seen[]).map(seen => revOf(seen)[0])).toEqual(['open'])
  const again = await join(feed, 'guest', guest.hello[0]?.id)
  expect(again.hello.slice(1).map(seen => revOf(seen)[0])).toEqual(['open'])
  feed.close()
})

test('a reader that falls too far behind is told to fetch anew, and holds no more than so much', async () => {
  const feed = createFeed({ mostKept: 5 })
  const { reader } = await join(feed, 'you')
  for (let i = 0; i < 20; i++) feed.publish(message(`m${i}`, 1))
  const [reset] = (await read(reader)) as Seen[]
  expect(reset?.event).toBe('reset')
  feed.publish(message('after', 1))
  expect(((await read(reader)) as Seen[]).map(seen => revOf(seen)[0])).toContain('after')
  feed.close()
})

test('a silent feed beats, so that a dead line is noticed, and a closed one ends', async () => {
  const feed = createFeed({ beatEveryMs: 5 })
  const { reader } = await join(feed, 'you')
  expect(await read(reader)).toEqual([{ event: 'beat', data: {} }])
  feed.close()
  let last: Awaited<ReturnType<typeof read>> = []
  while (last !== 'end') last = await read(reader)
  expect(feed.readers).toBe(0)
})
