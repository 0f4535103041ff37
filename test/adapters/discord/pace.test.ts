import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelBucket, createPace, tokenBucket } from '../../../adapters/discord/pace.ts'

const told = (remaining: number, resetAfter: number) => ({
  get: (name: string) =>
    name === 'x-ratelimit-remaining' ? String(remaining) : name === 'x-ratelimit-reset-after' ? String(resetAfter) : null,
})
const silent = { get: () => null }

test('a bucket rests when nothing is left in it, and says what it bears; frames by a token rest, and their last request is kept', () => {
  let now = 1_000_000
  const pace = createPace(() => now)
  expect(pace.heard(channelBucket('1'), told(4, 5))).toEqual({ restMs: 0, room: { edits: 4, ms: 5_000 } })
  expect(pace.heard(channelBucket('2'), silent)).toEqual({ restMs: 1_200 })
  expect(pace.heard(tokenBucket('t'), told(4, 2))).toEqual({ restMs: 1_200 })
  expect(pace.heard(tokenBucket('u'), told(1, 3.4))).toEqual({ restMs: 3_400 })
  expect(pace.heard(channelBucket('3'), told(0, 3.4))).toEqual({ restMs: 3_400, room: { edits: 0, ms: 3_400 } })
  expect(pace.restMs(channelBucket('1'))).toBe(0)
  now += 1_200
  expect(pace.restMs(channelBucket('2'))).toBe(0)
  expect(pace.restMs(channelBucket('3'))).toBe(2_200)
  expect(pace.emptyMs(channelBucket('3'))).toBe(0)
  pace.empty(channelBucket('3'), 40_000)
  expect(pace.emptyMs(channelBucket('3'))).toBe(40_000)
  expect(pace.restMs(channelBucket('4'))).toBe(0)
})

test('whoever asks before each frame never sends more than five in five seconds to a channel', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 20, maxLength: 120 }), steps => {
      let now = 0
      const pace = createPace(() => now)
      const bucket = channelBucket('1')
      let window = { until: -1, used: 0 }
      for (const step of steps) {
        now += step
        if (pace.restMs(bucket) > 0) continue
        if (now >= window.until) window = { until: now + 5_000, used: 0 }
        window.used += 1
        expect(window.used).toBeLessThanOrEqual(5)
        pace.heard(bucket, told(5 - window.used, (window.until - now) / 1_000))
      }
    }),
    { numRuns: 60 },
  )
})

test('frames by tokens leave room in a channel’s minute for last words', () => {
  let now = 0
  const pace = createPace(() => now)
  const sent: number[] = []
  for (; now < 300_000; now += 250) {
    if (pace.tokenRestMs('1') > 0) continue
    pace.spent('1')
    sent.push(now)
  }
  for (const at of sent) expect(sent.filter(other => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(24)
  expect(pace.tokenRestMs('2')).toBe(0)
})

test('a bucket’s name does not tell its token', () => {
  expect(tokenBucket('secret-token-of-an-interaction')).not.toContain('secret')
  expect(tokenBucket('a')).not.toBe(tokenBucket('b'))
})
