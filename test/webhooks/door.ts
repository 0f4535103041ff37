import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, type Dispatcher, request } from 'undici'
import { fold } from '#core/fold.ts'
import type { Fact, Job, PictureJob } from '#core/job.ts'
import type { Log, Records } from '#core/ports.ts'
import type { ReplyRef } from '#core/post.ts'
import { createServer } from '../../src/server/server.ts'
import { openStore } from '../../src/store/open.ts'
import { addressFor } from '../../src/webhooks/address.ts'
import { givenSecret, type SigningSecrets } from '../../src/webhooks/secrets.ts'
import { createWebhooks, type WebhooksOptions } from '../../src/webhooks/webhooks.ts'

export const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`
/** The clock of the door: noon of a day. */
export const noon = Date.UTC(2026, 10, 20, 12)

/** The signature of the scheme, made without any code of ours. */
export const signatureOf = (id: string, timestamp: string, body: string | Uint8Array, key = secret): string =>
  `v1,${createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest('base64')}`

export type Sent = {
  readonly body: string | Uint8Array
  readonly query?: string
  readonly id?: string
  readonly timestamp?: string
  readonly signature?: string
  /** Headers that are not there. */
  readonly without?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** The webhook's door on a port of its own, with a real store and an engine that only notes whom it was to wake. */
export type Door = AsyncDisposable & {
  readonly url: string
  readonly records: Records
  readonly woken: string[]
  readonly warnings: string[]
  readonly lagsMs: number[]
  /** Sends a webhook, signed as it must be where nothing else is asked for. */
  readonly send: (sent: Sent) => Promise<{ readonly status: number; readonly text: string }>
  readonly facts: () => Promise<readonly Fact[]>
}

export type DoorOptions = {
  readonly secrets?: SigningSecrets
  readonly now?: () => number
  readonly bounds?: NonNullable<WebhooksOptions['bounds']>
  readonly onWake?: (job: string, records: Records) => Promise<void>
}

export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const { now = () => noon } = options
  const folder = await mkdtemp(join(tmpdir(), 'replichat-webhooks-'))
  const store = await openStore({ url: 'memory:', dataDir: folder })
  const warnings: string[] = []
  const log: Log = {
    info() {},
    warn: (fields, message) => warnings.push(`${message} ${JSON.stringify(fields)}`),
    error: (fields, message) => warnings.push(`${message} ${String(fields['err'])}`),
  }
  const woken: string[] = []
  const lagsMs: number[] = []
  const engine = {
    async wake(job: string) {
      woken.push(job)
      await options.onWake?.(job, store.records)
    },
  }
  const server = await createServer({ host: '127.0.0.1', port: 0, log, health: () => true })
  const { secrets = givenSecret(secret), bounds } = options
  server.mount(
    '/webhooks',
    createWebhooks({
      records: store.records,
      engine,
      secrets,
      now,
      log,
      onLag: lagMs => lagsMs.push(lagMs),
      ...(bounds !== undefined && { bounds }),
    }),
  )
  const dispatcher: Dispatcher = new Agent({ allowH2: false })
  return {
    url: server.url,
    records: store.records,
    woken,
    warnings,
    lagsMs,
    async send({ body, query = 'job=j1&run=0', id = 'msg_1', timestamp = String(Math.floor(now() / 1_000)), ...sent }) {
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': sent.signature ?? signatureOf(id, timestamp, body),
        ...sent.headers,
      }
      for (const name of sent.without ?? []) delete headers[name]
      const response = await request(`${server.url}/webhooks/replicate?${query}`, { method: 'POST', headers, body, dispatcher })
      return { status: response.statusCode, text: (await response.body.text()).trim() }
    },
    facts: async () => (await store.records.list('facts', {})).map(row => row.fact),
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy()
      await server.close({ drainMs: 0 })
      await store[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A picture job with two runs, of which the first has come as far as the facts say. */
export function jobWith(id: string, facts: readonly Fact[]): PictureJob {
  const empty: PictureJob = {
    kind: 'picture',
    id,
    at: noon,
    address: { platform: 'stage', workspace: 'house', channel: 'general' },
    actor: { id: 'ada', name: 'Ada' },
    reply: 'here' as ReplyRef,
    model: 'acme/flux',
    values: { prompt: 'a fox' },
    runs: [],
    messages: [],
  }
  const run = { model: 'acme/flux', name: 'acme/flux', input: {}, expects: 1 }
  const planned: Fact = { type: 'planned', runs: [run, run], reserved: 0 }
  return [planned, ...facts].reduce((job, fact) => fold(job, fact), empty)
}

export const submitting: Fact = { type: 'submitting', run: 0, at: noon - 2_000 }
export const started = (prediction: string): Fact => ({ type: 'started', run: 0, prediction, at: noon - 1_000 })

/** Stores a job whose first run is prediction `p1`, running; another of the same kind is asked for by its own ids. */
export async function storeRunning(records: Records, job = 'j1', prediction = 'p1'): Promise<Job> {
  const row = jobWith(job, [submitting, started(prediction)])
  await records.batch([
    { put: 'jobs', row },
    { put: 'predictions', row: { id: prediction, job, run: 0, at: noon } },
  ])
  return row
}

/** A prediction as Replicate tells it. */
export const told = (more: Readonly<Record<string, unknown>> = {}, subject = { job: 'j1', run: 0 }): string =>
  JSON.stringify({
    id: 'p1',
    model: 'acme/flux',
    version: 'hidden',
    input: { prompt: 'a fox' },
    output: null,
    logs: '',
    error: null,
    status: 'processing',
    data_removed: false,
    created_at: new Date(noon - 9_000).toISOString(),
    started_at: new Date(noon - 3_000).toISOString(),
    webhook: addressFor('https://chat.example', subject),
    urls: {},
    ...more,
  })

export const output = ['https://replicate.delivery/a.png']
export const success = {
  status: 'succeeded',
  output,
  completed_at: new Date(noon - 400).toISOString(),
  metrics: { predict_time: 2.6, total_time: 8.6 },
}
