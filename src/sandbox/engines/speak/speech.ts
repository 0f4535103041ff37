import type { Recording } from './record.ts'
import type { Voice } from './voices.ts'

/** One text to be spoken. Everything in it can be sent to another thread. */
export type Speech = {
  readonly text: string
  readonly voice: Voice
  /** 2 takes half as long as 1. */
  readonly speed: number
  readonly seed: number
  /** Times the ordinary loudness. */
  readonly volume: number
  readonly recording: Recording
}

/** What the speaking thread tells: how many phrases are done, and at the end the file. */
export type Said =
  | { readonly type: 'phrase'; readonly done: number; readonly of: number }
  | { readonly type: 'file'; readonly bytes: Uint8Array; readonly seconds: number }
