import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'

const hello = '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa'
const canary = '30e22229542eb3f79d4f945dacb58d32001b02cc313ae6f54eef27904edf3272'
const headers = { authorization: 'Bearer r8_bench', 'content-type': 'application/json' }
/** How long anything is waited for: a benchmark that hangs is broken. */
const withinMs = 120_000

/** What is read of a prediction. */
export type Seen = {
  readonly id: string
  readonly status: string
  readonly output: unknown
  readonly urls: { readonly stream: string }
}

type Asked = { readonly version: string; readonly text: string; readonly wait?: boolean; readonly webhook?: string }

/** Asks a sandbox for predictions, by raw requests: what is measured is the sandbox. */
export function startTraffic(baseUrl: string) {
  const dispatcher = new Agent({ allowH2: false })

  async function answered(path: string, more: { readonly method: 'GET' | 'POST'; readonly body?: string }, prefer?: string) {
    const all = prefer === undefined ? headers : { ...headers, prefer }
    const { statusCode, body } = await request(`${baseUrl}${path}`, { dispatcher, headers: all, ...more })
    const text = await body.text()
    if (statusCode >= 300) throw new Error(`The sandbox answered ${path} with ${statusCode}: ${text.slice(0, 200)}`)
    return JSON.parse(text) as unknown
  }
  const create = async ({ version, text, wait = false, webhook }: Asked): Promise<Seen> => {
    const filter = webhook === undefined ? {} : { webhook, webhook_events_filter: ['completed'] }
    const body = JSON.stringify({ version, input: { text }, ...filter })
    return (await answered('/predictions', { method: 'POST', body }, wait ? 'wait=60' : undefined)) as Seen
  }
  const get = async (id: string): Promise<Seen> => (await answered(`/predictions/${id}`, { method: 'GET' })) as Seen

  /** Looks until it has succeeded, and checks what it says. */
  async function ended(id: string, output: string): Promise<void> {
    const end = performance.now() + withinMs
    let seen = await get(id)
    for (; seen.status === 'starting' || seen.status === 'processing'; seen = await get(id)) {
      if (performance.now() > end) throw new Error(`${id} did not end.`)
      await sleep(20)
    }
    if (seen.status !== 'succeeded' || seen.output !== output)
      throw new Error(`${id} ended as ${seen.status} with ${JSON.stringify(seen.output)} instead of "${output}".`)
  }

  /** The stream's fragments with their places, and when the first came. Throws where one is missing or out of order. */
  async function readStream(address: string, text: string): Promise<{ readonly tokens: number; readonly firstMs: number }> {
    const begun = performance.now()
    const { body } = await request(address, { dispatcher, bodyTimeout: withinMs })
    let told = ''
    let firstMs = 0
    for await (const piece of body.setEncoding('utf8')) {
      told += piece as string
      if (firstMs === 0 && told.includes('event: output')) firstMs = performance.now() - begun
    }
    const events = [...told.matchAll(/event: output\nid: \d+:(\d+)\ndata: (.*)\n\n/g)]
    events.forEach(([, nth], at) => {
      if (Number(nth) !== at) throw new Error(`Event ${nth} of ${address} came in place ${at}.`)
    })
    if (events.map(([, , data]) => data).join('') !== text || !told.includes('event: done'))
      throw new Error(`The stream ${address} is not whole.`)
    return { tokens: events.length, firstMs }
  }

  return {
    hello: async (text: string, more: Omit<Asked, 'version' | 'text'> = {}): Promise<Seen> =>
      create({ version: hello, text, ...more }),
    greet: async (text: string): Promise<Seen> => create({ version: canary, text }),
    ended,
    readStream,
    close: async (): Promise<void> => dispatcher.destroy(),
  }
}

export type Traffic = ReturnType<typeof startTraffic>

/** Takes webhooks and counts them. */
export async function startReceiver() {
  let count = 0
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      count++
      response.writeHead(200).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    count: () => count,
    /** Waits until so many have come. */
    async until(wanted: number): Promise<void> {
      const end = performance.now() + withinMs
      while (count < wanted) {
        if (performance.now() > end) throw new Error(`Of ${wanted} webhooks ${count} came.`)
        await sleep(20)
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
