import { describe, expect, test } from 'vitest'
import type { Shelf } from '../../src/core/ports.ts'
import { until } from './wait.ts'

export type Card = { readonly title: string; readonly deep?: { readonly list: readonly (number | null)[] } }
export type ShelfBed = AsyncDisposable & {
  /** A shelf by its name; the same name is the same shelf. */
  readonly shelf: (name: string) => Shelf<Card>
}

/** What every shelf promises. */
export function shelfPromises(name: string, make: () => Promise<ShelfBed>): void {
  describe(name, () => {
    test('keeps a value under its key until it is set again or deleted', async () => {
      await using bed = await make()
      const shelf = bed.shelf('cards')
      const card = { title: 'ünï 🦊 "quoted"', deep: { list: [1, null, 2.5] } }
      await shelf.set('key', { title: 'before' })
      await shelf.set('key', card)
      expect(await shelf.get('key')).toEqual(card)
      await shelf.delete('key')
      await shelf.delete('key')
      expect(await shelf.get('key')).toBeUndefined()
    })

    test('keeps shelves apart, and keys whatever characters they hold', async () => {
      await using bed = await make()
      const keys = ['a', 'a:b', 'a/b', '../a', "'; DROP TABLE shelf; --", '__proto__', 'a%', 'A', ' a', '🦊']
      for (const key of keys) {
        await bed.shelf('one').set(key, { title: `one ${key}` })
        await bed.shelf('two').set(key, { title: `two ${key}` })
      }
      for (const key of keys) {
        expect(await bed.shelf('one').get(key)).toEqual({ title: `one ${key}` })
        expect(await bed.shelf('two').get(key)).toEqual({ title: `two ${key}` })
      }
    })

    test('forgets a value when its time is over, and only then', async () => {
      await using bed = await make()
      const shelf = bed.shelf('cards')
      await shelf.set('later', { title: 'later' }, 3_600_000)
      await shelf.set('never', { title: 'never' })
      await shelf.set('soon', { title: 'soon' }, 300)
      expect(await shelf.get('soon')).toEqual({ title: 'soon' })
      await until('it was forgotten', async () => (await shelf.get('soon')) === undefined)
      expect(await shelf.get('later')).toEqual({ title: 'later' })
      expect(await shelf.get('never')).toEqual({ title: 'never' })
      await shelf.set('later', { title: 'for ever' })
      expect(await shelf.get('later')).toEqual({ title: 'for ever' })
    })

    test('rejects what it could not keep', async () => {
      await using bed = await make()
      const shelf = bed.shelf('cards')
      const circle: { title: string; self?: unknown } = { title: 'round' }
      circle.self = circle
      await expect(shelf.set('key', circle)).rejects.toThrow()
      await expect(shelf.set('', { title: 'no key' })).rejects.toThrow('did not keep')
      expect(await shelf.get('key')).toBeUndefined()
    })

    test('keeps the last of many values set at once', async () => {
      await using bed = await make()
      const shelf = bed.shelf('cards')
      await Promise.all(Array.from({ length: 200 }, (_, index) => shelf.set(`key ${index % 10}`, { title: `${index}` })))
      const kept = await Promise.all(Array.from({ length: 10 }, (_, index) => shelf.get(`key ${index}`)))
      expect(kept.map(card => card?.title)).toEqual(Array.from({ length: 10 }, (_, index) => `${190 + index}`))
    })
  })
}
