import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { Address } from '#core/address.ts'
import type { Inbound } from '#core/event.ts'
import { noMeter } from '#core/meter.ts'
import type { Log, Media, Platform } from '#core/ports.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import type { SettingValues } from '#core/settings.ts'
import { localEngine } from '../../src/jobs/local.ts'
import type { Given } from '../../src/service/deps.ts'
import { jobIdOf } from '../../src/service/ids.ts'
import type { Clock } from '../../src/service/pacing/clock.ts'
import { createService } from '../../src/service/service.ts'
import { createLocks } from '../../src/store/locks.ts'
import { openStore } from '../../src/store/open.ts'
import { spentIn, troublesOf } from './even.ts'
import { createLife, type Doom, type Life } from './mortal.ts'
import {
  billOf,
  createScriptedReplicate,
  type Fate,
  painters,
  prices,
  scribe,
  talkers,
  unknownUsd,
} from './scripted-replicate.ts'

/** What a person asks for: a picture, or an answer to something written or spoken. `cancelAt`: the tick at which they have had enough. */
export type Ask = {
  readonly kind: 'picture' | 'turn' | 'voice'
  readonly model: number
  readonly count: number
  readonly person: number
  readonly channel: number
  readonly at: number
  readonly cancelAt?: number
}

/** One random history of the service. */
export type Story = {
  readonly asks: readonly Ask[]
  readonly fates: readonly Fate[]
  /** One life after the other ends like this; the last one lives. */
  readonly dooms: readonly Doom[]
  /** Minutes after midnight at which it begins. */
  readonly minute: number
  readonly chat: number
  /** How many earlier turns are remembered: of few, older ones are summed up. */
  readonly memory: number
  readonly budgets: Partial<SettingValues>
  /** How fast the clock runs, in ms a tick. */
  readonly tickMs: number
}

/** What became of it. `troubles` is empty when every cent is where it belongs. */
export type Outcome = {
  readonly troubles: readonly string[]
  readonly spent: number
  readonly predictions: number
  readonly deaths: number
  readonly refused: number
  /** Summaries and transcripts that were begun. */
  readonly asides: number
}

const day = Date.parse('2026-11-20T00:00:00Z')
/** Ticks after which a history that is not over is a trouble. */
const mostTicks = 600
const silent: Log = { info() {}, warn() {}, error() {} }
const spoken = Buffer.from('OggS\0\x02 spoken')
/** Every output is taken as it is: a real look at it takes time, and here time passes only by ticks. */
const media: Media = {
  accept: () => Promise.reject(new Error('Nobody sends pictures here.')),
  typeOf: () => 'application/octet-stream',
  probe: async bytes => (spoken.equals(bytes) ? undefined : { contentType: 'image/png', width: 2, height: 2 }),
  shrink: async () => undefined,
  fit: async () => undefined,
}

/** Lets everything happen that can without time passing. */
async function quiet(calls: () => number): Promise<void> {
  for (let same = 0, before = -1, turns = 0; same < 3 && turns < 400; turns++) {
    await turnOfTheLoop()
    same = calls() === before ? same + 1 : 0
    before = calls()
  }
}

/** Lives a story to its end on a real store, with real engines and services, one after the other, and counts the money. */
export async function live(story: Story): Promise<Outcome> {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  // Whatever comes after the script is plain: a story ends.
  const fates = (function* (): Generator<Fate> {
    yield* story.fates
    for (;;) yield { answer: 'answered', end: 'succeeded', looks: 0, lag: 0, used: 500 }
  })()
  const replicate = createScriptedReplicate(fates)
  let now = day + story.minute * 60_000
  const clock = (): number => now
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  const pace: Clock = {
    now: clock,
    after(ms, call) {
      const timer = { at: now + ms, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const messages = new Map<string, MessageRef>()
  const surface: Platform['surface'] = {
    limits: { textChars: 4_000, picturesPerPost: 10, fileBytes: 1e7, editEveryMs: 0, privateReplies: true },
    async post(_reply, _post, { nonce }) {
      const ref = messages.get(nonce) ?? (`message ${messages.size}` as MessageRef)
      messages.set(nonce, ref)
      return ref
    },
    edit: async () => ({ shown: true, restMs: 0 }),
    bucketOf: message => message,
    remove: async () => {},
    thread: (reply, _, { nonce }) => Promise.resolve({ address: addressOf(0, nonce), reply }),
  }
  const directory: Platform['directory'] = {
    isAdmin: async () => false,
    missing: async () => undefined,
    open: async () => spoken,
    isMember: async () => true,
    forget: async () => {},
  }
  const dooms = [...story.dooms]
  let locks = createLocks()
  let calls = 0
  let deaths = 0
  let drawn = 0

  const begin = () => {
    const doom = dooms.shift()
    let isDoomed = false
    let isClosed = false
    const life: Life = createLife(doom, () => {
      isDoomed = true
      deaths++
    })
    const wrap = <Port extends object>(port: Port): Port =>
      life.wrap(
        new Proxy(port, {
          get(target, key) {
            calls++
            return Reflect.get(target, key, target) as unknown
          },
        }),
      )
    const engine = localEngine({ database: store.database, log: silent, now: clock, closeMs: 0, retryMs: () => 1_000 })
    const given: Given = {
      records: wrap(store.records),
      shelves: wrap(store.shelves),
      blobs: wrap(store.blobs),
      locks,
      // What has died adds nothing, nor what hung while its engine ended.
      engine: {
        ...engine,
        add: (job, options) =>
          isClosed || isDoomed ? Promise.reject(new Error('The engine is closed.')) : engine.add(job, options),
      },
      models: wrap(replicate.models),
      media,
      links: { fetch: () => Promise.reject(new Error('There are no links here.')) },
      platforms: new Map([['stage', { surface: wrap(surface), directory, isOwn: true }]]),
      world: { now: clock, random: below => ++drawn % below },
      log: silent,
      meter: noMeter,
      prices,
      above: [
        {
          name: 'operator',
          values: {
            'model.image': painters[0],
            'model.chat': talkers[story.chat] ?? talkers[0],
            'chat.memory': story.memory,
            'chat.transcribe': scribe,
            'limit.perMinute': 1_000,
            'image.max': 'count=8',
            'budget.unknown': unknownUsd,
            ...story.budgets,
          },
        },
      ],
      charged: true,
    }
    const service = createService(given, pace)
    // Beside the clock: a start may wait for a lock of one that hangs, and a process may end while it starts.
    void service.recover().then(
      () => engine.start(service.work, { atMost: 8 }),
      () => undefined,
    )
    const close = (): PromiseLike<void> => {
      isClosed = true
      return engine[Symbol.asyncDispose]()
    }
    return { life, engine, service, isDoomed: () => isDoomed, doom, close }
  }

  const events = story.asks.map((ask, index): Asking => {
    const base = {
      id: `event ${index}`,
      actor: { id: `person-${ask.person}`, name: 'Ada' },
      address: addressOf(ask.channel),
      at: now,
      reply: 'reply' as ReplyRef,
    }
    const words = `wish number ${index}`
    if (ask.kind === 'picture')
      return {
        ...base,
        type: 'command',
        command: 'imagine',
        values: { prompt: words, count: ask.count, model: painters[ask.model] ?? '' },
      }
    const said = { ...base, type: 'message' as const, addressed: true, message: `said ${index}` as MessageRef }
    return ask.kind === 'turn'
      ? { ...said, text: words, attachments: [] }
      : { ...said, text: '', attachments: [{ ref: `voice ${index}`, name: 'voice.ogg' }] }
  })
  const jobs = new Map(events.map((event, index) => [index, jobIdOf(event)]))

  let process = begin()
  let hung: readonly { readonly life: Life; readonly until: number }[] = []
  let isOver = false
  let tick = 0
  const acknowledged = new Set<string>()
  // What a process acknowledges that is at its end may have gone to an engine that is no more: it is told again.
  const hear = (event: Inbound): void => {
    const mine = process
    void mine.service.desk.handle(event).then(
      () => mine === process && !mine.isDoomed() && acknowledged.add(event.id),
      () => undefined,
    )
  }
  for (; tick < mostTicks && !isOver; tick++) {
    for (const [index, ask] of story.asks.entries()) {
      const event = events[index]
      if (event === undefined) continue
      // A platform tells of an event until it is acknowledged, and sometimes once more.
      if (ask.at === tick || (ask.at < tick && tick % 5 === 0 && !acknowledged.has(event.id))) hear(event)
      if (ask.cancelAt !== undefined && tick >= ask.cancelAt && tick < ask.cancelAt + 3)
        hear(cancelOf(event, `cancel ${index} ${tick}`, `${ask.kind === 'picture' ? 'cancel' : 'stop'}:${jobs.get(index)}`))
    }
    now += story.tickMs
    for (const timer of timers) {
      if (timer.at > now) continue
      timers.delete(timer)
      timer.call()
    }
    const open = await store.records.list('jobs', { where: { isOpen: 1 } })
    for (const job of open) void process.engine.wake(job.id).catch(() => undefined)
    await quiet(() => calls)
    for (const { life, until } of hung) if (until <= tick) life.resume()
    hung = hung.filter(({ until }) => until > tick)
    if (process.isDoomed()) {
      const { life, doom, close } = process
      if (doom?.how === 'hangs') {
        hung = [...hung, { life, until: tick + doom.ticks }]
      } else if (doom?.how.startsWith('dies')) {
        for (const dead of [life, ...hung.map(other => other.life)]) dead.kill()
        hung = []
        // Locks are of the process.
        locks = createLocks()
      }
      await close()
      process = begin()
    }
    const last = Math.max(0, ...story.asks.map(ask => ask.at))
    isOver =
      tick > last &&
      hung.length === 0 &&
      events.every(event => acknowledged.has(event.id)) &&
      (await store.records.list('jobs', { where: { isOpen: 1 } })).length === 0
  }
  // A last start, as after every end: what nobody settles any more is found.
  await process.close()
  const bill = replicate.recorded.reduce((sum, prediction) => sum + billOf(prediction), 0)
  const spent = await spentIn(store.records)
  const ledger = await store.records.list('ledger', {})
  const byJob = Map.groupBy(replicate.recorded, ({ order }) => order.job)
  const uneven = [...new Set([...byJob.keys(), ...ledger.map(({ id }) => id)])].flatMap(job => {
    const billed = (byJob.get(job) ?? []).reduce((sum, prediction) => sum + billOf(prediction), 0)
    const settled = ledger.find(({ id }) => id === job)?.settled ?? 0
    const runs = (byJob.get(job) ?? []).map(({ id, status, fate, usage }) => JSON.stringify({ id, status, fate, usage }))
    return billed === settled ? [] : [`${job}: billed ${billed}, the ledger has ${settled}: ${runs.join(' ')}`]
  })
  const troubles = [
    ...(isOver ? [] : [`not over after ${tick} ticks`]),
    ...(await troublesOf(store.records)),
    ...uneven,
    ...(spent === bill ? [] : [`the ledger has ${spent}, Replicate bills ${bill}`]),
    ...passed(story.budgets, ledger),
  ]
  const all = await store.records.list('jobs', {})
  const refused = all.filter(job => /budget/.test(job.fault?.message ?? '')).length
  const asides = all.filter(job => job.kind === 'aside').length
  return { troubles, spent, predictions: replicate.recorded.length, deaths, refused, asides }
}

type Asking = Extract<Inbound, { type: 'command' | 'message' }>

const cancelOf = ({ actor, address, at, reply }: Asking, id: string, action: string): Inbound => ({
  type: 'button',
  id,
  actor,
  address,
  at,
  reply,
  action,
  message: 'message' as MessageRef,
})

const addressOf = (channel: number, thread?: string): Address => ({
  platform: 'stage',
  workspace: 'house',
  channel: `channel-${channel}`,
  ...(thread !== undefined && { thread }),
})

/** Budgets of which more was spent than they allow. */
function passed(
  budgets: Story['budgets'],
  ledger: readonly {
    readonly day: string
    readonly month: string
    readonly person: string
    readonly channel: string
    readonly model: string
    readonly settled?: number
  }[],
): readonly string[] {
  const whose = {
    'budget.service': () => 'all',
    'budget.user': (row: (typeof ledger)[number]) => row.person,
    'budget.channel': (row: (typeof ledger)[number]) => row.channel,
    'budget.model': (row: (typeof ledger)[number]) => row.model,
  } as const
  return Object.entries(whose).flatMap(([key, of]) => {
    const [amount, period] = String(budgets[key as keyof typeof whose] ?? '').split('/')
    if (amount === undefined || amount === '') return []
    const sums = Map.groupBy(ledger, row => `${period === 'day' ? row.day : row.month} ${of(row)}`)
    return [...sums].flatMap(([name, rows]) => {
      const sum = rows.reduce((all, row) => all + (row.settled ?? 0), 0)
      return sum <= Math.round(Number(amount) * 1e6) ? [] : [`${key} of ${amount} was passed by ${name}: ${sum}`]
    })
  })
}
