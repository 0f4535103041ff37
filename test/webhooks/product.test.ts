import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WireMessage, WirePage, WireState } from '../../adapters/web/wire.ts'
import { blocksOf, eventually, wordsOf } from '../flows/console.ts'
import { type Started, startProduct, startSandbox } from '../flows/process.ts'
import { freePort } from '../free-port.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-product-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Comes in by the link that the start printed; what is asked for then carries the cookie. */
async function comeIn(product: Started, url: string) {
  const link = await eventually('The link', async () => /Admin link[^\n]*?(http\S+)/.exec(product.output())?.[1])
  const opened = await fetch(link, { redirect: 'manual' })
  const headers = {
    cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '',
    origin: url,
    'content-type': 'application/json',
  }
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`, { headers })).json()
  const room = ((await get('/api/state')) as WireState).rooms[0]?.id ?? ''
  const messages = async (): Promise<readonly WireMessage[]> => ((await get(`/api/rooms/${room}/messages`)) as WirePage).messages
  return {
    async say(text: string): Promise<void> {
      const body = JSON.stringify({ id: randomUUID(), room, text, files: [] })
      expect((await fetch(`${url}/api/messages`, { method: 'POST', headers, body })).status).toBe(201)
    },
    /** The service's only message, once `found` holds. */
    answer: (found: (message: WireMessage) => boolean): Promise<WireMessage> =>
      eventually('The answer', async () => {
        const all = (await messages()).filter(message => message.by === 'service')
        expect(all.length).toBeLessThan(2)
        return all.find(found)
      }),
  }
}

type Listed = { readonly webhook?: string; readonly webhook_events_filter?: readonly string[] }
async function predictions(baseUrl: string): Promise<readonly Listed[]> {
  const response = await fetch(`${baseUrl}/predictions`, { headers: { authorization: 'Bearer r8_test' } })
  return ((await response.json()) as { readonly results: readonly Listed[] }).results
}

const isDone = (message: WireMessage): boolean => message.live !== true

test('with PUBLIC_URL set Replicate is given an address for each run and is heard there without any login', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await using product = await startProduct(folder, { PUBLIC_URL: url, PORT: String(port), SANDBOX_PACE: '0.1' })
  // The console asks for its link; the webhook asks for its signature alone.
  expect((await fetch(`${url}/api/state`)).status).toBe(401)
  const unsigned = await fetch(`${url}/webhooks/replicate?job=j&run=0`, { method: 'POST', body: '{}' })
  expect([unsigned.status, await unsigned.text()]).toEqual([400, expect.stringContaining('webhook-signature')])

  const person = await comeIn(product, url)
  await person.say('/imagine a heard lark --more megapixels=0.25')
  expect(blocksOf(await person.answer(isDone), 'pictures')).toHaveLength(1)
  const [only, ...others] = await predictions(`${url}/sandbox/v1`)
  expect(others).toEqual([])
  expect(only?.webhook).toMatch(new RegExp(`^${url}/webhooks/replicate\\?job=\\w+&run=0$`))
  expect(only?.webhook_events_filter).toEqual(['start', 'output', 'logs', 'completed'])
  expect(product.output()).not.toContain('whsec_')
  expect(await product.stop()).toBe(0)
})

test('killed while it waits for webhooks, the product finishes the same message after its restart, with one prediction', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await using sandbox = await startSandbox(join(folder, 'sandbox'))
  const env = { PUBLIC_URL: url, PORT: String(port), REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: sandbox.url }
  await using first = await startProduct(folder, env)
  const person = await comeIn(first, url)
  await person.say('/imagine a patient heron [sandbox:slow=2s] --more megapixels=0.25')
  await person.answer(message => wordsOf(message).includes('Generating'))
  await first.kill()
  await using second = await startProduct(folder, env)
  expect(blocksOf(await person.answer(isDone), 'pictures')).toHaveLength(1)
  expect(await predictions(sandbox.url)).toHaveLength(1)
  expect(await second.stop()).toBe(0)
})
