import type { Again, Engine, Log, Work } from '#core/ports.ts'
import { type HeldLease, giveLease } from './lease.ts'
import { type Standing, createLine } from './line.ts'
import { createPrecedence, type Precedence } from './precedence.ts'
import { type QueueDatabase, type Rest, createQueue } from './queue.ts'

/** Tries in a row, after which a job is given up. */
const tries = 8
/** The longest wait for one timer: setTimeout overflows at 2^31, and a clock that was set is noticed within a minute. */
const longestTimerMs = 60_000
/** After this a job whose lease could not be stored is tried again. That is the disk's fault, not the job's. */
const afterDiskMs = 1_000
/** How soon a step that gave way looks again. */
const afterOthersMs = 3

/** The delay after so many throws in a row: 1 s, 3 s, 9 s … 10 minutes; in all about a quarter of an hour. */
export const retryAfterMs = (failures: number): number => Math.min(10 * 60_000, 1_000 * 3 ** (failures - 1))

/** What the local engine needs. Only what tests choose has a default. */
export type LocalEngineOptions = {
  readonly database: QueueDatabase
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** How long one step may take before its lease is lost, so that a step that hangs cannot hold its lane for ever. */
  readonly leaseMs?: number
  /** How long closing waits for running steps. */
  readonly closeMs?: number
  readonly retryMs?: (failures: number) => number
  readonly precedence?: Precedence
}

/**
 * The engine of a single process, over the store's own file: what is stored decides, memory only knows who is next.
 *
 * A job whose moment (`at`) has not come holds up those behind it in its lane. A wake during the delay after a throw runs the
 * step at once; if that throws too it is not counted, so that a burst of webhooks cannot use up the tries. What a step
 * throws while the engine closes is not counted either: the step runs again after the start.
 */
export function localEngine({
  database,
  log,
  now = Date.now,
  leaseMs = 30 * 60_000,
  closeMs = 10_000,
  retryMs = retryAfterMs,
  precedence = createPrecedence(),
}: LocalEngineOptions): Engine {
  const queue = createQueue(database, now)
  const line = createLine()
  for (const entry of queue.load()) line.add(entry)

  const leases = new Map<Standing, HeldLease>()
  /** Those whose step only waits: they take no place. */
  const aside = new Set<Standing>()
  const steps = new Set<Promise<void>>()
  let work: Work | undefined
  let places = 0
  let timer: NodeJS.Timeout | undefined
  let isClosing = false
  let closed: Promise<void> | undefined
  let isPumpSoon = false

  const lend = (job: Standing, failures: number): HeldLease => {
    const held = giveLease(job.job, failures, {
      onThrow: thrown => log.error({ job: job.job, err: thrown }, 'a wake was not taken'),
      onAside(held) {
        if (leases.get(job) !== held) return
        aside.add(job)
        pumpSoon()
      },
    })
    leases.set(job, held)
    aside.delete(job)
    return held
  }
  const isFull = (): boolean => leases.size - aside.size >= places

  const pump = (): void => {
    if (work === undefined || isClosing) return
    const full = isFull()
    if (!full && precedence.isOwed) return pumpAfter(afterOthersMs)
    const job = full ? undefined : line.take(now())
    if (job !== undefined) {
      precedence.begun()
      const step = run(work, job).finally(() => steps.delete(step))
      steps.add(step)
      // One step a turn of the loop: what comes in from sockets goes between them.
      return pumpSoon()
    }
    clearTimeout(timer)
    // When all places are taken the next step that ends looks again.
    if (line.nextDue === undefined || isFull()) return
    pumpAfter(Math.min(longestTimerMs, Math.max(0, line.nextDue - now())))
  }
  const pumpAfter = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(pump, ms)
  }

  /** After a turn of the loop: a step that wants to run again at once must not keep sockets and timers waiting. */
  const pumpSoon = (): void => {
    if (isPumpSoon) return
    isPumpSoon = true
    setImmediate(() => {
      isPumpSoon = false
      pump()
    })
  }

  const run = async (work: Work, job: Standing): Promise<void> => {
    const held = lend(job, job.failures)
    try {
      await queue.lease(job.job, held.token)
    } catch (thrown) {
      log.error({ job: job.job, err: thrown }, 'a lease could not be stored')
      leave(job, { due: now() + afterDiskMs, failures: job.failures, retry: job.retry })
      return
    }
    const plan = isClosing ? undefined : await step(work, job, held)
    // A step that outlived closing has lost its lease already: nothing more is said of it.
    if (!leases.has(job)) return
    if (plan === undefined) {
      await queue
        .release(job.job)
        .catch((thrown: unknown) => log.error({ job: job.job, err: thrown }, 'a lease was not taken back'))
      leases.delete(job)
      aside.delete(job)
      return
    }
    let rest: Rest | undefined
    try {
      rest = await queue.settle(job.job, () => plan(held.woken))
      // A wake may come between the commit and here: its own write made the row due, and so is the job.
      if (rest !== undefined && held.woken) rest = { ...rest, due: Math.min(rest.due, now()) }
    } catch (thrown) {
      log.error({ job: job.job, err: thrown }, 'the end of a step could not be stored')
      rest = { due: now() + afterDiskMs, failures: job.failures, retry: job.retry }
    }
    leave(job, rest)
  }

  /** Gives the place free and says what the job does next. */
  const leave = (job: Standing, rest: Rest | undefined): void => {
    leases.delete(job)
    aside.delete(job)
    if (rest === undefined) line.end(job)
    else line.rest(Object.assign(job, rest))
    pumpSoon()
  }

  type Plan = (woken: boolean) => Rest | undefined

  /** Runs the step. What follows depends on whether the job was woken meanwhile; undefined: the engine closes, nothing follows. */
  const step = async (work: Work, job: Standing, held: HeldLease): Promise<Plan | undefined> => {
    const isEarly = now() < job.retry
    try {
      const again = await within(held, () => work.step(job.job, held.lease))
      const inMs = delayOf(again)
      return woken => {
        if (inMs === undefined && !woken) return undefined
        return { due: dueIn(woken ? 0 : (inMs ?? 0)), failures: 0, retry: 0 }
      }
    } catch (thrown) {
      if (isClosing) return undefined
      const failures = isEarly ? job.failures : job.failures + 1
      log.warn({ job: job.job, failures, err: thrown }, 'a step threw')
      if (failures >= tries) return giveUp(work, job, held, thrown)
      const retry = isEarly ? job.retry : dueIn(retryMs(failures))
      return woken => ({ due: woken ? now() : retry, failures, retry })
    }
  }

  const giveUp = async (work: Work, job: Standing, failed: HeldLease, thrown: unknown): Promise<Plan | undefined> => {
    try {
      const held = failed.lease.signal.aborted ? await renew(job) : failed
      await within(held, () => work.giveUp(job.job, { ...held.lease, failures: tries }, thrown))
    } catch (again) {
      if (isClosing) return undefined
      log.error({ job: job.job, err: again }, 'a job could not be given up in words')
    }
    return () => undefined
  }

  /** A new lease for a job whose step lost its own by hanging. */
  const renew = async (job: Standing): Promise<HeldLease> => {
    const held = lend(job, tries)
    await queue.lease(job.job, held.token)
    return held
  }

  /** The act's result, or `LostLease` when it takes too long: it goes on alone then, and can write nothing. */
  const within = async <Result>(held: HeldLease, act: () => Promise<Result>): Promise<Result> => {
    try {
      return await Promise.race([act(), held.lastAtMost(leaseMs)])
    } finally {
      held.close()
    }
  }

  const dueIn = (ms: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(now() + ms))

  const close = async (): Promise<void> => {
    isClosing = true
    clearTimeout(timer)
    for (const held of leases.values()) held.lose('The engine is closing.')
    const late = Promise.withResolvers<void>()
    const patience = setTimeout(late.resolve, closeMs)
    await Promise.race([Promise.all(steps), late.promise])
    clearTimeout(patience)
    const left = [...leases.keys()].map(job => job.job)
    leases.clear()
    aside.clear()
    if (left.length > 0) log.warn({ jobs: left }, 'steps did not end in time; they run again after the start')
    await Promise.all(left.map(job => queue.release(job)))
  }

  return {
    async add(job, { lane, share, at }) {
      const due = Math.ceil(at ?? now())
      const seq = await queue.add({ job, lane, share, due })
      if (seq === undefined) return line.get(job) !== undefined
      line.add({ seq, job, lane, share, due, failures: 0, retry: 0 })
      pump()
      return true
    },
    async wake(name) {
      const job = line.get(name)
      if (job === undefined) return
      const at = now()
      // Begun before it is stored: storing takes an fsync, and a step may run more than once anyway.
      const stored = queue.wake(name, at)
      leases.get(job)?.wake()
      if (job.state !== 'running') line.wake(job, at)
      pump()
      await stored
    },
    async ahead(name) {
      const job = line.get(name)
      return job === undefined ? 0 : line.ahead(job, now())
    },
    async open() {
      return line.size
    },
    first: act => precedence.first(act),
    start(given, { atMost }) {
      if (work !== undefined) throw new Error('The engine works already.')
      if (!Number.isInteger(atMost) || atMost < 1) throw new Error(`An engine works at most on 1 or more jobs, got ${atMost}.`)
      work = given
      places = atMost
      pump()
    },
    [Symbol.asyncDispose]: () => (closed ??= close()),
  }
}

/** Milliseconds until the next step, or undefined when the job is over. */
function delayOf(again: Again): number | undefined {
  if (again === 'finished') return undefined
  if (Number.isNaN(Number(again.inMs))) throw new TypeError(`A step asked to be called again after ${again.inMs} ms.`)
  return Math.max(0, again.inMs)
}
