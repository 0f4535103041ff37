import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../src/sandbox/engine.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import type { SandboxModel } from '../../src/sandbox/models/model.ts'
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { serveSandbox } from '../../src/sandbox/serve.ts'

export const token = `r8_${'a'.repeat(37)}`

/** The smallest PNG: one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Words of the prompt, one a fragment, each waiting 10 ms; `words 300` says three hundred. Tells its seed first. */
export const echo: Engine = async function* ({ input, sleep: wait }) {
  const prompt = input['prompt'] as string
  const many = Number(/^words (\d+)$/.exec(prompt)?.[1] ?? 0)
  const words = many > 0 ? Array.from({ length: many }, (_, i) => `w${i} `) : (prompt.match(/\S+\s*/g) ?? [])
  for (const text of [`seed ${String(input['seed'])}: `, ...words]) {
    await wait(10)
    yield { type: 'text', text }
  }
  yield { type: 'metrics', metrics: { output_token_count: words.length } }
}

/** As many one-pixel files as asked for, with logs and a wait before each; the prompt `bytes <url>` gives back an input's bytes. */
export const dots: Engine = async function* ({ input, sleep: wait, open }) {
  const count = input['num_outputs'] as number
  yield { type: 'log', line: `Using seed: ${String(input['seed'])}` }
  const url = /^bytes (\S+)$/.exec(input['prompt'] as string)?.[1]
  for (let nth = 1; nth <= count; nth++) {
    await wait(20)
    yield { type: 'log', line: `${Math.round((100 * nth) / count)}%|##| ${nth}/${count} [00:00<00:00]` }
    yield { type: 'file', bytes: url === undefined ? pixel : await open(url), contentType: 'image/png', extension: 'png' }
  }
  yield { type: 'metrics', metrics: { image_count: count } }
}

const played: Readonly<Record<string, Engine>> = { 'flux-schnell': dots, sdxl: dots, 'meta-llama-3-70b-instruct': echo }

/** The sandbox's own models with engines that are quick and exact. */
export const quickModels: readonly SandboxModel[] = catalogue.map(model => ({
  ...model,
  bootMs: 5,
  engine: played[model.name] ?? model.engine,
}))

/** What the tests read of answers: all fields of all of them, of which each carries its own. */
export type Json = {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly slug: string
  readonly description: string
  readonly run_count: number
  readonly models: readonly Json[]
  readonly collections: readonly unknown[]
  readonly latest_version: {
    readonly openapi_schema: { readonly components: { readonly schemas: Readonly<Record<string, Schema>> } }
  }
  readonly status: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: readonly string[]
  readonly logs: string
  readonly metrics: Readonly<Record<string, number>>
  readonly created_at: string
  readonly started_at: string
  readonly completed_at: string
  readonly deadline: string
  readonly data_removed: boolean
  readonly urls: Readonly<Record<'get' | 'cancel' | 'stream' | 'web', string>>
  readonly results: readonly Json[]
  readonly next: string | null
  readonly previous: string | null
  readonly detail: string
  readonly invalid_fields: readonly { readonly type: string; readonly field: string; readonly description: string }[]
  readonly faults: readonly unknown[]
  readonly key: string
  readonly now: string
}

type Schema = {
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export type Started = AsyncDisposable & {
  readonly baseUrl: string
  readonly dataDir: string
  /** A request with the token, below the base or to an absolute address. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** The same, its JSON, whatever the status. */
  json(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json>
  /** Closes it and opens it again on the same data, at a new port. */
  restart(options?: Partial<SandboxOptions>): Promise<Started>
}

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'sandbox-'))

/** A sandbox on a free port and a folder of its own. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Started> {
  const dataDir = options.dataDir ?? (await temporary())
  const served = await serveSandbox({ models: quickModels, ...options, dataDir, port: 0 })
  let open = true
  const close = async (): Promise<void> => {
    if (open) await served.close()
    open = false
  }
  const started: Started = {
    baseUrl: served.baseUrl,
    dataDir,
    call: (method, path, body, headers = {}) =>
      fetch(path.startsWith('http') ? path : `${served.baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    json: async (...request) => (await (await started.call(...request)).json()) as Json,
    async restart(again = {}) {
      await close()
      return startSandbox({ ...options, ...again, dataDir })
    },
    async [Symbol.asyncDispose]() {
      await close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return started
}

/** Looks until `look` gives something, for at most ten seconds. */
export async function until<Found>(look: () => Found | undefined | Promise<Found | undefined>): Promise<Found> {
  const end = Date.now() + 10_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error('It did not happen within ten seconds.')
    await sleep(10)
  }
}

/** Everything a list holds, page after page. */
export async function everyone(sandbox: Started, path: string): Promise<readonly Json[]> {
  const found: Json[] = []
  for (let page: string | null = path; page !== null;) {
    const { results, next }: Json = await sandbox.json('GET', page)
    found.push(...results)
    page = next
  }
  return found
}

const final = ['succeeded', 'failed', 'canceled', 'aborted']

/** The prediction once it is final. */
export const finished = (sandbox: Started, id: string): Promise<Json> =>
  until(async () => {
    const prediction = await sandbox.json('GET', `/predictions/${id}`)
    return final.includes(prediction.status) ? prediction : undefined
  })

export type Delivery = {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly prediction: Json
  readonly at: number
}

/** A receiver of webhooks on this machine; `answer` gives the status of each. */
export async function startReceiver(
  answer: (nth: number) => number | 'reset' = () => 200,
): Promise<AsyncDisposable & { readonly url: string; readonly deliveries: Delivery[] }> {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      deliveries.push({ headers: request.headers, body, prediction: JSON.parse(body) as Json, at: Date.now() })
      const status = answer(deliveries.length)
      if (status === 'reset') request.socket.destroy()
      else response.writeHead(status, status === 301 ? { location: '/elsewhere' } : {}).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?job=7`,
    deliveries,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export type Sent = { readonly event: string; readonly id: string; readonly data: string }

/** Reads a stream to its end; `cut` tells that the connection broke. */
export async function readStream(
  url: string,
  lastEventId?: string,
): Promise<{ readonly events: readonly Sent[]; readonly cut: boolean; readonly text: string }> {
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
  })
  let text = ''
  let cut = false
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      text += decoder.decode(chunk, { stream: true })
  } catch {
    cut = true
  }
  return { events: parseEvents(text), cut, text }
}

function parseEvents(text: string): readonly Sent[] {
  const blocks = text.split('\n\n').slice(0, -1)
  return blocks.flatMap(block => {
    if (block.startsWith(':')) return []
    const lines = block.split('\n')
    const field = (name: string): string[] =>
      lines.filter(line => line.startsWith(`${name}: `)).map(line => line.slice(name.length + 2))
    return [{ event: field('event').join(), id: field('id').join(), data: field('data').join('\n') }]
  })
}

/** The output of a stream, joined as clients join it. */
export const joined = (events: readonly Sent[]): string =>
  events
    .filter(({ event }) => event === 'output')
    .map(({ data }) => data)
    .join('')
