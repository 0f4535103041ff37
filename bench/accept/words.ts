/** What the product's process is told: from here on its loop is watched, and when to say how late it was. */
export type ProductHears = 'watch' | 'report'

/** How late the product's event loop was, in milliseconds. */
export type LoopLag = { readonly p50: number; readonly p99: number; readonly most: number }
