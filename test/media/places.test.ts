import fc from 'fast-check'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPlaces } from '../../src/media/places.ts'

test('never more work at once than there are places, first come first served, and failures give their place back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ turns: fc.integer({ min: 1, max: 4 }), fails: fc.boolean() }), { maxLength: 20 }),
      async (atOnce, works) => {
        const places = createPlaces(atOnce)
        const begun: number[] = []
        let now = 0
        let most = 0
        const run = (i: number, turns: number, fails: boolean) => async (): Promise<number> => {
          begun.push(i)
          most = Math.max(most, ++now)
          for (let left = turns; left > 0; left--) await turn()
          now--
          if (fails) throw new Error(`work ${i}`)
          return i
        }
        const ended = await Promise.allSettled(works.map(({ turns, fails }, i) => places.with(run(i, turns, fails))))
        expect(most).toBe(Math.min(atOnce, works.length))
        expect(begun).toEqual(works.map((_, i) => i))
        expect(ended.map(({ status }) => status)).toEqual(works.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')))
        expect(await places.with(async () => 'free')).toBe('free')
      },
    ),
    { numRuns: 60 },
  )
})
