import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { JobPhase } from '#core/job.ts'
import type { Figures, Meter } from '#core/meter.ts'
import type { Log } from '#core/ports.ts'
import { watchProcess } from './process.ts'

/** What the operator sees: it counts by itself, and reads the rest when it is asked. Closing it ends its watch over the event loop. */
export type Metrics = Disposable & {
  readonly meter: Meter
  /** Counts an answer of Replicate's API by its HTTP status; undefined: none came. */
  readonly answered: (status: number | undefined) => void
  /** Everything, as Prometheus reads it. A figure that cannot be read is left out and logged. */
  scrape(figures: Figures): Promise<string>
  /** The type of what `scrape` answers. */
  readonly contentType: string
}

/** Waits of people: from at once to an hour in line. */
const waitSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600]
/** Webhooks usually come within a second; Replicate repeats what was not taken for about a minute. */
const lagSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
/** Platforms give three seconds; our own limit is 50 ms in 99 of 100 cases. */
const acceptSeconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 10]

/** Counters, histograms and gauges in a registry of their own. `startedAt` in ms since the epoch. */
export function createMetrics({ log, startedAt }: { readonly log: Pick<Log, 'warn'>; readonly startedAt: number }): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  const counter = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `replichat_${name}`, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Gauge<Label>({ name: `replichat_${name}`, help, labelNames, registers })
  const seconds = <Label extends string>(name: string, help: string, buckets: number[], label: Label) =>
    new Histogram<Label>({ name: `replichat_${name}_seconds`, help, buckets, labelNames: [label], registers })

  const ended = counter('jobs_ended_total', 'Jobs that came to their end, by kind and by how they ended.', 'kind', 'state')
  const startedAgain = counter(
    'runs_started_again_total',
    'Runs that were started once more since the answer to their create was lost and no prediction was found: each may be paid twice.',
  )
  const shown = counter('frames_shown_total', 'Frames of live messages that were shown.', 'platform')
  const dropped = counter(
    'frames_dropped_total',
    'Frames of live messages that a newer one replaced or a limit left no room for.',
    'platform',
  )
  const throttled = counter('throttled_total', 'Answers that said we come too often (HTTP 429), by who said so.', 'service')
  const answers = counter(
    'replicate_answers_total',
    'Answers of Replicate’s API by their status; none: no answer came.',
    'status',
  )
  const waits = seconds('job_wait', 'How long jobs stood in line before their first run was planned.', waitSeconds, 'kind')
  const handled = seconds('handle', 'From an event’s being handed in until it is stored or answered.', acceptSeconds, 'platform')
  const accepted = seconds(
    'acknowledge',
    'From an event’s coming in until its platform was told that it is taken.',
    acceptSeconds,
    'platform',
  )
  const lag = new Histogram({
    name: 'replichat_webhook_lag_seconds',
    help: 'From the end of a prediction until its webhook came.',
    buckets: lagSeconds,
    registers,
  })

  const jobs = gauge(
    'jobs',
    'Jobs that are not over, by where they stand; closing: only the last frame is left to be shown.',
    'state',
  )
  const engineJobs = gauge('engine_jobs', 'Jobs that the engine has to work on, those that sleep included.')
  const spent = gauge(
    'spent_usd',
    'What was spent since the day or the month began; charged: whether Replicate charges for it.',
    'period',
    'charged',
  )
  const reserved = gauge(
    'reserved_usd',
    'What is set aside for jobs of this day or month that are not over.',
    'period',
    'charged',
  )
  gauge('start_time_seconds', 'When this process started, in seconds since 1970.').set(startedAt / 1_000)
  const watch = watchProcess({ gauge, counter })

  /** Reads a figure. What could not be read is forgotten, since an old value would say something wrong. */
  const read = async (forget: () => void, act: () => Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (thrown) {
      forget()
      log.warn({ err: thrown }, 'a figure for the metrics could not be read')
    }
  }
  const forgetMoney = (): void => [spent, reserved].forEach(one => one.reset())

  return {
    contentType: registry.contentType,
    meter: {
      frameShown: of => shown.inc({ platform: of }),
      frameDropped: of => dropped.inc({ platform: of }),
      throttled: of => throttled.inc({ service: of }),
      waited: (kind, ms) => waits.observe({ kind }, positive(ms)),
      webhookLag: ms => lag.observe(positive(ms)),
      accepted: (of, ms) => accepted.observe({ platform: of }, positive(ms)),
      handled: (of, ms) => handled.observe({ platform: of }, positive(ms)),
      ended: (kind, how) => ended.inc({ kind, state: how }),
      startedAgain: () => startedAgain.inc(),
    },
    answered(status) {
      answers.inc({ status: classOf(status) })
      if (status === 429) throttled.inc({ service: 'replicate' })
    },
    async scrape(figures) {
      watch.read()
      await Promise.all([
        read(
          () => jobs.reset(),
          async () => {
            for (const [state, count] of standing(await figures.openJobs())) jobs.set({ state }, count)
          },
        ),
        read(
          () => engineJobs.remove(),
          async () => engineJobs.set(await figures.engineJobs()),
        ),
        read(forgetMoney, async () => {
          for (const period of ['day', 'month'] as const) {
            const sum = await figures.money(period)
            const labels = { period, charged: sum.charged ? 'yes' : 'no' }
            spent.set(labels, sum.spent / 1e6)
            reserved.set(labels, sum.reserved / 1e6)
          }
        }),
      ])
      return registry.metrics()
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  }
}

/** Open jobs by where they stand, each state there is: one without jobs says 0. What has ended is only left to be shown. */
function standing(open: ReadonlyMap<JobPhase, number>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>(['queued', 'starting', 'running', 'delivering', 'closing'].map(state => [state, 0]))
  for (const [phase, count] of open) {
    const state = counts.has(phase) ? phase : 'closing'
    counts.set(state, (counts.get(state) ?? 0) + count)
  }
  return counts
}

/** Seconds of ms; clocks of two machines may disagree, and nothing takes less than no time. */
const positive = (ms: number): number => Math.max(0, ms) / 1_000

/** Statuses people tell apart: `2xx`, `4xx`, `429`, `5xx`, `none`. */
function classOf(status: number | undefined): string {
  if (status === undefined) return 'none'
  return status === 429 ? '429' : `${Math.floor(status / 100)}xx`
}
