import { setTimeout as sleep } from 'node:timers/promises'
import { splitText } from '#core/text.ts'

/** Shows one part of a growing text as it is now. Only the last part is still written on. */
type ShowPart = (index: number, part: string, isLast: boolean) => Promise<void>

/** What a live message needs to know of its surface. */
type Pace = { readonly textChars: number; readonly editEveryMs: number }

/** What happens beside the writing. `between` runs between two frames, at once after each `nudge`; nothing else runs while it does. */
type Beside = { readonly onNudge: (listener: () => void) => void; readonly between: () => Promise<void> }

/**
 * Shows a text while it is being written: the first words at once, then the newest text as often as the surface bears,
 * one edit in flight. The writer is never slowed by the surface. Answers the whole text when the writer has ended; what
 * it throws is thrown then. The last frame is the caller's.
 */
export async function showLive(
  written: AsyncIterable<string>,
  pace: Pace,
  show: ShowPart,
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
  let stands: readonly string[] = []
  while (!ended) {
    await news.promise
    news = Promise.withResolvers()
    await beside.between()
    if (ended || text === shown) continue
    shown = text
    const parts = splitText(shown, pace.textChars).map(part => part.shown)
    for (const [index, part] of parts.entries()) {
      // A part that another follows now loses its Stop button, and may end earlier than it did.
      const wasLast = index === stands.length - 1
      const isLast = index === parts.length - 1
      if (part !== stands[index] || wasLast !== isLast) await show(index, part, isLast)
    }
    stands = parts
    await sleep(pace.editEveryMs, undefined, { signal })
  }
  await pump
  return text
}
