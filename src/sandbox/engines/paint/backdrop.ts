import type { Mood } from './mood.ts'
import type { Pen } from './pen.ts'
import type { Random } from './random.ts'
import type { Scene } from './scene.ts'

/** What a backdrop is made with. Widths and heights are of the whole picture, about a million square units. */
export type Stage = {
  readonly pen: Pen
  readonly random: Random
  readonly mood: Mood
  readonly scene: Scene
  readonly width: number
  readonly height: number
  /** Whether things may be turned round, or look where they were drawn to look. */
  readonly facing: 'either' | 'drawn'
}

/** The world around the things of a picture. */
export type Backdrop = {
  /** Drawn before the things, and after them. */
  readonly behind: string
  readonly ahead: string
  /** Where the nearest things stand. */
  readonly floor: number
  /** Where the ground meets the sky. */
  readonly horizon: number
  /** What things stand on, swim in or hang in. */
  readonly surface: 'ground' | 'water' | 'air' | 'deep' | 'table'
}
