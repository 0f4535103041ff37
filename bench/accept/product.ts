// The product, started as always, that watches itself: how late its event loop is, and what it takes of the processor.
import { run } from '../../src/main.ts'
import { say } from '../child.ts'
import { measureHeld } from '../held.ts'
import { watchLateness } from '../lateness.ts'
import type { Watched, ProductHears } from './words.ts'

let before = process.cpuUsage()
let lateness = watchLateness()

const report = async (): Promise<void> => {
  const lagMs = lateness()
  const { user, system } = process.cpuUsage(before)
  say<Watched>({
    lagMs,
    cpuMs: (user + system) / 1_000,
    ...(globalThis.gc !== undefined && { held: await measureHeld() }),
  })
}

process.on('message', (told: ProductHears) => {
  if (told === 'report') {
    void report()
    return
  }
  lateness()
  before = process.cpuUsage()
  lateness = watchLateness()
})

await run(process.env)
process.disconnect()
