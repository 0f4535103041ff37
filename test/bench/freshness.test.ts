import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Budget, discord, slack } from '../../bench/freshness/budget.ts'
import { cadences } from '../../bench/freshness/cadences.ts'
import { least } from '../../bench/freshness/least.ts'
import { firstWordsMs, unseen } from '../../bench/freshness/measure.ts'
import { play } from '../../bench/freshness/play.ts'
import { product } from '../../bench/freshness/product.ts'
import { drawScene } from '../../bench/freshness/scene.ts'

const budgets: readonly Budget[] = [discord, slack]
const cells = fc.record({
  budget: fc.constantFrom(...budgets),
  answers: fc.integer({ min: 1, max: 6 }),
  tokens: fc.constantFrom<[number, number]>([1, 20], [40, 160], [150, 300]),
  seed: fc.nat(1_000),
})

/** Budgets as they are said in words, counted anew from what was taken. */
const isWithin: Readonly<Record<string, (atMs: readonly number[]) => boolean>> = {
  Discord(atMs) {
    let [opened, taken] = [Number.NEGATIVE_INFINITY, 0]
    return atMs.every(at => {
      if (at - opened >= 5_000) [opened, taken] = [at, 0]
      return ++taken <= 5
    })
  },
  Slack: atMs =>
    atMs.every((from, nth) => atMs.slice(nth).every((to, more) => more + 1 <= 8 + ((to - from) * 45) / 60_000 + 1e-6)),
}

test('nobody is shown more than the budget allows, every text is shown to its end, and nobody beats the least', async () => {
  await fc.assert(
    fc.asyncProperty(cells, async ({ budget, answers, tokens, seed }) => {
      const scene = drawScene({ answers, tokens }, seed)
      const bound = least(scene, budget)
      expect(bound).toBeGreaterThan(0)
      for (const contender of [product(budget), ...Object.values(cadences)]) {
        const { showings } = await play(contender, scene, budget, seed)
        // It throws where a text was not shown to its end.
        expect(unseen(scene, showings)).toBeGreaterThanOrEqual(bound * (1 - 1e-9))
        expect(isWithin[budget.name]?.(showings.map(({ atMs }) => atMs))).toBe(true)
        for (const message of scene.answers.keys()) {
          const times = showings.filter(showing => showing.message === message).map(({ atMs }) => atMs)
          for (const [nth, at] of times.entries())
            expect(at - (times[nth - 1] ?? -1e9)).toBeGreaterThanOrEqual(budget.gapMs - 1e-6)
        }
      }
    }),
    { numRuns: 15 },
  )
})

test('the least with first words as early as somebody’s lies between the least and what that one leaves unseen', async () => {
  await fc.assert(
    fc.asyncProperty(cells, async ({ budget, answers, tokens, seed }) => {
      const scene = drawScene({ answers, tokens }, seed)
      const { showings } = await play(product(budget), scene, budget, seed)
      const firstByMs = firstWordsMs(scene, showings).map((ms, message) => ms + (scene.answers[message]?.[0]?.atMs ?? 0))
      const asPrompt = least(scene, budget, firstByMs)
      expect(asPrompt).toBeLessThanOrEqual(unseen(scene, showings) * (1 + 1e-9))
      // Both are found by steps that end near the highest bound, not at it.
      expect(asPrompt).toBeGreaterThanOrEqual(least(scene, budget) * 0.98)
    }),
    { numRuns: 8 },
  )
})

test('for one answer in Discord’s windows the least is within a tenth of what trying all edits finds, and never above it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 7 }), fc.nat(1_000), (count, seed) => {
      const scene = drawScene({ answers: 1, tokens: [count, count] }, seed)
      const tokens = scene.answers[0] ?? []
      // So few are written within one window, which bears five edits; what is shown after it is later than need be.
      const costs = Array.from({ length: 2 ** (tokens.length - 1) }, (_, bits) => {
        const edits = tokens.map(({ atMs }) => atMs).filter((_, nth) => nth === tokens.length - 1 || (bits >> nth) % 2 === 1)
        if (edits.length > 5) return Number.POSITIVE_INFINITY
        return unseen(
          scene,
          edits.map(atMs => ({
            message: 0,
            atMs: atMs + 60,
            chars: tokens.filter(token => token.atMs <= atMs).reduce((sum, { text }) => sum + text.length, 0),
          })),
        )
      })
      const best = Math.min(...costs)
      const bound = least(scene, discord)
      expect(bound).toBeLessThanOrEqual(best * (1 + 1e-9))
      expect(bound).toBeGreaterThanOrEqual(best * 0.9)
    }),
    { numRuns: 60 },
  )
})

test('our edits are never refused, and first words that find a free place stand there after one trip', async () => {
  for (const budget of budgets)
    for (const seed of [1, 2, 3]) {
      const scene = drawScene({ answers: 3, tokens: [40, 160] }, seed)
      const { refused, showings } = await play(product(budget), scene, budget, seed)
      expect(refused).toBe(0)
      expect(Math.min(...firstWordsMs(scene, showings))).toBeLessThanOrEqual(200)
    }
})

test('the same seed gives the same scene and the same end', async () => {
  const kind = { answers: 3, tokens: [40, 160] as [number, number] }
  expect(drawScene(kind, 7)).toEqual(drawScene(kind, 7))
  expect(drawScene(kind, 7)).not.toEqual(drawScene(kind, 8))
  const played = async () => play(product(discord), drawScene(kind, 7), discord, 7)
  expect(await played()).toEqual(await played())
})
