import { expect, test } from 'vitest'
import { finished, type Json, startSandbox } from './start.ts'

const llama = '/models/meta/meta-llama-3-70b-instruct/predictions'
const sdxl = '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc'

test('a create without a preference is answered at once with 201 and a prediction that starts', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', llama, { input: { prompt: 'hello world' } })
  expect(response.status).toBe(201)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('ratelimit-remaining')).toBe('599')
  expect(response.headers.get('ratelimit-reset')).toBe('1')
  const prediction = (await response.json()) as Json
  expect(prediction).toMatchObject({
    status: 'starting',
    output: null,
    logs: '',
    error: null,
    data_removed: false,
    source: 'api',
    version: 'hidden',
  })
  expect(prediction.id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/)
  expect(prediction.input).toEqual({ prompt: 'hello world' })
  expect(response.headers.get('location')).toBe(`${sandbox.baseUrl}/predictions/${prediction.id}`)
  expect(prediction).not.toHaveProperty('started_at')
  const done = await finished(sandbox, prediction.id)
  expect(done.output.slice(1)).toEqual(['hello ', 'world'])
  expect(done.metrics).toMatchObject({
    output_token_count: 2,
    predict_time: expect.any(Number) as number,
    total_time: expect.any(Number) as number,
  })
})

test('Prefer: wait holds the answer until the prediction is finished', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', llama, { input: { prompt: 'one two' } }, { prefer: 'wait' })
  expect(response.status).toBe(201)
  expect(response.headers.get('preference-applied')).toBe('wait')
  expect(await response.json()).toMatchObject({ status: 'succeeded', output: [expect.stringMatching(/^seed/), 'one ', 'two'] })
})

test('a wait that ends before the prediction answers 202, starting and without output, though it runs', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', llama, { input: { prompt: 'words 2000' } }, { prefer: 'wait=1' })
  expect(response.status).toBe(202)
  expect(response.headers.get('preference-applied')).toBe('wait=1')
  const prediction = (await response.json()) as { id: string; status: string; output: unknown }
  expect(prediction).toMatchObject({ status: 'starting', output: null })
  expect(await sandbox.json('GET', `/predictions/${prediction.id}`)).toMatchObject({ status: 'processing' })
})

test('a wait of more than a minute is capped at a minute', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', llama, { input: { prompt: 'x' } }, { prefer: 'wait=500' })
  expect(response.headers.get('preference-applied')).toBe('wait=60')
})

test.each(['wait=0', 'respond-async', 'waiting', 'wait=soon'])(
  'the preference "%s" is none that is known, and is left out',
  async prefer => {
    await using sandbox = await startSandbox()
    const response = await sandbox.call('POST', llama, { input: { prompt: 'x' } }, { prefer })
    expect(response.status).toBe(201)
    expect(response.headers.has('preference-applied')).toBe(false)
    expect(await response.json()).toMatchObject({ status: 'starting' })
  },
)

test('a version is named by its hash, by model and hash, or by an official model alone', async () => {
  await using sandbox = await startSandbox()
  const make = (version: string) => sandbox.json('POST', '/predictions', { version, input: { prompt: 'a fox' } })
  for (const version of [sdxl, `stability-ai/sdxl:${sdxl}`])
    expect(await make(version)).toMatchObject({ model: 'stability-ai/sdxl', version: sdxl })
  expect(await make('black-forest-labs/flux-schnell')).toMatchObject({
    model: 'black-forest-labs/flux-schnell',
    version: 'hidden',
  })
})

test.each([
  ['an unknown hash', 'f'.repeat(64)],
  ['"latest", which is no version', 'stability-ai/sdxl:latest'],
  ['a community model without its version', 'stability-ai/sdxl'],
  ['an official model with its version', 'c846a69991daf4c0e5d016514849d14ee5b2e6846ce6b9d6f21369e564cfe51e'],
  ['a hash of another model', `replicate/hello-world:${sdxl}`],
])('%s is refused with the published 422', async (_, version) => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', '/predictions', { version, input: { prompt: 'a fox' } })
  expect(response.status).toBe(422)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toEqual({
    title: 'Invalid version or not permitted',
    detail: "The specified version does not exist (or perhaps you don't have permission to use it?)",
    status: 422,
  })
})

test('a community model on the path of official models is the bare 404', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', '/models/stability-ai/sdxl/predictions', { input: { prompt: 'a fox' } })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ detail: 'The requested resource could not be found.', status: 404 })
})

test('a deployment runs its model and is named in the answer', async () => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json(
    'POST',
    '/deployments/sandbox/flux-fast/predictions',
    { input: { prompt: 'a fox' } },
    { prefer: 'wait' },
  )
  expect(made).toMatchObject({
    status: 'succeeded',
    deployment: 'sandbox/flux-fast',
    model: 'black-forest-labs/flux-schnell',
    version: 'hidden',
  })
  expect((await sandbox.call('POST', '/deployments/sandbox/none/predictions', { input: {} })).status).toBe(404)
})

test('a missing prompt is refused in the published words', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', '/models/black-forest-labs/flux-schnell/predictions', { input: {} })
  expect(response.status).toBe(422)
  expect(await response.json()).toEqual({
    title: 'Input validation failed',
    detail: '- input: prompt is required\n',
    status: 422,
    invalid_fields: [{ type: 'required', field: 'input', description: 'prompt is required' }],
  })
})

test('every fault of an input is named with its field, and nothing is coerced', async () => {
  await using sandbox = await startSandbox()
  const input = { prompt: 7, num_outputs: 9, num_inference_steps: 0, seed: '5', aspect_ratio: '2:1', go_fast: 'yes' }
  const { invalid_fields: fields, detail } = await sandbox.json('POST', '/models/black-forest-labs/flux-schnell/predictions', {
    input,
  })
  expect(fields.map(({ field, type }) => [field, type]).toSorted()).toEqual([
    ['input.aspect_ratio', 'enum'],
    ['input.go_fast', 'invalid_type'],
    ['input.num_inference_steps', 'number_gte'],
    ['input.num_outputs', 'number_lte'],
    ['input.prompt', 'invalid_type'],
    ['input.seed', 'invalid_type'],
  ])
  expect(detail.split('\n')).toContain('- input.num_outputs: Must be less than or equal to 4')
  expect(detail.split('\n')).toContain('- input.seed: Invalid type. Expected: integer, given: string')
})

test('fields a model does not have are dropped before it runs and echoed as they were sent', async () => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json('POST', llama, { input: { prompt: 'hi', promt: 'typo' } }, { prefer: 'wait' })
  expect(made).toMatchObject({ status: 'succeeded', input: { prompt: 'hi', promt: 'typo' } })
})

test.each([
  ['a stray property', { input: { prompt: 'x' }, progress: true }, 'progress'],
  ['no input', {}, 'input'],
  ['an input that is no object', { input: [] }, 'input'],
  ['a webhook over plain http elsewhere', { input: { prompt: 'x' }, webhook: 'http://example.com/hook' }, 'webhook'],
  ['a webhook that is no address', { input: { prompt: 'x' }, webhook: 'soon' }, 'webhook'],
  [
    'an unknown webhook event',
    { input: { prompt: 'x' }, webhook: 'https://example.com', webhook_events_filter: ['end'] },
    'webhook_events_filter',
  ],
])('a body with %s is refused and the field named', async (_, body, field) => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', llama, body)
  expect(response.status).toBe(422)
  expect(((await response.json()) as { invalid_fields: { field: string }[] }).invalid_fields.map(fault => fault.field)).toEqual([
    field,
  ])
  expect((await sandbox.json('GET', '/predictions')).results).toEqual([])
})

test.each(['{"input":', 'prompt=x', '[1]', '"text"', 'null', ''])(
  'the body %j is answered with the published 400',
  async body => {
    await using sandbox = await startSandbox()
    const response = await sandbox.call('POST', llama, body)
    expect(response.status).toBe(400)
    expect(((await response.json()) as { detail: string }).detail).toMatch(/^Failed to parse request body as JSON: ./)
  },
)

test('a seed that is drawn is drawn once: the run and its logs have one', async () => {
  await using sandbox = await startSandbox()
  const [one, two] = await Promise.all(
    [1, 2].map(() =>
      sandbox.json('POST', '/deployments/sandbox/flux-fast/predictions', { input: { prompt: 'x' } }, { prefer: 'wait' }),
    ),
  )
  expect(one!.logs).toMatch(/^Using seed: \d+\n/)
  expect(one!.logs.split('\n')[0]).not.toBe(two!.logs.split('\n')[0])
  expect(one!.input).toEqual({ prompt: 'x' })
})

test.each([
  ['no token', {}, 'You did not pass an authentication token'],
  ['an empty token', { authorization: '' }, 'You did not pass an authentication token'],
  ['another kind of token', { authorization: 'Bearer sk_123' }, 'You did not pass a valid authentication token'],
  ['a token without its scheme', { authorization: 'r8_123' }, 'You did not pass a valid authentication token'],
])('%s is the published 401', async (_, headers, detail) => {
  await using sandbox = await startSandbox()
  const response = await fetch(`${sandbox.baseUrl}/account`, { headers: headers as Record<string, string> })
  expect(response.status).toBe(401)
  expect(await response.text()).toBe(`${JSON.stringify({ title: 'Unauthenticated', detail, status: 401 })}\n`)
})

test('the older scheme of tokens is taken, too', async () => {
  await using sandbox = await startSandbox()
  expect(await sandbox.json('GET', '/account', undefined, { authorization: 'Token r8_x' })).toMatchObject({ username: 'sandbox' })
})

test('a method a path does not have is refused with those it has, and an unknown path is not found', async () => {
  await using sandbox = await startSandbox()
  const refused = await sandbox.call('PUT', '/predictions')
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'OPTIONS, POST, GET'])
  expect((await sandbox.call('GET', '/nothing/here')).status).toBe(404)
})

test('a body larger than the published limit is refused', async () => {
  await using sandbox = await startSandbox()
  const response = await fetch(`${sandbox.baseUrl}${llama}`, {
    method: 'POST',
    headers: { authorization: 'Bearer r8_x' },
    body: Buffer.alloc(101 * 1024 * 1024, 97),
  })
  expect(response.status).toBe(413)
})
