import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { expect, test } from 'vitest'
import sharp from 'sharp'
import { everyone, finished, startSandbox, type Started, until } from './start.ts'
import { zipOf } from './zip.ts'

type Node = { readonly [key: string]: Node }

const text = readFileSync(new URL('../replicate/openapi.json', import.meta.url), 'utf8')
const description = JSON.parse(text, (key, value: Record<string, unknown>) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // A training's output is null before its end in every recorded answer, which the published form forgets.
  if (key === 'output' && JSON.stringify(value).includes('"weights"')) return { ...value, nullable: true }
  // The published `version` is one of "a string" and "the string hidden", which no validator lets `hidden` pass.
  if (!('oneOf' in value) || key !== 'version') return value
  const { oneOf, ...rest } = value
  return { ...rest, anyOf: oneOf }
}) as Node
const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(description, 'api')

const escape = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))

function schemaOf(path: string, method: string, status: number, type: string): ValidateFunction {
  const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'].map(escape).join('/')
  const validate = ajv.getSchema(`api#/${pointer}`)
  if (validate === undefined) throw new Error(`The description has no ${status} ${type} of ${method} ${path}.`)
  return validate
}

/** One answer against its description: its status must be described, its type and its body must fit. */
async function check(response: Response, path: string, method: string): Promise<Record<string, unknown> | undefined> {
  const described = description['paths']![path]![method]!['responses']!
  expect(Object.keys(described), `${method} ${path}`).toContain(String(response.status))
  if (described[response.status]!['content'] === undefined) {
    expect(await response.text()).toBe('')
    return undefined
  }
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!
  const validate = schemaOf(path, method, response.status, type)
  if (!type.endsWith('json')) return undefined
  const body = (await response.json()) as Record<string, unknown>
  expect(validate(body), `${method} ${path}: ${ajv.errorsText(validate.errors)}`).toBe(true)
  return body
}

test('every answer is one the published description allows', async () => {
  await using sandbox = await startSandbox()
  const walked = new Set<string>()
  const walk = async (
    method: string,
    path: string,
    filled: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Record<string, unknown>> => {
    walked.add(`${method} ${path}`)
    return (await check(await sandbox.call(method.toUpperCase(), filled, body, headers), path, method)) ?? {}
  }
  const simple = ['/account', '/deployments', '/files', '/hardware', '/models', '/predictions', '/webhooks/default/secret']
  const create = ['/models/{model_owner}/{model_name}/predictions', '/models/meta/meta-llama-3-70b-instruct/predictions'] as const
  const made = [
    await walk('post', create[0], create[1], { input: { prompt: 'x' } }),
    await walk('post', create[0], create[1], { input: { prompt: 'x' } }, { prefer: 'wait' }),
    await walk(
      'post',
      create[0],
      create[1],
      { input: { prompt: '[sandbox:boot=60s] x' } },
      { prefer: 'wait=1', 'cancel-after': '30s' },
    ),
    await walk('post', create[0], create[1], { input: { prompt: '[sandbox:fail=oom] x' } }, { prefer: 'wait' }),
    await walk(
      'post',
      '/deployments/{deployment_owner}/{deployment_name}/predictions',
      '/deployments/sandbox/flux-fast/predictions',
      { input: { prompt: 'x' } },
      { prefer: 'wait' },
    ),
    await walk('post', '/predictions', '/predictions', {
      version: '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc',
      input: { prompt: 'x', image: 'https://example.com/fox.png' },
      webhook: 'http://127.0.0.1:1/hook',
      webhook_events_filter: ['start'],
    }),
  ]
  const file = await upload(sandbox)
  walked.add('post /files')
  for (const path of simple) await walk('get', path, path)
  await walk('get', '/predictions', '/predictions?created_after=2020-01-01T00:00:00Z&source=web')
  for (const { id } of made) await walk('get', '/predictions/{prediction_id}', `/predictions/${String(id)}`)
  await walk('post', '/predictions/{prediction_id}/cancel', `/predictions/${String(made[2]!.id)}/cancel`)
  await walk('get', '/models/{model_owner}/{model_name}', '/models/stability-ai/sdxl')
  const versions = await walk('get', '/models/{model_owner}/{model_name}/versions', '/models/stability-ai/sdxl/versions')
  const [version] = versions.results as { id: string }[]
  await walk(
    'get',
    '/models/{model_owner}/{model_name}/versions/{version_id}',
    `/models/stability-ai/sdxl/versions/${version!.id}`,
  )
  await walk('get', '/deployments/{deployment_owner}/{deployment_name}', '/deployments/sandbox/llama-chat')
  await walk('get', '/files/{file_id}', `/files/${file}`)
  await walk('get', '/files/{file_id}', '/files/none')
  const { key } = await sandbox.json('GET', '/_sandbox/files-secret')
  const expiry = Math.floor(Date.now() / 1000) + 60
  const signature = encodeURIComponent(createHmac('sha256', key).update(`sandbox ${file} ${expiry}`).digest('base64'))
  for (const sign of [signature, 'wrong'])
    await walk('get', '/files/{file_id}/download', `/files/${file}/download?owner=sandbox&expiry=${expiry}&signature=${sign}`)
  await walk('delete', '/files/{file_id}', `/files/${file}`)
  await walk('delete', '/files/{file_id}', `/files/${file}`)
  await until(async () =>
    (await sandbox.json('GET', '/predictions')).results.every(one => 'completed_at' in one) ? true : undefined,
  )
  await sandbox.call('POST', '/_sandbox/clock', { advance: 4000 })
  for (const { id } of made)
    expect(await walk('get', '/predictions/{prediction_id}', `/predictions/${String(id)}`)).toMatchObject({ data_removed: true })

  await walk('query', '/models', '/models', 'fast pictures', { 'content-type': 'text/plain' })
  for (const query of ['flux', '']) await walk('get', '/search', `/search?query=${query}&limit=5`)
  const { results: collections } = await walk('get', '/collections', '/collections')
  for (const { slug } of collections as { slug: string }[])
    await walk('get', '/collections/{collection_slug}', `/collections/${slug}`)

  const [ownPath, versionPath] = [
    '/models/{model_owner}/{model_name}',
    '/models/{model_owner}/{model_name}/versions/{version_id}',
  ]
  const mine = { owner: 'sandbox', name: 'foxes', visibility: 'private', hardware: 'cpu' }
  await walk('post', '/models', '/models', { ...mine, description: 'Foxes', github_url: 'https://example.com/foxes' })
  await walk('get', ownPath, '/models/sandbox/foxes')
  await walk('patch', ownPath, '/models/sandbox/foxes', { readme: '# Foxes' })
  await walk('get', '/models/{model_owner}/{model_name}/readme', '/models/sandbox/foxes/readme')
  await walk('get', '/models/{model_owner}/{model_name}/readme', '/models/stability-ai/sdxl/readme')
  for (const name of ['stability-ai/sdxl', 'meta/meta-llama-3-70b-instruct', 'replicate/hello-world']) {
    const { results } = await walk('get', '/models/{model_owner}/{model_name}/examples', `/models/${name}/examples`)
    const shown = await walk('get', '/models/{model_owner}/{model_name}', `/models/${name}`)
    expect(shown).toMatchObject({ default_example: (results as unknown[])[0] })
  }
  const trainer = await sandbox.json('GET', '/models/ostris/flux-dev-lora-trainer')
  const trainerVersion = String((trainer.latest_version as unknown as { id: string }).id)
  const train = [
    '/models/{model_owner}/{model_name}/versions/{version_id}/trainings',
    `/models/ostris/flux-dev-lora-trainer/versions/${trainerVersion}/trainings`,
  ] as const
  const input = { input_images: await pictures(), steps: 3 }
  const trained = await walk('post', train[0], train[1], { destination: 'sandbox/foxes', input })
  const stopped = await walk('post', train[0], train[1], { destination: 'sandbox/foxes', input: { ...input, steps: 6000 } })
  await walk('post', '/trainings/{training_id}/cancel', `/trainings/${String(stopped.id)}/cancel`)
  const ended = await finished(sandbox, String(trained.id))
  expect(ended).toMatchObject({ status: 'succeeded' })
  await walk('get', '/trainings/{training_id}', `/trainings/${String(trained.id)}`)
  await walk('get', '/trainings', '/trainings')
  const made64 = String((ended.output as unknown as { version: string }).version.split(':')[1])
  await walk('get', versionPath, `/models/sandbox/foxes/versions/${made64}`)

  const [deployments, deploymentPath] = ['/deployments', '/deployments/{deployment_owner}/{deployment_name}']
  await walk('post', deployments, deployments, {
    name: 'foxes',
    model: 'sandbox/foxes',
    version: made64,
    hardware: 'cpu',
    min_instances: 0,
    max_instances: 1,
  })
  await walk('patch', deploymentPath, '/deployments/sandbox/foxes', { max_instances: 0 })
  await sandbox.call('POST', '/_sandbox/clock', { advance: 16 * 60 })
  await walk('delete', deploymentPath, '/deployments/sandbox/foxes')
  await walk('delete', versionPath, `/models/sandbox/foxes/versions/${made64}`)
  await walk('delete', ownPath, '/models/sandbox/foxes')

  const described = Object.entries(description['paths']!).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter(method => method !== 'parameters')
      .map(method => `${method} ${path}`),
  )
  expect(described).toHaveLength(37)
  expect(described.filter(operation => !walked.has(operation))).toEqual([])
})

/** A zip of one picture, as a data URI. */
async function pictures(): Promise<string> {
  const picture = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#c04010' } })
    .png()
    .toBuffer()
  return `data:application/zip;base64,${zipOf({ 'fox.png': picture }).toString('base64')}`
}

async function upload(sandbox: Started): Promise<string> {
  const form = new FormData()
  form.append('content', new Blob(['x']), 'x.bin')
  const response = await fetch(`${sandbox.baseUrl}/files`, {
    method: 'POST',
    headers: { authorization: 'Bearer r8_x' },
    body: form,
  })
  return String((await check(response, '/files', 'post'))!.id)
}

test('every schema a model publishes is one a validator takes, its defaults fit it, and its order is whole', async () => {
  await using sandbox = await startSandbox()
  for (const model of await everyone(sandbox, '/models')) {
    const { components } = model.latest_version.openapi_schema
    const validate = new Ajv({ strict: false })
      .addFormat('uri', true)
      .addFormat('date-time', true)
      .compile({ $ref: '#/components/schemas/Input', components })
    const { properties, required = [] } = components.schemas['Input']!
    expect(Object.values(properties).map(property => property['x-order'])).toEqual(Object.keys(properties).map((_, i) => i))
    const defaults = Object.entries(properties).flatMap(([name, property]) =>
      'default' in property ? [[name, property['default']] as const] : [],
    )
    const given = required.map(name => [name, asksFor(properties[name]!)] as const)
    const input = Object.fromEntries([...given, ...defaults])
    expect(validate(input), `${model.name}: ${JSON.stringify(validate.errors)}`).toBe(true)
    for (const name of required) expect(validate({ ...input, [name]: undefined }), `${model.name} without ${name}`).toBe(false)
  }
})

/** Something of the form a property has. */
const asksFor = ({ type, format, minimum = 1 }: Readonly<Record<string, unknown>>): unknown =>
  type === 'string' ? (format === 'uri' ? 'https://example.com/fox.png' : 'x') : type === 'array' ? [] : minimum
