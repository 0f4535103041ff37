// The product, started as always, that watches itself: how late its event loop is, and what it takes of the processor.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { run } from '../../src/main.ts'
import { say } from '../child.ts'
import { measureHeld } from '../held.ts'
import type { Watched, ProductHears } from './words.ts'

/** How often the loop is asked. What is recorded is the whole time from one asking to the next. */
const askedEveryMs = 5

const delay = monitorEventLoopDelay({ resolution: askedEveryMs })
const lateMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - askedEveryMs)

let before = process.cpuUsage()

const report = async (): Promise<void> => {
  delay.disable()
  const { user, system } = process.cpuUsage(before)
  say<Watched>({
    lagMs: { p50: lateMs(delay.percentile(50)), p99: lateMs(delay.percentile(99)), most: lateMs(delay.max) },
    cpuMs: (user + system) / 1_000,
    ...(globalThis.gc !== undefined && { held: await measureHeld() }),
  })
}

process.on('message', (told: ProductHears) => {
  if (told === 'report') {
    void report()
    return
  }
  before = process.cpuUsage()
  delay.reset()
  delay.enable()
})

await run(process.env)
process.disconnect()
