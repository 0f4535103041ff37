import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRoomName } from '../../../adapters/web/rooms.ts'
import { startConsole } from './harness.ts'
import { visitor, words } from './visitor.ts'

const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error

test('a first start has the channel general, and so has every later one', async () => {
  await using service = await startConsole()
  const names = async () => (await visitor(service).state()).rooms.map(room => room.name)
  expect(await names()).toEqual(['general'])
  await service.restart()
  expect(await names()).toEqual(['general'])
})

test('channels are made once for an id, renamed, and deleted with all that was said in them', async () => {
  await using service = await startConsole()
  const you = visitor(service)
  await using feed = await you.listen()
  const id = crypto.randomUUID()
  const create = (name: string, as = id) => you.send('POST', '/api/rooms', { id: as, name })
  expect(await (await create('#Night Sky ')).json()).toMatchObject({ id, name: 'night-sky' })
  expect(await (await create('again')).json()).toMatchObject({ id, name: 'night-sky' })
  expect(await errorOf(await create('night sky', crypto.randomUUID()))).toBe('There is a channel #night-sky already.')
  expect(await errorOf(await create('!!!', crypto.randomUUID()))).toBe('A channel needs a name of letters or digits, got “!!!”.')
  expect(await (await you.send('PATCH', `/api/rooms/${id}`, { name: 'stars' })).json()).toMatchObject({ id, name: 'stars' })
  await you.say('/chat hello', { room: id })
  await service.desk.idle()
  const thread = (await you.state()).threads[0]
  expect(thread).toMatchObject({ room: id, title: 'hello' })

  expect((await you.send('DELETE', `/api/rooms/${id}`)).status).toBe(200)
  expect((await you.state()).rooms.map(room => room.name)).toEqual(['general'])
  expect((await you.state()).threads).toEqual([])
  expect(service.desk.events.slice(-2)).toMatchObject([
    { type: 'left', what: 'thread', address: { channel: id, thread: thread?.id } },
    { type: 'left', what: 'channel', address: { channel: id } },
  ])
  expect(await errorOf(await you.send('GET', `/api/rooms/${id}/messages`))).toBe('This channel is no more.')
  expect(await errorOf(await you.send('DELETE', '/api/rooms/general'))).toContain('is the last channel')
  await feed.until(events => events.some(event => event.type === 'room-gone' && event.id === id))
})

test('a thread opens once under its message, counts what is said in it, and goes with its words', async () => {
  await using service = await startConsole()
  const you = visitor(service)
  const root = crypto.randomUUID()
  await you.say('/chat plan a garden', { id: root })
  await service.desk.idle()
  const [thread] = (await you.state()).threads
  expect(thread).toMatchObject({ root, room: 'general', title: 'plan a garden', replies: 1 })
  await you.say('and a pond', { thread: thread?.id ?? '' })
  await service.desk.idle()
  expect((await you.state()).threads[0]).toMatchObject({ replies: 3 })
  expect(service.desk.events.at(-1)).toMatchObject({ type: 'message', address: { channel: 'general', thread: thread?.id } })
  expect(words((await you.messages('general', thread?.id)).messages)[1]).toBe('and a pond')
  expect(words((await you.messages()).messages)).toEqual(['/chat plan a garden'])
  await you.send('DELETE', `/api/rooms/general/threads/${thread?.id}`)
  expect((await you.state()).threads).toEqual([])
  expect(service.desk.events.at(-1)).toMatchObject({ type: 'left', what: 'thread' })
})

test('the past comes in pages, oldest first, without a gap and without a double', async () => {
  await using service = await startConsole({ wrap: desk => ({ ...desk, handle: async () => {} }) })
  const you = visitor(service)
  const said: string[] = []
  for (let i = 0; i < 95; i++) {
    said.push(`number ${i}`)
    await you.say(`number ${i}`)
  }
  const read: string[] = []
  let before: number | undefined
  for (let more = true; more;) {
    const page = await you.messages('general', undefined, before)
    read.unshift(...words(page.messages))
    more = page.more
    before = page.messages[0]?.at
    expect(page.messages.length).toBeLessThanOrEqual(40)
  }
  expect(read).toEqual(said)
})

test('the order of what was said holds when the clock goes back over a restart', async () => {
  let now = 1_800_000_000_000
  await using service = await startConsole({ now: () => now, wrap: desk => ({ ...desk, handle: async () => {} }) })
  const you = visitor(service)
  await you.say('before')
  now -= 3_600_000
  await service.restart()
  await you.say('after')
  expect(words((await you.messages()).messages)).toEqual(['before', 'after'])
})

test('a channel’s name is what a name may be, whatever is typed, and stays itself when typed again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), typed => {
      let name: string
      try {
        name = readRoomName(typed)
      } catch {
        return
      }
      expect(name).toMatch(/^[\p{L}\p{M}\p{N}_-]+$/u)
      expect(readRoomName(name)).toBe(name)
    }),
  )
})
