import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WireMessage } from '../../adapters/web/wire.ts'
import { blocksOf, eventually, type Person, sitDown, type Spot, wordsOf } from './console.ts'
import { type Started, startProduct, startSandbox } from './process.ts'
import { openTollGate } from './toll-gate.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-killed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

type World = AsyncDisposable & {
  start(): Promise<Started>
  /** Predictions the sandbox has. */
  predictions(product: Started): Promise<readonly { readonly id: string; readonly status: string }[]>
}

async function list(baseUrl: string): Promise<readonly { readonly id: string; readonly status: string }[]> {
  const response = await fetch(`${baseUrl}/predictions`, { headers: { authorization: 'Bearer r8_test' } })
  return ((await response.json()) as { results: { id: string; status: string }[] }).results
}

/** The embedded sandbox dies with the process; one of its own goes on without it. */
const worlds: Readonly<Record<string, () => Promise<World>>> = {
  'the embedded sandbox': async () => ({
    start: () => startProduct(folder),
    predictions: product => list(`${product.url}/sandbox/v1`),
    async [Symbol.asyncDispose]() {},
  }),
  'a sandbox in its own process': async () => {
    const sandbox = await startSandbox(join(folder, 'sandbox'))
    return {
      start: () => startProduct(folder, { REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: sandbox.url }),
      predictions: () => list(sandbox.url),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    }
  },
}

const services = (messages: readonly WireMessage[]): readonly WireMessage[] =>
  messages.filter(message => message.by === 'service')

/** The one message of the service here, once it is finished. */
async function theOne(person: Person, spot: Spot): Promise<WireMessage> {
  const message = await person.answer(spot, found => found.live !== true, 40_000)
  expect(services(await person.messages(spot))).toHaveLength(1)
  return message
}

/** The product, killed as soon as the answer to a text shows something; the id of that answer and where it stands. */
async function killedWhile(world: World, text: string, shown: RegExp): Promise<{ readonly id: string; readonly spot: Spot }> {
  await using product = await world.start()
  const person = sitDown(product.url)
  const spot = await person.general()
  await person.say(spot, text)
  const { id } = await person.answer(spot, message => shown.test(wordsOf(message)))
  await product.kill()
  return { id, spot }
}

test.for(Object.keys(worlds))(
  'killed while painting with %s, the same message is finished after the restart, once, with one prediction',
  async name => {
    await using world = await worlds[name]!()
    const { id, spot } = await killedWhile(world, '/imagine a red fox in the snow --count 2', /Generating · \d+%/)
    await using product = await world.start()
    const message = await theOne(sitDown(product.url), spot)
    expect(message.id).toBe(id)
    expect(blocksOf(message, 'pictures')[0]?.pictures).toHaveLength(2)
    expect(await world.predictions(product)).toHaveLength(1)
  },
)

test.for(Object.keys(worlds))(
  'killed in mid-stream with %s, the answer is whole after the restart, in the same message, with one prediction',
  async name => {
    await using world = await worlds[name]!()
    const { id, spot } = await killedWhile(world, 'Count to 80.', /9/)
    await using product = await world.start()
    const message = await theOne(sitDown(product.url), spot)
    expect(message.id).toBe(id)
    const numbers = [...(blocksOf(message, 'text')[0]?.markdown ?? '').matchAll(/\d+/g)].map(found => Number(found[0]))
    for (let n = 1; n <= 80; n++) expect(numbers).toContain(n)
    expect(await world.predictions(product)).toHaveLength(1)
  },
)

test.for(['/imagine a boat on a lake', 'Count to 20.'])(
  'killed after Replicate took the money and before we noted it, “%s” is adopted and not paid again',
  async text => {
    await using sandbox = await startSandbox(join(folder, 'sandbox'))
    await using gate = await openTollGate(sandbox.url)
    const startIt = (): Promise<Started> =>
      startProduct(folder, { REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: gate.baseUrl })
    let spot: Spot
    {
      await using product = await startIt()
      const person = sitDown(product.url)
      spot = await person.general()
      const created = Promise.withResolvers<void>()
      gate.onCreated = async () => {
        gate.onCreated = undefined
        await product.kill()
        created.resolve()
      }
      await person.say(spot, text)
      await created.promise
    }
    await using product = await startIt()
    const message = await theOne(sitDown(product.url), spot)
    expect(wordsOf(message)).not.toContain('Something broke')
    expect(await list(sandbox.url)).toHaveLength(1)
  },
)

test(
  'killed at chance moments around paying, with the embedded sandbox, nothing is lost, doubled or paid twice',
  { timeout: 180_000 },
  async () => {
    const delays = [0, 5, 12, 40]
    const spots: Spot[] = []
    for (const delay of delays) {
      await using product = await startProduct(folder)
      const person = sitDown(product.url)
      const spot = await person.makeRoom(`after ${delay} ms`)
      spots.push(spot)
      await person.say(spot, `/imagine a house number ${delay}`)
      await sleep(delay)
      await product.kill()
    }
    await using product = await startProduct(folder)
    const person = sitDown(product.url)
    for (const spot of spots) await theOne(person, spot)
    await eventually('The end of all predictions', async () =>
      (await list(`${product.url}/sandbox/v1`)).every(found => found.status === 'succeeded') ? true : undefined,
    )
    expect(await list(`${product.url}/sandbox/v1`)).toHaveLength(delays.length)
  },
)

test('SIGTERM ends the process politely in mid-stream, and the answer goes on after the restart', async () => {
  let spot: Spot
  {
    await using product = await startProduct(folder)
    const person = sitDown(product.url)
    spot = await person.general()
    await person.say(spot, 'Count to 60.')
    await person.answer(spot, message => wordsOf(message).includes('7'))
    expect(await product.stop()).toBe(0)
  }
  await using product = await startProduct(folder)
  const message = await theOne(sitDown(product.url), spot)
  expect(wordsOf(message)).toContain('60')
})
