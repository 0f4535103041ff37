import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isPublicAddress } from '../../src/sandbox/fetch-file.ts'
import { startSandbox, type Started, token } from './start.ts'

type File = {
  id: string
  name: string
  size: number
  content_type: string
  etag: string
  metadata: unknown
  created_at: string
  expires_at: string
  urls: { get: string }
}

const upload = (sandbox: Started, form: FormData): Promise<Response> =>
  fetch(`${sandbox.baseUrl}/files`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form })

const formOf = (content: Blob, name: string): FormData => {
  const form = new FormData()
  form.append('content', content, name)
  return form
}

async function put(sandbox: Started, text = 'hello', name = 'cat.txt'): Promise<File> {
  return (await (await upload(sandbox, formOf(new Blob([text], { type: 'text/plain' }), name))).json()) as File
}

test('an upload is described with its checksums, listed newest first, and gone when deleted', async () => {
  await using sandbox = await startSandbox()
  const first = await put(sandbox)
  expect(first).toMatchObject({
    name: 'cat.txt',
    size: 5,
    content_type: 'text/plain',
    etag: '5d41402abc4b2a76b9719d911017c592',
    metadata: {},
  })
  expect(first.id).toMatch(/^[A-Za-z0-9]{24}$/)
  expect(Date.parse(first.expires_at) - Date.parse(first.created_at)).toBe(24 * 3600_000)
  const second = await put(sandbox, 'other', 'dog.txt')
  expect((await sandbox.json('GET', '/files')).results.map(({ name }) => name)).toEqual(['dog.txt', 'cat.txt'])
  expect(await sandbox.json('GET', first.urls.get)).toEqual(first)
  expect((await sandbox.call('DELETE', `/files/${second.id}`)).status).toBe(204)
  const gone = await sandbox.call('GET', `/files/${second.id}`)
  expect([gone.status, await gone.json()]).toEqual([404, { detail: 'File not found' }])
})

test('an upload may name itself, its type and its metadata', async () => {
  await using sandbox = await startSandbox()
  const form = formOf(new Blob(['x']), 'blob')
  form.append('filename', 'named.bin')
  form.append('type', 'image/png')
  form.append('metadata', new Blob(['{"job":7}'], { type: 'application/json' }), 'blob')
  expect(await (await upload(sandbox, form)).json()).toMatchObject({
    name: 'named.bin',
    content_type: 'image/png',
    metadata: { job: 7 },
  })
})

test('an upload that is none is refused with what is missing', async () => {
  await using sandbox = await startSandbox()
  expect((await sandbox.call('POST', '/files', { content: 'x' })).status).toBe(400)
  const empty = new FormData()
  empty.append('other', 'x')
  expect((await upload(sandbox, empty)).status).toBe(422)
  const wrong = formOf(new Blob(['x']), 'x')
  wrong.append('metadata', '[1]')
  expect((await upload(sandbox, wrong)).status).toBe(400)
})

test('a file of 100 MB is refused with the published 413', async () => {
  await using sandbox = await startSandbox()
  for (const bytes of [100 * 1024 * 1024, 101 * 1024 * 1024]) {
    const response = await upload(sandbox, formOf(new Blob([new Uint8Array(bytes)]), 'large.bin'))
    expect([response.status, await response.json()]).toEqual([413, { detail: 'Files must be less than 100MB in size' }])
  }
})

test('files expire after a day', async () => {
  await using sandbox = await startSandbox()
  const file = await put(sandbox)
  await sandbox.call('POST', '/_sandbox/clock', { advance: 24 * 3600 - 60 })
  expect((await sandbox.call('GET', `/files/${file.id}`)).status).toBe(200)
  await sandbox.call('POST', '/_sandbox/clock', { advance: 61 })
  expect((await sandbox.call('GET', `/files/${file.id}`)).status).toBe(404)
  expect((await sandbox.json('GET', '/files')).results).toEqual([])
})

test('a download needs no token but a signature of its owner that has not expired', async () => {
  await using sandbox = await startSandbox()
  const { id } = await put(sandbox)
  const { key } = await sandbox.json('GET', '/_sandbox/files-secret')
  const link = (owner: string, expiry: number, secret: string): string => {
    const signature = createHmac('sha256', secret).update(`${owner} ${id} ${expiry}`).digest('base64')
    return `${sandbox.baseUrl}/files/${id}/download?${new URLSearchParams({ owner, expiry: String(expiry), signature }).toString()}`
  }
  const soon = Math.floor(Date.now() / 1000) + 60
  const good = await fetch(link('sandbox', soon, key))
  expect([good.status, good.headers.get('content-type'), await good.text()]).toEqual([200, 'application/octet-stream', 'hello'])
  for (const bad of [
    link('acme', soon, key),
    link('sandbox', soon - 120, key),
    link('sandbox', soon, 'wrong'),
    `${sandbox.baseUrl}/files/${id}/download`,
  ])
    expect((await fetch(bad)).status).toBe(404)
})

test('an input may be an upload, an output of before, or a data URI', async () => {
  await using sandbox = await startSandbox()
  const file = await put(sandbox, 'bytes of a cat')
  const run = async (url: string): Promise<string> => {
    const made = await sandbox.json(
      'POST',
      '/deployments/sandbox/flux-fast/predictions',
      { input: { prompt: `bytes ${url}` } },
      { prefer: 'wait' },
    )
    expect(made.status).toBe('succeeded')
    return made.output[0]!
  }
  const output = await run(file.urls.get)
  expect(await (await fetch(output)).text()).toBe('bytes of a cat')
  expect(await (await fetch(await run(output))).text()).toBe('bytes of a cat')
  expect(await (await fetch(await run('data:text/plain;base64,aGk='))).text()).toBe('hi')
  expect(await (await fetch(await run('data:,plain%20text'))).text()).toBe('plain text')
})

test('an output path cannot be climbed out of', async () => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json(
    'POST',
    '/deployments/sandbox/flux-fast/predictions',
    { input: { prompt: 'x' } },
    { prefer: 'wait' },
  )
  const [output] = made.output
  for (const path of ['..%2F..%2Fsandbox.db', '%2e%2e%2fsandbox.db', 'out-1.png', '.out-0.png'])
    expect((await fetch(output!.replace('out-0.png', path))).status).toBe(404)
})

test.each([
  'https://127.0.0.1/x',
  'https://10.1.2.3/x',
  'https://[::1]/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://localhost/x',
  'https://169.254.169.254/latest',
])('the address %s is not fetched for a model', async url => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json(
    'POST',
    '/deployments/sandbox/flux-fast/predictions',
    { input: { prompt: `bytes ${url}` } },
    { prefer: 'wait' },
  )
  expect(made).toMatchObject({ status: 'failed', error: expect.stringMatching(/is not a public address$/) as string })
})

test('public addresses are told from inner ones', () => {
  for (const address of ['93.184.216.34', '8.8.8.8', '2606:2800:220:1::1']) expect(isPublicAddress(address)).toBe(true)
  for (const address of [
    '127.0.0.1',
    '192.168.1.1',
    '172.31.0.1',
    '100.64.0.1',
    '::1',
    '::ffff:10.0.0.1',
    'fd00::1',
    'fe80::1',
    '0.0.0.0',
    'example.com',
  ])
    expect(isPublicAddress(address)).toBe(false)
})
