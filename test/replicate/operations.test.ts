import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { signFileLink } from '../../src/replicate/files.ts'
import { faultsOf } from './described.ts'
import { clientFor, collect, prediction, sendJson, startStandIn } from './stand-in.ts'

const hex = 'c846a69991daf4c0e5d016514849d14ee5b2e6846ce6b9d6f21369e564cfe51e'
const version = { id: hex, created_at: '2024-08-01T00:00:00Z', openapi_schema: {} }
const model = { url: 'https://replicate.com/acme/hello', owner: 'acme', name: 'hello', visibility: 'public' }
const release = {
  number: 1,
  model: 'acme/hello',
  version: hex,
  created_at: version.created_at,
  configuration: { hardware: 'cpu', min_instances: 0, max_instances: 1 },
}
const deployment = { owner: 'acme', name: 'app', current_release: release }
const file = {
  id: 'NGZiZWY4MmItYmZlYi00NmI0',
  content_type: 'image/png',
  size: 3,
  checksums: {},
  metadata: {},
  created_at: version.created_at,
  urls: { get: 'https://api.replicate.com/v1/files/NGZiZWY4MmItYmZlYi00NmI0' },
}
const training = prediction({ output: { version: `acme/mine:${hex}`, weights: 'https://replicate.delivery/w.tar' } })
const collection = { name: 'Upscalers', slug: 'upscalers', description: 'Larger pictures' }
const pageOf = (item: unknown) => ({ next: null, previous: null, results: [item] })

const answers: Readonly<Record<string, readonly [number, unknown?]>> = {
  'GET /account': [200, { type: 'user', username: 'acme' }],
  'GET /collections': [200, pageOf(collection)],
  'GET /collections/upscalers': [200, { ...collection, full_description: null, models: [model] }],
  'GET /deployments': [200, pageOf(deployment)],
  'POST /deployments': [200, deployment],
  'GET /deployments/acme/app': [200, deployment],
  'PATCH /deployments/acme/app': [200, deployment],
  'DELETE /deployments/acme/app': [204],
  'POST /deployments/acme/app/predictions': [201, prediction()],
  'GET /files': [200, pageOf(file)],
  'POST /files': [201, file],
  [`GET /files/${file.id}`]: [200, file],
  [`DELETE /files/${file.id}`]: [204],
  [`GET /files/${file.id}/download`]: [200, 'abc'],
  'GET /hardware': [200, [{ sku: 'cpu', name: 'CPU' }]],
  'GET /models': [200, pageOf(model)],
  'POST /models': [201, model],
  'QUERY /models': [200, pageOf(model)],
  'GET /models/acme/hello': [200, model],
  'PATCH /models/acme/hello': [200, model],
  'DELETE /models/acme/hello': [204],
  'GET /models/acme/hello/examples': [200, pageOf(prediction())],
  'GET /models/acme/hello/readme': [200, '# Hello'],
  'POST /models/acme/hello/predictions': [201, prediction()],
  'GET /models/acme/hello/versions': [200, pageOf(version)],
  [`GET /models/acme/hello/versions/${hex}`]: [200, version],
  [`DELETE /models/acme/hello/versions/${hex}`]: [202],
  [`POST /models/acme/hello/versions/${hex}/trainings`]: [201, training],
  'GET /predictions': [200, pageOf(prediction())],
  'POST /predictions': [201, prediction()],
  'GET /predictions/p1': [200, prediction()],
  'POST /predictions/p1/cancel': [200, prediction({ status: 'canceled' })],
  'GET /search': [
    200,
    {
      query: 'up',
      models: [{ model, metadata: { score: 0.8 } }],
      collections: [collection],
      pages: [{ name: 'Docs', href: '/docs' }],
    },
  ],
  'GET /trainings': [200, pageOf(training)],
  'GET /trainings/t1': [200, training],
  'POST /trainings/t1/cancel': [200, training],
  'GET /webhooks/default/secret': [200, { key: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' }],
}

const startService = () =>
  startStandIn((response, { method, path }) => {
    const [status, body] = answers[`${method} ${path.slice('/v1'.length)}`] ?? [404, { detail: 'no such operation' }]
    if (typeof body === 'string') response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
    else if (body === undefined) response.writeHead(status).end()
    else sendJson(response, status, body)
  })

test('every operation of the published description is there, asks as described and reads the answer', async () => {
  await using server = await startService()
  await using replicate = clientFor(server)
  const { collections, deployments, files, models, predictions, trainings } = replicate

  expect(await replicate.account.get()).toMatchObject({ username: 'acme' })
  expect((await collections.list()).results).toEqual([collection])
  expect(await collect(collections.paginate())).toEqual([collection])
  expect(await collections.get('upscalers')).toMatchObject({ full_description: null, models: [model] })

  expect((await deployments.list()).results).toEqual([deployment])
  expect(await collect(deployments.paginate())).toEqual([deployment])
  const size = { minInstances: 0, maxInstances: 1 }
  expect(await deployments.create({ name: 'app', model: 'acme/hello', version: hex, hardware: 'cpu', ...size })).toEqual(
    deployment,
  )
  expect(await deployments.get('acme/app')).toEqual(deployment)
  expect(await deployments.update('acme/app', { minInstances: 1 })).toEqual(deployment)
  expect(await deployments.delete('acme/app')).toBe(true)
  expect(await deployments.predictions.create('acme/app', { input: {} })).toMatchObject({ status: 'starting' })

  expect((await files.list()).results).toEqual([file])
  expect(await collect(files.paginate())).toEqual([file])
  expect(await files.create({ content: new Uint8Array(3), name: 'x.png' })).toEqual(file)
  expect(await files.get(file.id)).toEqual(file)
  expect(await files.delete(file.id)).toBe(true)
  const link = signFileLink(file.id, 'acme', 1_760_000_000, 'secret')
  expect(Buffer.from(await files.download(file.id, link)).toString()).toBe('abc')

  expect(await replicate.hardware.list()).toEqual([{ sku: 'cpu', name: 'CPU' }])
  expect((await models.list({ sortBy: 'model_created_at', sortDirection: 'asc' })).results).toEqual([model])
  expect(await collect(models.paginate())).toEqual([model])
  expect(await collect(models.search('hello world'))).toEqual([model])
  expect(server.requests.at(-1)!.body.toString()).toBe('hello world')
  const made = { reference: 'acme/hello', visibility: 'private', hardware: 'cpu', description: 'Says hello' } as const
  expect(await models.create(made)).toEqual(model)
  expect(await models.get('acme/hello')).toEqual(model)
  expect(await models.update('acme/hello', { readme: '# Hello' })).toEqual(model)
  expect(await models.delete('acme/hello')).toBe(true)
  expect(await models.readme('acme/hello')).toBe('# Hello')
  expect(await models.readme('acme/silent')).toBeUndefined()
  expect(await collect(models.examples('acme/hello'))).toHaveLength(1)
  expect((await models.versions.list('acme/hello')).results).toEqual([version])
  expect(await models.versions.get('acme/hello', hex)).toEqual(version)
  expect(await models.versions.delete('acme/hello', hex)).toBe(true)

  for (const target of [{ model: 'acme/hello' }, { version: hex }])
    expect(await predictions.create({ target, input: {} })).toMatchObject({ status: 'starting' })
  expect(await collect(predictions.paginate())).toHaveLength(1)
  expect(await predictions.get('p1')).toMatchObject({ status: 'starting' })
  expect(await predictions.cancel('p1')).toMatchObject({ status: 'canceled' })

  expect(await replicate.search('up', { limit: 5 })).toMatchObject({
    query: 'up',
    models: [{ model, metadata: { score: 0.8 } }],
    collections: [collection],
    pages: [{ name: 'Docs', href: '/docs' }],
  })
  const asked = { trainer: `acme/hello:${hex}`, destination: 'acme/mine', input: { steps: 3 } }
  expect(await trainings.create({ ...asked, webhook: 'https://x.example', webhookEventsFilter: ['completed'] })).toMatchObject({
    output: { version: `acme/mine:${hex}` },
  })
  expect((await trainings.list()).results).toHaveLength(1)
  expect(await collect(trainings.paginate())).toHaveLength(1)
  expect(await trainings.get('t1')).toMatchObject({ output: training.output })
  expect(await trainings.cancel('t1')).toMatchObject({ id: training.id })
  expect(await replicate.webhooks.default.secret.get()).toEqual({ key: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })

  expect(server.requests.flatMap(request => faultsOf(request))).toEqual([])
  const asks = new Set(server.requests.map(({ method, path }) => `${method} ${path.slice('/v1'.length)}`))
  expect(Object.keys(answers).filter(operation => !asks.has(operation))).toEqual([])
  const { paths } = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as {
    paths: Record<string, object>
  }
  const described = Object.values(paths).flatMap(methods => Object.keys(methods).filter(name => name !== 'parameters'))
  expect(Object.keys(answers)).toHaveLength(described.length)
})

test('what is deleted twice, because the first answer was lost, is no error', async () => {
  await using server = await startStandIn((response, _, nth) => (nth === 1 ? response.destroy() : sendJson(response, 404, {})))
  await using replicate = clientFor(server)
  expect(await replicate.deployments.delete('acme/app')).toBe(false)
  expect(server.requests).toHaveLength(2)
})

test.each<[string, (replicate: ReturnType<typeof clientFor>) => Promise<unknown>]>([
  ['a model', ({ models }) => models.create({ reference: 'acme/x', visibility: 'private', hardware: 'cpu' })],
  [
    'a deployment',
    ({ deployments }) =>
      deployments.create({ name: 'x', model: 'a/b', version: hex, hardware: 'cpu', minInstances: 0, maxInstances: 1 }),
  ],
  ['a training', ({ trainings }) => trainings.create({ trainer: `a/b:${hex}`, destination: 'acme/x', input: {} })],
])('the create of %s whose answer was lost is not sent again', async (_, create) => {
  await using server = await startStandIn(response => response.destroy())
  await using replicate = clientFor(server)
  await expect(create(replicate)).rejects.toMatchObject({ kind: 'unknown-create' })
  expect(server.requests).toHaveLength(1)
})

test.each(['a/b', hex, 'deployment:a/b'])('%s is not taken for a trainer', async trainer => {
  await using server = await startService()
  await using replicate = clientFor(server)
  await expect(replicate.trainings.create({ trainer, destination: 'acme/mine', input: {} })).rejects.toMatchObject({
    kind: 'invalid-input',
  })
  expect(server.requests).toHaveLength(0)
})
