import { expect, test } from 'vitest'
import { createCogModels } from '../../src/models/cog.ts'
import { serveCog } from '../../src/sandbox/cog/serve.ts'
import { quickModels, until } from '../sandbox/start.ts'
import { connect, signal } from './connected.ts'

const named = (name: string) => quickModels.find(model => model.name === name)!
const order = (model: string, input: Record<string, unknown>, job = 'job1') => ({ job, run: 0, model, input })

async function world(setupMs = 0) {
  const painter = await serveCog({ port: 0, model: named('flux-schnell'), setupMs })
  const writer = await serveCog({ port: 0, model: named('meta-llama-3-70b-instruct'), setupMs })
  const cog = createCogModels({ painter: painter.origin, writer: writer.origin, nobody: 'http://127.0.0.1:1' }, Date.now)
  // Nobody listens where Replicate would be: a container needs none.
  const models = connect({ baseUrl: 'http://127.0.0.1:1/v1' }, { cog })
  return {
    models,
    cog,
    async [Symbol.asyncDispose]() {
      await cog.close()
      await models[Symbol.asyncDispose]()
      await painter.close()
      await writer.close()
    },
  }
}
const settled = (models: Awaited<ReturnType<typeof world>>['models'], id: string) =>
  until(async () => {
    const look = await models.look(id, signal())
    return look.phase === 'starting' || look.phase === 'running' ? undefined : look
  })

test('a container’s card comes from its own schema, and is offered by its name', async () => {
  await using at = await world()
  const card = await at.models.describe('cog:painter', signal())
  expect(card).toMatchObject({ ref: 'cog:painter', pinned: 'cog:painter', model: 'cog/painter', kind: 'image' })
  expect(card.fields.map(({ name }) => name)).toContain('prompt')
  expect(at.models.known()).toContain('cog:writer')
  expect(at.models.cards.ttls.get('cog:painter')).toBe(60_000)
})

test('a name that no operator gave, one that nobody answers at, and one that is still starting are told apart', async () => {
  await using at = await world(60_000)
  await expect(at.models.describe('cog:other', signal())).rejects.toThrow('There is no Cog container `other` here.')
  await expect(at.models.describe('cog:nobody', signal())).rejects.toMatchObject({ kind: 'busy' })
  await expect(at.models.describe('cog:painter', signal())).rejects.toThrow('still starting')
})

test('a picture is painted, with the log’s progress on the way, and comes as bytes (cog #418)', async () => {
  await using at = await world()
  const started = await at.models.start(order('cog:painter', { prompt: 'a fox', num_outputs: 2 }), signal())
  expect(started.phase).toBe('starting')
  const done = await settled(at.models, started.prediction)
  expect(done).toMatchObject({ phase: 'succeeded', usage: { images: 2 }, progress: { done: 1 } })
  expect(Buffer.from(await at.models.fetch(done.files[0]!, signal())).toString('latin1')).toContain('PNG')
})

test('a container that cannot be reached is no failure of its model', async () => {
  await using at = await world()
  await at.models.cards.set('cog:nobody', await at.models.describe('cog:painter', signal()), 60_000)
  const { prediction } = await at.models.start(order('cog:nobody', { prompt: 'a fox' }), signal())
  expect((await settled(at.models, prediction)).fault).toEqual({
    kind: 'platform',
    message: 'The Cog container `nobody` cannot be reached; try again later, or ask whoever runs this bot.',
    again: false,
  })
})

test('a text is read as it is written, and stopped where it is', async () => {
  await using at = await world()
  const { prediction } = await at.models.start(order('cog:writer', { prompt: 'one two three', seed: 3 }), signal())
  let text = ''
  await at.models.read(prediction, fragment => (text += fragment), signal())
  expect(text).toBe('seed 3: one two three')
  expect(await at.models.look(prediction, signal())).toMatchObject({ phase: 'succeeded', text })
  const long = await at.models.start(order('cog:writer', { prompt: 'words 3000' }, 'job2'), signal())
  expect(await at.models.stop(long.prediction, signal())).toMatchObject({ phase: 'canceled' })
})

test('a run waits for a place in a busy container, and each goes through in the end', async () => {
  await using at = await world()
  const runs = await Promise.all(
    ['a', 'b'].map(job => at.models.start(order('cog:writer', { prompt: 'words 20' }, job), signal())),
  )
  for (const { prediction } of runs) expect(await settled(at.models, prediction)).toMatchObject({ phase: 'succeeded' })
})

test('what ran in a process that died is found nowhere, and said to be worth one more start', async () => {
  await using at = await world()
  const asked = order('cog:writer', { prompt: 'words 3000' })
  const { prediction } = await at.models.start(asked, signal())
  expect(await at.models.find(asked, 0, signal())).toEqual([prediction])
  const later = connect(
    { baseUrl: 'http://127.0.0.1:1/v1' },
    { cog: createCogModels({ writer: 'http://127.0.0.1:1' }, Date.now) },
  )
  expect(await later.find(asked, 0, signal())).toEqual([])
  expect(await later.look(prediction, signal())).toMatchObject({ phase: 'failed', fault: { again: true } })
  await later[Symbol.asyncDispose]()
})

test('a picture to start from goes along to a container instead of to Replicate', async () => {
  await using at = await world()
  const file = { bytes: Buffer.from('hi'), name: 'picture', contentType: 'image/png' }
  expect(await at.models.upload(file, signal(), 'cog:painter')).toBe('data:image/png;base64,aGk=')
})
