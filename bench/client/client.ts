import { join } from 'node:path'
import { type Child, startChild } from '../child.ts'
import { median, quantile } from '../quantile.ts'
import { against, number, table } from '../table.ts'
import type { CallerSays, ServerSays, Task, Told, Way } from './words.ts'

type Caller = Child<CallerSays, Task>

const ways = ['raw', 'ours', 'official'] as const satisfies readonly Way[]
const names: Readonly<Record<Way, string>> = {
  raw: 'raw `undici`',
  ours: '`createReplicate`',
  official: '`replicate` 1.4.0',
}
/** How much later than raw our caller may know of an end. */
const laterAtMostMs = 5

type Asked = { readonly name: string; readonly task: Task; readonly of: readonly Way[] }

/** What is measured, each in every way that there is for it. */
function plan(full: boolean): Readonly<Record<Told | 'cost' | 'burst' | 'iterator' | 'upload', Asked>> {
  const know = (told: Told, name: string): Asked => ({
    name,
    task: { type: 'know', told, count: full ? 200 : 50, everyMs: 20 },
    of: ways,
  })
  const streams = full ? 3 : 1
  return {
    block: know('block', 'held answer'),
    webhook: know('webhook', 'webhook'),
    long: know('long', 'longer than held'),
    cost: { name: 'prediction', task: { type: 'cost', count: full ? 2_000 : 400, atOnce: 8 }, of: ways },
    burst: { name: 'token of a burst', task: { type: 'burst', streams }, of: ways },
    iterator: { name: 'token by the iterator', task: { type: 'burst', streams, by: 'iterator' }, of: ['ours'] },
    upload: { name: 'ten files', task: { type: 'upload', fileBytes: 256 * 1_024 }, of: ['ours', 'official'] },
  }
}

async function asked(caller: Caller, task: Task): Promise<readonly number[]> {
  caller.tell(task)
  const said = await caller.hear()
  if (said.type !== 'done') throw new Error('The caller did not do its task.')
  return said.figures
}

/** Puts our client beside Replicate's own and beside raw requests, at one server that answers all of them alike. */
export async function benchClient({ full }: { readonly full: boolean }): Promise<string> {
  const rounds = full ? 5 : 1
  const tasks = plan(full)
  await using server = startChild<ServerSays>(join(import.meta.dirname, 'server.ts'))
  const { origin } = await server.hear()
  const start = (way: Way): Caller => startChild(join(import.meta.dirname, 'caller.ts'), { args: [way, origin] })
  await using raw = start('raw')
  await using ours = start('ours')
  await using official = start('official')
  const callers = { raw, ours, official }
  for (const way of ways) await callers[way].hear()

  /** The figures of each round, by task and way. */
  const found = new Map<string, (readonly number[])[]>()
  const of = (task: keyof typeof tasks, way: Way): readonly (readonly number[])[] => found.get(`${task} ${way}`) ?? []
  for (let round = 0; round < rounds; round++) {
    for (const [task, { task: what, of: those }] of Object.entries(tasks)) {
      for (let nth = 0; nth < those.length; nth++) {
        const way = those[(round + nth) % those.length]
        if (way === undefined) continue
        const figures = await Promise.race([asked(callers[way], what), server.ended])
        found.set(`${task} ${way}`, [...(found.get(`${task} ${way}`) ?? []), figures])
      }
    }
  }

  const over = (task: keyof typeof tasks, way: Way, figure: (figures: readonly number[]) => number): number =>
    median(of(task, way).map(figure))
  const share =
    (at: number) =>
    (figures: readonly number[]): number =>
      quantile(figures, at)
  const nth =
    (at: number) =>
    (figures: readonly number[]): number =>
      figures[at] ?? Number.NaN
  /** How much later our caller knew, and how many times as much it took, in the same round. */
  const later = (task: Told, at: number): number =>
    median(of(task, 'ours').map((figures, round) => quantile(figures, at) - quantile(of(task, 'raw')[round] ?? [], at)))
  const times = (task: keyof typeof tasks, peer: Way, peerTask = task, at = 0): number =>
    median(of(task, 'ours').map((figures, round) => nth(at)(figures) / nth(at)(of(peerTask, peer)[round] ?? [])))

  const told = ['block', 'webhook', 'long'] as const
  const both = (task: Told, way: Way): string =>
    `${number(over(task, way, share(0.5)))} / ${number(over(task, way, share(0.99)))}`
  const lateness = (task: Told): string => {
    const ms = later(task, 0.5)
    return `${number(ms)} (≤ ${laterAtMostMs}${ms <= laterAtMostMs ? '' : ', missed'}) / ${number(later(task, 0.99))}`
  }
  const micros = (task: keyof typeof tasks, way: Way): string => number(over(task, way, nth(0)))
  return [
    '## The client',
    `Milliseconds from the end of a prediction until its caller knows, p50 / p99 of ${number(full ? 200 : 50)}, median of ${rounds}. ` +
      'The official client hears no webhooks: there, and where a prediction takes longer than it is held, it looks every 500 ms.',
    table(
      ['', ...told.map(task => tasks[task].name)],
      [...ways.map(way => [names[way], ...told.map(task => both(task, way))]), ['ours later than raw', ...told.map(lateness)]],
    ),
    table(
      ['processor µs', tasks.cost.name, tasks.burst.name],
      [
        ...ways.map(way => [names[way], micros('cost', way), micros('burst', way)]),
        ['ours by the async iterator', '', micros('iterator', 'ours')],
      ],
    ),
    table(
      [tasks.upload.name + ', one of them in two places', 'milliseconds', 'uploads'],
      (['ours', 'official'] as const).map(way => [
        names[way],
        number(over('upload', way, nth(0))),
        number(over('upload', way, nth(1))),
      ]),
    ),
    table(
      ['ours / peer', 'ratio (target)'],
      [
        ['processor time a prediction / raw', number(times('cost', 'raw'))],
        ['processor time a prediction / official client', against(times('cost', 'official'), { atMost: 0.6 })],
        ['processor time a token of a burst / raw', number(times('burst', 'raw'))],
        ['processor time a token of a burst / official client', against(times('burst', 'official'), { atMost: 0.35 })],
        ['the iterator’s token of a burst / official client', number(times('iterator', 'official', 'burst'))],
        ['time for ten files / official client', against(times('upload', 'official'), { atMost: 0.35 })],
        ['uploads / official client', number(times('upload', 'official', 'upload', 1))],
      ],
    ),
  ].join('\n\n')
}
