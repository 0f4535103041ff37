import fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationMs } from '../../src/sandbox/duration.ts'
import { takeTags } from '../../src/sandbox/tags.ts'
import { startSandbox } from './start.ts'

const flux = '/deployments/sandbox/flux-fast/predictions'
const sdxl = '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc'

test.each([
  ['oom', 'CUDA out of memory'],
  ['nsfw', 'NSFW content detected'],
  ['pa', '(code: PA)'],
  ['e8765', 'E8765'],
  ['The kiln exploded', 'The kiln exploded'],
])('the tag fail=%s ends a prediction with "%s"', async (kind, text) => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json('POST', flux, { input: { prompt: `a fox [sandbox:fail=${kind}]` } }, { prefer: 'wait' })
  expect(made).toMatchObject({ status: 'failed', output: null, error: expect.stringContaining(text) as string })
})

test('the safety filter fails flux, and leaves sdxl succeeding with nothing', async () => {
  await using sandbox = await startSandbox()
  const input = { prompt: '[sandbox:nsfw] a fox' }
  const wait = { prefer: 'wait' }
  expect(await sandbox.json('POST', flux, { input }, wait)).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/^NSFW content detected/) as string,
  })
  expect(await sandbox.json('POST', '/predictions', { version: sdxl, input }, wait)).toMatchObject({
    status: 'succeeded',
    output: [],
  })
})

test('a boot takes as long as the tag says, a slow run as much longer', async () => {
  await using sandbox = await startSandbox()
  const input = { prompt: '[sandbox:boot=0.5s] [sandbox:slow=0.7s] a fox' }
  const made = await sandbox.json('POST', flux, { input }, { prefer: 'wait' })
  const at = (name: 'created_at' | 'started_at' | 'completed_at'): number => Date.parse(made[name])
  expect(at('started_at') - at('created_at')).toBeGreaterThanOrEqual(499)
  expect(at('completed_at') - at('started_at')).toBeGreaterThanOrEqual(699)
})

test('the engine sees no tag, the answer echoes them', async () => {
  await using sandbox = await startSandbox()
  const input = { prompt: '[sandbox:boot=0s] plain [sandbox:slow=0s] words', seed: 1 }
  const made = await sandbox.json('POST', '/deployments/sandbox/llama-chat/predictions', { input }, { prefer: 'wait' })
  expect(made).toMatchObject({ output: ['seed 1: ', 'plain ', 'words'], input })
})

test('a tag in an earlier turn of a transcript has done its work', () => {
  const prompt = 'Ada: hi [sandbox:fail=oom]\nAssistant: hello\nAda: and now [sandbox:cut=3]\nAssistant:'
  expect(takeTags({ prompt })).toEqual({
    tags: { cutAfter: 3 },
    input: { prompt: 'Ada: hi\nAssistant: hello\nAda: and now\nAssistant:' },
  })
})

test('texts without tags are left alone, to the letter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null))), input => {
      expect(takeTags(input)).toEqual({ tags: {}, input })
    }),
  )
})

test('durations count hours, minutes and seconds', () => {
  const rows = [
    ['90', 90_000],
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h30m', 9_000_000],
    ['1h30m45s', 5_445_000],
    ['0.5s', 500],
  ] as const
  for (const [text, ms] of rows) expect(durationMs(text)).toBe(ms)
  for (const text of ['', 's', '5x', '-1', '1m1h', '1e3', '5 m']) expect(durationMs(text)).toBeUndefined()
  fc.assert(
    fc.property(fc.nat(999), fc.nat(59), fc.nat(59), (h, m, s) => {
      expect(durationMs(`${h}h${m}m${s}s`)).toBe((h * 3600 + m * 60 + s) * 1000)
    }),
  )
})
