import { type Colour, darker } from '../colour.ts'
import { way } from '../curve.ts'
import type { Pen } from '../pen.ts'

/** A person, told by hair, clothes and what is on the head. */
export type Person = {
  readonly top: Colour
  readonly legs?: Colour
  /** The lower half: trousers, a dress to the knee, a robe to the ground. */
  readonly wear: 'trousers' | 'dress' | 'robe' | 'suit'
  readonly hair: 'short' | 'long' | 'bun' | 'none'
  readonly hairColour?: Colour
  readonly headgear?:
    'helmet' | 'visor' | 'wizard' | 'pirate' | 'crown' | 'chef' | 'hood' | 'cowboy' | 'mask' | 'cap' | 'halo' | 'viking' | 'witch'
  readonly beard?: Colour
  readonly carries?: 'staff' | 'sword' | 'wand'
  readonly extra?: 'cape' | 'wings' | 'pack' | 'tutu' | 'fishtail' | 'apron'
  readonly gearColour?: Colour
  readonly child?: boolean
}

/** What a person has on the head, given by its middle and radius. */
export function headgear(pen: Pen, person: Person, y: number, r: number): string {
  const gear = person.gearColour ?? person.top
  switch (person.headgear) {
    case 'helmet':
      return (
        pen.oval(0, y, r * 1.45, r * 1.42, '#f3f5f8') +
        pen.oval(3, y, r * 1.12, r * 0.98, '#2a3f63') +
        pen.blob(way(-5, y - 6, 2, y - 10, 10, y - 7, 3, y - 4), '#9cc7f0', { opacity: 0.8 }) +
        pen.oval(r * -1.4, y, 2.6, 4.5, '#c6ccd4')
      )
    case 'visor':
      return (
        pen.blob(
          way(-r * 1.15, y + r, -r * 1.2, y - r * 0.6, 0, y - r * 1.45, r * 1.2, y - r * 0.6, r * 1.15, y + r),
          '#b6bec9',
        ) +
        pen.box(-r * 0.8, y - r * 0.35, r * 1.8, r * 0.5, 2, '#22252e') +
        pen.limb(way(0, y - r * 1.4, -10, y - r * 2.3, -20, y - r * 1.7), [4, 8, 3], '#d33b36')
      )
    case 'wizard':
    case 'witch':
      return (
        pen.poly(way(-r * 1.1, y - r * 0.5, -r * 0.2, y - r * 3.3, r * 0.5, y - r * 2.2, r * 1.1, y - r * 0.5), gear, {
          edge: gear,
          edgeWidth: 2,
        }) +
        pen.oval(0, y - r * 0.5, r * 1.7, r * 0.36, darker(gear, 0.15)) +
        pen.limb(way(-r, y - r * 0.8, r, y - r * 0.8), [4, 4], '#e8b33a')
      )
    case 'pirate':
      return (
        pen.blob(
          [
            [-r * 1.7, y - r * 0.5],
            [-r * 0.9, y - r * 1.5],
            [0, y - r * 1.75],
            [r * 0.9, y - r * 1.5],
            [r * 1.7, y - r * 0.5],
            [0, y - r * 0.8],
          ],
          '#26242c',
        ) +
        pen.oval(0, y - r * 1.2, 3.4, 3, '#f5f2e8') +
        pen.line(way(-5, y - r * 0.9, 5, y - r * 0.75), 1.6, '#f5f2e8') +
        pen.oval(4.5, y - 1, 3.6, 3.2, '#1d1a22')
      )
    case 'crown':
      return pen.poly(
        [
          [-r * 0.8, y - r * 0.6],
          [-r * 0.9, y - r * 1.6],
          [-r * 0.4, y - r * 1.1],
          [0, y - r * 1.8],
          [r * 0.4, y - r * 1.1],
          [r * 0.9, y - r * 1.6],
          [r * 0.8, y - r * 0.6],
        ],
        '#eab93c',
      )
    case 'chef':
      return (
        pen.box(-r * 0.8, y - r * 1.5, r * 1.6, r, 2, '#fbfaf7') +
        [-0.7, 0, 0.7].map(dx => pen.oval(dx * r, y - r * 1.75, r * 0.62, r * 0.55, '#fdfcfa')).join('')
      )
    case 'hood':
      return ''
    case 'cowboy':
      return (
        pen.oval(0, y - r * 0.62, r * 1.9, r * 0.34, '#8a5a34') +
        pen.blob(
          [
            [-r * 0.8, y - r * 0.6],
            [-r * 0.75, y - r * 1.6],
            [0, y - r * 1.4],
            [r * 0.75, y - r * 1.6],
            [r * 0.8, y - r * 0.6],
          ],
          '#9a6840',
        )
      )
    case 'mask':
      return (
        pen.box(-r * 1.02, y - r * 0.4, r * 2.04, r * 0.6, 3, '#2a2230') +
        [-1, 1].map(s => pen.oval(s * 4 + 1.5, y - 1, 2, 1.7, '#ffffff')).join('')
      )
    case 'cap':
      return (
        pen.blob(
          way(-r * 1.02, y - r * 0.3, -r * 0.8, y - r * 1.1, 0, y - r * 1.25, r * 0.85, y - r, r * 1.02, y - r * 0.3),
          gear,
        ) + pen.limb(way(r * 0.3, y - r * 0.36, r * 1.6, y - r * 0.26), [4, 3], darker(gear, 0.2))
      )
    case 'viking':
      return (
        pen.blob(way(-r * 1.05, y - r * 0.2, -r * 0.8, y - r * 1.15, r * 0.8, y - r * 1.15, r * 1.05, y - r * 0.2), '#9aa4b2') +
        [-1, 1]
          .map(s => pen.limb(way(s * r * 0.9, y - r * 0.6, s * r * 1.6, y - r, s * r * 1.7, y - r * 1.9), [6, 4, 1], '#f3e8cf'))
          .join('')
      )
    case 'halo':
      return (
        `<g>${pen.ring(0, y - r * 1.7, r * 0.7, 2.4, '#ffe07a', { bright: true })}</g>` +
        pen.glow(0, y - r * 1.7, r * 1.6, '#fff0a8', 0.6)
      )
    default:
      return ''
  }
}
