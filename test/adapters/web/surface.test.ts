import { expect, test } from 'vitest'
import type { Post, ReplyRef } from '#core/post.ts'
import { say } from '#core/post.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { visitor, words } from './visitor.ts'

const signal = new AbortController().signal
const reply = (note: object = {}): ReplyRef => JSON.stringify({ room: 'general', person: 'you', ...note }) as ReplyRef
const post = (service: TestConsole, nonce: string, text: string, to = reply()) =>
  service.web.platform.surface.post(to, say('channel', text), { nonce, signal })
const text = (markdown: string): Post => say('channel', markdown)

test('a post with the same nonce is the same message, also at once and after a restart', async () => {
  await using service = await startConsole()
  const refs = await Promise.all(['a', 'a', 'b'].map(nonce => post(service, nonce, nonce)))
  expect(refs[0]).toBe(refs[1])
  expect(refs[0]).not.toBe(refs[2])
  await service.restart()
  expect(await post(service, 'a', 'other words')).toBe(refs[0])
  expect([...words((await visitor(service).messages()).messages)].sort()).toEqual(['a', 'b'])
})

test('every frame shows at once; the last one is stored before the edit resolves, the others by the time the console closes', async () => {
  await using service = await startConsole()
  const you = visitor(service)
  const { surface } = service.web.platform
  const message = await post(service, 'a', 'first')
  await using feed = await you.listen()
  await surface.edit(message, text('growing'), { last: false, signal })
  expect(words((await you.messages()).messages)).toEqual(['growing'])
  await feed.until(events => events.some(event => event.type === 'message' && event.message.live === true))
  await service.restart()
  expect(words((await you.messages()).messages)).toEqual(['growing'])
  await service.web.platform.surface.edit(message, text('grown'), { last: true, signal })
  const stored = await service.store.records.get('web_messages', message.slice('web:'.length))
  expect(stored).toMatchObject({ blocks: [{ markdown: 'grown' }], live: false })
})

test('a last frame stands, however many frames come with it at once', async () => {
  await using service = await startConsole()
  const { surface } = service.web.platform
  const message = await post(service, 'a', 'first')
  const frames = Array.from({ length: 30 }, (_, i) => surface.edit(message, text(`frame ${i}`), { last: false, signal }))
  await Promise.all([...frames, surface.edit(message, text('the end'), { last: true, signal })])
  expect(words((await visitor(service).messages()).messages)).toEqual(['the end'])
  await service.restart()
  expect(words((await visitor(service).messages()).messages)).toEqual(['the end'])
})

test('what was removed stays removed: an edit finds it gone, a repeated post does not raise it, a second removal is no error', async () => {
  await using service = await startConsole()
  const { surface } = service.web.platform
  const message = await post(service, 'a', 'words')
  await surface.remove(message, signal)
  await surface.remove(message, signal)
  await expect(surface.edit(message, text('more'), { last: true, signal })).rejects.toMatchObject({ kind: 'gone' })
  expect(await post(service, 'a', 'words')).toBe(message)
  expect((await visitor(service).messages()).messages).toEqual([])
  expect(await service.store.records.get('web_messages', message.slice('web:'.length))).not.toHaveProperty('blocks')
})

test('a post to the actor is for that person alone', async () => {
  await using service = await startConsole()
  const { surface } = service.web.platform
  await surface.post(reply({ person: 'guest-x' }), say('actor', 'for the guest'), { nonce: 'a', signal })
  await surface.post(reply(), say('actor', 'for you'), { nonce: 'b', signal })
  expect(words((await visitor(service).messages()).messages)).toEqual(['for you'])
})

test('a thread opens once for a nonce, and a thread inside a thread is the thread itself', async () => {
  await using service = await startConsole()
  const { surface } = service.web.platform
  const open = (to: ReplyRef) => surface.thread(to, 'A garden', { nonce: 'n', signal })
  const [first, second] = await Promise.all([open(reply({ message: 'root' })), open(reply({ message: 'root' }))])
  expect(first).toEqual(second)
  expect((await visitor(service).state()).threads).toMatchObject([{ id: first.address.thread, root: 'root', title: 'A garden' }])
  expect(await open(first.reply)).toEqual(first)
  await post(service, 'a', 'in it', first.reply)
  expect(words((await visitor(service).messages('general', first.address.thread)).messages)).toEqual(['in it'])
})

test('where a place is gone, a post says so; a message edited while its channel goes does not come back', async () => {
  await using service = await startConsole()
  const you = visitor(service)
  const id = crypto.randomUUID()
  await you.send('POST', '/api/rooms', { id, name: 'short' })
  const { surface } = service.web.platform
  const message = await post(service, 'a', 'words', reply({ room: id }))
  await surface.edit(message, text('a draft'), { last: false, signal })
  await you.send('DELETE', `/api/rooms/${id}`)
  await expect(post(service, 'b', 'more', reply({ room: id }))).rejects.toMatchObject({ kind: 'gone' })
  await expect(surface.edit(message, text('more'), { last: true, signal })).rejects.toMatchObject({ kind: 'gone' })
  await expect(post(service, 'c', 'x', 'nonsense' as ReplyRef)).rejects.toMatchObject({ kind: 'gone' })
  await service.restart()
  expect(await service.store.records.list('web_messages', { where: { room: id } })).toEqual([])
})

test('a notice goes to the channel an admin names, by its name with or without a hash, and nowhere where there is none', async () => {
  await using service = await startConsole()
  const { surface } = service.web.platform
  for (const name of ['general', '#General', ' general ']) {
    const to = await surface.replyAt?.('home', name)
    await post(service, name, `for ${name.trim()}`, to)
  }
  expect(words((await visitor(service).messages()).messages)).toEqual(['for general', 'for #General', 'for general'])
  expect(await surface.replyAt?.('home', 'nowhere')).toBeUndefined()
})
