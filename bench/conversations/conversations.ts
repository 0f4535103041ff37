import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '../child.ts'
import { median } from '../quantile.ts'
import { against, number, table } from '../table.ts'
import type { Plan, Read, ReaderHears, ReaderSays, ServerHears, ServerSays, TurnCost, TurnsSay } from './words.ts'

export type Reader = 'service' | 'client'

const script = (name: string): string => join(import.meta.dirname, `${name}.ts`)

/** How long the first answers are written. */
const firstMs = 1_000

/** Has all the plan's answers written at once, and measures who reads them. */
export async function measureReader(reader: Reader, plan: Plan, nodeArgs: readonly string[] = []): Promise<Read> {
  const written = JSON.stringify(plan)
  await using server = startChild<ServerSays, ServerHears>(script('replicate'), { args: [written] })
  const listening = await server.hear()
  if (listening.type !== 'listening') throw new Error('The server does not listen.')
  await using child = startChild<ReaderSays, ReaderHears>(script(reader), {
    args: [listening.origin, written],
    nodeArgs: ['--expose-gc', ...nodeArgs],
  })
  const opened = async (): Promise<void> => {
    await Promise.race([Promise.all([server.hear(), child.hear()]), server.ended, child.ended])
    child.tell({ type: 'go on' })
  }
  const pause = async (): Promise<void> => {
    server.tell({ type: 'pause' })
    const paused = await server.hear()
    if (paused.type !== 'paused') throw new Error('The server did not pause.')
    child.tell({ type: 'paused', sent: paused.sent })
  }
  await opened()
  await sleep(firstMs)
  await pause()
  await child.hear()
  server.tell({ type: 'go' })
  await opened()
  await Promise.race([child.hear(), server.ended])
  await pause()
  const measured = await child.hear()
  if (measured.type !== 'measured') throw new Error('The reader did not measure.')
  server.tell({ type: 'end' })
  child.tell({ type: 'go on' })
  await Promise.race([child.hear(), server.ended])
  if (nodeArgs.length > 0) await child.ended.catch(() => {})
  const { type: _, ...read } = measured
  return read
}

/** What a turn costs where so many turns were said before, by their number. */
export async function measureTurns(lengths: readonly number[], turns: number): Promise<Readonly<Record<number, TurnCost>>> {
  const plan: Plan = { firstAnswers: 0, answers: 0, tokensPerSecond: 20, warmMs: 0, windowMs: 0 }
  await using server = startChild<ServerSays, ServerHears>(script('replicate'), { args: [JSON.stringify(plan), '40'] })
  const listening = await server.hear()
  if (listening.type !== 'listening') throw new Error('The server does not listen.')
  await using child = startChild<TurnsSay>(script('turns'), {
    args: [listening.origin, JSON.stringify(lengths), `${turns}`],
  })
  return (await child.hear()).costs
}

const [short, long] = [50, 5_000]

/** A ratio that should be about one. */
const alike = (ratio: number): string => `${ratio.toFixed(2)} (0.8 to 1.2${ratio >= 0.8 && ratio <= 1.2 ? '' : ', missed'})`

/** What many answers cost the service while they are written, beside the client alone; and a turn after very many others. */
export async function benchConversations({ full }: { readonly full: boolean }): Promise<string> {
  const plan: Plan = full
    ? { firstAnswers: 10, answers: 1_000, tokensPerSecond: 20, warmMs: 3_000, windowMs: 30_000 }
    : { firstAnswers: 10, answers: 200, tokensPerSecond: 20, warmMs: 2_000, windowMs: 5_000 }
  const rounds = full ? 3 : 1
  const turns = full ? 100 : 20
  const found: Readonly<Record<Reader, Read[]>> = { client: [], service: [] }
  for (let round = 0; round < rounds; round++) {
    for (const reader of round % 2 === 0 ? (['client', 'service'] as const) : (['service', 'client'] as const))
      found[reader].push(await measureReader(reader, plan))
  }
  const costs = await measureTurns([short, long], turns)

  const of = (reader: Reader, what: (read: Read) => number): number => median(found[reader].map(what))
  const kb = (bytes: number): number => bytes / 1_000
  const ratio = median(found.service.map(({ cpuMicros }, round) => cpuMicros / (found.client[round]?.cpuMicros ?? Number.NaN)))
  const rows = [
    ['processor µs a token (target: service / client)', (read: Read) => read.cpuMicros, () => against(ratio, { atMost: 2 })],
    ['lateness of the event loop, p50 ms', (read: Read) => read.lateMs.p50],
    ['· p99 ms', (read: Read) => read.lateMs.p99, (value: number) => against(value, { atMost: 25 })],
    ['· most ms', (read: Read) => read.lateMs.most],
    [
      '· p99 ms, less what it waited for a processor',
      (read: Read) => read.ownLateMs.p99,
      (value: number) => against(value, { atMost: 25 }),
    ],
    ['heap KB an answer', (read: Read) => kb(read.held.heapBytes), (value: number) => against(value, { atMost: 100 })],
    ['resident KB an answer', (read: Read) => kb(read.held.rssBytes), (value: number) => against(value, { atMost: 100 })],
    ['frames a second', (read: Read) => (read.frames * 1_000) / plan.windowMs],
    ['tokens a second', (read: Read) => (read.tokens * 1_000) / plan.windowMs],
  ] as const
  const turnRow = (name: string, what: keyof TurnCost): readonly string[] => {
    const [one, other] = [costs[short]?.[what] ?? Number.NaN, costs[long]?.[what] ?? Number.NaN]
    return [name, number(one), number(other), alike(other / one)]
  }
  return [
    '## Conversations',
    `${number(plan.answers)} answers written at once, ${plan.tokensPerSecond} tokens a second each for ${plan.windowMs / 1_000} s, median of ${rounds}.`,
    table(
      ['while answers are written', 'the client alone', 'the service', 'target'],
      rows.map(([name, what, target]) => [
        name,
        number(of('client', what)),
        number(of('service', what)),
        target?.(of('service', what)) ?? '',
      ]),
    ),
    `One turn in a conversation, median of ${turns} in turn.`,
    table(
      ['a turn', `after ${number(short)} turns`, `after ${number(long)} turns`, 'ratio (target)'],
      [turnRow('processor ms', 'cpuMs'), turnRow('rows read', 'rows')],
    ),
  ].join('\n\n')
}
