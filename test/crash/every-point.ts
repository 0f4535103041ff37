import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../../src/store/open.ts'
import { type Started, startProduct } from '../flows/process.ts'

/** Where a person asks for something while the product dies, and looks what became of it. */
export type Place = AsyncDisposable & {
  /** What the product needs to be there. */
  readonly env: Readonly<Record<string, string>>
  /** Asks, and resolves once it is finished; rejects when the product dies before. */
  ask(product: Started): Promise<void>
  /** The next life: does what people do whose question was lost, waits for the end, and lists what is wrong with it. */
  look(product: Started, point: Point): Promise<readonly string[]>
}

/** What a person asks for, with a mark of its own in it, on one of the platforms. */
export type Request = {
  readonly name: string
  readonly open: (mark: string) => Promise<Place>
  /** Predictions that it takes; one where it does not say. */
  readonly most?: number
}

/** A port's call before or after which the process can die, in the order of an undisturbed run. */
export type Point = { readonly at: number; readonly name: string }

const crashing = ['test/crash/crashing-product.ts']

const startCrashing = (folder: string, baseUrl: string, env: Readonly<Record<string, string>>): Promise<Started> =>
  startProduct(folder, { REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: baseUrl, ...env }, crashing)

/** What is left to do behind the last frame takes a moment: long enough for a machine with ten things to do. */
const restMs = 1_500

/** Gives the product that moment, and ends it. Answers its exit code: null when it died by itself. */
async function rest(product: Started): Promise<number | null> {
  await Promise.race([product.ended, sleep(restMs)])
  return product.stop()
}

/** Runs once undisturbed and lists every point that was passed. Repeated looks and frames are named alike; each is a point. */
async function listPoints(request: Request, baseUrl: string): Promise<readonly Point[]> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-points-'))
  const list = join(folder, 'points')
  try {
    await using place = await request.open(`list ${randomUUID().slice(0, 8)}`)
    await using product = await startCrashing(folder, baseUrl, { ...place.env, CRASH_LIST: list })
    await place.ask(product)
    await rest(product)
    return readFileSync(list, 'utf8')
      .trim()
      .split('\n')
      .map((name, at) => ({ at, name }))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What was found after a crash at one point and a restart. `troubles` is empty when every promise held. */
export type Outcome = { readonly point: Point; readonly died: boolean; readonly troubles: readonly string[] }

/** Dies at one point, starts again on the same store, and looks whether the promises held. */
async function crashAt(point: Point, request: Request, baseUrl: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-crash-'))
  const mark = `mark ${randomUUID().slice(0, 8)}`
  const troubles: string[] = []
  try {
    await using place = await request.open(mark)
    let died: boolean
    {
      await using product = await startCrashing(folder, baseUrl, { ...place.env, CRASH_AT: String(point.at) })
      const isOver = place.ask(product).then(
        () => false,
        () => true,
      )
      died = await Promise.race([product.ended.then(() => true), isOver])
      if (!died) died = (await rest(product)) === null
    }
    {
      await using product = await startCrashing(folder, baseUrl, place.env)
      troubles.push(...(await place.look(product, point)))
      await product.stop()
    }
    const paid = await predictionsWith(baseUrl, mark)
    if (paid > (request.most ?? 1)) troubles.push(`${paid} predictions were started`)
    troubles.push(...(await ledgerTroubles(folder, paid)))
    return { point, died, troubles }
  } catch (thrown) {
    return { point, died: true, troubles: [...troubles, thrown instanceof Error ? thrown.message : String(thrown)] }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function predictionsWith(baseUrl: string, mark: string): Promise<number> {
  let count = 0
  for (let next: string | null = `${baseUrl}/predictions`; next !== null;) {
    const response: Response = await fetch(next, { headers: { authorization: 'Bearer r8_test' } })
    const page = (await response.json()) as { next: string | null; results: readonly { input: unknown }[] }
    const found = page.results.filter(prediction => JSON.stringify(prediction.input).includes(mark)).length
    count += found
    next = found === 0 && count > 0 ? null : page.next
  }
  return count
}

/** Every row is settled, and none where nothing was started. The store is opened as the product opens it. */
async function ledgerTroubles(folder: string, paid: number): Promise<readonly string[]> {
  await using store = await openStore({ url: `sqlite:${join(folder, 'replichat.db')}`, dataDir: folder })
  const ledger = await store.records.list('ledger', {})
  if (ledger.length !== paid) return [`${ledger.length} rows in the ledger for ${paid} predictions`]
  return ledger.filter(row => row.settled === undefined).map(() => 'money is still set aside')
}

/** Unset: a few points are tried, spread over the run and others each day; `full`: all; `12,40-55`: these, to look at them again. */
const wanted = process.env['CRASH'] ?? ''

/** Whether more is tried than the few of every day. */
export const isFull = wanted !== ''

/** How many crash at once. Each is two processes one after the other, which wait for the painter most of the time. */
const atOnce = 3

function chosen(points: readonly Point[], few: number): readonly Point[] {
  if (wanted === 'full') return points
  if (wanted !== '') {
    const ranges = wanted.split(',').map(range => range.split('-').map(Number))
    return points.filter(({ at }) => ranges.some(([from = Number.NaN, to = from]) => at >= from && at <= to))
  }
  const shift = Math.floor(Date.now() / 86_400_000) % Math.ceil(points.length / few)
  return Array.from({ length: few }, (_, index) => points[Math.floor((index * points.length) / few) + shift]).filter(
    point => point !== undefined,
  )
}

/**
 * Dies at some points of a request, at `few` where nothing else is wanted, and tells of each what became of it. Prints what
 * was broken as soon as it is known, now and then how far it is, and at the end a line of numbers.
 */
export async function crashAround(request: Request, baseUrl: string, few: number): Promise<readonly Outcome[]> {
  const points = await listPoints(request, baseUrl)
  const queue = [...chosen(points, few)]
  const outcomes: Outcome[] = []
  const say = (words: string): void => console.log(`crash suite, ${request.name}: ${words}`)
  const worker = async (): Promise<void> => {
    for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
      const outcome = await crashAt(point, request, baseUrl)
      outcomes.push(outcome)
      if (outcome.troubles.length > 0) say(`at ${point.at}, ${point.name}: ${outcome.troubles.join('; ')}`)
      if (outcomes.length % 50 === 0) say(`${outcomes.length} tried, ${queue.length} to go.`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const died = outcomes.filter(outcome => outcome.died).length
  say(`${points.length} points in an undisturbed run, ${outcomes.length} tried, ${died} died there.`)
  return outcomes
}
