import { isHoofed } from './kinds.ts'
import type { Drawn } from './noun.ts'
import { nouns } from './nouns.ts'
import { type Pen, placed } from './pen.ts'

/** What is held: its drawing and how far it goes from its own foot. */
type Held = { readonly noun: string; readonly svg: string; readonly left: number; readonly right: number; readonly top: number }
/** The same in the hand, with the room it takes. */
type Grasped = { readonly svg: string; readonly left: number; readonly right: number; readonly top: number }

/** What hangs from the hand instead of being clasped. */
const hanging: ReadonlySet<string> = new Set(['lantern', 'basket', 'teapot', 'bell'])

/** Puts a thing into the hand of a drawing that is shown at `size`; `aside` moves one of several away from the others. */
export function grasp(pen: Pen, holder: string, drawn: Drawn, size: number, held: Held, aside: number): Grasped {
  const [hx, hy] = drawn.hold ?? [drawn.width * 0.4, -drawn.height * 0.4]
  const tall = drawn.height * size
  const half = (held.right - held.left) / 2
  const [handX, handY] = [hx * size, hy * size]
  const at = (x: number, y: number, fit: number, string = ''): Grasped => ({
    svg: string + placed(held.svg, x, y, fit),
    left: x + held.left * fit,
    right: x + held.right * fit,
    top: y + held.top * fit,
  })
  switch (held.noun) {
    case 'kite': {
      // High up in the wind, its string slack as strings are.
      const fit = (tall * 0.62) / -held.top
      const [x, y] = [handX + tall * 0.5 + aside, handY - tall * 0.42]
      const from = y + held.top * fit * 0.27
      const string = pen.line(
        [
          [handX, handY],
          [handX + (x - handX) * 0.55, handY + (from - handY) * 0.3],
          [x, from],
        ],
        1.5 * size,
        '#f6f1e4',
      )
      return at(x, y, fit, string)
    }
    case 'umbrella':
      return at(handX + aside, handY, (tall * 1.15) / -held.top)
    case 'toyballoon': {
      // Above the heads, side by side, every string in the one hand.
      const [x, y] = [handX + tall * 0.16 + aside, handY - tall * 0.46]
      const string = pen.line(
        [
          [handX, handY],
          [(handX + x * 2) / 3, y + tall * 0.2],
          [x, y - 4],
        ],
        1.3 * size,
        '#f1edf4',
      )
      return at(x, y, Math.min(1, (tall * 0.62) / -held.top), string)
    }
    default: {
      // A mouth takes a bite, a hand a thing: neither hides the face behind it.
      const share = isHoofed(holder) ? 0.13 : hanging.has(held.noun) ? 0.36 : 0.52
      const fit = Math.min(1, (tall * share) / Math.max(-held.top, half))
      const sunk = isHoofed(holder) ? 0.2 : hanging.has(held.noun) ? 0.95 : nouns[held.noun]?.home === 'studio' ? 0.34 : 0.46
      return at(handX + aside, handY - held.top * fit * sunk, fit)
    }
  }
}
