import { expect, test } from 'vitest'
import { collections as known } from '../../src/sandbox/collections.ts'
import { everyone, finished, type Json, startReceiver, startSandbox, until } from './start.ts'

const fast = {
  model: 'black-forest-labs/flux-schnell',
  version: 'c846a69991daf4c0e5d016514849d14ee5b2e6846ce6b9d6f21369e564cfe51e',
}
const app = { name: 'app', ...fast, hardware: 'gpu-t4', min_instances: 0, max_instances: 2 }

test('a deployment is made, changed by releases, switched off and deleted, and all of it outlives a restart', async () => {
  const first = await startSandbox()
  expect((await first.call('POST', '/deployments', app)).status).toBe(200)
  expect((await first.call('POST', '/deployments', app)).status).toBe(409)
  const changed = await first.json('PATCH', '/deployments/sandbox/app', { hardware: 'cpu' })
  expect(changed).toMatchObject({ current_release: { number: 2, configuration: { hardware: 'cpu', max_instances: 2 } } })
  expect(await first.json('PATCH', '/deployments/sandbox/app', { hardware: 'cpu' })).toEqual(changed)
  await using sandbox = await first.restart()
  expect(await sandbox.json('GET', '/deployments/sandbox/app')).toEqual(changed)
  expect((await sandbox.json('GET', '/deployments')).results.map(({ name }) => name)).toEqual(['app', 'llama-chat', 'flux-fast'])

  const running = await sandbox.json('POST', '/deployments/sandbox/app/predictions', {
    input: { prompt: '[sandbox:boot=60s] x' },
  })
  expect((await sandbox.call('DELETE', '/deployments/sandbox/app')).status).toBe(400)
  await sandbox.json('PATCH', '/deployments/sandbox/app', { max_instances: 0 })
  expect(await finished(sandbox, running.id)).toMatchObject({ status: 'canceled' })
  const refused = await sandbox.json('POST', '/deployments/sandbox/app/predictions', { input: { prompt: 'x' } })
  expect(refused.detail).toMatch(/switched off/)
  expect((await sandbox.json('DELETE', '/deployments/sandbox/app')).detail).toMatch(/15 minutes/)
  await sandbox.call('POST', '/_sandbox/clock', { advance: 15 * 60 + 1 })
  expect((await sandbox.call('DELETE', '/deployments/sandbox/app')).status).toBe(204)
  expect((await sandbox.call('GET', '/deployments/sandbox/app')).status).toBe(404)
})

test.each<[Record<string, unknown>, number, string]>([
  [{ ...app, min_instances: 6 }, 422, 'min_instances must be a whole number from 0 to 5'],
  [{ ...app, hardware: 'gpu-abacus' }, 422, 'hardware must be a sku'],
  [{ ...app, version: '0'.repeat(64) }, 422, 'does not exist'],
  [{ name: 'app' }, 422, 'model is required'],
  [{ ...app, colour: 'red' }, 422, 'Additional property colour'],
])('a deployment like %j is refused', async (body, status, words) => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', '/deployments', body)
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(words)])
})

test('a model of one’s own is made, described, found by nobody else, and deleted when it is empty', async () => {
  await using sandbox = await startSandbox()
  const body = { owner: 'sandbox', name: 'mine', visibility: 'private', hardware: 'cpu', description: 'Mine' }
  expect(await sandbox.json('POST', '/models', body)).toMatchObject({ name: 'mine', visibility: 'private', latest_version: null })
  expect((await sandbox.call('POST', '/models', body)).status).toBe(409)
  expect((await sandbox.call('POST', '/models', { ...body, owner: 'meta' })).status).toBe(422)
  expect((await sandbox.call('GET', '/models/sandbox/mine/readme')).status).toBe(404)
  await sandbox.json('PATCH', '/models/sandbox/mine', { readme: '# Mine', description: 'All mine' })
  expect(await (await sandbox.call('GET', '/models/sandbox/mine/readme')).text()).toBe('# Mine')
  expect(await sandbox.json('GET', '/models/sandbox/mine')).toMatchObject({ description: 'All mine' })
  expect((await sandbox.json('GET', '/models')).results.map(({ name }) => name)).not.toContain('mine')
  expect((await sandbox.call('PATCH', '/models/stability-ai/sdxl', { description: 'x' })).status).toBe(404)
  expect((await sandbox.call('POST', '/predictions', { version: 'sandbox/mine', input: {} })).status).toBe(422)
  expect((await sandbox.call('DELETE', '/models/sandbox/mine')).status).toBe(204)
  expect((await sandbox.call('GET', '/models/sandbox/mine')).status).toBe(404)
})

test.each(['flux', '"flux"'])('models are found by the words %s, however a client quotes them', async words => {
  await using sandbox = await startSandbox()
  const { results } = await sandbox.json('QUERY', '/models', words)
  const named = (await everyone(sandbox, '/models')).map(({ name }) => name).filter(name => name.includes('flux'))
  expect(named).toContain('flux-schnell')
  // Those whose name holds the word come before those that only speak of it.
  expect(results.slice(0, named.length).map(({ name }) => name)).toEqual(expect.arrayContaining(named))
  expect((await sandbox.json('QUERY', '/models', 'zzz')).results).toEqual([])
})

test('every category of the catalogue is a collection under its published slug, and all its models are there', async () => {
  await using sandbox = await startSandbox()
  const collections = await everyone(sandbox, '/collections')
  const held = await Promise.all(
    collections.map(async ({ slug }) => [slug, (await sandbox.json('GET', `/collections/${slug}`)).models] as const),
  )
  expect(collections.map(({ slug }) => slug)).toEqual(
    expect.arrayContaining([
      'text-to-image',
      'image-editing',
      'language-models',
      'text-to-video',
      'text-to-speech',
      'image-to-text',
      'super-resolution',
      'remove-backgrounds',
    ]),
  )
  const named = ({ owner, name }: Json): string => `${owner}/${name}`
  const collected = new Set(held.flatMap(([, models]) => models.map(named)))
  const all = (await everyone(sandbox, '/models')).map(named)
  expect(all.filter(name => !collected.has(name))).toEqual(['replicate/canary', 'replicate/hello-world'])
  // What a collection names is there: a name with a slip of the pen would be left out silently.
  expect(held.flatMap(([, models]) => models)).toHaveLength(known.flatMap(({ models }) => models).length)
  const found = await sandbox.json('GET', '/search?query=remove')
  expect(found.collections).toEqual([
    {
      ...plain(collections.find(({ slug }) => slug === 'remove-backgrounds')!),
      models: expect.arrayContaining(['cjwbw/rembg']) as string[],
    },
  ])
  expect((await sandbox.call('GET', '/collections/none')).status).toBe(404)
})
const plain = ({ name, slug, description }: Json): object => ({ name, slug, description })

test('the page at the root shows what ran, whom it told and what waits, to a browser on this machine alone', async () => {
  await using sandbox = await startSandbox()
  await using receiver = await startReceiver(() => 201)
  const root = sandbox.baseUrl.slice(0, -'/v1'.length)
  const input = { text: '<script>alert(1)</script>' }
  const version = '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa'
  const { id } = await sandbox.json('POST', '/predictions', {
    version,
    input,
    webhook: receiver.url,
    webhook_events_filter: ['completed'],
  })
  await until(() => receiver.deliveries[0])
  await sandbox.call('POST', '/_sandbox/faults', { kind: 'http-402', match: '"><b>' })
  const page = await until(async () => {
    const response = await fetch(root, { headers: { accept: 'text/html' } })
    const text = await response.text()
    return text.includes('<td>201</td>') ? { text, policy: response.headers.get('content-security-policy') } : undefined
  })
  expect(page.text).toContain(`/p/${id}"`)
  expect(page.text).toContain(receiver.url.replace('&', '&amp;'))
  expect(page.text).toContain('<td>http-402</td>')
  expect(page.text).not.toContain('<b>')
  expect(page.policy).toMatch(/^default-src 'none'; script-src 'sha256-/)
  expect(await (await fetch(root)).text()).toMatch(/^This is a Replichat sandbox/)
})
