import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, startChild } from '../child.ts'
import type { Held } from '../held.ts'
import { median, quantile } from '../quantile.ts'
import { against, number, table } from '../table.ts'
import { startReceiver, startTraffic, type Traffic } from './traffic.ts'
import type { SandboxHears, SandboxSays, Watched } from './words.ts'

type Sandbox = Child<SandboxSays, SandboxHears>

// As many predictions of text as the product's sandbox lets work at once.
const usualPlaces = 64

type How = {
  /** Of its models; see the sandbox's `--pace`. */
  readonly pace: number
  readonly places?: number
  /** Options of Node for the sandbox, such as a profiler's. */
  readonly nodeArgs?: readonly string[] | undefined
}

/** Starts a sandbox on a folder of its own, works with it, and removes both. */
async function withSandbox<Found>(
  { pace, places = usualPlaces, nodeArgs = [] }: How,
  work: (traffic: Traffic, sandbox: Sandbox) => Promise<Found>,
): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
  try {
    await using sandbox: Sandbox = startChild(join(import.meta.dirname, 'server.ts'), {
      args: [folder, String(pace), String(places)],
      nodeArgs: ['--expose-gc', ...nodeArgs],
    })
    const said = await sandbox.hear()
    if (said.type !== 'listening') throw new Error('The sandbox does not listen.')
    const traffic = startTraffic(said.baseUrl)
    try {
      return await Promise.race([work(traffic, sandbox), sandbox.ended])
    } finally {
      await traffic.close()
      if (nodeArgs.length > 0) await sandbox.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function watched(sandbox: Sandbox): Promise<Watched> {
  sandbox.tell({ type: 'report' })
  const said = await sandbox.hear()
  if (said.type !== 'watched') throw new Error('The sandbox did not report.')
  return said
}

async function held(sandbox: Sandbox): Promise<Held> {
  sandbox.tell({ type: 'hold' })
  const said = await sandbox.hear()
  if (said.type !== 'held') throw new Error('The sandbox did not say what it holds.')
  return said
}

/** Begins so many a second at an even rate, whether those before are over or not. */
async function evenly(perSecond: number, seconds: number, one: (nth: number) => Promise<void>): Promise<void> {
  const begun = performance.now()
  const running: Promise<void>[] = []
  while (running.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - begun) / 1_000) * perSecond)
    while (running.length < due) running.push(one(running.length))
    await sleep(1)
  }
  await Promise.all(running)
}

/** How long the same requests take where nothing is done with them: what of a create's time is this machine's. */
export async function measureBare(perSecond: number, seconds: number): Promise<readonly number[]> {
  await using server = startChild<SandboxSays>(join(import.meta.dirname, 'bare.ts'))
  const said = await server.hear()
  if (said.type !== 'listening') throw new Error('The bare server does not listen.')
  const traffic = startTraffic(said.baseUrl)
  const times: number[] = []
  try {
    for (let nth = 0; nth < 20; nth++) await traffic.hello('warm')
    await evenly(perSecond, seconds, async nth => {
      const asked = performance.now()
      await traffic.hello(`person ${nth}`)
      times.push(performance.now() - asked)
    })
  } finally {
    await traffic.close()
  }
  return times
}

type Created = Watched & { readonly times: readonly number[] }

/** Creates at an even rate, whether those before are answered or not, and sees that each ends as it must. */
export const measureCreates = (perSecond: number, seconds: number, nodeArgs?: readonly string[]): Promise<Created> =>
  withSandbox({ pace: 1, nodeArgs }, async (traffic, sandbox) => {
    // What is made only once, such as the check of its inputs, is not a create's.
    for (let nth = 0; nth < 20; nth++) await traffic.hello('warm')
    sandbox.tell({ type: 'watch' })
    const times: number[] = []
    await evenly(perSecond, seconds, async nth => {
      const asked = performance.now()
      const { id } = await traffic.hello(`person ${nth}`)
      times.push(performance.now() - asked)
      await sleep(500)
      await traffic.ended(id, `hello person ${nth}`)
    })
    return { times, ...(await watched(sandbox)) }
  })

type Streamed = Watched & { readonly tokens: number; readonly firsts: readonly number[]; readonly tookMs: number }

// Fifty fragments and the greeting before them: what a short answer of a model has.
const said = Array.from({ length: 50 }, (_, nth) => `part ${nth}.`.padEnd(8, '.')).join('')

/** Opens so many streams at once, all of them at work, 20 fragments a second each, and reads them to their end. */
export const measureStreams = (streams: number, nodeArgs?: readonly string[]): Promise<Streamed> =>
  withSandbox({ pace: 2.5, places: streams, nodeArgs }, async (traffic, sandbox) => {
    const { urls } = await traffic.greet('warm')
    await traffic.readStream(urls.stream, 'hello there, warm')
    sandbox.tell({ type: 'watch' })
    const begun = performance.now()
    const read = await Promise.all(
      Array.from({ length: streams }, async (_, nth) => {
        const text = `${nth} ${said}`
        const created = await traffic.greet(text)
        return traffic.readStream(created.urls.stream, `hello there, ${text}`)
      }),
    )
    const tookMs = performance.now() - begun
    const tokens = read.reduce((sum, one) => sum + one.tokens, 0)
    return { tokens, firsts: read.map(({ firstMs }) => firstMs), tookMs, ...(await watched(sandbox)) }
  })

type Grown = { readonly early: Held; readonly late: Held; readonly perSecond: number }

// So many callers that the sandbox never waits for one.
const atOnce = 32

/** Makes predictions as fast as they come, of every kind that leaves something behind, and weighs the process twice. */
export const measureGrowth = (early: number, late: number, nodeArgs?: readonly string[]): Promise<Grown> =>
  withSandbox({ pace: 0, nodeArgs }, async (traffic, sandbox) => {
    await using receiver = await startReceiver()
    const one = async (nth: number): Promise<void> => {
      const text = `person ${nth}`
      const kind = nth % 4
      const created = await traffic.hello(text, kind === 3 ? { webhook: receiver.url } : { wait: kind !== 0 })
      if (kind === 2) await traffic.readStream(created.urls.stream, `hello ${text}`)
      else if (kind === 0) await traffic.ended(created.id, `hello ${text}`)
    }
    let next = 0
    const upTo = async (count: number): Promise<Held> => {
      const caller = async (): Promise<void> => {
        while (next < count) await one(next++)
      }
      await Promise.all(Array.from({ length: atOnce }, caller))
      await receiver.until(count / 4)
      return held(sandbox)
    }
    const first = await upTo(early)
    const begun = performance.now()
    const second = await upTo(late)
    return { early: first, late: second, perSecond: ((late - early) / (performance.now() - begun)) * 1_000 }
  })

const createsPerSecond = 200
const createP99AtMostMs = 50
const streamCount = 1_000

/** Whether the sandbox bears what a team's tests and the product's own load give it. */
export async function benchSandbox({ full }: { readonly full: boolean }): Promise<string> {
  const rounds = full ? 5 : 1
  const seconds = full ? 20 : 5
  const [early, late] = full ? [20_000, 100_000] : [2_000, 10_000]
  const created: Created[] = []
  const bare: (readonly number[])[] = []
  const streamed: Streamed[] = []
  for (let round = 0; round < rounds; round++) {
    bare.push(await measureBare(createsPerSecond, seconds))
    created.push(await measureCreates(createsPerSecond, seconds))
    streamed.push(await measureStreams(streamCount))
  }
  const grown = await measureGrowth(early, late)

  const of = <One>(all: readonly One[], value: (one: One) => number): number => median(all.map(value))
  const p99 = of(created, ({ times }) => quantile(times, 0.99))
  const counted = [
    ['at a bare server just before, p50', number(of(bare, times => quantile(times, 0.5)))],
    ['at a bare server just before, p99', number(of(bare, times => quantile(times, 0.99)))],
    ['create, p50', number(of(created, ({ times }) => quantile(times, 0.5)))],
    ['create, p99', `${number(p99)} (≤ ${createP99AtMostMs}${p99 <= createP99AtMostMs ? '' : ', missed'})`],
    ['create, most', number(of(created, ({ times }) => quantile(times, 1)))],
    ['own lateness of its event loop, p99', number(of(created, ({ lateP99Ms }) => lateP99Ms))],
    ['processor a prediction, looking at it included', number(of(created, ({ cpuMs, times }) => cpuMs / times.length))],
  ]
  const flowed = [
    ['until all were read', number(of(streamed, ({ tookMs }) => tookMs))],
    ['until the first fragment, p50', number(of(streamed, ({ firsts }) => quantile(firsts, 0.5)))],
    ['until the first fragment, p99', number(of(streamed, ({ firsts }) => quantile(firsts, 0.99)))],
    ['own lateness of its event loop, p99', number(of(streamed, ({ lateP99Ms }) => lateP99Ms))],
    ['processor a fragment', number(of(streamed, ({ cpuMs, tokens }) => cpuMs / tokens))],
  ]
  const mib = (bytes: number): string => number(bytes / 1_048_576)
  return [
    '## The sandbox',
    `${createsPerSecond} hello-world predictions a second for ${seconds} s, median of ${rounds}; all ended as they must:`,
    table(['milliseconds', ''], counted),
    `${number(streamCount)} streams at once, median of ${rounds}; all came whole and in order:`,
    table(['milliseconds', ''], flowed),
    `${number(late)} predictions as fast as they come (${number(grown.perSecond)} a second):`,
    table(
      ['held after full collections', 'MiB of heap', 'MiB resident'],
      [
        [`after ${number(early)}`, mib(grown.early.heapBytes), mib(grown.early.rssBytes)],
        [`after ${number(late)}`, mib(grown.late.heapBytes), mib(grown.late.rssBytes)],
        [
          'late / early',
          against(grown.late.heapBytes / grown.early.heapBytes, { atMost: 1.2 }),
          number(grown.late.rssBytes / grown.early.rssBytes),
        ],
      ],
    ),
  ].join('\n\n')
}
