import { Readable } from 'node:stream'
import { once } from 'node:events'
import { connect } from 'node:net'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { fold } from '#core/fold.ts'
import { until } from '../contracts/wait.ts'
import { jobWith, noon, openDoor, output, secret, signatureOf, started, storeRunning, submitting, success, told } from './door.ts'

const seconds = (ms: number): string => String(Math.floor(ms / 1_000))

test('a webhook is laid beside its job as one fact, under its own id, and wakes the job', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  const logs = ' 36%|███▌      | 9/25 [00:01<00:03, 11.76it/s]'
  expect(await door.send({ body: told({ logs, output }) })).toEqual({ status: 200, text: 'Noted.' })
  expect(await door.records.get('facts', 'msg_1')).toEqual({
    id: 'msg_1',
    job: 'j1',
    at: noon,
    fact: {
      type: 'progressed',
      run: 0,
      prediction: 'p1',
      begun: true,
      at: noon,
      progress: { done: 0.36, step: 9, steps: 25, etaMs: 3_000 },
      files: output,
    },
  })
  expect(door.woken).toEqual(['j1'])
  expect(door.lagsMs).toEqual([])
})

test('the end of a prediction brings all that a look would bring, and how late the webhook was', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  expect(await door.send({ body: told(success) })).toEqual({ status: 200, text: 'Noted.' })
  expect(await door.facts()).toEqual([
    { type: 'succeeded', run: 0, prediction: 'p1', files: output, usage: { seconds: 2.6, images: 1, bootSeconds: 6 } },
  ])
  expect(door.lagsMs).toEqual([400])
})

test('an end without the counts that a bill needs shows its pictures and leaves the end to a look', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  expect((await door.send({ body: told({ ...success, metrics: {} }) })).status).toBe(200)
  expect(await door.facts()).toEqual([{ type: 'progressed', run: 0, prediction: 'p1', begun: true, at: noon, files: output }])
})

test('of early outputs only addresses are noted, not whole pictures', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  await door.send({ body: told({ output: [...output, 'data:image/png;base64,AAAA', 'https://replicate.delivery/c.png'] }) })
  expect(await door.facts()).toMatchObject([{ type: 'progressed', files: output }])
})

test('what was canceled before it began has nothing to count, and ends at once', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  await door.send({ body: told({ status: 'canceled', started_at: null, completed_at: success.completed_at }) })
  expect(await door.facts()).toEqual([{ type: 'canceled', run: 0, prediction: 'p1', usage: {} }])
})

test('a webhook that comes twice is stored once', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  const twice = { body: told(success) }
  expect(await Promise.all([door.send(twice), door.send(twice)])).toEqual([
    { status: 200, text: 'Noted.' },
    { status: 200, text: 'Noted.' },
  ])
  expect(await door.facts()).toHaveLength(1)
})

test('a webhook that overtakes the answer of its own create is believed', async () => {
  await using door = await openDoor()
  await door.records.batch([{ put: 'jobs', row: jobWith('j1', [submitting]) }])
  expect((await door.send({ body: told({ status: 'starting', started_at: null }) })).text).toBe('Noted.')
  const [fact] = await door.facts()
  expect(fact).toEqual({ type: 'started', run: 0, prediction: 'p1', at: noon })
  if (fact === undefined) return
  expect(fold(jobWith('j1', [submitting]), fact).runs[0]?.state).toMatchObject({ phase: 'running', prediction: 'p1' })
})

const other = { job: 'j2', run: 0 }
test.for([
  ['a job that is not stored', { query: 'job=j9&run=0', body: told({}, { job: 'j9', run: 0 }) }, 200],
  ['a run that the job does not have', { query: 'job=j1&run=7', body: told({}, { job: 'j1', run: 7 }) }, 200],
  ['another prediction than the run has', { body: told({ ...success, id: 'p9' }) }, 200],
  ['a prediction of another job, sent to this job’s address', { body: told({ ...success, id: 'p2' }, other) }, 400],
  ['a run that was not submitted yet', { query: 'job=j1&run=1', body: told(success, { job: 'j1', run: 1 }) }, 200],
  ['a job that has ended', { query: 'job=old&run=0', body: told({ ...success, id: 'p0' }, { job: 'old', run: 0 }) }, 200],
  [
    'a prediction that another run owns, while the create is not answered',
    { query: 'job=young&run=0', body: told({ ...success, id: 'p2' }, { job: 'young', run: 0 }) },
    200,
  ],
  [
    'an unknown prediction that does not say whose it is, while the create is not answered',
    { query: 'job=young&run=0', body: told({ ...success, id: 'p7', webhook: null }) },
    200,
  ],
  ['no run', { query: 'job=j1', body: told(success) }, 400],
  ['two jobs at once', { query: 'job=j1&job=j2&run=0', body: told(success) }, 400],
  ['a run that is no number', { query: 'job=j1&run=-1', body: told(success) }, 400],
  ['no prediction', { body: '{"id":7}' }, 400],
  ['something that is no JSON', { body: 'null and void' }, 400],
  ['bytes that are no text', { body: Uint8Array.of(0x22, 0xff, 0x22) }, 400],
] as const)('a signed webhook about %s changes nothing', async ([_, sent, status]) => {
  await using door = await openDoor()
  await storeRunning(door.records)
  await storeRunning(door.records, 'j2', 'p2')
  await door.records.batch([
    { put: 'jobs', row: jobWith('young', [submitting]) },
    {
      put: 'jobs',
      row: jobWith('old', [
        submitting,
        started('p0'),
        { type: 'failed', run: 0, prediction: 'p0', fault: { kind: 'model', message: '' }, again: false, usage: {} },
      ]),
    },
  ])
  expect((await door.send(sent)).status).toBe(status)
  expect(await door.facts()).toEqual([])
  expect(door.woken).toEqual([])
})

const body = told(success)
const now = seconds(noon)
test.for([
  ['unsigned', { without: ['webhook-signature'] }, 400],
  ['without an id', { without: ['webhook-id'] }, 400],
  ['without a time', { without: ['webhook-timestamp'] }, 400],
  ['with a time that is no time', { timestamp: 'noon' }, 400],
  ['with an endless id', { id: 'm'.repeat(300) }, 400],
  ['signed for other bytes', { signature: signatureOf('msg_1', now, `${body} `) }, 401],
  ['signed for another id', { signature: signatureOf('msg_2', now, body) }, 401],
  ['signed for another time', { signature: signatureOf('msg_1', seconds(noon - 1_000), body) }, 401],
  [
    'signed with another secret',
    { signature: signatureOf('msg_1', now, body, `whsec_${Buffer.alloc(32, 7).toString('base64')}`) },
    401,
  ],
  ['signed by another version of the scheme', { signature: signatureOf('msg_1', now, body).replace('v1,', 'v2,') }, 401],
  ['five minutes and a second old', { timestamp: seconds(noon - 301_000) }, 401],
  ['from five minutes and a second ahead', { timestamp: seconds(noon + 301_000) }, 401],
] as const)('a webhook %s is refused and changes nothing', async ([_, sent, status]) => {
  await using door = await openDoor()
  await storeRunning(door.records)
  expect((await door.send({ body, ...sent })).status).toBe(status)
  expect(await door.facts()).toEqual([])
  expect(door.woken).toEqual([])
  // The same webhook as it should be goes through: it was the forgery that was refused.
  expect((await door.send({ body })).text).toBe('Noted.')
})

test('the signature that Replicate’s scheme is documented with is taken, under either name of its header', async () => {
  const at = 1_760_000_000
  const documented = {
    id: 'msg_2b7Yw9dP0qk3XrV5tNfHc8LzAeG',
    timestamp: String(at),
    body: '{"id":"ufawqhfynnddngldkgtslldrkq","status":"succeeded","output":["https://replicate.delivery/x/out-0.webp"]}',
  }
  const signature = 'v1,Rc1LBkwfZmVP8/mczBvc4Ow9/e4HPXkYKChCjTLwnvg='
  const key = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
  await using door = await openDoor({
    now: () => at * 1_000,
    secrets: { known: async () => [key], beyond: async () => undefined },
  })
  expect((await door.send({ ...documented, signature })).status).toBe(200)
  const renamed = { without: ['webhook-signature'], headers: { 'x-replicate-signature': signature } }
  expect((await door.send({ ...documented, ...renamed })).status).toBe(200)
  expect((await door.send({ ...documented, body: documented.body.replace('0.webp', '1.webp'), signature })).status).toBe(401)
})

test('forgeries by the hundred make one line in the log', async () => {
  await using door = await openDoor()
  for (let nth = 0; nth < 100; nth++) await door.send({ body, signature: 'v1,AAAA' })
  expect(door.warnings).toEqual(['webhooks were refused {"why":"signature","refused":1}'])
  expect(door.warnings.join()).not.toContain(secret)
})

test('a body of 16 MB is refused with 413, whether or not it says its size, and the next webhook is heard', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  const large = Buffer.alloc(16 * 1024 * 1024, ' ')
  expect((await door.send({ body: large })).status).toBe(413)
  const pieces = Readable.from(Array.from({ length: 320 }, () => Buffer.alloc(64 * 1024, ' ')))
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': now, 'webhook-signature': 'v1,AAAA' }
  const unsized = await request(`${door.url}/webhooks/replicate?job=j1&run=0`, { method: 'POST', headers, body: pieces })
  expect(unsized.statusCode).toBe(413)
  expect(await unsized.body.text()).toBe('A webhook may have less than 16 MB.\n')
  expect(await door.facts()).toEqual([])
  expect((await door.send({ body })).text).toBe('Noted.')
})

test('a body of many megabytes, as data URIs make it, is heard (replicate-javascript #344)', async () => {
  await using door = await openDoor()
  await storeRunning(door.records)
  const file = `data:image/png;base64,${'A'.repeat(15_000_000)}`
  expect((await door.send({ body: told({ ...success, output: [file] }) })).text).toBe('Noted.')
  expect(await door.facts()).toMatchObject([{ type: 'succeeded', files: [file] }])
})

/** A request whose body has begun, by a sender who takes its time. */
async function begin(
  url: string,
  bytes: number,
  timestamp = now,
): Promise<{ readonly said: () => string; readonly end: () => void }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let said = ''
  socket.on('data', piece => (said += piece.toString()))
  socket.on('error', () => undefined)
  const head = [
    'POST /webhooks/replicate?job=j1&run=0 HTTP/1.1',
    `host: ${hostname}:${port}`,
    'webhook-id: msg_1',
    `webhook-timestamp: ${timestamp}`,
    'webhook-signature: v1,AAAA',
    'content-length: 1000',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${' '.repeat(bytes)}`)
  return { said: () => said, end: () => socket.destroy() }
}

test('a body that does not come is not waited for', async () => {
  await using door = await openDoor({ bounds: { withinMs: 150 } })
  const slow = await begin(door.url, 10)
  await until('the slow sender is told', () => slow.said().startsWith('HTTP/1.1 408 '))
  slow.end()
})

test('the body of a stale webhook is not even waited for', async () => {
  await using door = await openDoor()
  const stale = await begin(door.url, 10, seconds(noon - 301_000))
  await until('its sender is told', () => stale.said().startsWith('HTTP/1.1 401 '))
  stale.end()
})

test('all bodies together hold no more than may be; what is heard to its end makes room', async () => {
  await using door = await openDoor({ bounds: { mostBytes: 2_000, mostBytesAtOnce: 2_500 } })
  await storeRunning(door.records)
  const slow = [await begin(door.url, 900), await begin(door.url, 900)]
  const large = { body: told({ ...success, logs: 'x'.repeat(900) }) }
  await until('there is no room', async () => (await door.send(large)).status === 429)
  expect(await door.facts()).toEqual([])
  for (const one of slow) one.end()
  await until('there is room again', async () => (await door.send(large)).status === 200)
  for (let nth = 0; nth < 5; nth++) expect((await door.send(large)).status).toBe(200)
  expect(await door.facts()).toHaveLength(1)
})

test('a job that is closed at the same moment keeps nothing beside it', async () => {
  await using door = await openDoor({
    onWake: async (job, records) => {
      const row = await records.get('jobs', job)
      if (row !== undefined) await records.batch([{ put: 'jobs', row: { ...row, closedAt: noon } }])
    },
  })
  await storeRunning(door.records)
  expect((await door.send({ body })).status).toBe(200)
  expect(await door.facts()).toEqual([])
})

test('where it cannot be stored the sender is asked to send it again', async () => {
  await using door = await openDoor({ onWake: () => Promise.reject(new Error('the disk is full')) })
  await storeRunning(door.records)
  expect(await door.send({ body })).toEqual({
    status: 503,
    text: 'This webhook cannot be taken right now; please send it again.',
  })
})

test('only POST is possible, and nothing else is below', async () => {
  await using door = await openDoor()
  const get = await fetch(`${door.url}/webhooks/replicate`)
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  expect((await fetch(`${door.url}/webhooks/other`, { method: 'POST' })).status).toBe(404)
})
