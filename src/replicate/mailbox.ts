/** A queue between one writer that pushes and one reader that pulls; the writer is told when to pause. */
export type Mailbox<T> = {
  /** Adds an item of that many characters. */
  readonly put: (item: T, chars: number) => void
  /** No more items: the reader gets what is there, then its end. */
  readonly end: () => void
  /** The reader's next or waiting take rejects with this; what was not taken is dropped. */
  readonly fail: (reason: unknown) => void
  /** The reader leaves: what was not taken is dropped, and it gets its end. */
  readonly drop: () => void
  /** The next item; one take at a time. */
  readonly take: () => Promise<IteratorResult<T, undefined>>
  /** Whether the reader has something to read and does not. */
  readonly isBehind: () => boolean
}

export type MailboxLimits = {
  readonly items: number
  readonly chars: number
  /** Called with each item above a limit. */
  readonly onFull: () => void
  readonly onEmpty: () => void
}

/** What an empty mailbox holds, as most are most of the time: they share it, and nothing is ever put in. */
const none: never[] = []

export function createMailbox<T>({ items, chars, onFull, onEmpty }: MailboxLimits): Mailbox<T> {
  let held: T[] = none
  let head = 0
  let heldChars = 0
  let full = false
  let reader: PromiseWithResolvers<IteratorResult<T, undefined>> | undefined
  let closed: { readonly reason?: unknown } | undefined

  const close = (how: { readonly reason?: unknown }): void => {
    closed ??= how
    if ('reason' in closed) reader?.reject(closed.reason)
    else reader?.resolve({ done: true, value: undefined })
    reader = undefined
  }
  const empty = (): void => {
    held = none
    head = 0
    heldChars = 0
  }

  return {
    put(item, itemChars) {
      if (closed !== undefined) return
      if (reader !== undefined) {
        const { resolve } = reader
        reader = undefined
        resolve({ done: false, value: item })
        return
      }
      if (held === none) held = [item]
      else held.push(item)
      heldChars += itemChars
      if (held.length - head >= items || heldChars >= chars) {
        full = true
        onFull()
      }
    },
    end: () => close({}),
    fail(reason) {
      empty()
      close({ reason })
    },
    drop() {
      empty()
      close({})
    },
    take() {
      if (head < held.length) {
        const value = held[head++]!
        if (head === held.length) {
          empty()
          if (full) {
            full = false
            onEmpty()
          }
        }
        return Promise.resolve({ done: false, value })
      }
      if (closed !== undefined) {
        const last = Promise.withResolvers<IteratorResult<T, undefined>>()
        if ('reason' in closed) last.reject(closed.reason)
        else last.resolve({ done: true, value: undefined })
        return last.promise
      }
      if (reader !== undefined) return Promise.reject(new Error('A stream has one reader, which takes one item at a time.'))
      reader = Promise.withResolvers()
      return reader.promise
    },
    isBehind: () => head < held.length,
  }
}
