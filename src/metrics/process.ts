import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Counter, Gauge } from 'prom-client'

/** How often the loop is asked, in ms. What is recorded is the whole time from one asking to the next. */
const askedEveryMs = 20

type Make = {
  readonly gauge: <Label extends string>(name: string, help: string, ...labels: readonly Label[]) => Gauge<Label>
  readonly counter: (name: string, help: string) => Counter
}

/** Watches how this process does. `read` brings its figures up to now; the lateness of the event loop is that since it was read before. */
export function watchProcess({ gauge, counter }: Make): Disposable & { read(): void } {
  const delay = monitorEventLoopDelay({ resolution: askedEveryMs })
  delay.enable()
  const late = gauge(
    'event_loop_lag_seconds',
    'How late the event loop was since the metrics were read before: half of the times, and one time of a hundred.',
    'quantile',
  )
  const memory = gauge(
    'memory_bytes',
    'Memory of this process: resident is all of it, heap what JavaScript holds, external its buffers.',
    'kind',
  )
  const processor = counter('processor_seconds_total', 'Processor time this process has taken since it started.')
  let takenBefore = 0

  return {
    read() {
      for (const [quantile, percent] of [
        ['0.5', 50],
        ['0.99', 99],
      ] as const) {
        const lateMs = delay.count === 0 ? 0 : delay.percentile(percent) / 1e6 - askedEveryMs
        late.set({ quantile }, Math.max(0, lateMs) / 1_000)
      }
      delay.reset()
      const { rss, heapUsed, external } = process.memoryUsage()
      memory.set({ kind: 'resident' }, rss)
      memory.set({ kind: 'heap' }, heapUsed)
      memory.set({ kind: 'external' }, external)
      const { user, system } = process.cpuUsage()
      const taken = (user + system) / 1e6
      processor.inc(Math.max(0, taken - takenBefore))
      takenBefore = taken
    },
    [Symbol.dispose]: () => void delay.disable(),
  }
}
