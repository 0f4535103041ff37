import type { Address } from '#core/address.ts'
import type { Inbound } from '#core/event.ts'
import { noMeter } from '#core/meter.ts'
import type { Log, Media, Platform } from '#core/ports.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import type { SettingValues } from '#core/settings.ts'
import { localEngine } from '../../src/jobs/local.ts'
import type { Given } from '../../src/service/deps.ts'
import { jobIdOf, nonceOf } from '../../src/service/ids.ts'
import { createService } from '../../src/service/service.ts'
import { createLocks } from '../../src/store/locks.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { createLife, type Doom, type Life } from '../ledger/mortal.ts'
import { type ChatKind, createChat, type Shown, textOf, type Trouble } from './chat.ts'
import { createClock, quiet } from './clock.ts'
import { createWriter, type Fate, prices, talker, type Words, type Written } from './writer.ts'

/** A question and what becomes of it. Moments are in ms after the beginning. */
export type Turn = {
  readonly channel: number
  readonly atMs: number
  readonly words: Words
  readonly fates: readonly Fate[]
  readonly isDoubled: boolean
  /** The person has had enough after so many ms. */
  readonly stopInMs?: number
  /** Somebody deletes the question, or the first message of the answer. */
  readonly gone?: { readonly what: 'question' | 'answer'; readonly inMs: number }
}

/** One random history of conversations. */
export type Story = {
  readonly kind: ChatKind
  readonly turns: readonly Turn[]
  readonly chatTroubles: readonly { readonly at: number; readonly what: Trouble }[]
  readonly latenciesMs: readonly number[]
  readonly modelTroubles: readonly { readonly at: number; readonly what: 'busy' | 'fails' }[]
  /** One life after the other ends like this; the last one lives. */
  readonly dooms: readonly Doom[]
  readonly fileAfter: number
  readonly budgets: Partial<SettingValues>
}

/** A history that is over, as the judge sees it. */
export type Told = {
  readonly story: Story
  readonly store: Store
  readonly isOver: boolean
  readonly endedAt: number
  readonly jobs: readonly string[]
  readonly written: readonly Written[]
  readonly messages: readonly Shown[]
  readonly breaches: readonly string[]
  readonly errors: readonly string[]
  readonly edits: number
  readonly deaths: number
  /** The most characters of its answer that readers saw at once while it was written, by job. */
  readonly mostShown: ReadonlyMap<string, number>
}

const start = Date.parse('2026-11-20T12:00:00Z')
/** A process begins anew so long after the last one ended, and an event that nobody acknowledged is told again. */
const [downMs, retellMs] = [1_000, 5_000]
/** Moments after which a history that is not over is a trouble. */
const mostMoments = 20_000
export const mostParts = 80
/** By this machine's clock: a step whose process died never ends, and is kept in memory as long as its lease. */
const leaseMs = 20_000
const media: Media = {
  accept: () => Promise.reject(new Error('Nobody sends pictures here.')),
  typeOf: () => 'application/octet-stream',
  probe: async () => undefined,
  shrink: async () => undefined,
  fit: async () => undefined,
}
const addressOf = (channel: number): Address => ({ platform: 'stage', workspace: 'house', channel: `channel-${channel}` })

/** What is seen of an answer, in characters that no fence and no white space adds. */
export const weightOf = (text: string): number => text.replace(/[\s`~>]/g, '').length

/** Lives a story to its end on a real store, with real engines and services, one after the other. `judge` then looks at it. */
export async function live<Verdict>(story: Story, judge: (told: Told) => Promise<Verdict>): Promise<Verdict> {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const clock = createClock(start)
  const errors: string[] = []
  const chat = createChat(story.kind, clock, mapOf(story.chatTroubles), story.latenciesMs)
  const events = story.turns.map((turn, index) => ({
    type: 'message' as const,
    id: `event ${index}`,
    actor: { id: 'person', name: 'Ada' },
    address: addressOf(turn.channel),
    at: start + turn.atMs,
    reply: `reply in ${turn.channel}` as ReplyRef,
    addressed: true,
    message: `said ${index}` as MessageRef,
    text: `question number ${index}`,
    attachments: [],
  }))
  const jobs = events.map(jobIdOf)
  const writer = createWriter(clock, job => story.turns[jobs.indexOf(job)], mapOf(story.modelTroubles))

  const byNonce = new Map(jobs.flatMap(job => Array.from({ length: mostParts }, (_, part) => [nonceOf(job, part), job] as const)))
  const mostShown = new Map<string, number>()
  chat.onChange(({ nonce }) => {
    const job = byNonce.get(nonce)
    if (job === undefined) return
    const its = chat.messages.filter(message => byNonce.get(message.nonce) === job && !message.isRemoved)
    const weight = its.reduce((sum, { post }) => sum + weightOf(textOf(post)), 0)
    mostShown.set(job, Math.max(mostShown.get(job) ?? 0, weight))
  })

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
    // What a process says that loses its lease or its engine is no news, nor that a platform which is away hears no refusal.
    const log: Log = {
      info() {},
      warn() {},
      error(fields, message) {
        if (isDoomed || message === 'a refusal could not be said') return
        const { cause } = fields as { readonly cause?: unknown }
        errors.push(cause instanceof Error ? `${message}: ${cause.message}` : message)
      },
    }
    const wrap = <Port extends object>(port: Port): Port =>
      life.wrap(
        new Proxy(port, {
          get(target, key) {
            calls++
            return Reflect.get(target, key, target) as unknown
          },
        }),
      )
    const engine = localEngine({ database: store.database, log, now: clock.now, closeMs: 0, leaseMs })
    const given: Given = {
      records: wrap(store.records),
      shelves: wrap(store.shelves),
      blobs: store.blobs,
      locks,
      engine: {
        ...engine,
        add: (job, options) =>
          isClosed || isDoomed ? Promise.reject(new Error('The engine is closed.')) : engine.add(job, options),
      },
      models: wrap(writer.models),
      media,
      links: { fetch: () => Promise.reject(new Error('There are no links here.')) },
      platforms: new Map<string, Platform>([['stage', { surface: wrap(chat.surface(() => isDoomed)), directory, isOwn: true }]]),
      world: { now: clock.now, random: below => ++drawn % below },
      log,
      meter: noMeter,
      prices,
      above: [
        {
          name: 'operator',
          values: { 'model.chat': talker, 'chat.memory': 40, 'chat.fileAfter': story.fileAfter, ...story.budgets },
        },
      ],
      charged: true,
    }
    const service = createService(given, clock)
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

  let process = begin()
  const unheard = new Set<string>()
  // What a process acknowledges that is at its end may have gone to an engine that is no more: it is told again.
  const hear = (event: Inbound): void => {
    const mine = process
    void mine.service.desk.handle(event).then(
      () => mine === process && !mine.isDoomed() && unheard.delete(event.id),
      () => undefined,
    )
  }
  const tell = (event: Inbound): void => {
    unheard.add(event.id)
    const again = (): void => {
      if (!unheard.has(event.id)) return
      hear(event)
      clock.after(retellMs, again)
    }
    again()
  }
  let left = 0
  const at = (ms: number, act: () => void): void => {
    left++
    clock.after(ms, () => {
      left--
      act()
    })
  }
  for (const [index, turn] of story.turns.entries()) {
    const event = events[index]
    const job = jobs[index]
    if (event === undefined || job === undefined) continue
    at(turn.atMs, () => tell(event))
    if (turn.isDoubled) at(turn.atMs + 40, () => hear(event))
    const { attachments: _, text: _text, addressed: _addressed, type: _type, ...base } = event
    if (turn.stopInMs !== undefined) {
      const action = `stop:${job}`
      at(turn.atMs + turn.stopInMs, () => tell({ ...base, type: 'button', id: `stop ${index}`, action }))
    }
    const { gone } = turn
    if (gone === undefined) continue
    at(turn.atMs + gone.inMs, () => {
      const message = gone.what === 'question' ? event.message : chat.messages.find(({ nonce }) => nonce === nonceOf(job, 0))?.ref
      if (message === undefined) return
      if (gone.what === 'answer') chat.remove(message)
      tell({ ...base, type: 'deleted', id: `gone ${index}`, message })
    })
  }

  const dueAfter = store.database.prepare('SELECT min(due) AS due FROM queue WHERE due > ?')
  const dueWithin = store.database.prepare('SELECT job FROM queue WHERE due > ? AND due <= ?')
  let hung: readonly Life[] = []
  let isOver = false
  for (let moment = 0; moment < mostMoments && !isOver; moment++) {
    await quiet(() => calls)
    if (process.isDoomed()) {
      const { life, doom, close } = process
      if (doom?.how === 'hangs') {
        hung = [...hung, life]
        at(doom.ticks * 400, () => {
          life.resume()
          hung = hung.filter(other => other !== life)
        })
      } else if (doom?.how.startsWith('dies')) {
        for (const dead of [life, ...hung]) dead.kill()
        // Locks are of the process.
        locks = createLocks()
      }
      await close()
      await quiet(() => calls)
      // Nobody listens meanwhile: the calls on the wire arrive.
      for (const end = clock.now() + downMs; clock.now() < end;) {
        clock.goTo(Math.min(end, clock.nextAt()))
        await quiet(() => calls)
      }
      process = begin()
      continue
    }
    isOver =
      left === 0 &&
      unheard.size === 0 &&
      (await store.records.list('jobs', { where: { isOpen: 1 }, limit: 1 })).length === 0 &&
      store.database.prepare('SELECT 1 FROM queue LIMIT 1').get() === undefined
    if (isOver) break
    const before = clock.now()
    const due = dueAfter.get(before)?.['due']
    clock.goTo(Math.min(clock.nextAt(), typeof due === 'number' ? due : before + 60_000))
    // The engine's own timers run by this machine's clock.
    for (const { job } of dueWithin.all(before, clock.now())) void process.engine.wake(String(job)).catch(() => undefined)
  }
  await process.close()
  return await judge({
    story,
    store,
    isOver,
    endedAt: clock.now(),
    jobs,
    written: writer.written,
    messages: chat.messages,
    breaches: chat.breaches,
    errors,
    edits: chat.edits(),
    deaths,
    mostShown,
  })
}

const mapOf = <What>(troubles: readonly { readonly at: number; readonly what: What }[]): ReadonlyMap<number, What> =>
  new Map(troubles.map(({ at, what }) => [at, what]))

const directory: Platform['directory'] = {
  isAdmin: async () => false,
  missing: async () => undefined,
  open: () => Promise.reject(new Error('There are no files here.')),
  isMember: async () => true,
  forget: async () => {},
}
