import { expect, test } from 'vitest'
import { finished, startSandbox } from './start.ts'

const schnell = '/models/black-forest-labs/flux-schnell/predictions'
const wait = { prefer: 'wait' }

test('a blocking create is answered as soon as its output is there, before it is final', async () => {
  await using sandbox = await startSandbox()
  const version = (await sandbox.json('GET', '/models/replicate/hello-world/versions')).results[0]!.id
  const response = await sandbox.call('POST', '/predictions', { version, input: { text: 'Ada [sandbox:slow=30s]' } }, wait)
  expect(response.status).toBe(201)
  const held = (await response.json()) as Record<string, unknown>
  expect(held).toMatchObject({ status: 'processing', output: 'hello Ada', metrics: {} })
  expect(held).not.toHaveProperty('completed_at')
  const canceled = await sandbox.json('POST', `/predictions/${String(held['id'])}/cancel`)
  expect(canceled).toMatchObject({ status: 'canceled', output: 'hello Ada' })
})

test('what comes in pieces is answered whole, or not at all', async () => {
  await using sandbox = await startSandbox()
  const whole = await sandbox.json('POST', schnell, { input: { prompt: 'a fox', num_outputs: 3 } }, wait)
  expect(whole.status).toBe('succeeded')
  expect(whole.output).toHaveLength(3)
  const slow = { input: { prompt: 'a fox [sandbox:slow=30s]', num_outputs: 3 } }
  const response = await sandbox.call('POST', schnell, slow, { prefer: 'wait=1' })
  expect(response.status).toBe(202)
  expect(await response.json()).toMatchObject({ status: 'starting', output: null, logs: '' })
})

test('the tag data puts the files into the answer of a blocking create, and only there', async () => {
  await using sandbox = await startSandbox()
  const held = await sandbox.json('POST', schnell, { input: { prompt: 'a fox [sandbox:data]' } }, wait)
  expect(held.output).toEqual([expect.stringMatching(/^data:image\/png;base64,iVBORw0KGgo/)])
  const [link] = (await finished(sandbox, held.id)).output
  const bytes = Buffer.from(await (await fetch(link!)).arrayBuffer())
  expect(`data:image/png;base64,${bytes.toString('base64')}`).toBe(held.output[0])
})

test('the tag unseen hides a prediction for a while after its creation', async () => {
  let now = Date.parse('2026-01-10T18:00:00Z')
  await using sandbox = await startSandbox({ now: () => now })
  const made = await sandbox.json('POST', schnell, { input: { prompt: 'a fox [sandbox:unseen=2s]' } })
  expect((await sandbox.call('GET', `/predictions/${made.id}`)).status).toBe(404)
  expect((await sandbox.call('POST', `/predictions/${made.id}/cancel`)).status).toBe(404)
  now += 2_000
  expect((await sandbox.call('GET', `/predictions/${made.id}`)).status).toBe(200)
})
