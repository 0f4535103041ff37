import { expect, test } from 'vitest'
import { startConsole } from './harness.ts'
import { visitor } from './visitor.ts'

test('a channel is called what people call it, and a deleted one is called so', async () => {
  await using service = await startConsole()
  const { directory } = service.web.platform
  const id = crypto.randomUUID()
  const called = () => directory.channelName?.({ platform: 'web', workspace: 'home', channel: id })
  await visitor(service).send('POST', '/api/rooms', { id, name: 'night sky' })
  expect(await called()).toBe('#night-sky')
  expect((await visitor(service).send('DELETE', `/api/rooms/${id}`)).status).toBe(200)
  expect(await called()).toBe('a deleted channel')
})

test.each([
  ['you', true],
  ['guest-yzzMRDRLiEBd', true],
  ['nobody', false],
  ['ada', false],
])('only who can have come through the door belongs to the console: %s', async (id, isThere) => {
  await using service = await startConsole()
  expect(await service.web.platform.directory.isMember({ id, name: id }, 'home')).toBe(isThere)
})
