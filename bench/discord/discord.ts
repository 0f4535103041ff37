import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startReplicate } from '../accept/accept.ts'
import type { ProductHears, Watched } from '../accept/words.ts'
import { type Child, startChild } from '../child.ts'
import type { Held } from '../held.ts'
import { quantile } from '../quantile.ts'
import { number, table } from '../table.ts'
import { shape } from './landscape.ts'
import { type Acknowledged, kinds, type PlayedHears, type PlayedSays } from './words.ts'

/** Servers of the run that the large one is compared with, so that what is made only once is not counted. */
const firstServers = 10

export type DiscordPlan = {
  readonly servers: number
  /** Messages that are not for the bot: a message a minute of each server would be `servers / 60`. */
  readonly chatterPerSecond: number
  readonly answers: number
  readonly usesPerSecond: number
  /** How long each of these is measured. */
  readonly seconds: number
}

/** Of the product's process over some time. */
type Spent = { readonly cpuMs: number; readonly held: Held; readonly seconds: number; readonly frames: number }

export type DiscordFound = {
  /** From the start of its process until it has taken in all servers. */
  readonly joined: Spent
  readonly idle: Spent
  readonly chatter: Spent
  readonly answers: Spent
  readonly uses: { readonly acknowledged: readonly Acknowledged[]; readonly watched: Watched }
}

/** A running product beside a Discord that is played in another process. */
type Scene = AsyncDisposable & {
  readonly joined: Spent
  /** Has something done in Discord and waits until it is. */
  readonly play: (what: PlayedHears) => Promise<Extract<PlayedSays, { type: 'done' }>>
  /** What the product takes and holds while something happens. */
  readonly watch: (happens: () => Promise<unknown>) => Promise<Spent & { readonly watched: Watched }>
}

async function openScene(servers: number): Promise<Scene> {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const configFile = join(folder, 'replichat.yaml')
  // The day's budget of the service would end the traffic half-way.
  await writeFile(configFile, 'budget.service: 1000/day\n')
  const replicate = await startReplicate({ sandbox: 'apart' }, folder, parts)
  const played: Child<PlayedSays, PlayedHears> = parts.use(
    startChild(join(import.meta.dirname, 'played.ts'), { args: [`${servers}`] }),
  )
  const opened = await played.hear()
  if (opened.type !== 'open') throw new Error('Discord did not open.')
  const product = parts.use(
    startChild<Watched, ProductHears>(join(import.meta.dirname, '../accept/product.ts'), {
      nodeArgs: ['--expose-gc'],
      env: {
        DATA_DIR: folder,
        CONFIG_FILE: configFile,
        STORE_URL: `sqlite:${join(folder, 'replichat.db')}`,
        PORT: '0',
        LOG_LEVEL: 'warn',
        DISCORD_TOKEN: opened.token,
        DISCORD_API_URL: opened.url,
        ...replicate,
      },
    }),
  )
  let frames = 0
  const play: Scene['play'] = async what => {
    played.tell(what)
    const said = await Promise.race([played.hear(), product.ended])
    if (said.type !== 'done') throw new Error('Discord did not do it.')
    frames = said.frames
    return said
  }
  const report = async (begun: number, framesBefore: number): Promise<Spent & { readonly watched: Watched }> => {
    const seconds = (performance.now() - begun) / 1_000
    product.tell('report')
    const watched = await product.hear()
    const { cpuMs, held } = watched
    if (held === undefined) throw new Error('The product did not say what it holds.')
    return { cpuMs, held, seconds, frames: frames - framesBefore, watched }
  }
  const started = performance.now()
  await play({ type: 'greet' })
  const joined = await report(started, 0)
  const own = parts.move()
  return {
    joined,
    play,
    async watch(happens) {
      const before = frames
      const begun = performance.now()
      product.tell('watch')
      await happens()
      return report(begun, before)
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  }
}

/** What a bot in so many servers takes: to come in, at rest, beside people who talk, while it answers, and at its busiest. */
export async function measureDiscord(plan: DiscordPlan): Promise<DiscordFound> {
  const { chatterPerSecond, answers, usesPerSecond, seconds } = plan
  await using scene = await openScene(plan.servers)
  const { play, watch } = scene
  const idle = await watch(() => sleep(seconds * 1_000))
  const chatter = await watch(() => play({ type: 'chatter', perSecond: chatterPerSecond, seconds }))
  // They begin one after the other, and must all last until the window is over.
  await play({ type: 'ask', answers, seconds: seconds + 20 })
  const answering = await watch(async () => {
    await sleep(seconds * 1_000)
    await play({ type: 'greet' })
  })
  await play({ type: 'hear out' })
  let acknowledged: readonly Acknowledged[] = []
  const { watched } = await watch(async () => {
    acknowledged = (await play({ type: 'use', perSecond: usesPerSecond, seconds })).acknowledged
  })
  return { joined: scene.joined, idle, chatter, answers: answering, uses: { acknowledged, watched } }
}

/** What the product takes with so few servers that it is all its own. */
export async function measureFirst(): Promise<Spent> {
  await using scene = await openScene(firstServers)
  return scene.joined
}

/** What Discord costs: a server, a live answer, and how soon commands are acknowledged. */
export async function benchDiscord({ full }: { readonly full: boolean }): Promise<string> {
  const plan = full
    ? { servers: 2_000, chatterPerSecond: 100, answers: 40, usesPerSecond: 200, seconds: 20 }
    : { servers: 200, chatterPerSecond: 100, answers: 20, usesPerSecond: 200, seconds: 4 }
  const first = await measureFirst()
  const { joined, idle, chatter, answers, uses } = await measureDiscord(plan)
  const kib = (bytes: number): string => number(bytes / 1_024)
  const more = plan.servers - firstServers
  const perSecond = ({ cpuMs, seconds }: Spent): number => cpuMs / seconds
  const messages = plan.chatterPerSecond * plan.seconds
  const overIdle = (spent: Spent): number => spent.cpuMs - perSecond(idle) * spent.seconds
  const rows = [
    ['a server: heap, KiB', kib((joined.held.heapBytes - first.held.heapBytes) / more)],
    ['a server: resident memory, KiB', kib((joined.held.rssBytes - first.held.rssBytes) / more)],
    ['a server: processor ms to take it in at the start', number((joined.cpuMs - first.cpuMs) / more)],
    ['all servers at rest: processor ms a second', number(perSecond(idle))],
    ['a message that is not for the bot: processor ms', number(overIdle(chatter) / messages)],
    ['a live answer: heap, KiB', kib((answers.held.heapBytes - chatter.held.heapBytes) / plan.answers)],
    ['a live answer: processor ms a second', number(overIdle(answers) / answers.seconds / plan.answers)],
    ['a live answer: frames shown a second', number(answers.frames / answers.seconds / plan.answers)],
    ['the whole process with all servers: heap, MiB', number(joined.held.heapBytes / 1_048_576)],
    ['the whole process with all servers: resident, MiB', number(joined.held.rssBytes / 1_048_576)],
  ]
  const row = (name: string, times: readonly number[]): readonly string[] => [
    name,
    `${times.length}`,
    ...[0.5, 0.99, 1].map(share => number(quantile(times, share))),
  ]
  const { acknowledged, watched } = uses
  const timesOf = (wanted: readonly Acknowledged[]): readonly number[] => wanted.map(({ ms }) => ms)
  return [
    '## Discord',
    `${number(plan.servers)} servers of ${shape.channels} channels, ${shape.people + 3} roles and ${shape.people} people who write; ` +
      `${plan.answers} live answers, ${plan.seconds} s each.`,
    table(['what', 'number'], rows),
    `${plan.usesPerSecond} commands, completions, buttons and forms a second for ${plan.seconds} s, in all servers:`,
    table(
      ['milliseconds', 'events', 'p50', 'p99', 'most'],
      [
        row('event → acknowledgement', timesOf(acknowledged)),
        ...kinds.map(kind => row(`· ${kind}`, timesOf(acknowledged.filter(one => one.kind === kind)))),
        ['lateness of the event loop', '', ...Object.values(watched.lagMs).map(number)],
      ],
    ),
    `${acknowledged.filter(one => one.isMissed).length} were not acknowledged within Discord's three seconds. ` +
      `The product's process took ${number(watched.cpuMs / acknowledged.length)} ms of the processor an event, the work on jobs included.`,
  ].join('\n\n')
}
