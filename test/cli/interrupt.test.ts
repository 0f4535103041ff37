import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedSandbox, serveSandbox } from '../../src/sandbox/serve.ts'
import { prediction, sendJson, startStandIn, until } from '../replicate/stand-in.ts'
import { type } from './typed.ts'

let folder = ''
let sandbox: ServedSandbox

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-interrupt-'))
  sandbox = await serveSandbox({ port: 0, dataDir: folder })
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

const stopped = new Error('Ctrl+C')
const words = ['run', 'acme/hello', '-i', 'text=Ada']
const model = { owner: 'acme', name: 'hello', is_official: true, latest_version: { id: 'a'.repeat(64), openapi_schema: null } }

/** A Replicate that keeps the answer of a create until a test gives it. */
async function startHolding() {
  const held: ServerResponse[] = []
  const server = await startStandIn((response, { method, path }) => {
    if (path.endsWith('/cancel')) sendJson(response, 200, prediction({ status: 'canceled' }))
    else if (method === 'POST') held.push(response)
    else sendJson(response, 200, path.includes('/models/') ? model : prediction())
  })
  return { server, held, env: { REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: server.baseUrl } }
}

test('Ctrl+C while Replicate asks to slow down ends at once, and nothing is created', async () => {
  const root = sandbox.baseUrl.replace(/\/v1$/, '')
  const faults = async (): Promise<unknown[]> =>
    ((await (await fetch(`${root}/_sandbox/faults`)).json()) as { faults: unknown[] }).faults
  const fault = JSON.stringify({ kind: 'http-429', times: 1, retryAfter: 20, match: 'predictions' })
  await fetch(`${root}/_sandbox/faults`, { method: 'POST', body: fault })
  const stop = new AbortController()
  const env = { REPLICATE_BASE_URL: sandbox.baseUrl }
  const running = type(env, ['run', 'replicate/hello-world', '-i', 'text=Ada'], stop.signal)
  await expect.poll(faults, { timeout: 10_000 }).toEqual([])
  const began = performance.now()
  stop.abort(stopped)
  expect(await running).toEqual({ code: 130, out: '', err: '\nStopped.\n' })
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(JSON.parse((await type(env, ['predictions', 'list', '--json'])).out)).toEqual([])
})

test('Ctrl+C while a create is under way waits for its answer, and cancels what was created', async () => {
  const { server, held, env } = await startHolding()
  await using _ = server
  const stop = new AbortController()
  const running = type(env, words, stop.signal)
  await until(() => held.length === 1)
  stop.abort(stopped)
  sendJson(held[0]!, 201, prediction())
  expect(await running).toEqual({ code: 130, out: '', err: `\n${prediction().id} is canceled.\n` })
  expect(server.requests.at(-1)!.path).toMatch(/\/cancel$/)
})

test('Ctrl+C while a create is under way says so where its answer is lost: it may be there, and cost', async () => {
  const { server, held, env } = await startHolding()
  await using _ = server
  const stop = new AbortController()
  const running = type(env, words, stop.signal)
  await until(() => held.length === 1)
  stop.abort(stopped)
  held[0]!.destroy()
  const { code, err } = await running
  expect(code).toBe(130)
  expect(err).toMatch(/may or may not have been done\. Look for it with: npx replichat predictions list\n$/)
})
