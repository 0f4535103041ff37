import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSlots } from '../../src/sandbox/slots.ts'

test('places go round in the order of asking, never more than there are, and none is lost when somebody leaves the line', async () => {
  type Step = 'ask' | { readonly leave: number } | { readonly giveBack: number }
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Step>('ask') },
    { weight: 1, arbitrary: fc.nat(9).map(leave => ({ leave })) },
    { weight: 2, arbitrary: fc.nat(9).map(giveBack => ({ giveBack })) },
  )
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 40 }), async (places, steps) => {
      const slots = createSlots(places)
      const waiting: { readonly who: number; readonly abort: AbortController }[] = []
      const inside: { readonly who: number; readonly giveBack: () => void }[] = []
      let next = 0
      for (const one of steps) {
        if (one === 'ask') {
          const person = { who: next++, abort: new AbortController() }
          waiting.push(person)
          slots.take(person.abort.signal).then(
            giveBack => {
              expect(waiting.shift()).toBe(person)
              inside.push({ who: person.who, giveBack })
            },
            () => undefined,
          )
        } else if ('leave' in one) {
          const [person] = waiting.splice(one.leave % Math.max(waiting.length, 1), 1)
          person?.abort.abort(new Error('left'))
        } else {
          const [person] = inside.splice(one.giveBack % Math.max(inside.length, 1), 1)
          person?.giveBack()
          person?.giveBack()
        }
        await new Promise(setImmediate)
        expect(inside.length).toBe(Math.min(places, inside.length + waiting.length))
      }
    }),
    { numRuns: 60 },
  )
})
