import fc from 'fast-check'
import { expect, test } from 'vitest'
import { predictionFailure } from '../../src/replicate/failure.ts'
import { filesIn } from '../../src/replicate/outputs.ts'
import { progressIn, seedIn } from '../../src/replicate/progress.ts'
import { isFinal, readPrediction } from '../../src/replicate/wire.ts'
import { prediction, token } from './stand-in.ts'

const failureOf = (more: Record<string, unknown>) => predictionFailure(readPrediction(prediction(more))!)

test.each([
  ['NSFW content detected. Try running it again, or try a different prompt.', 'moderation', 'moderation', 'never'],
  [
    'All generated images contained NSFW content. Try running it again with a different prompt.',
    'moderation',
    'moderation',
    'never',
  ],
  [
    'The input or output was flagged as sensitive. Please try again with different inputs. (E005)',
    'moderation',
    'moderation',
    'never',
  ],
  ['Prediction interrupted; please retry (code: PA)', 'platform', 'interrupted', 'once'],
  ['Director: unexpected error handling prediction (E9828)', 'platform', 'platform', 'once'],
  ['Something (E8765)', 'platform', 'platform', 'once'],
  ['Model did not start (E6716)', 'timeout', 'boot-timeout', 'later'],
  ['CUDA out of memory. Tried to allocate 2.00 GiB', 'model', 'out-of-memory', 'never'],
  ['Worker died (E1001)', 'model', 'out-of-memory', 'never'],
  ['Unknown error (E1000)', 'platform', 'platform', 'later'],
  ['Empty webhook (E4875)', 'invalid-input', 'request', 'never'],
  ["'NoneType' object is not iterable", 'model', 'model', 'never'],
  [null, 'model', 'model', 'never'],
])('a prediction that failed with "%s" is of kind %s (puter #3719)', (error, kind, reason, retry) => {
  const failure = failureOf({ status: 'failed', error })
  expect(failure).toMatchObject({ error: { kind }, reason, retry })
  expect(failure?.error.detail).toBe(error ?? '')
})

test("a model's own words are shown, without what looks like a token", () => {
  expect(failureOf({ status: 'failed', error: `no access with ${token}` })?.error.message).toBe(
    'The model failed: no access with r8_…',
  )
})

test.each([
  [{ status: 'succeeded', output: [] }, 'moderation'],
  [{ status: 'succeeded', output: null }, 'moderation'],
  [{ status: 'succeeded', output: null, data_removed: true }, undefined],
  [{ status: 'succeeded', output: ['https://replicate.delivery/x.webp'] }, undefined],
  [{ status: 'succeeded', output: '' }, undefined],
  [{ status: 'succeeded', output: 0 }, undefined],
  [{ status: 'processing', output: null }, undefined],
  [{ status: 'canceled' }, undefined],
  [{ status: 'aborted' }, 'timeout'],
])('a prediction like %j is a failure of kind %s (replicate-python #397)', (more, kind) => {
  expect(failureOf(more)?.error.kind).toBe(kind)
})

test('a prediction is final in every state but its first two', () => {
  expect((['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted'] as const).map(isFinal)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ])
})

test.each([
  [
    'Using seed: 12345\n 18%|█▊        | 9/50 [00:01<00:03, 11.76it/s]',
    { fraction: 0.18, current: 9, total: 50, remainingMs: 3_000 },
  ],
  ['  0%|          | 0/50 [00:00<?, ?it/s]', { fraction: 0, current: 0, total: 50 }],
  [
    '  2%|▏| 1/50 [00:01<1:01:05,  9.9it/s]\r 50%|█████     | 25/50 [00:02<01:02]\r\n',
    { fraction: 0.5, current: 25, total: 50, remainingMs: 62_000 },
  ],
  ['100%|██████████| 4/4\nsaving\n\n', { fraction: 1, current: 4, total: 4 }],
  ['9%|x| 9/0\n10%|x| 1/10\n 5%|x| 5', { fraction: 0.1, current: 1, total: 10 }],
  ['200%|x| 20/10', { fraction: 1, current: 20, total: 10 }],
  ['nothing to see\n50 % of 9/50', undefined],
  ['', undefined],
  [`1%|${'x'.repeat(500)}| 1/100`, undefined],
])('the log %j shows the progress %j', (logs, progress) => {
  expect(progressIn(logs)).toEqual(progress)
})

test('the last bar wins, wherever other lines stand and however lines end', () => {
  const line = fc.constantFrom('loading weights', '', 'Using seed: 5', '50%', '| 3/4')
  const bar = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 50, max: 99 }))
  const end = fc.constantFrom('\n', '\r', '\r\n')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.oneof(line, bar), end)), lines => {
      const logs = lines
        .map(([text, ending]) => (typeof text === 'string' ? text : ` 7%|▊  | ${text[0]}/${text[1]} [00:01<00:03]`) + ending)
        .join('')
      const last = lines.map(([text]) => text).findLast(text => typeof text !== 'string')
      expect(progressIn(logs)).toEqual(
        last && { fraction: last[0] / last[1], current: last[0], total: last[1], remainingMs: 3_000 },
      )
    }),
  )
})

test.each([
  ['Using seed: 12345\nprompt', 12345],
  ['warm\r\nusing seed 7\nUsing seed: 8', 7],
  ['Using seed: 99999999999999999999', undefined],
  ['Using seed: none', undefined],
])('the log %j tells the seed %s', (logs, seed) => {
  expect(seedIn(logs)).toBe(seed)
})

test('files are found wherever they stand in an output, in order, each once', () => {
  const [a, b, c] = ['https://replicate.delivery/a.webp', 'http://127.0.0.1:4000/b.png?x=1', 'data:image/png;base64,AAAA']
  expect(filesIn(a)).toEqual([a])
  expect(
    filesIn([
      { file: b, more: { deep: [[c]] } },
      a,
      b,
      null,
      3,
      'a text',
      `see ${a}`,
      `${a} and more`,
      'ftp://x/y',
      'http://',
      'data:',
    ]),
  ).toEqual([b, c, a])
  expect(filesIn(null)).toEqual([])
  const bottomless: unknown[] = []
  bottomless.push(bottomless, a)
  expect(filesIn(bottomless)).toEqual([a])
})
