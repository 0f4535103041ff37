import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shelf } from '../../src/core/ports.ts'
import { remembered } from '../../src/store/remembered.ts'

/** A shelf in memory whose every call comes back when the test says so: a write holds from then on. */
function slowShelf() {
  const values = new Map<string, number>()
  const pending: (() => void)[] = []
  const later = <Result>(act: () => Result): Promise<Result> => new Promise(resolve => void pending.push(() => resolve(act())))
  let gets = 0
  const shelf: Shelf<number> = {
    get(key) {
      gets++
      // Read at once, told later: what is written in between is not in it.
      const value = values.get(key)
      return later(() => value)
    },
    set: (key, value) => later(() => void values.set(key, value)),
    delete: key => later(() => void values.delete(key)),
  }
  return { shelf, values, pending, gets: () => gets }
}

test('what is remembered of a shelf is what it holds, however reads and writes overtake each other', async () => {
  const act = fc.record({ what: fc.constantFrom('get', 'set', 'delete', 'tell'), key: fc.constantFrom('a', 'b'), nth: fc.nat(5) })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 30 }), async acts => {
      const { shelf, values, pending } = slowShelf()
      const known = remembered(shelf)
      const done: Promise<unknown>[] = []
      for (const [index, { what, key, nth }] of acts.entries()) {
        if (what === 'get') done.push(known.get(key))
        else if (what === 'set') done.push(known.set(key, index))
        else if (what === 'delete') done.push(known.delete(key))
        else pending.splice(nth % Math.max(1, pending.length), 1)[0]?.()
        await new Promise(setImmediate)
      }
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) next()
      await Promise.all(done)
      for (const key of ['a', 'b']) {
        const asked = known.get(key)
        pending.shift()?.()
        expect(await asked).toBe(values.get(key))
      }
    }),
    { numRuns: 150 },
  )
})

test('a value is read once, and one that is absent as well, until somebody writes', async () => {
  const { shelf, pending, gets } = slowShelf()
  const known = remembered(shelf)
  const settled = async <Result>(asked: Promise<Result>): Promise<Result> => {
    pending.shift()?.()
    return asked
  }
  expect([await settled(known.get('a')), await settled(known.get('a')), gets()]).toEqual([undefined, undefined, 1])
  await settled(known.set('a', 7))
  expect([await settled(known.get('a')), await settled(known.get('a')), gets()]).toEqual([7, 7, 2])
})
