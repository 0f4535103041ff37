import type { Happening, Meddling, Which } from './control.ts'
import type { Told } from './world.ts'

const fits = (which: Which, event: Happening): boolean => (typeof which === 'string' ? event.name === which : which(event))

/** Stands between what happens and the gateway, and lets tests bring events late, twice, in another order or not at all. */
export function createMeddling(deliver: (event: Told) => void): { readonly events: Meddling; hear(event: Told): void } {
  const past: Told[] = []
  const doubled: Which[] = []
  const dropped: Which[] = []
  const holds = new Set<{ readonly which: Which; readonly held: Told[] }>()
  const once = (list: Which[], event: Told): boolean => {
    const at = list.findIndex(which => fits(which, event))
    if (at >= 0) list.splice(at, 1)
    return at >= 0
  }
  return {
    hear(event) {
      past.push(event)
      const hold = [...holds].find(({ which }) => fits(which, event))
      if (hold !== undefined) return void hold.held.push(event)
      if (once(dropped, event)) return
      deliver(event)
      if (once(doubled, event)) deliver(event)
    },
    events: {
      hold(which) {
        const hold = { which, held: [] as Told[] }
        holds.add(hold)
        return {
          held: hold.held,
          release(order = 'same') {
            holds.delete(hold)
            for (const event of order === 'same' ? hold.held : hold.held.toReversed()) deliver(event)
          },
        }
      },
      twice: which => void doubled.push(which),
      drop: which => void dropped.push(which),
      again(which) {
        const event = past.findLast(one => fits(which, one))
        if (event === undefined) throw new Error('No such event has been.')
        deliver(event)
      },
    },
  }
}
