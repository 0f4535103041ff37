import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toLook } from '../../src/models/look.ts'
import type { Prediction } from '../../src/replicate/wire.ts'
import { prediction, sendJson, startStandIn } from '../replicate/stand-in.ts'
import { connect, signal } from './connected.ts'

const file = (n: number): string => `https://replicate.delivery/xyz/out-${n}.webp`
const lookAt = (more: Partial<Prediction>, form?: Parameters<typeof toLook>[1]) =>
  toLook(prediction(more) as unknown as Prediction, form)

test.each([
  ['starting', 'starting'],
  ['processing', 'running'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['aborted', 'failed'],
] as const)('a prediction that is %s is %s here', (status, phase) => {
  const look = lookAt({ status, output: status === 'succeeded' ? [file(0)] : null })
  expect(look.phase).toBe(phase)
  expect(look.fault !== undefined).toBe(phase === 'failed')
})

test.each([
  ['a list of texts', ['a', 'b'], 'list', '[\n  "a",\n  "b"\n]', undefined],
  ['a list of numbers of a model whose schema says nothing', [1, 2], 'unknown', '[\n  1,\n  2\n]', undefined],
  ['a text of a model whose schema says nothing', 'hello', 'unknown', undefined, 'hello'],
  ['an object', { text: 'hello', words: 1 }, 'object', '{\n  "text": "hello",\n  "words": 1\n}', 'hello'],
  ['an object with a whole file in it', { file: 'data:image/png;base64,AAAA' }, 'object', '{\n  "file": "a file"\n}', undefined],
  ['a list of files', [file(0)], 'files', undefined, undefined],
  ['a text', 'hello', 'text', undefined, 'hello'],
  ['fragments', ['a', 'b'], 'text-stream', undefined, 'ab'],
] as const)('what is neither words nor files alone is there as JSON, too: %s', (_, output, form, json, text) => {
  const look = lookAt({ status: 'succeeded', output }, form)
  expect([look.json, look.text]).toEqual([json, text])
  expect(lookAt({ status: 'processing', output }, form).json).toBeUndefined()
})

test('an output of millions of numbers is cut, and whole characters are left of it', () => {
  const { json = '' } = lookAt({ status: 'succeeded', output: Array.from({ length: 200_000 }, (_, n) => `🦊${n}`) }, 'list')
  expect(json.length).toBeLessThan(1_000_010)
  expect(json.endsWith('\n…')).toBe(true)
  expect(json.isWellFormed()).toBe(true)
})

test('a bar in the log says how far it is, and how long it may take yet', () => {
  const logs = 'Using seed: 7\n 18%|█▊        | 9/50 [00:01<00:03, 11.76it/s]\r 36%|███▌      | 18/50 [00:02<00:02, 11.9it/s]'
  expect(lookAt({ status: 'processing', logs }).progress).toEqual({ done: 0.36, step: 18, steps: 50, etaMs: 2_000 })
  expect(lookAt({ status: 'processing', logs: 'loading weights' }).progress).toBeUndefined()
})

test.each([
  ['one file', file(0), undefined, [file(0)], undefined],
  ['files as they come', [file(0), file(1)], 'files', [file(0), file(1)], undefined],
  ['fragments of a text', ['Hel', 'lo ', 'you'], 'text-stream', [], 'Hello you'],
  ['a text', 'Hello', 'text', [], 'Hello'],
  ['a text that is only a link', 'https://a.example/x', 'text', [], 'https://a.example/x'],
  ['fragments that are links', ['https://a.example'], 'text-stream', [], 'https://a.example'],
  ['fragments of a model nobody described', ['Hel', 'lo'], undefined, [], 'Hello'],
  ['an object with files in it', { image: file(2), score: 0.4 }, 'object', [file(2)], undefined],
] as const)('an output is told apart by the model’s schema, else by its value: %s', (_, output, form, files, text) => {
  const look = lookAt({ status: 'succeeded', output }, form)
  expect(look.files).toEqual(files)
  expect(look.text).toBe(text)
})

test('numbers Replicate gives are used, and what is no number never is', () => {
  const metrics = { predict_time: 1.5, image_count: 2, input_token_count: 'many', output_token_count: null, other: 3 }
  const { usage } = lookAt({ status: 'succeeded', output: [file(0)], metrics, started_at: '2026-01-10T18:07:37.262Z' })
  expect(usage).toEqual({ seconds: 1.5, images: 2, bootSeconds: 2 })
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('predict_time', 'image_count', 'input_token_count'), fc.anything()), given => {
      for (const value of Object.values(lookAt({ metrics: given }).usage)) expect(value).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('a result Replicate has deleted already is said to be gone, and is not asked for again', () => {
  const look = lookAt({ status: 'succeeded', data_removed: true, output: null })
  expect(look.phase).toBe('failed')
  expect(look.fault).toEqual({
    kind: 'gone',
    message: 'Replicate deleted the result before it could be kept; start it anew.',
    again: false,
  })
})

test.each([
  ['NSFW content detected. Try running it again.', 'model', 'The safety filter refused this; try other words.', false],
  ['Prediction interrupted; please retry (code: PA)', 'platform', 'Replicate lost the machine this ran on; start it anew.', true],
  [
    'Director: unexpected error handling prediction (E8765)',
    'platform',
    'Replicate had a fault of its own; start it anew.',
    true,
  ],
  ['The model took too long to start (E6716)', 'platform', 'The model did not start in time; try again in a few minutes.', false],
  ['CUDA out of memory.', 'model', 'The model ran out of memory; ask for something smaller or fewer at once.', false],
  ['', 'model', 'The model failed without a word.', false],
  ['It gave up. It says no more.', 'model', 'The model failed: `It gave up. It says no more`.', false],
  [
    'ValueError: bad\n  at [line](https://evil.example) @everyone',
    'model',
    'The model failed: `ValueError: bad at [line](https://evil.example) @\u200beveryone`.',
    false,
  ],
  ['`'.repeat(5_000), 'model', `The model failed: \`${'’'.repeat(299)}…\`.`, false],
] as const)('a failure says whose move it is: %j', (error, kind, message, again) => {
  expect(lookAt({ status: 'failed', error }).fault).toEqual({ kind, message, again })
})

test('a success with nothing in it is the safety filter’s work, and one that never began is told as such', () => {
  expect(lookAt({ status: 'succeeded', output: [] }).fault?.message).toContain('answered with nothing')
  expect(lookAt({ status: 'aborted' }).fault?.message).toBe('The model did not start in time; try again in a few minutes.')
})

test('all of a failure’s words go to the log, where people are shown the beginning', async () => {
  const error = `ValueError: ${'x'.repeat(900)}`
  await using server = await startStandIn(response => sendJson(response, 200, prediction({ status: 'failed', error })))
  const lines: unknown[] = []
  await using models = connect(server, { log: { info: fields => lines.push(fields) } })
  const look = await models.look('gm3qorzdhgbfurvjtvhg6dckhu', signal())
  expect(look.fault?.message.length).toBeLessThan(330)
  expect(lines).toEqual([{ prediction: 'gm3qorzdhgbfurvjtvhg6dckhu', error }])
})

test.each([
  [401, {}, 'config', 'Replicate does not accept our token; the operator must look at `REPLICATE_API_TOKEN`.'],
  [402, {}, 'config', 'The Replicate account has no credit left; whoever runs this bot must add some.'],
  [422, { detail: '- input.width: must be at most 1440\n' }, 'input', 'The model refused `width`: `must be at most 1440`.'],
  [
    422,
    { detail: 'It is @everyone’s [fault](https://evil.example)' },
    'input',
    'The model refused this input: `It is @\u200beveryone’s [fault](https://evil.example)`.',
  ],
  [422, {}, 'input', 'The model refused this input.'],
  [429, { retry_after: 60 }, 'busy', 'Replicate is busy right now.'],
])('what Replicate refuses with %s is said in words of ours: %j', async (status, body, kind, message) => {
  await using server = await startStandIn(response => sendJson(response, status, body))
  await using models = connect(server)
  const order = { job: 'j', run: 0, model: 'acme/x', input: { prompt: 'a fox' } }
  await expect(models.start(order, signal())).rejects.toMatchObject({ name: 'Fault', kind, message })
})

test('a create whose answer is lost is never called a failure', async () => {
  await using server = await startStandIn(response => void response.socket?.destroy())
  await using models = connect(server)
  const order = { job: 'j', run: 0, model: 'acme/x', input: {} }
  await expect(models.start(order, signal())).rejects.toMatchObject({ name: 'LostAnswer' })
})
