import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Meter, noMeter } from '#core/meter.ts'
import type { Log, Models, Platform, Records } from '#core/ports.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import { shippedSettings } from '../../src/config/shipped.ts'
import { localEngine } from '../../src/jobs/local.ts'
import { createMedia } from '../../src/media/picture.ts'
import { createModels } from '../../src/models/models.ts'
import { outputFetcher } from '../../src/models/outputs.ts'
import { createReplicate } from '../../src/replicate/client.ts'
import { createService } from '../../src/service/service.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { talker } from './talker.ts'

/** The whole service on a store of its own, with a platform that takes everything at once. */
export type House = AsyncDisposable & {
  readonly store: Store
  /** Says something in a channel of its own workspace. Resolves when it is stored. */
  readonly ask: (channel: string, person: string, text: string) => Promise<void>
  /** Messages that were edited so far. */
  readonly frames: () => number
  /** Turns that came to their end so far. */
  readonly ended: () => number
  /** Whether no job is left to work on. */
  readonly isIdle: () => Promise<boolean>
}

export type HouseOptions = {
  readonly origin: string
  readonly onToken?: (text: string) => void
  readonly wrapRecords?: (records: Records) => Records
}

/** The platform's name in addresses. */
export const platformName = 'bench'

/** Discord's numbers: the tightest of those people use. */
const limits = { textChars: 2_000, picturesPerPost: 10, fileBytes: 8_000_000, editEveryMs: 1_200, privateReplies: true }

const say = (fields: Readonly<Record<string, unknown>>, message: string): void => console.error(message, fields)
const log: Log = { info() {}, warn: say, error: say }

/** Joins the parts as the product's root does. */
export async function openHouse({ origin, onToken, wrapRecords = records => records }: HouseOptions): Promise<House> {
  await using parts = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const store = parts.use(await openStore({ url: `sqlite:${join(dataDir, 'replichat.db')}`, dataDir }))
  const replicate = createReplicate({ token: 'r8_bench', baseUrl: `${origin}/v1` })
  parts.defer(() => replicate.close())
  const models = createModels({
    replicate,
    cards: store.shelves.cards,
    fetchOutput: outputFetcher({ origins: [origin] }),
    offered: [talker],
    log,
  })
  const counting: Models = {
    ...models,
    read: (prediction, onText, signal) => {
      const hear = (fragment: string): void => {
        onToken?.(fragment)
        onText(fragment)
      }
      return models.read(prediction, hear, signal)
    },
  }
  let posts = 0
  let frames = 0
  let ended = 0
  const platform: Platform = {
    isOwn: true,
    surface: {
      limits,
      post: async ({ length }) => `message ${length} ${posts++}` as MessageRef,
      async edit() {
        frames++
        return { shown: true, restMs: 0 }
      },
      bucketOf: message => message,
      async remove() {},
      thread: () => Promise.reject(new Error('Nobody opens a thread here.')),
    },
    directory: {
      isAdmin: async () => false,
      missing: async () => undefined,
      open: () => Promise.reject(new Error('Nobody sends a file here.')),
      isMember: async () => true,
      forget: async () => {},
    },
  }
  const meter: Meter = { ...noMeter, ended: kind => void (kind === 'turn' && ended++) }
  const engine = localEngine({ database: store.database, log })
  const service = createService({
    records: wrapRecords(store.records),
    shelves: store.shelves,
    blobs: store.blobs,
    locks: store.locks,
    engine,
    models: counting,
    media: createMedia(),
    links: { fetch: () => Promise.reject(new Error('Nobody sends a link here.')) },
    platforms: new Map([[platformName, platform]]),
    world: { now: Date.now, random: below => Math.floor(Math.random() * below) },
    log,
    meter,
    prices: [],
    above: [shippedSettings(true), { name: 'operator', values: { 'model.chat': talker, 'limit.perMinute': 1_000 } }],
    charged: false,
  })
  parts.use(engine)
  await service.recover()
  engine.start(service.work, { atMost: 16 })

  let events = 0
  const open = parts.move()
  return {
    store,
    async ask(channel, person, text) {
      const nth = events++
      await service.desk.handle({
        type: 'message',
        id: `event ${nth}`,
        address: { platform: platformName, workspace: 'house', channel },
        actor: { id: person, name: person },
        at: Date.now(),
        reply: channel as ReplyRef,
        message: `question ${nth}` as MessageRef,
        text,
        addressed: true,
        attachments: [],
      })
    },
    frames: () => frames,
    ended: () => ended,
    isIdle: async () => (await engine.open()) === 0,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
