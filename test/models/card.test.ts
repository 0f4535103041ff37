import { afterAll, beforeAll, expect, test } from 'vitest'
import { Fault } from '../../src/core/fault.ts'
import { sendJson, startStandIn } from '../replicate/stand-in.ts'
import { type Started, startSandbox } from '../sandbox/start.ts'
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

const newest = '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc'
const older = '39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b'

test.each([
  [
    'an official model runs unpinned',
    'black-forest-labs/flux-schnell',
    'black-forest-labs/flux-schnell',
    'black-forest-labs/flux-schnell',
    'image',
  ],
  [
    'a community model is pinned to its newest version',
    'stability-ai/sdxl',
    'stability-ai/sdxl',
    `stability-ai/sdxl:${newest}`,
    'image',
  ],
  ['a version somebody names stays', `stability-ai/sdxl:${older}`, 'stability-ai/sdxl', `stability-ai/sdxl:${older}`, 'image'],
  [
    'a deployment is its model under its own name',
    'deployment:sandbox/llama-chat',
    'meta/meta-llama-3-70b-instruct',
    'deployment:sandbox/llama-chat',
    'chat',
  ],
] as const)('%s', async (_, ref, model, pinned, kind) => {
  expect(await models.describe(ref, signal())).toMatchObject({ ref, model, pinned, kind })
  expect(models.known()).toContain(ref)
})

test('a card says what each input may be, in the author’s order', async () => {
  const { fields, output } = await models.describe('black-forest-labs/flux-schnell', signal())
  expect(output).toBe('files')
  expect(fields.map(field => field.name).slice(0, 3)).toEqual(['prompt', 'aspect_ratio', 'num_outputs'])
  expect(fields[0]).toMatchObject({ type: 'text', required: true })
  expect(fields[1]).toMatchObject({ type: 'choice', default: '1:1', required: false })
  expect(fields[2]).toMatchObject({ type: 'integer', min: 1, max: 4, default: 1 })
})

test.each([
  ['nobody/nothing', 'Replicate knows no model `nobody/nothing`. Check the spelling.'],
  [
    `stability-ai/sdxl:${'0'.repeat(64)}`,
    `Replicate knows no model \`stability-ai/sdxl:${'0'.repeat(64)}\`. Check the spelling.`,
  ],
  ['deployment:nobody/nothing', 'Replicate knows no deployment `nobody/nothing`. Check the spelling.'],
  [
    'meta/llama-3-70b-instruct',
    '`meta/llama-3-70b-instruct` does not exist at Replicate; its living successor is `meta/meta-llama-3-70b-instruct`.',
  ],
  ['cog:faces', 'There is no Cog container `faces` here.'],
  ['../v1/account', '“../v1/account” is not a model; write `owner/name` or `deployment:owner/name`.'],
])('what is no model is said in one sentence, and nothing is remembered: %s', async (ref, sentence) => {
  const thrown = await models.describe(ref, signal()).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Fault)
  expect(thrown).toMatchObject({ kind: 'input', message: sentence })
  expect(models.known()).not.toContain(ref)
  expect(models.cards.ttls.has(ref)).toBe(false)
})

/** What Replicate answers for a model with one whole number as its input, `most` at most. */
const modelWith = (id: string, most: number) => ({
  url: 'https://replicate.com/acme/counter',
  owner: 'acme',
  name: 'counter',
  visibility: 'private',
  latest_version: {
    id,
    created_at: '2026-01-01T00:00:00Z',
    openapi_schema: {
      components: {
        schemas: {
          Input: { type: 'object', properties: { prompt: { type: 'string' }, n: { type: 'integer', maximum: most } } },
          Output: { type: 'array', items: { type: 'string', format: 'uri' } },
        },
      },
    },
  },
})

test('a deployment of a private model is described by the version it runs, not by the newest', async () => {
  const [running, newer] = ['a'.repeat(64), 'b'.repeat(64)]
  await using server = await startStandIn((response, { path }) => {
    if (path === '/v1/deployments/acme/fast')
      sendJson(response, 200, {
        owner: 'acme',
        name: 'fast',
        current_release: { number: 3, model: 'acme/counter', version: running },
      })
    else if (path === `/v1/models/acme/counter/versions/${running}`) sendJson(response, 200, modelWith(running, 2).latest_version)
    else sendJson(response, 200, modelWith(newer, 9))
  })
  await using own = connect(server)
  const card = await own.describe('deployment:acme/fast', signal())
  expect(card.fields.find(field => field.name === 'n')?.max).toBe(2)
})

test('a card is asked for once and believed for minutes; a deployment’s for less, since its release may change', async () => {
  await using server = await startStandIn((response, { path }) =>
    path.startsWith('/v1/deployments/')
      ? sendJson(response, 200, {
          owner: 'acme',
          name: 'fast',
          current_release: { number: 1, model: 'acme/counter', version: 'c'.repeat(64) },
        })
      : sendJson(response, 200, modelWith('c'.repeat(64), 2)),
  )
  await using own = connect(server)
  for (let i = 0; i < 3; i++) await own.describe('acme/counter', signal())
  expect(server.requests).toHaveLength(1)
  await own.describe('deployment:acme/fast', signal())
  expect(own.cards.ttls).toEqual(
    new Map([
      ['acme/counter', 600_000],
      ['deployment:acme/fast', 60_000],
    ]),
  )
})

test('a model that has no version yet, and a Replicate that does not answer, are told apart', async () => {
  await using empty = await startStandIn(response => sendJson(response, 200, { ...modelWith('', 1), latest_version: null }))
  await using own = connect(empty)
  await expect(own.describe('acme/counter', signal())).rejects.toMatchObject({
    kind: 'input',
    message: '`acme/counter` has no version that can be run.',
  })
  await using broken = await startStandIn(response => void response.writeHead(503).end())
  await using other = connect(broken)
  await expect(other.describe('acme/counter', signal())).rejects.toMatchObject({ kind: 'busy' })
})
