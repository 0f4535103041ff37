import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/open.ts'
import { freePort } from '../../test/free-port.ts'
import { startChild } from '../child.ts'
import { quantile } from '../quantile.ts'
import { number, table } from '../table.ts'
import { doorOf } from './people.ts'
import { type Accepted, type Kind, paintOne, sendEvents } from './traffic.ts'
import type { ProductHears, Watched } from './words.ts'

/** What an event may take until it is acknowledged, in 99 of 100 cases. Platforms give 3 s, network included. */
const p99AtMostMs = 50
// So many people that none asks for more in a minute than one may. Primes: nobody says the same kind of thing each time.
const peopleCount = 397
const roomCount = 199
const pictureCount = 7

export type AcceptPlan = {
  readonly perSecond: number
  readonly seconds: number
  /** Inside the product, or in another process of the lowest priority, since Replicate's machines are not this one. */
  readonly sandbox: 'embedded' | 'apart'
  /** Options of Node for the product, such as a profiler's. */
  readonly nodeArgs?: readonly string[]
}

export type AcceptFound = {
  readonly accepted: readonly Accepted[]
  readonly watched: Watched
  /** How many jobs the store has in the end. */
  readonly jobs: number
}

/** Where the product finds Replicate, as its environment. What is started for it ends with `parts`. */
export async function startReplicate(
  plan: Pick<AcceptPlan, 'sandbox'>,
  folder: string,
  parts: AsyncDisposableStack,
): Promise<Record<string, string>> {
  if (plan.sandbox === 'embedded') return {}
  const sandbox = parts.use(
    startChild(join(import.meta.dirname, '../../src/door.mjs'), {
      args: ['sandbox', '--port', '0', '--data', join(folder, 'sandbox')],
    }),
  )
  if (sandbox.pid !== undefined) setPriority(sandbox.pid, 19)
  return { REPLICATE_API_TOKEN: 'r8_bench', REPLICATE_BASE_URL: await sandbox.prints(/sandbox ready at (\S+)/) }
}

/** Sends events to the product in its own process, started as an operator would who lets others in. */
export async function measureAccept(plan: AcceptPlan): Promise<AcceptFound> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
  const storeUrl = `sqlite:${join(folder, 'replichat.db')}`
  try {
    const found = await measureIn(plan, folder, storeUrl)
    await using store = await openStore({ url: storeUrl, dataDir: folder })
    return { ...found, jobs: (await store.records.list('jobs', {})).length }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function measureIn(plan: AcceptPlan, folder: string, storeUrl: string): Promise<Omit<AcceptFound, 'jobs'>> {
  await using parts = new AsyncDisposableStack()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const secretKey = randomBytes(32)
  const replicate = await startReplicate(plan, folder, parts)
  const configFile = join(folder, 'replichat.yaml')
  // The day's budget of the service would end the traffic half-way.
  await writeFile(configFile, 'budget.service: 1000/day\n')
  const product = parts.use(
    startChild<Watched, ProductHears>(join(import.meta.dirname, 'product.ts'), {
      nodeArgs: plan.nodeArgs ?? [],
      env: {
        DATA_DIR: folder,
        CONFIG_FILE: configFile,
        STORE_URL: storeUrl,
        PORT: `${port}`,
        PUBLIC_URL: url,
        SECRET_KEY: secretKey.toString('base64'),
        ...replicate,
      },
    }),
  )
  await product.prints(/Web console: (\S+)/)
  const letIn = doorOf(url, secretKey)
  const admin = letIn('admin', 'the-operator')
  const people = Array.from({ length: peopleCount }, (_, nth) => letIn('member', `visitor-${1_000 + nth}`))
  const rooms = await Promise.all(
    Array.from({ length: roomCount }, async (_, nth) => {
      const id = randomUUID()
      await admin.post('/api/rooms', { id, name: `room ${nth}` })
      return id
    }),
  )
  const pressable = await Promise.all(
    rooms.slice(0, pictureCount).map((room, nth) => paintOne(letIn('member', `first-painter-${nth}`), room)),
  )
  product.tell('watch')
  const { perSecond, seconds } = plan
  const sending = sendEvents({ url, people, rooms, pressable, perSecond, seconds })
  const accepted = await Promise.race([sending, product.ended])
  product.tell('report')
  const watched = await product.hear()
  if (plan.nodeArgs !== undefined) await product.stop()
  return { accepted, watched }
}

/** Milliseconds of each of 200 small synced writes, one after the other: what no acknowledgement that is kept can be faster than. */
async function measureSync(): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
  try {
    await using file = await open(join(folder, 'sync'), 'w')
    const times: number[] = []
    for (let nth = 0; nth < 200; nth++) {
      const begun = performance.now()
      await file.write(Buffer.alloc(4_096), 0, 4_096, nth * 4_096)
      await file.datasync()
      times.push(performance.now() - begun)
    }
    return times
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How long events wait until they are acknowledged, and so stored, while the product is busy with those before. */
export async function benchAccept({ full }: { readonly full: boolean }): Promise<string> {
  const rate = { perSecond: 200, seconds: full ? 20 : 5 }
  const row = (name: string, times: readonly number[], note = ''): readonly string[] => [
    name,
    `${times.length}`,
    ...[0.5, 0.99, 1].map((share, nth) => number(quantile(times, share)) + (nth === 1 ? note : '')),
  ]
  const kinds: readonly Kind[] = ['message', 'picture', 'button', 'refused']
  const parts = [
    `## Acknowledgement`,
    `${rate.perSecond} events a second for ${rate.seconds} s, of ${peopleCount} people in ${roomCount} channels.`,
  ]
  const head = ['milliseconds', 'events', 'p50', 'p99', 'most']
  for (const sandbox of ['apart', 'embedded'] as const) {
    const { accepted, watched, jobs } = await measureAccept({ ...rate, sandbox })
    const all = accepted.map(({ ms }) => ms)
    const isMet = quantile(all, 0.99) <= p99AtMostMs
    parts.push(
      `${sandbox === 'apart' ? 'Replicate elsewhere (the sandbox in a process of the lowest priority)' : 'The embedded sandbox'}; ` +
        `${number(jobs)} jobs were stored:`,
      table(head, [
        row('event → acknowledgement', all, ` (≤ ${p99AtMostMs}${isMet ? '' : ', missed'})`),
        ...kinds.map(kind =>
          row(
            `· ${kind}`,
            accepted.filter(one => one.kind === kind).map(({ ms }) => ms),
          ),
        ),
        ['lateness of the event loop', '', ...Object.values(watched.lagMs).map(number)],
      ]),
      `The product's process took ${number(watched.cpuMs / accepted.length)} ms of the processor an event, the work on jobs included.`,
    )
  }
  parts.push('Beside it, this disk alone:', table(head, [row('one synced write', await measureSync())]))
  return parts.join('\n\n')
}
