import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/open.ts'
import { type Person, sitDown } from '../flows/console.ts'
import { type Started, startProduct } from '../flows/process.ts'

/** What a person asks for while the product dies. */
export type Request = { readonly name: string; readonly text: (mark: string) => string }

export const requests: readonly Request[] = [
  { name: 'a picture', text: mark => `/imagine a red boat ${mark} --more megapixels=0.25` },
  { name: 'a streamed turn', text: mark => `Count to 12. ${mark}` },
]

/** A port's call before or after which the process can die, in the order of an undisturbed run. */
export type Point = { readonly at: number; readonly name: string }

const crashing = ['test/crash/crashing-product.ts']

const startCrashing = (folder: string, baseUrl: string, env: Readonly<Record<string, string>>): Promise<Started> =>
  startProduct(folder, { REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: baseUrl, ...env }, crashing)

const finished = async (person: Person, room: string) => {
  const message = await person.answer({ room }, found => found.live !== true, 60_000)
  return { message, count: (await person.messages({ room })).filter(found => found.by === 'service').length }
}

/** Runs once undisturbed and lists every point that was passed. Repeated looks and frames are named alike; each is a point. */
export async function listPoints(request: Request, baseUrl: string): Promise<readonly Point[]> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-points-'))
  const list = join(folder, 'points')
  try {
    await using product = await startCrashing(folder, baseUrl, { CRASH_LIST: list })
    const person = sitDown(product.url)
    const { room } = await person.general()
    await person.say({ room }, request.text(`list ${randomUUID().slice(0, 8)}`))
    await finished(person, room)
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
export async function crashAt(point: Point, request: Request, baseUrl: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-crash-'))
  const mark = `mark ${randomUUID().slice(0, 8)}`
  const id = randomUUID()
  const troubles: string[] = []
  try {
    let died: boolean
    {
      await using product = await startCrashing(folder, baseUrl, { CRASH_AT: String(point.at) })
      const person = sitDown(product.url)
      const { room } = await person.general()
      // Its answer may never come; the page repeats it under the same id, and so does this test below.
      const said = person.sayAs(id, { room }, request.text(mark)).catch(() => undefined)
      const isOver = said
        .then(() => finished(person, room))
        .then(
          () => false,
          () => true,
        )
      died = await Promise.race([product.ended.then(() => true), isOver])
    }
    {
      await using product = await startCrashing(folder, baseUrl, {})
      const person = sitDown(product.url)
      const { room } = await person.general()
      await person.sayAs(id, { room }, request.text(mark))
      const { message, count } = await finished(person, room)
      if (count !== 1) troubles.push(`${count} messages of the service`)
      const words = JSON.stringify(message.blocks)
      if (/Something broke/.test(words)) troubles.push(`the message says ${words}`)
      await product.stop()
    }
    const paid = await predictionsWith(baseUrl, mark)
    if (paid > 1) troubles.push(`${paid} predictions were started`)
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
