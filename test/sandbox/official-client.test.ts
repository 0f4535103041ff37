import Replicate, { type FileOutput, type Prediction, validateWebhook } from 'replicate'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { startReceiver, startSandbox, type Started, token, until } from './start.ts'
import { zipOf } from './zip.ts'

const client = (sandbox: Started, baseUrl = sandbox.baseUrl): Replicate => new Replicate({ auth: token, baseUrl })
const llama = 'meta/meta-llama-3-70b-instruct'
const hello = 'replicate/hello-world:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa'
const canary = 'replicate/canary:30e22229542eb3f79d4f945dacb58d32001b02cc313ae6f54eef27904edf3272'

test('the official client runs models by blocking and by polling', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  expect(await replicate.run(hello, { input: { text: 'Alice' } })).toBe('hello Alice')
  expect(await replicate.run(hello, { input: { text: 'Bob' }, wait: { mode: 'poll', interval: 20 } })).toBe('hello Bob')
  expect(((await replicate.run(canary, { input: { text: 'Ada' } })) as string[]).join('')).toBe('hello there, Ada')
  const seen: string[] = []
  const output = await replicate.run(
    llama,
    { input: { prompt: 'a b' }, wait: { mode: 'poll', interval: 10 } },
    ({ status }: Prediction) => seen.push(status),
  )
  expect((output as string[]).slice(1)).toEqual(['a ', 'b'])
  expect(seen[0]).toBe('starting')
  expect(seen.at(-1)).toBe('succeeded')
})

test('the official client paints, and its output can be fetched', async () => {
  await using sandbox = await startSandbox()
  const output = (await client(sandbox).run('black-forest-labs/flux-schnell', {
    input: { prompt: 'a fox', num_outputs: 2 },
  })) as string[]
  expect(output).toHaveLength(2)
  for (const url of output) expect((await fetch(url)).headers.get('content-type')).toBe('image/png')
})

test('the official client streams, files too', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  let text = ''
  for await (const { event, data } of replicate.stream(llama, { input: { prompt: 'one\ntwo ', seed: 3 } }))
    if (event === 'output') text += data
  expect(text).toBe('seed 3: one\ntwo ')
  const files: string[] = []
  for await (const event of replicate.stream('black-forest-labs/flux-schnell', { input: { prompt: 'x' } }))
    if (event.event === 'output') files.push((event.data as unknown as { url(): URL }).url().href)
  expect(files).toEqual([expect.stringMatching(/\/output\/[a-z2-7]{52}\/out-0\.png$/)])
})

test('the official client cancels, paginates and reads models, versions, deployments, account and hardware', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox, `${sandbox.baseUrl}/`)
  const made = await replicate.predictions.create({ model: llama, input: { prompt: 'words 3000' } })
  expect(await replicate.predictions.cancel(made.id)).toMatchObject({ id: made.id, status: 'canceled' })
  const deployed = await replicate.deployments.predictions.create('sandbox', 'llama-chat', { input: { prompt: 'x' }, wait: true })
  expect(deployed).toMatchObject({ status: 'succeeded' })
  const ids: string[] = []
  for await (const page of replicate.paginate(() => replicate.predictions.list())) ids.push(...page.map(({ id }) => id))
  expect(ids).toEqual([deployed.id, made.id])
  expect(await replicate.models.get('stability-ai', 'sdxl')).toMatchObject({
    is_official: false,
    latest_version: { openapi_schema: { info: { title: 'Cog' } } },
  })
  const models: string[] = []
  for await (const page of replicate.paginate(() => replicate.models.list())) models.push(...page.map(({ name }) => name))
  expect(models).toEqual(expect.arrayContaining(['sdxl', 'flux-schnell', 'hello-world']))
  const versions = (await replicate.models.versions.list('replicate', 'hello-world')) as unknown as { results: { id: string }[] }
  expect(await replicate.models.versions.get('replicate', 'hello-world', versions.results[1]!.id)).toEqual(versions.results[1])
  expect(await replicate.deployments.get('sandbox', 'flux-fast')).toMatchObject({
    current_release: { model: 'black-forest-labs/flux-schnell', number: 1 },
  })
  expect((await replicate.deployments.list()).results.map(({ name }) => name)).toEqual(['llama-chat', 'flux-fast'])
  expect(await replicate.accounts.current()).toMatchObject({ username: 'sandbox' })
  expect(await replicate.hardware.list()).toContainEqual({ sku: 'cpu', name: 'CPU' })
  expect((await replicate.webhooks.default.secret.get()).key).toMatch(/^whsec_/)
})

test('the official client uploads what an input holds, and the model reads it', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const made = await replicate.predictions.create({
    version: '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc',
    input: { prompt: 'a fox', image: new Blob(['picture']) },
  })
  const { image } = made.input as { image: string }
  expect(image).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/files\/[A-Za-z0-9]{24}$/)
  const file = await replicate.files.create(Buffer.from('hello'), { kind: 'note' })
  expect(file).toMatchObject({ size: 5, metadata: { kind: 'note' } })
  expect(await replicate.files.get(file.id)).toEqual(file)
  expect((await replicate.files.list()).results).toHaveLength(2)
  expect(await replicate.files.delete(file.id)).toBe(true)
  await until(async () => ((await replicate.predictions.get(made.id)).status === 'succeeded' ? true : undefined))
})

test('the official client tells what went wrong in the words of the service', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  await expect(replicate.run(llama, { input: { prompt: '[sandbox:fail=pa] x' } })).rejects.toThrow(
    'Prediction failed: Prediction interrupted; please retry (code: PA)',
  )
  await expect(replicate.run('black-forest-labs/flux-schnell', { input: {} })).rejects.toThrow(
    /422 Unprocessable Entity: .*prompt is required/,
  )
  await expect(replicate.run('stability-ai/sdxl', { input: { prompt: 'x' } })).rejects.toThrow(/404 Not Found/)
  await expect(new Replicate({ auth: 'nonsense', baseUrl: sandbox.baseUrl }).accounts.current()).rejects.toThrow(/401/)
})

test('the official client gets files from a blocking run as the streams it promises', async () => {
  await using sandbox = await startSandbox()
  const input = { prompt: 'a fox [sandbox:data]', num_outputs: 2 }
  const files = (await client(sandbox).run('black-forest-labs/flux-schnell', { input })) as FileOutput[]
  expect(files).toHaveLength(2)
  const [first, second] = files
  expect(String(first)).toMatch(/^data:image\/png;base64,/)
  expect(first!.url().protocol).toBe('data:')
  expect((await first!.blob()).type).toBe('image/png')
  const chunks: Uint8Array[] = []
  for await (const chunk of second!) chunks.push(chunk as Uint8Array)
  expect(Buffer.concat(chunks).subarray(1, 4).toString()).toBe('PNG')
})

test('the official client takes an output that is there before the end', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  expect(await replicate.run(hello, { input: { text: 'Ada [sandbox:slow=30s]' } })).toBe('hello Ada')
  const held = await replicate.predictions.create({
    version: hello.split(':')[1]!,
    input: { text: 'Bob [sandbox:slow=30s]' },
    wait: 5,
  })
  expect(held).toMatchObject({ status: 'processing', output: 'hello Bob' })
  await replicate.predictions.cancel(held.id)
})

test('a signal given to the official client cancels what it polls, and ends what it asks', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const stop = new AbortController()
  const output = await replicate.run(
    llama,
    { input: { prompt: 'words 3000' }, wait: { mode: 'poll', interval: 10 }, signal: stop.signal },
    ({ output }: Prediction) => Array.isArray(output) && stop.abort(),
  )
  expect(output).not.toHaveLength(3001)
  const [newest] = (await replicate.predictions.list()).results
  expect(newest).toMatchObject({ status: 'canceled', model: llama })
  const held = AbortSignal.timeout(200)
  const asked = { model: llama, input: { prompt: '[sandbox:silent] x' }, wait: true as const, signal: held }
  await expect(replicate.predictions.create(asked)).rejects.toThrow(/abort/i)
  const [silent] = (await replicate.predictions.list()).results
  expect((await replicate.predictions.cancel(silent!.id)).status).toBe('canceled')
})

test('a run of the official client tells its webhook, and the official check believes it', async () => {
  await using sandbox = await startSandbox({ webhookTiming: { throttleMs: 20 } })
  await using receiver = await startReceiver()
  const replicate = client(sandbox)
  const output = await replicate.run(hello, {
    input: { text: 'Ada' },
    webhook: receiver.url,
    webhook_events_filter: ['start', 'completed'],
  })
  expect(output).toBe('hello Ada')
  const told = await until(() => receiver.deliveries.find(({ prediction }) => prediction.status === 'succeeded'))
  expect(told.prediction).toMatchObject({ output: 'hello Ada', webhook: receiver.url })
  const header = (name: string): string => String(told.headers[`webhook-${name}`])
  const { key: secret } = await replicate.webhooks.default.secret.get()
  const delivery = { id: header('id'), timestamp: header('timestamp'), signature: header('signature'), body: told.body, secret }
  expect(await validateWebhook(delivery)).toBe(true)
  expect(await validateWebhook({ ...delivery, body: `${told.body} ` })).toBe(false)
})

test('the official client finds models by words and by collections', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const names = (models: readonly { readonly name: string }[]): string[] => models.map(({ name }) => name)
  expect(names((await replicate.models.search('flux schnell')).results)[0]).toBe('flux-schnell')
  expect((await replicate.models.search('zzyzx')).results).toEqual([])
  const { results } = await replicate.collections.list()
  expect(results.map(({ slug }) => slug)).toContain('text-to-image')
  const held = await replicate.collections.get('text-to-image')
  expect(held).toMatchObject({ slug: 'text-to-image', name: 'Text to image' })
  expect(names(held.models ?? [])).toContain('flux-schnell')
})

test('the official client makes a model, trains it, lists and cancels trainings', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const mine = await replicate.models.create('sandbox', 'mine', { visibility: 'private', hardware: 'cpu', description: 'Foxes' })
  expect(mine).toMatchObject({ owner: 'sandbox', name: 'mine', description: 'Foxes' })
  const trainer = (await replicate.models.get('ostris', 'flux-dev-lora-trainer')).latest_version!
  const fox = await sharp({ create: { width: 48, height: 48, channels: 3, background: '#c04020' } })
    .png()
    .toBuffer()
  const zip = await replicate.files.create(new File([new Uint8Array(zipOf({ 'fox.png': fox }))], 'foxes.zip'))
  const train = (steps: number) =>
    replicate.trainings.create('ostris', 'flux-dev-lora-trainer', trainer.id, {
      destination: 'sandbox/mine',
      input: { input_images: zip.urls.get, trigger_word: 'FOX', steps },
    })
  const short = await train(3)
  const long = await train(6_000)
  expect(await replicate.trainings.cancel(long.id)).toMatchObject({ id: long.id, status: 'canceled' })
  const done = await until(async () => {
    const training = await replicate.trainings.get(short.id)
    return training.status === 'starting' || training.status === 'processing' ? undefined : training
  })
  expect(done).toMatchObject({ status: 'succeeded', output: { version: expect.stringMatching(/^sandbox\/mine:/) as string } })
  expect((await replicate.trainings.list()).results.map(({ id }) => id)).toEqual([long.id, short.id])
  const reference = (done.output as { version: `${string}/${string}:${string}` }).version
  expect(await replicate.run(reference, { input: { prompt: 'FOX', megapixels: '0.25', num_inference_steps: 1 } })).toHaveLength(1)
})

test('the official client makes, changes, switches off and deletes a deployment', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const [model, version] = hello.split(':') as [`${string}/${string}`, string]
  const size = { hardware: 'cpu', min_instances: 0, max_instances: 1 }
  const made = await replicate.deployments.create({ name: 'greeter', model, version, ...size })
  expect(made).toMatchObject({ owner: 'sandbox', name: 'greeter', current_release: { number: 1, model, version } })
  const changed = await replicate.deployments.update('sandbox', 'greeter', { max_instances: 0 })
  expect(changed.current_release).toMatchObject({ number: 2, configuration: { max_instances: 0 } })
  await expect(replicate.deployments.delete('sandbox', 'greeter')).rejects.toThrow(/15 minutes/)
  await sandbox.json('POST', '/_sandbox/clock', { advance: 16 * 60 })
  expect(await replicate.deployments.delete('sandbox', 'greeter')).toBe(true)
  await expect(replicate.deployments.get('sandbox', 'greeter')).rejects.toThrow(/404/)
})

test('the official client waits, lists a page after the other, and asks for anything by its path', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const version = hello.split(':')[1]!
  const made = await replicate.predictions.create({ version, input: { text: 'Ada' } })
  const ended = await replicate.wait(made, { interval: 10 })
  expect(ended).toMatchObject({ id: made.id, status: 'succeeded', output: 'hello Ada' })
  for (let n = 1; n <= 100; n++) await replicate.predictions.create({ version, input: { text: `${n}` } })
  const pages: number[] = []
  for await (const page of replicate.paginate(() => replicate.predictions.list())) pages.push(page.length)
  expect(pages).toEqual([100, 1])
  const response = await replicate.request('/account', { method: 'GET' })
  expect(await response.json()).toMatchObject({ username: 'sandbox' })
})

test('the official client meets a prediction that cannot be seen yet as it would at the service (replicate-javascript #68)', async () => {
  await using sandbox = await startSandbox()
  const replicate = client(sandbox)
  const input = { text: 'Ada [sandbox:unseen=60s]' }
  await expect(replicate.run(hello, { input, wait: { mode: 'poll', interval: 10 } })).rejects.toThrow(/404 Not Found/)
})
