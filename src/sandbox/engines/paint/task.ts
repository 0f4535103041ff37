import type { Hand } from './finish.ts'

/** One picture to be painted. Everything in it can be sent to another thread. */
export type Task = {
  readonly prompt: string
  readonly negative: string
  readonly seed: number
  readonly width: number
  readonly height: number
  readonly hand: Hand
  /** How literally colours are taken; 7.5 is ordinary. */
  readonly guidance: number
  /** How much noise a single step would leave, from 0 to 1. */
  readonly rough: number
  readonly format: 'webp' | 'jpg' | 'png'
  /** From 0 to 100; png takes no notice of it. */
  readonly quality: number
  /** A picture to start from, how much of it is repainted (0 to 1), and where (white). */
  readonly image?: Uint8Array
  readonly mask?: Uint8Array
  readonly strength: number
}

/** What is asked of the painting thread. */
export type Ask =
  | { readonly id: number; readonly canvas: number; readonly op: 'begin'; readonly task: Task }
  | { readonly id: number; readonly canvas: number; readonly op: 'step'; readonly step: number; readonly steps: number }
  | { readonly id: number; readonly canvas: number; readonly op: 'finish' }
  | { readonly id: number; readonly canvas: number; readonly op: 'drop' }

/** What it answers: to `begin` what people should know, to `finish` the file's bytes. */
export type Answer = { readonly id: number } & (
  | { readonly ok: true; readonly notes?: readonly string[]; readonly bytes?: Uint8Array }
  | { readonly ok: false; readonly message: string }
)
