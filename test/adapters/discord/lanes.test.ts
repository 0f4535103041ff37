import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLanes } from '../../../adapters/discord/lanes.ts'

test('work of a lane is done in its order, however long each takes, and lanes do not wait for each other', async () => {
  const aWork = fc.record({ lane: fc.constantFrom('a', 'b'), ms: fc.integer({ min: 0, max: 3 }), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(aWork, { maxLength: 12 }), async works => {
      const lanes = createLanes()
      const done: { readonly lane: string; readonly at: number }[] = []
      const all = works.map(({ lane, ms, fails }, at) =>
        lanes.run(lane, async () => {
          await sleep(ms)
          done.push({ lane, at })
          if (fails) throw new Error('It failed.')
        }),
      )
      const outcomes = await Promise.allSettled(all)
      expect(outcomes.map(({ status }) => status)).toEqual(works.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')))
      for (const lane of ['a', 'b']) {
        const order = done.filter(one => one.lane === lane).map(({ at }) => at)
        expect(order).toEqual([...order].sort((a, b) => a - b))
      }
    }),
    { numRuns: 30 },
  )
})

test('what hangs does not silence its lane for ever', async () => {
  const lanes = createLanes({ waitMs: 20 })
  const hang = Promise.withResolvers<void>()
  const hung = lanes.run('a', () => hang.promise)
  expect(await lanes.run('a', async () => 'said')).toBe('said')
  hang.resolve()
  await hung
})
