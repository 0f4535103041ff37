import type { Edit } from './edit/edit.ts'
import type { Bounds, Manner } from './enlarge.ts'
import type { Format } from './raster.ts'

/** One piece of work on pictures. Everything in it can be sent to another thread. */
export type Order =
  | {
      readonly op: 'enlarge'
      readonly image: Uint8Array
      readonly scale: number
      readonly bounds: Bounds
      readonly manner: Manner
    }
  | { readonly op: 'cut'; readonly image: Uint8Array; readonly mostPixels: number }
  | { readonly op: 'edit'; readonly edit: Edit; readonly format: Format; readonly quality: number }
  | { readonly op: 'tell'; readonly image: Uint8Array; readonly ask: Ask }

/** What is asked about a picture: what it shows, a question, or how well a text fits it. */
export type Ask =
  | { readonly type: 'caption' }
  | { readonly type: 'question'; readonly question: string }
  | { readonly type: 'match'; readonly caption: string }

/** What came of it: a file, words, and what people should read in the log. */
export type Done = { readonly bytes?: Uint8Array; readonly text?: string; readonly notes?: readonly string[] }

/** An order on its way to the thread, and the answer to it. */
export type Sent = { readonly id: number; readonly order: Order }
/** The answer to the order of the same id. */
export type Answer = { readonly id: number } & (
  { readonly ok: true; readonly done: Done } | { readonly ok: false; readonly message: string }
)
