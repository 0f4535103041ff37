import { growingSplit } from '#core/text.ts'

/** One part of a growing text as it is now. Only the last part is still written on. */
export type DraftPart = { readonly text: string; readonly isLast: boolean }

/**
 * Shows one part of a growing text and resolves when that is decided. `draw` gives what is to be shown at the moment of
 * showing, undefined when the text has no such part any more. What still waits when `until` aborts is not shown.
 */
type ShowPart = (index: number, draw: () => DraftPart | undefined, until: AbortSignal) => Promise<void>

/**
 * Writes a text: says all of it that there is whenever it has grown, and resolves at its end. It is one string with the
 * writer's own, which is made one piece when it is shown: two that grow side by side would each keep every fragment.
 */
export type Writer = (onText: (text: string) => void) => Promise<void>

/** What happens beside the writing. `between` runs after each `nudge`, also while a frame waits for its turn. */
type Beside = { readonly onNudge: (listener: () => void) => void; readonly between: () => Promise<void> }

/**
 * Shows a text while it is being written: the first words at once, then the newest text whenever a part's turn comes. A
 * further part is begun once those before it are shown up to their ends. The writer is never slowed by the surface.
 * Answers the whole text when the writer has ended and nothing is being sent any more; what the writer or `show` throws is
 * thrown. The last frame is the caller's.
 */
export async function showLive(
  write: Writer,
  textChars: number,
  show: ShowPart,
  beside: Beside,
  signal: AbortSignal,
): Promise<string> {
  let text = ''
  let ended = false
  let news = Promise.withResolvers<void>()
  let round: Promise<void> | undefined
  const tell = (): void => news.resolve()
  beside.onNudge(tell)
  signal.addEventListener('abort', tell)
  /** Aborts when no frame in between is wanted any more. */
  const over = new AbortController()
  const pump = (async () => {
    try {
      await write(now => {
        text = now
        // While a frame is under way nothing would be begun, and its end looks again: there are many words to a frame.
        if (round === undefined) tell()
      })
    } finally {
      ended = true
      over.abort()
      tell()
    }
  })()
  pump.catch(() => {}) // thrown below, once the loop has seen the end

  const draft = drafts(() => text, textChars)
  let failure: { readonly thrown: unknown } | undefined
  const begin = (): void => {
    round = showChanges(draft, show, over.signal)
      .catch((thrown: unknown) => {
        failure = { thrown }
      })
      .finally(() => {
        round = undefined
        tell()
      })
  }

  try {
    while (!ended || round !== undefined) {
      await news.promise
      signal.throwIfAborted()
      if (failure !== undefined) throw failure.thrown
      news = Promise.withResolvers()
      await beside.between()
      if (!ended && round === undefined && draft.hasNews()) begin()
    }
    if (failure !== undefined) throw failure.thrown
  } finally {
    over.abort()
    signal.removeEventListener('abort', tell)
    await round
  }
  await pump
  return text
}

type Drafts = {
  readonly parts: () => readonly DraftPart[]
  /** Draws a part as it is now; from then on that is what stands. */
  readonly draw: (index: number) => DraftPart | undefined
  readonly isNew: (index: number) => boolean
  readonly hasNews: () => boolean
}

/** The parts of a growing text, and which of them were drawn in another state. */
function drafts(text: () => string, textChars: number): Drafts {
  const splitUp = growingSplit(textChars)
  let split: { readonly chars: number; readonly parts: readonly DraftPart[] } = { chars: 0, parts: [] }
  const drawn: DraftPart[] = []
  const parts = (): readonly DraftPart[] => {
    const now = text()
    // It only grows, so that its length says whether it is another one.
    if (now.length !== split.chars) {
      // White space alone is no first word, and no platform shows a message of it.
      const shown = now.trim() === '' ? [] : splitUp(now).map(part => part.shown)
      split = { chars: now.length, parts: shown.map((part, index) => ({ text: part, isLast: index === shown.length - 1 })) }
    }
    return split.parts
  }
  const isNew = (index: number): boolean => {
    const part = parts()[index]
    // A part that another follows now loses its Stop button, and may end earlier than it did.
    return part !== undefined && (part.text !== drawn[index]?.text || part.isLast !== drawn[index].isLast)
  }
  return {
    parts,
    isNew,
    hasNews: () => parts().some((_, index) => isNew(index)),
    draw(index) {
      const part = parts()[index]
      if (part !== undefined) drawn[index] = part
      return part
    },
  }
}

/** Shows what changed, part after part. */
async function showChanges(draft: Drafts, show: ShowPart, until: AbortSignal): Promise<void> {
  for (let index = 0; index < draft.parts().length && !until.aborted; index++) {
    if (draft.isNew(index)) await show(index, () => draft.draw(index), until)
  }
}
