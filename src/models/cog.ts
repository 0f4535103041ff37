import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, type FaultRecord } from '#core/fault.ts'
import type { ModelCard, ModelRef } from '#core/model-card.ts'
import type { Look, RunOrder } from '#core/ports.ts'
import { type Cog, type CogEvent, type CogRequest, createCog } from '../replicate/cog.ts'
import { ReplicateError } from '../replicate/errors.ts'
import type { Prediction } from '../replicate/wire.ts'
import { cardOf } from './card.ts'
import { faultOf } from './fault.ts'
import { toLook } from './look.ts'

/** Models that run in Cog containers of the operator's, by `cog:<name>`. */
export type CogModels = {
  readonly describe: (ref: ModelRef, signal: AbortSignal) => Promise<ModelCard>
  readonly start: (order: RunOrder, output: ModelCard['output'] | undefined) => Look
  /** The id of this order's run where it was begun in this process. */
  readonly find: (order: RunOrder) => readonly string[]
  readonly look: (id: string) => Look
  readonly read: (id: string, onText: (fragment: string) => void, signal: AbortSignal) => Promise<void>
  readonly stop: (id: string, signal: AbortSignal) => Promise<Look>
  /** Whether a prediction's id is one of ours. */
  readonly isOurs: (id: string) => boolean
  readonly references: readonly ModelRef[]
  readonly close: () => Promise<void>
}

/** A container has no memory of what it ran: this is it, as long as the process lives. */
type Held = {
  prediction: Prediction
  readonly output: ModelCard['output'] | undefined
  readonly name: string
  readonly abort: AbortController
  /** Why nobody knows what became of it, where that is no failure of the model. */
  fault?: FaultRecord
  news: PromiseWithResolvers<void>
}

// More than one process starts in the time that anybody still asks for them.
const mostHeld = 500
const idMark = 'cog-'

/**
 * The containers of `COG_HOSTS`. A container answers where it was asked and keeps nothing, so a run lives with this
 * process: after a restart it is unknown, which is told as a fault that one more start mends. Nobody charges for it.
 */
export function createCogModels(hosts: Readonly<Record<string, string>>, now: () => number): CogModels {
  const cogs = new Map<string, Cog>(Object.entries(hosts).map(([name, origin]) => [name, createCog(origin)]))
  const held = new Map<string, Held>()

  const cogOf = (ref: ModelRef): { readonly name: string; readonly cog: Cog } => {
    const name = ref.slice('cog:'.length)
    const cog = cogs.get(name)
    if (cog === undefined) throw new Fault('input', `There is no Cog container \`${name}\` here.`)
    return { name, cog }
  }
  const lookOf = ({ prediction, output, fault }: Held): Look => ({
    ...toLook(prediction, output),
    ...(fault !== undefined && { fault: { ...fault, again: false } }),
  })
  const unknown = (id: string): Look => ({
    prediction: id,
    phase: 'failed',
    files: [],
    usage: {},
    fault: { kind: 'platform', message: 'The service was restarted while the container worked; start it anew.', again: true },
  })
  const change = (entry: Held, next: Partial<Prediction>): void => {
    entry.prediction = { ...entry.prediction, ...next }
    entry.news.resolve()
    entry.news = Promise.withResolvers()
  }

  async function run(entry: Held, cog: Cog, input: RunOrder['input'], atMostMs: number | undefined): Promise<void> {
    const { id } = entry.prediction
    const signals = [entry.abort.signal, ...(atMostMs === undefined ? [] : [AbortSignal.timeout(atMostMs)])]
    const signal = AbortSignal.any(signals)
    const parts: unknown[] = []
    const ended = (status: Prediction['status'], error: string | null): void =>
      change(entry, { status, error, completed_at: new Date(now()).toISOString() })
    try {
      for await (const event of patiently(cog, { id, input }, signal)) {
        if (event.event === 'start') change(entry, { status: 'processing', started_at: new Date(now()).toISOString() })
        else if (event.event === 'log') change(entry, { logs: entry.prediction.logs + event.text })
        else if (event.event === 'output') change(entry, { output: (parts.push(event.chunk), [...parts]) })
        else if (event.event === 'completed') {
          const { status, output, logs, error, metrics } = event.result
          change(entry, { output, logs, metrics })
          ended(status, error)
        }
      }
    } catch (thrown) {
      if (signal.aborted) return ended('canceled', null)
      if (thrown instanceof ReplicateError && (thrown.kind === 'unreachable' || thrown.kind === 'timeout'))
        entry.fault = { kind: 'platform', message: brokenOff(entry) }
      ended('failed', thrown instanceof ReplicateError ? thrown.message : 'The container failed without a word.')
    }
  }

  return {
    references: [...cogs.keys()].map(name => `cog:${name}`),
    isOurs: id => id.startsWith(idMark),
    async describe(ref, signal) {
      const { name, cog } = cogOf(ref)
      try {
        const health = await cog.health(signal)
        if (health.status === 'SETUP_FAILED' || health.status === 'DEFUNCT')
          throw new Fault(
            'config',
            `The Cog container \`${name}\` could not set itself up; whoever runs this bot must look at its log.`,
          )
        if (health.status === 'STARTING' || health.status === 'UNKNOWN')
          throw new Fault('busy', `The Cog container \`${name}\` is still starting.`, { retryAfterMs: 2_000 })
        // Own hardware has no owner at Replicate; prices are written for `cog/<name>`.
        return cardOf(ref, ref, `cog/${name}`, `A Cog container of whoever runs this bot.`, await cog.schema(signal))
      } catch (thrown) {
        signal.throwIfAborted()
        if (thrown instanceof Fault) throw thrown
        if (!(thrown instanceof ReplicateError)) throw thrown
        const sentence = `The Cog container \`${name}\` cannot be asked right now.`
        throw thrown.kind === 'protocol' ? faultOf(thrown) : new Fault('busy', sentence, { cause: thrown, retryAfterMs: 2_000 })
      }
    },
    start(order, output) {
      const { name, cog } = cogOf(order.model)
      const id = beginningOf(order) + randomBytes(4).toString('hex')
      const prediction: Prediction = {
        id,
        model: `cog/${name}`,
        version: '',
        input: {},
        output: null,
        logs: '',
        error: null,
        status: 'starting',
        data_removed: false,
        created_at: new Date(now()).toISOString(),
        urls: {},
      }
      const entry: Held = { prediction, output, name, abort: new AbortController(), news: Promise.withResolvers() }
      if (held.size >= mostHeld) held.delete(held.keys().next().value ?? '')
      held.set(id, entry)
      void run(entry, cog, order.input, order.atMostMs)
      return lookOf(entry)
    },
    find: order => [...held.keys()].filter(id => id.startsWith(beginningOf(order))),
    look: id => {
      const entry = held.get(id)
      return entry === undefined ? unknown(id) : lookOf(entry)
    },
    async read(id, onText, signal) {
      const entry = held.get(id)
      if (entry === undefined) return
      let said = 0
      for (;;) {
        const { news } = entry
        const { output, status } = entry.prediction
        const parts = Array.isArray(output) ? (output as unknown[]) : output === null ? [] : [output]
        for (const part of parts.slice(said)) if (typeof part === 'string') onText(part)
        said = Math.max(said, parts.length)
        if (status !== 'starting' && status !== 'processing') return
        await Promise.race([news.promise, sleep(500, undefined, { signal })])
      }
    },
    async stop(id, signal) {
      const entry = held.get(id)
      if (entry === undefined) return unknown(id)
      // A polite word first; leaving the connection does the same where nobody hears it.
      await cogs
        .get(entry.name)
        ?.cancel(id, AbortSignal.any([signal, AbortSignal.timeout(2_000)]))
        .catch(() => false)
      if (entry.prediction.status === 'starting' || entry.prediction.status === 'processing') {
        entry.abort.abort(new Error('canceled'))
        change(entry, { status: 'canceled', completed_at: new Date(now()).toISOString() })
      }
      return lookOf(entry)
    },
    async close() {
      for (const { abort } of held.values()) abort.abort(new Error('closing'))
      await Promise.all(Array.from(cogs.values(), cog => cog.close()))
    },
  }
}

/** A container's events, from when it has a place: one that is busy or not ready took nothing, so it is asked again. */
async function* patiently(cog: Cog, asked: CogRequest, signal: AbortSignal): AsyncGenerator<CogEvent, void, undefined> {
  for (;;) {
    try {
      yield* cog.stream(asked, signal)
      return
    } catch (thrown) {
      const isTaken = thrown instanceof ReplicateError && (thrown.status === 409 || thrown.status === 503)
      if (!isTaken) throw thrown
      await sleep(thrown.retryAfterMs ?? 1_000, undefined, { signal })
    }
  }
}

/** What people are told where the way to a container is broken, before it began or while it worked. */
const brokenOff = ({ name, prediction }: Held): string =>
  prediction.status === 'starting'
    ? `The Cog container \`${name}\` cannot be reached; try again later, or ask whoever runs this bot.`
    : `The Cog container \`${name}\` went away while it worked; start it anew.`

/** What the ids of an order's runs begin with; each start has an id of its own. */
const beginningOf = ({ job, run }: Pick<RunOrder, 'job' | 'run'>): string => `${idMark}${job.replaceAll(/[^\w-]/g, '_')}-${run}-`
