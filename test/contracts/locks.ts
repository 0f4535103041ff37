import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Locks } from '../../src/core/ports.ts'

/** What all locks promise. */
export function locksPromises(name: string, make: () => Promise<Locks>): void {
  describe(name, () => {
    test('let one at a time in for a key, in the order they came, whoever fails', async () => {
      const turn = fc.record({ key: fc.constantFrom('a', 'b'), fails: fc.boolean(), rests: fc.integer({ min: 0, max: 3 }) })
      await fc.assert(
        fc.asyncProperty(fc.array(turn, { maxLength: 12 }), async turns => {
          const locks = await make()
          const inside = new Map<string, number>()
          const came: { key: string; index: number }[] = []
          const outcomes = await Promise.allSettled(
            turns.map(({ key, fails, rests }, index) =>
              locks.with(key, async () => {
                expect(inside.get(key) ?? 0).toBe(0)
                inside.set(key, 1)
                came.push({ key, index })
                for (let rest = 0; rest < rests; rest++) await new Promise(resolve => setImmediate(resolve))
                inside.set(key, 0)
                if (fails) throw new Error(`turn ${index} fails`)
                return index
              }),
            ),
          )
          for (const key of ['a', 'b']) {
            const order = came.filter(turn => turn.key === key).map(turn => turn.index)
            expect(order).toEqual(turns.flatMap((turn, index) => (turn.key === key ? [index] : [])))
          }
          outcomes.forEach((outcome, index) => {
            if (turns[index]?.fails === true) expect(outcome).toMatchObject({ status: 'rejected' })
            else expect(outcome).toEqual({ status: 'fulfilled', value: index })
          })
        }),
        { numRuns: 60 },
      )
    })

    test('do not make one key wait for another', async () => {
      const locks = await make()
      const held = Promise.withResolvers<void>()
      const slow = locks.with('slow', () => held.promise)
      expect(await locks.with('quick', async () => 'done')).toBe('done')
      held.resolve()
      await slow
    })
  })
}
