import { expect, test } from 'vitest'
import { live, type Story, type Turn } from './history.ts'
import { judge } from './verdict.ts'
import type { Fate } from './writer.ts'

const fate: Fate = { create: 'answered', end: 'succeeded', failsAt: 0, breaksAt: 500, forgets: true, readings: [] }
const turn: Turn = {
  channel: 0,
  atMs: 0,
  words: { text: 'One two three four five six seven eight nine ten. '.repeat(60), tokenChars: [100], delaysMs: [250] },
  fates: [fate],
  isDoubled: false,
}
const story: Story = {
  kind: 'discord',
  turns: [turn],
  chatTroubles: [],
  latenciesMs: [100],
  modelTroubles: [],
  dooms: [],
  fileAfter: 12_000,
  budgets: {},
}
/** Further than any of these histories goes. */
const mostCalls = 100

test.each([
  ['that is stopped, of which Replicate says no word again', { ...turn, stopInMs: 4_000 }],
  ['that fails in its middle', { ...turn, fates: [{ ...fate, end: 'failed' as const, failsAt: 500 }] }],
])('an answer %s is whole wherever the process is killed', async (_, only) => {
  for (let at = 0; at < mostCalls; at++) {
    const how = at % 2 === 0 ? 'dies before' : 'dies after'
    const { troubles } = await live({ ...story, turns: [only], dooms: [{ at, how, ticks: 1 }] }, judge)
    expect(troubles, `${how} call ${at}`).toEqual([])
  }
})

test('a stream that says some of an answer twice puts nothing twice into it', async () => {
  const { troubles, characters } = await live(
    { ...story, turns: [{ ...turn, fates: [{ ...fate, readings: ['repeats'] }] }] },
    judge,
  )
  expect(troubles).toEqual([])
  expect(characters).toBe(turn.words.text.length)
})
