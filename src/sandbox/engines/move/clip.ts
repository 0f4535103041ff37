/** One clip to be made. Everything in it can be sent to another thread. */
export type Clip = {
  readonly prompt: string
  readonly negative: string
  readonly seed: number
  /** In pixels, both multiples of 16. */
  readonly width: number
  readonly height: number
  readonly frames: number
  readonly framesPerSecond: number
  /** The picture it begins with. */
  readonly image?: Uint8Array
}

/** What the filming thread tells: what people should know, how many frames are done, and at the end the file. */
export type Told =
  | { readonly type: 'note'; readonly line: string }
  | { readonly type: 'frame'; readonly done: number }
  | { readonly type: 'file'; readonly bytes: Uint8Array }

const step = 16

/** The size a clip is made in for the one asked for: the same shape, its shorter edge `shortEdge` pixels at most, multiples of 16. */
export function clipSize(width: number, height: number, shortEdge: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, shortEdge / Math.min(width, height))
  const fit = (side: number): number => Math.max(step, Math.min(1024, Math.round((side * scale) / step) * step))
  return { width: fit(width), height: fit(height) }
}
