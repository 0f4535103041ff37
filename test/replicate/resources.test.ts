import { expect, test } from 'vitest'
import { faultsOf } from './described.ts'
import { clientFor, sendJson, startStandIn } from './stand-in.ts'

const version = {
  id: 'c846a69991daf4c0e5d016514849d14ee5b2e6846ce6b9d6f21369e564cfe51e',
  created_at: '2024-08-01T00:00:00Z',
  openapi_schema: {},
}
const model = {
  url: 'https://replicate.com/acme/hello',
  owner: 'acme',
  name: 'hello',
  visibility: 'public',
  latest_version: version,
}
const release = {
  number: 1,
  model: 'acme/hello',
  version: version.id,
  created_at: version.created_at,
  configuration: { hardware: 'cpu', min_instances: 0, max_instances: 1 },
}
const file = {
  id: 'NGZiZWY4MmItYmZlYi00NmI0',
  content_type: 'image/png',
  size: 3,
  checksums: {},
  metadata: {},
  created_at: version.created_at,
  urls: { get: 'https://api.replicate.com/v1/files/NGZiZWY4MmItYmZlYi00NmI0' },
}

test('models, versions, deployments, the account and the webhook secret are read where the description has them', async () => {
  const answers: Record<string, unknown> = {
    '/v1/models/acme/hello': model,
    [`/v1/models/acme/hello/versions/${version.id}`]: version,
    '/v1/models/acme/hello/versions': { next: null, previous: null, results: [version] },
    '/v1/deployments/acme/app': { owner: 'acme', name: 'app', current_release: release },
    '/v1/account': { type: 'organization', username: 'acme' },
    '/v1/webhooks/default/secret': { key: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' },
  }
  await using server = await startStandIn((response, { path }) => sendJson(response, 200, answers[path]))
  await using replicate = clientFor(server)
  expect(await replicate.models.get('acme/hello')).toEqual(model)
  expect(await replicate.models.versions.get('acme/hello', version.id)).toEqual(version)
  expect(await replicate.models.versions.list('acme/hello')).toMatchObject({ results: [version] })
  for await (const listed of replicate.models.versions.paginate('acme/hello')) expect(listed).toEqual(version)
  expect(await replicate.deployments.get('acme/app')).toMatchObject({ current_release: release })
  expect(await replicate.account.get()).toEqual({ type: 'organization', username: 'acme' })
  expect(await replicate.webhooks.getSecret()).toBe('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD')
  expect(server.requests.flatMap(request => faultsOf(request))).toEqual([])
})

test('a file is uploaded whole, with its name, type and metadata, and again after a 429', async () => {
  await using server = await startStandIn((response, _, nth) =>
    nth === 1 ? sendJson(response, 429, {}) : sendJson(response, 201, file),
  )
  await using replicate = clientFor(server)
  const content = Uint8Array.from({ length: 256 }, (_, i) => i)
  const made = await replicate.files.create({
    content,
    name: 'kätzchen "1".png',
    contentType: 'image/png',
    metadata: { job: 'j1' },
  })
  expect(made.urls.get).toBe(file.urls.get)
  for (const request of server.requests) {
    expect(faultsOf(request)).toEqual([])
    const form = await new Response(new Uint8Array(request.body), {
      headers: { 'content-type': request.headers['content-type']! },
    }).formData()
    const sent = form.get('content') as File
    expect([sent.name, sent.type]).toEqual(['kätzchen "1".png', 'image/png'])
    expect(await sent.bytes()).toEqual(content)
    expect(JSON.parse(await (form.get('metadata') as File).text())).toEqual({ job: 'j1' })
  }
  expect(server.requests).toHaveLength(2)
})

test('an upload whose answer was lost is not sent again', async () => {
  await using server = await startStandIn(response => response.destroy())
  await using replicate = clientFor(server)
  await expect(replicate.files.create({ content: new Blob(['x']), name: 'x.txt' })).rejects.toMatchObject({
    kind: 'unknown-create',
  })
  expect(server.requests).toHaveLength(1)
})

test('a file too large for Replicate, or without a proper name, is refused before it is sent', async () => {
  await using server = await startStandIn(response => sendJson(response, 201, file))
  await using replicate = clientFor(server)
  await expect(replicate.files.create({ content: new Uint8Array(100 * 1024 * 1024 + 1), name: 'big' })).rejects.toMatchObject({
    kind: 'too-large',
    message: 'A file may have 104857600 bytes, this one has 104857601.',
  })
  await expect(replicate.files.create({ content: new Uint8Array(1), name: '' })).rejects.toMatchObject({ kind: 'invalid-input' })
  await expect(replicate.files.create({ content: new Uint8Array(1), name: 'ü'.repeat(128) })).rejects.toMatchObject({
    kind: 'invalid-input',
  })
  expect(server.requests).toHaveLength(0)
})

test('deleting a file says whether it was there, also when the answer to the first try was lost', async () => {
  await using server = await startStandIn((response, _, nth) => {
    if (nth === 1) response.writeHead(204).end()
    else if (nth === 2) response.destroy()
    else sendJson(response, 404, { detail: 'File not found' })
  })
  await using replicate = clientFor(server)
  expect(await replicate.files.delete(file.id)).toBe(true)
  expect(await replicate.files.delete(file.id)).toBe(false)
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill(`DELETE /v1/files/${file.id}`))
  await expect(replicate.files.get(file.id)).rejects.toMatchObject({ kind: 'not-found' })
})
