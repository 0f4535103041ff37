import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { WireMessage } from '../../adapters/web/wire.ts'
import { openStore } from '../../src/store/open.ts'
import { blocksOf, eventually, type Person, sitDown, type Spot } from '../flows/console.ts'
import { type Started, startProduct, startSandbox } from '../flows/process.ts'
import { spentIn, troublesOf } from './even.ts'

/** `LEDGER=full` kills the process a hundred times; without it a few. */
const isFull = process.env['LEDGER'] === 'full'
const kills = Number(process.env['LEDGER_KILLS'] ?? (isFull ? 100 : 5))

/** What a unit costs, in thousand-millionths of a dollar. */
const nanoUsd: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'black-forest-labs/flux-schnell': { image: 3_000_000, second: 725_000 },
  'stability-ai/sdxl': { second: 975_000 },
  'meta/meta-llama-3-70b-instruct': { input_token: 650, output_token: 2_750 },
}

/** What is asked for while the process is killed: pictures and turns that end well, badly and early. */
const wishes: readonly ((mark: string) => string)[] = [
  mark => `/imagine a red boat ${mark} --more megapixels=0.25`,
  mark => `/imagine two boats ${mark} --count 2 --more megapixels=0.25`,
  mark => `/imagine a slow boat ${mark} [sandbox:slow=1s] --more megapixels=0.25`,
  mark => `/imagine no boat ${mark} [sandbox:fail=oom] --more megapixels=0.25`,
  mark => `/imagine a public boat ${mark} --model black-forest-labs/flux-schnell --more megapixels=0.25`,
  mark => `/imagine no public boat ${mark} [sandbox:fail=oom] --model black-forest-labs/flux-schnell --more megapixels=0.25`,
  mark => `/imagine another boat ${mark} [sandbox:nsfw] --model black-forest-labs/flux-schnell --more megapixels=0.25`,
  mark => `Count to 12. ${mark}`,
  mark => `Count to 60. ${mark}`,
]

type Prediction = {
  readonly id: string
  readonly status: string
  readonly model: string
  readonly deployment?: string | null
  readonly output: unknown
  readonly metrics?: Readonly<Record<string, unknown>>
}

async function predictionsOf(baseUrl: string): Promise<readonly Prediction[]> {
  const all: Prediction[] = []
  for (let next: string | null = `${baseUrl}/predictions`; next !== null;) {
    const response: Response = await fetch(next, { headers: { authorization: 'Bearer r8_test' } })
    const page = (await response.json()) as { next: string | null; results: readonly { readonly id: string }[] }
    for (const { id } of page.results) {
      const whole = await fetch(`${baseUrl}/predictions/${id}`, { headers: { authorization: 'Bearer r8_test' } })
      all.push((await whole.json()) as Prediction)
    }
    next = page.next
  }
  return all
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** A canceled prediction's record has no tokens of its answer: its words are counted, four characters a token. */
const wordTokens = (output: unknown): number => (Array.isArray(output) ? Math.ceil(output.join('').length / 4) : 0)

/** What Replicate bills for a prediction, in micro-dollars, by the sandbox's own record of it. */
function billOf({ status, model, deployment, output, metrics = {} }: Prediction): number {
  const isDeployed = typeof deployment === 'string' && deployment !== ''
  if (status === 'failed' && !isDeployed) return 0
  const units = nanoUsd[model]
  if (units === undefined) throw new Error(`The test has no price for ${model}.`)
  const listed = Array.isArray(output) ? output.filter(item => /^(https?|data):/.test(String(item))).length : 0
  const images = metrics['image_count'] ?? metrics['image_output_count'] ?? listed
  const nano =
    (units['second'] ?? 0) * number(metrics['predict_time']) +
    (units['image'] ?? 0) * number(images) +
    (units['input_token'] ?? 0) * number(metrics['input_token_count']) +
    (units['output_token'] ?? 0) * number(metrics['output_token_count'] ?? wordTokens(output))
  return Math.ceil(Math.round(nano) / 1_000)
}

const isLive = (message: WireMessage): boolean => message.live === true

/** Everything anybody said, and the service's answers, everywhere. */
async function allMessages(person: Person, spots: readonly Spot[]): Promise<readonly WireMessage[]> {
  return (await Promise.all(spots.map(spot => person.messages(spot)))).flat()
}

/** Presses Cancel or Stop under one message that is not finished, where there is one. */
async function cancelOne(person: Person, spots: readonly Spot[]): Promise<void> {
  const live = (await allMessages(person, spots)).find(isLive)
  const label = live && blocksOf(live, 'actions').flatMap(block => block.buttons)[0]?.label
  if (live !== undefined && label !== undefined) await person.press(live, label)
}

test(
  'killed at chance moments, again and again, the service’s ledger is what Replicate bills, and nothing stays set aside',
  { timeout: 120_000 + kills * 20_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'replichat-ledger-'))
    try {
      const pricesFile = join(folder, 'prices.json')
      const configFile = join(folder, 'replichat.yaml')
      const lines = Object.entries(nanoUsd).flatMap(([match, units]) =>
        Object.entries(units).map(([unit, nano]) => ({ match, unit, usd: nano / 1e9 })),
      )
      await writeFile(pricesFile, JSON.stringify(lines))
      await writeFile(
        configFile,
        [
          'model.image: deployment:sandbox/flux-fast',
          'model.chat: deployment:sandbox/llama-chat',
          'budget.service: 100/day',
          'budget.user: 90/month',
          'limit.perMinute: 1000',
          'limit.queue: 1000',
          'limit.concurrent: 10',
        ].join('\n'),
      )
      await using sandbox = await startSandbox(join(folder, 'sandbox'))
      const startIt = (): Promise<Started> =>
        startProduct(folder, {
          REPLICATE_API_TOKEN: 'r8_test',
          REPLICATE_BASE_URL: sandbox.url,
          PRICES_FILE: pricesFile,
          CONFIG_FILE: configFile,
        })
      const spots: Spot[] = []
      const unsaid = new Map<string, { readonly spot: Spot; readonly words: string }>()
      // What was not acknowledged is said again under the same id, as the page does it.
      const sayAll = (person: Person): Promise<unknown> =>
        Promise.all([...unsaid].map(([id, { spot, words }]) => person.sayAs(id, spot, words).then(() => unsaid.delete(id))))
      for (let kill = 0; kill < kills; kill++) {
        await using product = await startIt()
        const person = sitDown(product.url)
        if (spots.length === 0) for (const name of ['one', 'two', 'three']) spots.push(await person.makeRoom(name))
        // Nobody waits for an answer: the process may be gone before it comes.
        for (let more = 1 + randomInt(2); more > 0; more--) {
          const words = wishes[randomInt(wishes.length)]?.(randomUUID().slice(0, 8)) ?? ''
          unsaid.set(randomUUID(), { spot: spots[randomInt(spots.length)] ?? { room: '' }, words })
        }
        void sayAll(person).catch(() => undefined)
        await sleep(randomInt(1_200))
        if (randomInt(4) === 0) await Promise.race([cancelOne(person, spots).catch(() => undefined), sleep(300)])
        await product.kill()
      }

      {
        await using product = await startIt()
        const person = sitDown(product.url)
        await sayAll(person)
        let open: readonly WireMessage[] = []
        const look = async (): Promise<true | undefined> => {
          const messages = await allMessages(person, spots)
          const answered = new Set(messages.filter(({ by }) => by === 'service').map(({ answers }) => answers))
          open = messages.filter(message => isLive(message) || (message.by === 'person' && !answered.has(message.id)))
          return open.length === 0 ? true : undefined
        }
        await eventually('The end of everything that was asked for', look, 60_000 + kills * 2_000).catch((thrown: unknown) => {
          throw new Error(`Open are ${JSON.stringify(open.slice(0, 5))}`, { cause: thrown })
        })
        await product.stop()
      }

      const predictions = await predictionsOf(sandbox.url)
      const bill = predictions.reduce((sum, prediction) => sum + billOf(prediction), 0)
      await using store = await openStore({ url: `sqlite:${join(folder, 'replichat.db')}`, dataDir: folder })
      const jobs = await store.records.list('jobs', {})
      const ledger = await store.records.list('ledger', {})
      const owners = new Map((await store.records.list('predictions', {})).map(({ id, job }) => [id, job]))
      const byJob = Map.groupBy(predictions, ({ id }) => owners.get(id))
      const uneven = [...new Set([...byJob.keys(), ...ledger.map(({ id }) => id)])].flatMap(job => {
        const billed = (byJob.get(job) ?? []).reduce((sum, prediction) => sum + billOf(prediction), 0)
        const settled = ledger.find(({ id }) => id === job)?.settled ?? 0
        return billed === settled ? [] : [`${String(job)}: billed ${billed}, the ledger has ${settled}`]
      })
      const spent = await spentIn(store.records)
      const byStatus = [...Map.groupBy(predictions, ({ status }) => status)].map(([status, found]) => `${found.length} ${status}`)
      console.log(
        `ledger: ${kills} kills, ${jobs.length} requests, ${predictions.length} predictions (${byStatus.join(', ')}); the ledger has ${spent} micro-dollars, the sandbox’s records come to ${bill}.`,
      )
      expect(jobs.filter(job => job.closedAt === undefined)).toEqual([])
      expect(await troublesOf(store.records)).toEqual([])
      expect(uneven).toEqual([])
      expect(spent).toBe(bill)
      expect(predictions.length).toBeGreaterThan(0)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)
