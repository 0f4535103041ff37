export type MailboxLimits = {
  readonly items: number
  readonly chars: number
  /** Called with each item above a limit. */
  readonly onFull: () => void
  readonly onEmpty: () => void
}

/** What an empty mailbox holds, as most are most of the time: they share it, and nothing is ever put in. */
const none: never[] = []

type Closed = { readonly reason?: unknown }

/**
 * A queue between one writer that pushes and one reader that pulls; the writer is told when to pause. A class, since each of a
 * thousand streams has one and a closure for each of its verbs would be most of its memory.
 */
export class Mailbox<T> {
  readonly #limits: MailboxLimits
  #held: T[] = none
  #head = 0
  #heldChars = 0
  #full = false
  #reader: PromiseWithResolvers<IteratorResult<T, undefined>> | undefined
  #closed: Closed | undefined

  constructor(limits: MailboxLimits) {
    this.#limits = limits
  }

  /** Adds an item of that many characters. */
  put(item: T, chars: number): void {
    if (this.#closed !== undefined) return
    if (this.#reader !== undefined) {
      const { resolve } = this.#reader
      this.#reader = undefined
      resolve({ done: false, value: item })
      return
    }
    if (this.#held === none) this.#held = [item]
    else this.#held.push(item)
    this.#heldChars += chars
    if (this.#held.length - this.#head >= this.#limits.items || this.#heldChars >= this.#limits.chars) {
      this.#full = true
      this.#limits.onFull()
    }
  }

  /** No more items: the reader gets what is there, then its end. */
  end(): void {
    this.#close({})
  }

  /** The reader's next or waiting take rejects with this; what was not taken is dropped. */
  fail(reason: unknown): void {
    this.#empty()
    this.#close({ reason })
  }

  /** The reader leaves: what was not taken is dropped, and it gets its end. */
  drop(): void {
    this.#empty()
    this.#close({})
  }

  /** The next item; one take at a time. */
  take(): Promise<IteratorResult<T, undefined>> {
    if (this.#head < this.#held.length) {
      const value = this.#held[this.#head++]!
      if (this.#head === this.#held.length) {
        this.#empty()
        if (this.#full) {
          this.#full = false
          this.#limits.onEmpty()
        }
      }
      return Promise.resolve({ done: false, value })
    }
    if (this.#reader !== undefined) {
      return Promise.reject(new Error('A stream has one reader, which takes one item at a time.'))
    }
    const reader = (this.#reader = Promise.withResolvers())
    if (this.#closed !== undefined) this.#close(this.#closed)
    return reader.promise
  }

  /** Whether the reader has something to read and does not. */
  isBehind(): boolean {
    return this.#head < this.#held.length
  }

  #close(how: Closed): void {
    this.#closed ??= how
    if ('reason' in this.#closed) this.#reader?.reject(this.#closed.reason)
    else this.#reader?.resolve({ done: true, value: undefined })
    this.#reader = undefined
  }

  #empty(): void {
    this.#held = none
    this.#head = 0
    this.#heldChars = 0
  }
}
