import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '../child.ts'
import { median } from '../quantile.ts'
import { against, number, table } from '../table.ts'
import type { Measured, Plan, ReaderHears, ReaderSays, ServerHears, ServerSays } from './words.ts'

export type Way = 'ours' | 'iterator' | 'dispatch' | 'official'

const ways: readonly { readonly way: Way; readonly name: string }[] = [
  { way: 'ours', name: '`predictions.listen`' },
  { way: 'iterator', name: '`predictions.stream`, the iterator' },
  { way: 'dispatch', name: 'raw `undici.dispatch` and `eventsource-parser`' },
  { way: 'official', name: '`replicate` 1.4.0, `.stream()`' },
]

/** The reader's processor time a token and memory a stream, read in one way from a server of its own. */
export async function measure(way: Way, plan: Plan): Promise<Measured> {
  const written = JSON.stringify(plan)
  await using server = startChild<ServerSays, ServerHears>(join(import.meta.dirname, 'server.ts'), { args: [written] })
  const listening = await server.hear()
  if (listening.type !== 'listening') throw new Error('The server does not listen.')
  await using reader = startChild<ReaderSays, ReaderHears>(join(import.meta.dirname, 'reader.ts'), {
    args: [way, listening.origin, written],
    nodeArgs: ['--expose-gc'],
  })
  const heard = (): Promise<ServerSays> => Promise.race([server.hear(), reader.ended])
  const flow = async (until: () => Promise<unknown>): Promise<void> => {
    await heard()
    server.tell({ type: 'go' })
    await until()
    server.tell({ type: 'pause' })
    const paused = await heard()
    if (paused.type !== 'paused') throw new Error('The server did not pause.')
    reader.tell({ sent: paused.sent })
  }
  await flow(() => sleep(firstMs))
  await flow(() => reader.hear())
  const said = await reader.hear()
  if (said.type !== 'measured') throw new Error('The reader did not measure.')
  const { type: _, ...measured } = said
  return measured
}

/** How long the first streams are read. */
const firstMs = 1_000

/** Measures every way `rounds` times in turn. The ratios are of each round's own numbers, so that a busy moment weighs on both sides. */
export async function benchStream({ full }: { readonly full: boolean }): Promise<string> {
  const plan: Plan = full
    ? { firstStreams: 10, streams: 1_000, tokensPerSecond: 20, warmMs: 2_000, windowMs: 10_000 }
    : { firstStreams: 10, streams: 100, tokensPerSecond: 20, warmMs: 1_000, windowMs: 5_000 }
  const rounds = full ? 5 : 1
  const found: Readonly<Record<Way, Measured[]>> = { ours: [], iterator: [], dispatch: [], official: [] }
  for (let round = 0; round < rounds; round++) {
    for (let nth = 0; nth < ways.length; nth++) {
      const way = ways[(round + nth) % ways.length]?.way
      if (way !== undefined) found[way].push(await measure(way, plan))
    }
  }
  const of = (way: Way, what: keyof Measured): number => median(found[way].map(measured => measured[what]))
  const ratio = (what: keyof Measured, peer: Way, way: Way = 'ours'): number =>
    median(found[way].map((measured, round) => measured[what] / (found[peer][round]?.[what] ?? Number.NaN)))
  const rows = ways.map(({ way, name }) => [
    name,
    number(of(way, 'cpuMicros')),
    number(of(way, 'heapBytes') / 1_024),
    number(of(way, 'rssBytes') / 1_024),
  ])
  const ratios = [
    ['processor time a token / raw dispatch', against(ratio('cpuMicros', 'dispatch'), { atMost: 1.15 })],
    ['processor time a token / official client', against(ratio('cpuMicros', 'official'), { atMost: 0.35 })],
    ['the iterator’s processor time a token / raw dispatch', number(ratio('cpuMicros', 'dispatch', 'iterator'))],
    ['the iterator’s processor time a token / official client', number(ratio('cpuMicros', 'official', 'iterator'))],
    ['heap a stream / official client', against(ratio('heapBytes', 'official'), { atMost: 0.3 })],
    ['resident memory a stream / official client', against(ratio('rssBytes', 'official'), { atMost: 0.3 })],
  ]
  return [
    `## Streams`,
    `${number(plan.streams)} streams × ${plan.tokensPerSecond} tokens a second for ${plan.windowMs / 1_000} s, median of ${rounds}.`,
    table(['reader', 'processor µs a token', 'heap KiB a stream', 'resident KiB a stream'], rows),
    table(['ours / peer', 'ratio (target)'], ratios),
  ].join('\n\n')
}
