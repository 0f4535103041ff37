import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createRest } from '../../../adapters/discord/rest.ts'
import { noMeter } from '../../../src/core/meter.ts'

test('an answer that stops in its middle is waited for no longer than one that never comes', async () => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"id":')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const log = { info() {}, warn() {}, error() {} }
    const within = { frameMs: 100 }
    const rest = createRest({ api: `http://127.0.0.1:${port}/api`, token: 'token', meter: noMeter, log, within })
    const path = '/channels/100000000000000001/messages/100000000000000002'
    const signal = AbortSignal.timeout(4_000)
    const sent = rest.call({ method: 'PATCH', path, body: {}, isFrame: true, signal })
    await expect(sent).rejects.toMatchObject({ kind: 'platform' })
    expect(signal.aborted).toBe(false)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
