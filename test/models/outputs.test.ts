import { connect as openSocket } from 'node:net'
import { Agent } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outputFetcher } from '../../src/models/outputs.ts'
import { startStandIn } from '../replicate/stand-in.ts'
import { signal } from './connected.ts'

const mostBytes = 100 * 1024 * 1024

let server: Awaited<ReturnType<typeof startStandIn>>
let dispatcher: Agent
let fetchOutput: ReturnType<typeof outputFetcher>
beforeAll(async () => {
  server = await startStandIn((response, { path }) => {
    const status = /^\/status\/(\d+)$/.exec(path)?.[1]
    if (status !== undefined) response.writeHead(Number(status), { location: '/picture' }).end('nothing')
    else if (path === '/huge') {
      const piece = Buffer.alloc(1024 * 1024)
      const write = (left: number): unknown => left > 0 && !response.destroyed && response.write(piece, () => write(left - 1))
      write(mostBytes / piece.length + 2)
    } else if (path === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.destroy(), 5)
    } else response.end('the picture')
  })
  const port = Number(new URL(server.origin).port)
  // Whatever the name, the wire leads to the stand-in, and the name is seen in its requests.
  dispatcher = new Agent({
    connect: (_, done) => {
      const socket = openSocket(port, '127.0.0.1', () => done(null, socket))
    },
  })
  fetchOutput = outputFetcher({ origins: [server.baseUrl], dispatcher })
})
afterAll(async () => {
  await dispatcher.destroy()
  await server[Symbol.asyncDispose]()
})

const read = async (address: string): Promise<string> => Buffer.from(await fetchOutput(address, signal())).toString()

test('outputs are fetched from Replicate’s own hosts and from the API’s, whatever port that has', async () => {
  expect(await read('https://replicate.delivery/xyz/out-0.webp')).toBe('the picture')
  expect(await read('https://pbxt.replicate.delivery/out-0.webp')).toBe('the picture')
  expect(await read(`${server.origin}/output/out-0.webp`)).toBe('the picture')
})

test.each([
  'https://evil.example/out-0.webp',
  'https://replicate.delivery.evil.example/out-0.webp',
  'https://evilreplicate.delivery/out-0.webp',
  'http://replicate.delivery/out-0.webp',
  'https://replicate.delivery:8443/out-0.webp',
  'https://me:secret@replicate.delivery/out-0.webp',
  'http://127.0.0.1:1/out-0.webp',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'not an address',
])('an output anywhere else is not opened: %s', async address => {
  const before = server.requests.length
  await expect(fetchOutput(address, signal())).rejects.toMatchObject({
    kind: 'platform',
    message: 'The model answered with an address that is not Replicate’s; it was not opened.',
  })
  expect(server.requests.length).toBe(before)
})

test('an output may stand in the answer itself', async () => {
  expect(await read(`data:image/png;base64,${Buffer.from('a fox').toString('base64')}`)).toBe('a fox')
  expect(await read('data:text/plain,a%20fox')).toBe('a fox')
  await expect(fetchOutput('data:text/plain,%zz', signal())).rejects.toMatchObject({ kind: 'model' })
  await expect(fetchOutput('data:image/png;base64', signal())).rejects.toMatchObject({ kind: 'model' })
})

test.each([
  [404, 'gone', 'Replicate deleted the result before it could be kept; start it anew.'],
  [410, 'gone', 'Replicate deleted the result before it could be kept; start it anew.'],
  [302, 'platform', 'The model’s result lies behind another address; it was not opened.'],
  [307, 'platform', 'The model’s result lies behind another address; it was not opened.'],
  [429, 'busy', 'Replicate does not hand out the result right now.'],
  [503, 'busy', 'Replicate does not hand out the result right now.'],
])('an answer of %s is told for what it is', async (status, kind, message) => {
  const before = server.requests.length
  await expect(fetchOutput(`${server.origin}/status/${status}`, signal())).rejects.toMatchObject({ kind, message })
  expect(server.requests.length).toBe(before + 1)
})

test('a result larger than may be kept is left off as soon as that is known', async () => {
  await expect(fetchOutput(`${server.origin}/huge`, signal())).rejects.toMatchObject({
    kind: 'model',
    message: 'The model’s result is larger than 100 MB; it was not kept.',
  })
})

test('half a result is none, and may be asked for again', async () => {
  await expect(fetchOutput(`${server.origin}/cut`, signal())).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 2_000 })
})

test('whoever stops waiting hears their own reason', async () => {
  const reason = new Error('closing')
  await expect(fetchOutput(`${server.origin}/output`, AbortSignal.abort(reason))).rejects.toBe(reason)
})
