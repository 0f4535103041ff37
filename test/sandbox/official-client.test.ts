import Replicate, { type Prediction } from 'replicate'
import { expect, test } from 'vitest'
import { startSandbox, type Started, token, until } from './start.ts'

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
  expect((await replicate.models.list()).results).toHaveLength(6)
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
