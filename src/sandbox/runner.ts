import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './clock.ts'
import { drive, type DriveWith } from './drive.ts'
import { makesFiles, type SandboxModel } from './models/model.ts'
import type { PredictionStore } from './prediction-store.ts'
import { isFinal, type Part, type Prediction, type Status, type WebhookEvent } from './prediction.ts'
import { createSlots } from './slots.ts'
import { failures } from './tags.ts'

/** Runs predictions, and knows the newest state of those that are running. */
export type Runner = {
  /** Stores it and begins. It is on disk when this returns. */
  create(prediction: Prediction): void
  /** The newest state of a prediction that was read from the store. */
  newest(prediction: Prediction): Prediction
  /** Ends it as canceled; a final one stays as it is. */
  cancel(prediction: Prediction): Prediction
  /** Resolves when something about it changed; rejects when `signal` ends or the sandbox closes. */
  changed(prediction: Prediction, signal: AbortSignal): Promise<void>
  /** Goes on with what an earlier life left unfinished: each from its start, with the same input and seed. */
  resume(): void
  /** Stops without ending predictions: the next life goes on with them. */
  close(): Promise<void>
}

export type RunnerOptions = DriveWith & {
  readonly store: PredictionStore
  readonly clock: Clock
  readonly model: (name: string) => SandboxModel | undefined
  readonly tell: (event: WebhookEvent, prediction: Prediction, latest: () => Prediction) => void
  readonly log: (line: string, facts: Readonly<Record<string, unknown>>) => void
  /** How many may work at once; the others stay `starting`. */
  readonly places?: Places
}

/** Pictures cost a processor, text hardly anything: each has places of its own. */
export type Places = { readonly files: number; readonly text: number }

const usualPlaces: Places = { files: 4, text: 64 }

// The published ceiling of one run.
const runWithinMs = 30 * 60_000
const longestTimerMs = 2 ** 31 - 1
const lookAgainMs = 50

type Listener = { readonly heard: () => void; readonly closed: (reason: unknown) => void }

type Live = {
  prediction: Prediction
  readonly parts: Part[]
  readonly abort: AbortController
  readonly listeners: Set<Listener>
  metrics: Readonly<Record<string, number>>
  /** When this life began to work on it: the time between two lives counts for no ceiling. */
  beganAt?: number
  timer?: NodeJS.Timeout
  ended?: Promise<void>
}

/** A runner over the predictions of a store. */
export function createRunner(options: RunnerOptions): Runner {
  const { store, clock, tell, log, places = usualPlaces } = options
  const lives = new Map<string, Live>()
  const slots = { files: createSlots(places.files), text: createSlots(places.text) }
  const closing = new AbortController()

  const change = (live: Live, next: Partial<Prediction>): void => {
    live.prediction = { ...live.prediction, ...next }
  }
  const wake = (live: Live): void => {
    for (const { heard } of live.listeners) heard()
  }
  const say = (live: Live, event: WebhookEvent): void => tell(event, live.prediction, () => live.prediction)

  function finish(live: Live, status: Status, error: string | null = null): void {
    const { createdAt, startedAt } = live.prediction
    const completedAt = clock.now()
    const times = {
      ...(startedAt === undefined ? {} : { predict_time: (completedAt - startedAt) / 1000 }),
      total_time: (completedAt - createdAt) / 1000,
    }
    change(live, { status, error, completedAt, metrics: { ...live.metrics, ...times } })
    clearTimeout(live.timer)
    live.abort.abort(new Error(status))
    try {
      store.put(live.prediction)
      lives.delete(live.prediction.id)
    } catch (thrown) {
      // A full disk must not take the process along: the state stays here, and the next life runs it again.
      log('prediction not stored', { prediction: live.prediction.id, why: String(thrown) })
    }
    wake(live)
    say(live, 'completed')
  }

  /** Ends what outlived its deadline or the ceiling, or sets the timer for the moment it will. */
  function arm(live: Live): void {
    clearTimeout(live.timer)
    if (isFinal(live.prediction)) return
    const { deadlineAt = Infinity, startedAt } = live.prediction
    const ceilingAt = live.beganAt === undefined ? Infinity : live.beganAt + runWithinMs
    const now = clock.now()
    if (now >= deadlineAt) return finish(live, startedAt === undefined ? 'aborted' : 'canceled')
    if (now >= ceilingAt) return finish(live, 'failed', 'The prediction ran longer than 30 minutes and was stopped')
    const atMs = Math.min(deadlineAt, ceilingAt)
    if (atMs === Infinity) return
    live.timer = setTimeout(() => arm(live), Math.min(atMs - now, longestTimerMs))
    live.timer.unref()
  }

  function begin(live: Live): void {
    live.beganAt = clock.now()
    arm(live)
    if (live.prediction.status !== 'starting') return
    change(live, { status: 'processing', startedAt: live.beganAt })
    store.put(live.prediction)
    wake(live)
    say(live, 'start')
  }

  async function work(live: Live, model: SandboxModel): Promise<void> {
    const { signal } = live.abort
    const run = drive(model, live.prediction, options, signal)
    // What was processing when the process died has booted long ago, and never looks as if it went back.
    if (live.prediction.status === 'starting') await sleep(run.tags.bootMs ?? model.bootMs * options.pace, undefined, { signal })
    if (run.tags.silent) return begin(live)
    const leave = await slots[makesFiles(model) ? 'files' : 'text'].take(signal)
    try {
      begin(live)
      if (run.tags.fail !== undefined) throw new Error(run.tags.fail)
      if (run.tags.nsfw && model.whenUnsafe === 'fail') throw new Error(failures['nsfw'])
      for await (const event of run.tags.nsfw ? [] : run.events()) {
        if (signal.aborted) return
        if (event.type === 'part') live.parts.push(event.part)
        else if (event.type === 'log') change(live, { logs: live.prediction.logs + event.text })
        else live.metrics = { ...live.metrics, ...event.metrics }
        wake(live)
        if (event.type !== 'metrics') say(live, event.type === 'part' ? 'output' : 'logs')
      }
    } finally {
      leave()
    }
    finish(live, 'succeeded')
  }

  function launch(prediction: Prediction): void {
    const parts: Part[] = []
    const self: Live = {
      prediction: { ...prediction, parts, logs: '' },
      parts,
      abort: new AbortController(),
      listeners: new Set(),
      metrics: {},
    }
    lives.set(prediction.id, self)
    arm(self)
    const model = options.model(prediction.model)
    if (model === undefined) return finish(self, 'failed', `This sandbox no longer has the model ${prediction.model}`)
    self.ended = work(self, model).catch((thrown: unknown) => {
      if (self.abort.signal.aborted) return
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      log('prediction failed', { prediction: prediction.id, model: prediction.model, why })
      finish(self, 'failed', why)
    })
  }

  clock.onAdvance(() => [...lives.values()].forEach(arm))

  const runner: Runner = {
    create(prediction) {
      store.add(prediction)
      launch(prediction)
    },
    newest: prediction =>
      isFinal(prediction) ? prediction : (lives.get(prediction.id)?.prediction ?? store.get(prediction.id) ?? prediction),
    cancel(prediction) {
      const found = lives.get(prediction.id)
      if (found === undefined || isFinal(found.prediction)) return runner.newest(prediction)
      finish(found, 'canceled')
      return found.prediction
    },
    async changed(prediction, signal) {
      const found = lives.get(prediction.id)
      closing.signal.throwIfAborted()
      signal.throwIfAborted()
      if (found === undefined) {
        // Before `start` nobody runs it: looking again at once would be looking for ever.
        if (!isFinal(runner.newest(prediction))) await sleep(lookAgainMs, undefined, { signal })
        return
      }
      if (isFinal(found.prediction)) return
      // One listener on one signal: this runs for each fragment of each reader.
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const gone = (): void => reject(signal.reason as Error)
      const listener: Listener = { heard: resolve, closed: reject }
      found.listeners.add(listener)
      signal.addEventListener('abort', gone, { once: true })
      try {
        await promise
      } finally {
        found.listeners.delete(listener)
        signal.removeEventListener('abort', gone)
      }
    },
    resume: () => store.unfinished().forEach(launch),
    async close() {
      closing.abort(new Error('The sandbox is closing'))
      const running = [...lives.values()]
      for (const { abort, timer, listeners } of running) {
        clearTimeout(timer)
        for (const { closed } of listeners) closed(closing.signal.reason)
        abort.abort(closing.signal.reason)
      }
      await Promise.all(running.map(async ({ ended }) => ended))
    },
  }
  return runner
}
