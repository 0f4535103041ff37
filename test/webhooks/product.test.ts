import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { WirePage, WireState } from '../../adapters/web/wire.ts'
import { blocksOf, eventually } from '../flows/console.ts'
import { startProduct } from '../flows/process.ts'

/** A port that was free a moment ago: PUBLIC_URL has to name it before the product listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('with PUBLIC_URL set Replicate is given an address for each run and is heard there without any login', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-product-'))
  try {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    await using product = await startProduct(folder, { PUBLIC_URL: url, PORT: String(port) })
    // The console asks for its link; the webhook asks for its signature alone.
    expect((await fetch(`${url}/api/state`)).status).toBe(401)
    const unsigned = await fetch(`${url}/webhooks/replicate?job=j&run=0`, { method: 'POST', body: '{}' })
    expect([unsigned.status, await unsigned.text()]).toEqual([400, expect.stringContaining('webhook-signature')])

    const link = await eventually('The link', async () => /Admin link\S*[^\n]*?(http\S+)/.exec(product.output())?.[1])
    const opened = await fetch(link, { redirect: 'manual' })
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    const headers = { cookie, origin: url, 'content-type': 'application/json' }
    const { rooms } = (await (await fetch(`${url}/api/state`, { headers })).json()) as WireState
    const room = rooms[0]?.id ?? ''
    const said = { id: crypto.randomUUID(), room, text: '/imagine a heard lark --more megapixels=0.25', files: [] }
    expect((await fetch(`${url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(said) })).status).toBe(201)
    const answer = await eventually('The picture', async () => {
      const { messages } = (await (await fetch(`${url}/api/rooms/${room}/messages`, { headers })).json()) as WirePage
      return messages.find(message => message.by === 'service' && message.live !== true)
    })
    expect(blocksOf(answer, 'pictures')).toHaveLength(1)

    const authorization = 'Bearer r8_test'
    const list = (await (await fetch(`${url}/sandbox/v1/predictions`, { headers: { authorization } })).json()) as {
      readonly results: readonly { readonly webhook?: string; readonly webhook_events_filter?: readonly string[] }[]
    }
    expect(list.results).toHaveLength(1)
    expect(list.results[0]?.webhook).toMatch(new RegExp(`^${url}/webhooks/replicate\\?job=\\w+&run=0$`))
    expect(list.results[0]?.webhook_events_filter).toEqual(['start', 'output', 'logs', 'completed'])
    expect(product.output()).not.toContain('whsec_')
    expect(await product.stop()).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
