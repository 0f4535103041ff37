import { mkdtemp, open, rm } from 'node:fs/promises'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sitDown } from '../../test/flows/console.ts'
import { startChild } from '../child.ts'
import { quantile } from '../quantile.ts'
import { number, table } from '../table.ts'
import { type Accepted, type Kind, paintFirst, sendEvents } from './traffic.ts'
import type { LoopLag, ProductHears } from './words.ts'

/** What an event may take until it is acknowledged, in 99 of 100 cases. Platforms give 3 s, network included. */
const p99AtMostMs = 50
const roomCount = 200
const pictureCount = 8

export type AcceptPlan = { readonly perSecond: number; readonly seconds: number; readonly sandbox: 'embedded' | 'apart' }

/** Sends events to the product in its own process, with the sandbox inside it or in another one of the lowest priority. */
export async function measureAccept(
  plan: AcceptPlan,
): Promise<{ readonly accepted: readonly Accepted[]; readonly lag: LoopLag }> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
  await using parts = new AsyncDisposableStack()
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const replicate: Record<string, string> = {}
  if (plan.sandbox === 'apart') {
    const sandbox = parts.use(
      startChild(join(import.meta.dirname, '../../src/door.mjs'), {
        args: ['sandbox', '--port', '0', '--data', join(folder, 'sandbox')],
      }),
    )
    // Replicate's machines are not this one: it paints in the time that is left.
    if (sandbox.pid !== undefined) setPriority(sandbox.pid, 19)
    replicate['REPLICATE_API_TOKEN'] = 'r8_bench'
    replicate['REPLICATE_BASE_URL'] = await sandbox.prints(/sandbox ready at (\S+)/)
  }
  const product = parts.use(
    startChild<LoopLag, ProductHears>(join(import.meta.dirname, 'product.ts'), {
      env: { DATA_DIR: folder, STORE_URL: `sqlite:${join(folder, 'replichat.db')}`, PORT: '0', ...replicate },
    }),
  )
  const url = await product.prints(/Web console: (http:\/\/[^\s"]+)/)
  const person = sitDown(url)
  const rooms = await Promise.all(Array.from({ length: roomCount }, (_, nth) => person.makeRoom(`room ${nth}`)))
  const pressable = await paintFirst(person, rooms.slice(0, pictureCount))
  product.tell('watch')
  const accepted = await Promise.race([sendEvents(url, rooms, pressable, plan), product.ended])
  product.tell('report')
  return { accepted, lag: await product.hear() }
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
  const parts = [`## Acknowledgement`, `${rate.perSecond} events a second for ${rate.seconds} s, over ${roomCount} channels.`]
  const head = ['milliseconds', 'events', 'p50', 'p99', 'most']
  for (const sandbox of ['apart', 'embedded'] as const) {
    const { accepted, lag } = await measureAccept({ ...rate, sandbox })
    const all = accepted.map(({ ms }) => ms)
    const isMet = quantile(all, 0.99) <= p99AtMostMs
    parts.push(
      sandbox === 'apart' ? 'Replicate elsewhere (the sandbox in a process of the lowest priority):' : 'The embedded sandbox:',
      table(head, [
        row('event → acknowledgement', all, ` (≤ ${p99AtMostMs}${isMet ? '' : ', missed'})`),
        ...kinds.map(kind =>
          row(
            `· ${kind}`,
            accepted.filter(one => one.kind === kind).map(({ ms }) => ms),
          ),
        ),
        ['lateness of the event loop', '', number(lag.p50), number(lag.p99), number(lag.most)],
      ]),
    )
  }
  parts.push('Beside it, this disk alone:', table(head, [row('one synced write', await measureSync())]))
  return parts.join('\n\n')
}
