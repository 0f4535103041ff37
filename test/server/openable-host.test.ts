import { once } from 'node:events'
import { createServer as createPlainServer } from 'node:http'
import { expect, test } from 'vitest'
import { openableHost } from '../../src/server/openable-host.ts'
import { createServer } from '../../src/server/server.ts'

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', 'localhost'],
  ['0', 'localhost'],
  ['::', 'localhost'],
  ['[::]', 'localhost'],
  ['0:0:0:0:0:0:0:0', 'localhost'],
  ['::1', '[::1]'],
  ['[fe80::1]', '[fe80::1]'],
  ['10.0.0.1', '10.0.0.1'],
  ['chat.example.com', 'chat.example.com'],
])('a link to a service on %s has the host %s', (host, openable) => {
  expect(openableHost(host)).toBe(openable)
})

/** Whether this machine has such an address at all. */
async function has(host: string): Promise<boolean> {
  const server = createPlainServer()
  try {
    server.listen(0, host)
    await once(server, 'listening')
    server.close()
    return true
  } catch {
    return false
  }
}

test.for(['0.0.0.0', '::'])('what listens on %s says an address that can be opened', async (host, { skip }) => {
  if (!(await has(host))) skip('This machine has no such address.')
  const log = { info() {}, warn() {}, error() {} }
  await using server = await createServer({ host, port: 0, log, health: () => true })
  expect(server.url).toBe(`http://localhost:${server.port}`)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
})
