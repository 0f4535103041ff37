import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { finished, startSandbox, until, type Started, type Json } from './start.ts'

const llama = '/models/meta/meta-llama-3-70b-instruct/predictions'
const make = (sandbox: Started, prompt: string, headers: Record<string, string> = {}): Promise<Json> =>
  sandbox.json('POST', llama, { input: { prompt, seed: 1 } }, headers)
const look = (sandbox: Started, { id }: Json): Promise<Json> => sandbox.json('GET', `/predictions/${String(id)}`)
const processing = (sandbox: Started, prediction: Json): Promise<Json> =>
  until(async () => {
    const seen = await look(sandbox, prediction)
    return seen.status === 'processing' ? seen : undefined
  })
const advance = (sandbox: Started, seconds: number): Promise<Json> =>
  sandbox.json('POST', '/_sandbox/clock', { advance: seconds })

test('a canceled prediction is canceled at once, keeps what it said, and stays so', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, 'words 3000')
  await until(async () => ((await look(sandbox, made)).output ? true : undefined))
  const canceled = await sandbox.json('POST', `/predictions/${made.id}/cancel`)
  expect(canceled.status).toBe('canceled')
  expect(canceled.output[0]).toBe('seed 1: ')
  expect(canceled.metrics).toMatchObject({
    predict_time: expect.any(Number) as number,
    total_time: expect.any(Number) as number,
  })
  expect(await look(sandbox, made)).toEqual(canceled)
  expect(await sandbox.json('POST', `/predictions/${made.id}/cancel`)).toEqual(canceled)
})

test('canceling a prediction nobody made is not found', async () => {
  await using sandbox = await startSandbox()
  expect((await sandbox.call('POST', '/predictions/0000000000000000000000000x/cancel')).status).toBe(404)
})

test('a deadline that passes before the start aborts, one that passes in the run cancels', async () => {
  await using sandbox = await startSandbox()
  const booting = await make(sandbox, '[sandbox:boot=60s] hello', { 'cancel-after': '10s' })
  const running = await make(sandbox, 'words 3000', { 'cancel-after': '10s' })
  expect(Date.parse(running.deadline) - Date.parse(running.created_at)).toBe(10_000)
  await processing(sandbox, running)
  await advance(sandbox, 11)
  expect(await look(sandbox, booting)).toMatchObject({ status: 'aborted', output: null })
  expect(await look(sandbox, running)).toMatchObject({ status: 'canceled' })
})

test.each(['4s', '0', 'soon', '-5'])('Cancel-After "%s" is refused, and nothing is made', async duration => {
  await using sandbox = await startSandbox()
  expect(await make(sandbox, 'x', { 'cancel-after': duration })).toMatchObject({
    status: 400,
    detail: expect.stringContaining(`got "${duration}"`) as string,
  })
  expect((await sandbox.json('GET', '/predictions')).results).toEqual([])
})

test('a run that nothing ends is stopped after half an hour', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, '[sandbox:silent] hello')
  await processing(sandbox, made)
  await advance(sandbox, 29 * 60)
  expect(await look(sandbox, made)).toMatchObject({ status: 'processing' })
  await advance(sandbox, 61)
  expect(await look(sandbox, made)).toMatchObject({ status: 'failed', error: expect.stringContaining('30 minutes') as string })
})

test('an hour after it completed nothing but the frame of a prediction is left, and its files are gone', async () => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json(
    'POST',
    '/deployments/sandbox/flux-fast/predictions',
    { input: { prompt: 'a fox' } },
    { prefer: 'wait' },
  )
  const [file] = made.output
  await advance(sandbox, 3590)
  expect((await fetch(file!)).status).toBe(200)
  await advance(sandbox, 20)
  const { input, output, logs, data_removed: removed, status, metrics } = await look(sandbox, made)
  expect({ input, output, logs, removed, status }).toEqual({
    input: {},
    output: null,
    logs: '',
    removed: true,
    status: 'succeeded',
  })
  expect(metrics).toEqual(made.metrics)
  expect((await fetch(file!)).status).toBe(404)
  expect(await readdir(join(sandbox.dataDir, 'output'))).toEqual([])
})

test('the clock can only be moved forward, by seconds', async () => {
  await using sandbox = await startSandbox()
  for (const seconds of [-1, '60', null, 1e12])
    expect((await sandbox.call('POST', '/_sandbox/clock', { advance: seconds })).status).toBe(400)
  const before = Date.parse((await sandbox.json('GET', '/_sandbox/clock')).now)
  expect(Date.parse((await advance(sandbox, 7200)).now) - before).toBeGreaterThanOrEqual(7_200_000)
})

test('no more predictions work at once than there are places; the others are starting, and get their turn in order', async () => {
  await using sandbox = await startSandbox({ places: { files: 4, text: 2 } })
  const made = [await make(sandbox, 'words 3000'), await make(sandbox, 'words 3000')]
  for (const one of made) await processing(sandbox, one)
  const waiting = [await make(sandbox, 'third'), await make(sandbox, 'fourth')]
  await sandbox.json('POST', `/predictions/${String(made[0]!.id)}/cancel`)
  const [third, fourth] = await Promise.all(waiting.map(one => finished(sandbox, one.id)))
  expect([third!.status, fourth!.status]).toEqual(['succeeded', 'succeeded'])
  expect(Date.parse(third!.completed_at)).toBeLessThanOrEqual(Date.parse(fourth!.started_at))
  expect(await look(sandbox, made[1]!)).toMatchObject({ status: 'processing' })
})

test('a prediction that waits for a place and is canceled gives its turn away', async () => {
  await using sandbox = await startSandbox({ places: { files: 4, text: 1 } })
  const first = await make(sandbox, 'words 3000')
  await processing(sandbox, first)
  const [second, third] = [await make(sandbox, 'second'), await make(sandbox, 'third')]
  await sandbox.json('POST', `/predictions/${second.id}/cancel`)
  await sandbox.json('POST', `/predictions/${first.id}/cancel`)
  expect(await finished(sandbox, third.id)).toMatchObject({ status: 'succeeded' })
})

test('a silent prediction takes no place from others', async () => {
  await using sandbox = await startSandbox({ places: { files: 1, text: 1 } })
  const silent = await make(sandbox, '[sandbox:silent] hello')
  await processing(sandbox, silent)
  expect(await make(sandbox, 'hello', { prefer: 'wait=5' })).toMatchObject({ status: 'succeeded' })
})

test('an engine that breaks fails its prediction with its own words', async () => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json(
    'POST',
    '/deployments/sandbox/flux-fast/predictions',
    { input: { prompt: 'bytes http://127.0.0.1/x' } },
    { prefer: 'wait' },
  )
  expect(made).toMatchObject({
    status: 'failed',
    output: null,
    error: 'Files are fetched from https addresses, got http://127.0.0.1',
  })
})

test('a page of a prediction shows text as text, whatever the model wrote', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, '<script>alert(1)</script>', { prefer: 'wait' })
  const page = await fetch(made.urls.web)
  expect(page.headers.get('content-security-policy')).toContain('sandbox')
  expect(await page.text()).not.toContain('<script')
})
