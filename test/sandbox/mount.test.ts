import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox } from '../../src/sandbox/sandbox.ts'
import { joined, quickModels, readStream } from './start.ts'

type Made = { status: string; output: string[]; urls: Record<'get' | 'web' | 'stream', string> }

async function mounted(test: (root: string) => Promise<void>, baseUrl?: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-mount-'))
  const sandbox = createSandbox({ dataDir, models: quickModels, ...(baseUrl === undefined ? {} : { baseUrl }) })
  const parent = new Hono()
  parent.get('/', c => c.text('the service'))
  parent.route('/sandbox', sandbox.app)
  const server = serve({ fetch: parent.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  await once(server, 'listening')
  sandbox.start()
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    await sandbox.close()
    server.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const headers = { authorization: 'Bearer r8_x', prefer: 'wait', connection: 'close' }
const create = async (root: string, deployment: string): Promise<Made> => {
  const body = JSON.stringify({ input: { prompt: 'hello there' } })
  return (await (
    await fetch(`${root}/sandbox/v1/deployments/sandbox/${deployment}/predictions`, { method: 'POST', headers, body })
  ).json()) as Made
}

test('mounted below another path, its links lead back to it, and the rest stays the service', async () => {
  await mounted(async root => {
    const { output, urls } = await create(root, 'flux-fast')
    expect(Object.values(urls).every(link => link.startsWith(`${root}/sandbox/`))).toBe(true)
    expect((await fetch(output[0]!, { headers })).status).toBe(200)
    expect((await fetch(urls.web, { headers })).status).toBe(200)
    expect(await (await fetch(urls.get, { headers })).json()).toMatchObject({ status: 'succeeded', output })
    expect(joined((await readStream((await create(root, 'llama-chat')).urls.stream)).events)).toContain('hello there')
    expect((await fetch(`${root}/sandbox/_sandbox/faults`, { headers })).status).toBe(200)
    const page = (await (await fetch(`${root}/sandbox/v1/predictions`, { headers })).json()) as { results: unknown[] }
    expect(page.results).toHaveLength(2)
    expect(await (await fetch(root, { headers })).text()).toBe('the service')
    expect((await fetch(`${root}/nothing`, { headers })).status).toBe(404)
  })
})

test('an address that is given stands in all links, whatever address a request came to', async () => {
  await mounted(async root => {
    const { output, urls } = await create(root, 'flux-fast')
    expect(output[0]).toMatch(/^https:\/\/pictures\.example\/api\/output\//)
    expect(urls.get).toMatch(/^https:\/\/pictures\.example\/api\/v1\/predictions\//)
  }, 'https://pictures.example/api/v1/')
})

test('who opens its address in a browser is told what it is and where its API begins', async () => {
  await mounted(async root => {
    const page = await (await fetch(`${root}/sandbox`, { headers })).text()
    expect(page).toContain(`Base URL     ${root}/sandbox/v1\n`)
    expect(page).toContain('black-forest-labs/flux-schnell')
  })
})

test('a stream that is opened before the sandbox starts waits, and does not stop everything else', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-early-'))
  const options = { dataDir, models: quickModels, baseUrl: 'http://127.0.0.1/v1' }
  const earlier = createSandbox(options)
  const body = JSON.stringify({ input: { prompt: 'words 3000' } })
  const path = '/v1/deployments/sandbox/llama-chat/predictions'
  const made = (await (
    await earlier.app.request(path, { method: 'POST', headers: { authorization: 'Bearer r8_x' }, body })
  ).json()) as Made
  await earlier.close()
  const sandbox = createSandbox(options)
  const stream = await sandbox.app.request(new URL(made.urls.stream).pathname)
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(': hi\n\n')
  const event = reader.read()
  await new Promise(setImmediate)
  sandbox.start()
  expect(new TextDecoder().decode((await event).value)).toContain('data: seed')
  await reader.cancel()
  await sandbox.close()
  await rm(dataDir, { recursive: true, force: true })
})
