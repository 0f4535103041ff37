import { setTimeout as sleep } from 'node:timers/promises'
import { splitText } from '#core/text.ts'

/** Shows the parts of a growing text from `from` on; earlier ones stand already as they are. */
export type ShowParts = (parts: readonly string[], from: number) => Promise<void>

/** What a live message needs to know of its surface. */
export type Pace = { readonly textChars: number; readonly editEveryMs: number }

/** What happens beside the writing. `between` runs between two frames, at once after each `nudge`; nothing else runs while it does. */
export type Beside = { readonly onNudge: (listener: () => void) => void; readonly between: () => Promise<void> }

/**
 * Shows a text while it is being written: the first words at once, then the newest text as often as the surface bears,
 * one edit in flight. The writer is never slowed by the surface. Answers the whole text when the writer has ended; what
 * it throws is thrown then. The last frame is the caller's.
 */
export async function showLive(
  written: AsyncIterable<string>,
  pace: Pace,
  show: ShowParts,
  beside: Beside,
  signal: AbortSignal,
): Promise<string> {
  let text = ''
  let ended = false
  let news = Promise.withResolvers<void>()
  beside.onNudge(() => news.resolve())
  const pump = (async () => {
    try {
      for await (const fragment of written) {
        text += fragment
        news.resolve()
      }
    } finally {
      ended = true
      news.resolve()
    }
  })()
  pump.catch(() => {}) // thrown below, once the loop has seen the end

  let shown = ''
  let frozen = 0
  while (!ended) {
    await news.promise
    news = Promise.withResolvers()
    await beside.between()
    if (ended || text === shown) continue
    shown = text
    const parts = splitText(shown, pace.textChars).map(part => part.shown)
    await show(parts, frozen)
    // A part that another follows stands as it is from now on.
    frozen = Math.max(frozen, parts.length - 1)
    await sleep(pace.editEveryMs, undefined, { signal })
  }
  await pump
  return text
}
