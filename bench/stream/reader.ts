// Reads streams in one of the ways and measures its own process: `reader.ts <way> <origin> <plan>`.
import { setTimeout as sleep } from 'node:timers/promises'
import { listen, say } from '../child.ts'
import { type Held, measureHeld } from '../held.ts'
import { dispatch } from './reading/dispatch.ts'
import { official } from './reading/official.ts'
import { iterator } from './reading/iterator.ts'
import { ours } from './reading/ours.ts'
import type { Plan, ReaderHears, ReaderSays } from './words.ts'

const ways = { ours, iterator, dispatch, official } as const
const [way = '', origin = '', written = ''] = process.argv.slice(2)
const plan = JSON.parse(written) as Plan
const read = ways[way as keyof typeof ways](origin)

let tokens = 0
let chars = 0
let first = Promise.withResolvers<void>()
const onToken = (text: string): void => {
  tokens++
  chars += text.length
  first.resolve()
}

async function open(from: number, count: number): Promise<void> {
  for (let nth = from; nth < from + count; nth++) {
    void read(nth, onToken).then(() => {
      throw new Error(`Stream ${nth} ended by itself.`)
    })
    if (nth % 20 === 19) await sleep(5)
  }
}

/** Waits until every token that was sent has been read, and says what the process then holds. */
async function settle(): Promise<Held> {
  const { sent } = await listen<ReaderHears>()
  for (let tries = 0; tokens < sent && tries < 500; tries++) await sleep(10)
  if (tokens !== sent) throw new Error(`Of ${sent} tokens ${tokens} were read.`)
  return measureHeld()
}

await open(0, plan.firstStreams)
const before = await settle()

first = Promise.withResolvers()
await open(plan.firstStreams, plan.streams)
await first.promise
await sleep(plan.warmMs)
const began = { tokens, cpu: process.cpuUsage() }
await sleep(plan.windowMs)
const { user, system } = process.cpuUsage(began.cpu)
const cpuMicros = (user + system) / (tokens - began.tokens)

say<ReaderSays>({ type: 'window over' })
const after = await settle()
if (chars === 0) throw new Error('The tokens had no text.')
say<ReaderSays>({
  type: 'measured',
  cpuMicros,
  heapBytes: (after.heapBytes - before.heapBytes) / plan.streams,
  rssBytes: (after.rssBytes - before.rssBytes) / plan.streams,
})
// The parent ends it: until then its streams stay as they are.
setInterval(() => {}, 60_000)
