import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunOrder } from '../../src/core/ports.ts'
import { prediction, sendJson, startStandIn } from '../replicate/stand-in.ts'
import { finished, type Started, startSandbox } from '../sandbox/start.ts'
import { connect, signal } from './connected.ts'

let sandbox: Started
let models: ReturnType<typeof connect>
beforeAll(async () => {
  sandbox = await startSandbox()
  models = connect(sandbox)
})
afterAll(async () => {
  await models[Symbol.asyncDispose]()
  await sandbox[Symbol.asyncDispose]()
})

const order = (more: Partial<RunOrder> = {}): RunOrder => ({
  job: 'j',
  run: 0,
  model: 'black-forest-labs/flux-schnell',
  input: { prompt: 'a fox', seed: 7 },
  ...more,
})

test.each(['black-forest-labs/flux-schnell', 'deployment:sandbox/flux-fast'])(
  'a prediction whose id was lost is found by its exact input: %s',
  async model => {
    const since = Date.now()
    const { prediction: id } = await models.start(order({ model }), signal())
    await models.start(order({ model, input: { prompt: 'a fox', seed: 8 } }), signal())
    await models.start(order({ model, input: { prompt: 'a fox', seed: 7, go_fast: false } }), signal())
    expect(await models.find(order({ model, input: { seed: 7, prompt: 'a fox' } }), since, signal())).toContain(id)
    expect(await models.find(order({ model, input: { seed: 9, prompt: 'a fox' } }), since, signal())).toEqual([])
  },
)

test('runs of one input on another model are not taken for each other’s', async () => {
  const since = Date.now()
  const input = { prompt: 'a lone boat', seed: 1 }
  const { prediction: id } = await models.start(order({ model: 'deployment:sandbox/flux-fast', input }), signal())
  expect(await models.find(order({ model: 'stability-ai/sdxl', input }), since, signal())).toEqual([])
  expect(await models.find(order({ model: 'deployment:sandbox/other', input }), since, signal())).toEqual([])
  expect(await models.find(order({ model: 'deployment:sandbox/flux-fast', input }), since, signal())).toEqual([id])
})

test('a prediction that was found is looked at, and its pictures fetched, like one that was never lost', async () => {
  const { prediction: id } = await models.start(order(), signal())
  await finished(sandbox, id)
  const look = await models.look(id, signal())
  expect(look).toMatchObject({ prediction: id, phase: 'succeeded', usage: { images: 1 } })
  expect((await models.fetch(look.files[0] ?? '', signal())).subarray(1, 4)).toEqual(Buffer.from('PNG'))
})

/** Predictions as Replicate lists them, each so many milliseconds after `since`. */
async function listing(since: number, rows: readonly (readonly [id: string, afterMs: number, more?: Record<string, unknown>])[]) {
  const results = rows.map(([id, afterMs, more]) =>
    prediction({
      id,
      model: 'acme/x',
      input: { prompt: 'a fox', seed: 7 },
      created_at: new Date(since + afterMs).toISOString(),
      ...more,
    }),
  )
  return startStandIn((response, { path }) =>
    path === '/v1/predictions' ? sendJson(response, 200, { next: null, previous: null, results }) : sendJson(response, 404, {}),
  )
}

test('clocks may differ by a minute, and what is older was there before', async () => {
  const since = Date.parse('2026-03-01T12:00:00Z')
  await using server = await listing(since, [
    ['later', 30_000],
    ['clock behind', -59_000],
    ['an earlier job', -61_000],
  ])
  await using own = connect(server)
  expect(await own.find(order({ model: 'acme/x' }), since, signal())).toEqual(['later', 'clock behind'])
  expect(server.requests[0]?.query.get('created_after')).toBe(new Date(since - 60_000).toISOString())
})

test('where the input was deleted already, model and time are enough to not pay twice, for five minutes', async () => {
  const since = Date.parse('2026-03-01T12:00:00Z')
  const removed = { data_removed: true, input: {} }
  await using server = await listing(since, [
    ['too late', 301_000, removed],
    ['in time', 299_000, removed],
    ['another model', 1_000, { ...removed, model: 'acme/y' }],
    ['another input', 500, { input: { prompt: 'a cat' } }],
  ])
  await using own = connect(server)
  expect(await own.find(order({ model: 'acme/x' }), since, signal())).toEqual(['in time'])
})

test('a version somebody pinned is looked for under its model’s name', async () => {
  const since = Date.parse('2026-03-01T12:00:00Z')
  await using server = await listing(since, [['pinned', 10]])
  await using own = connect(server)
  expect(await own.find(order({ model: `acme/x:${'a'.repeat(64)}` }), since, signal())).toEqual(['pinned'])
})

test('an address of ours on a prediction names its run, whatever its input', async () => {
  const since = Date.parse('2026-03-01T12:00:00Z')
  const hook = (run: number): string => `https://bot.example/webhooks/replicate?run=${run}`
  await using server = await listing(since, [
    ['of another run', 20, { webhook: hook(1) }],
    ['its own', 10, { webhook: hook(0), input: {} }],
  ])
  await using own = connect(server, { webhook: ({ run }) => hook(run) })
  expect(await own.find(order({ model: 'acme/x' }), since, signal())).toEqual(['its own'])
})
