// The sandbox in a process of its own, as the product serves it: `server.ts <data folder> <pace> <places for text>`.
import { serveSandbox } from '../../src/sandbox/serve.ts'
import { say } from '../child.ts'
import { measureHeld } from '../held.ts'
import { watchOwnLateness } from '../lateness.ts'
import type { SandboxHears, SandboxSays } from './words.ts'

const [dataDir = '', pace = '1', places = '64'] = process.argv.slice(2)
const sandbox = await serveSandbox({
  dataDir,
  port: 0,
  pace: Number(pace),
  places: { files: 4, text: Number(places) },
})

let cpu = process.cpuUsage()
let lateness = watchOwnLateness()
process.on('message', ({ type }: SandboxHears) => {
  if (type === 'hold') return void measureHeld().then(held => say<SandboxSays>({ type: 'held', ...held }))
  if (type === 'report') {
    const { user, system } = process.cpuUsage(cpu)
    return say<SandboxSays>({ type: 'watched', cpuMs: (user + system) / 1_000, lateP99Ms: lateness().p99 })
  }
  cpu = process.cpuUsage()
  lateness = watchOwnLateness()
})
// A profiler writes what it found when the process ends by itself.
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit()))
say<SandboxSays>({ type: 'listening', baseUrl: sandbox.baseUrl })
