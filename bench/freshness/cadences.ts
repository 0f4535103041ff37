import type { Platform, SleepingClock } from './platform.ts'

/** A text that is being written, as a bot holds it. `more` resolves when there is more of it, or it has ended. */
export type Text = {
  readonly chars: () => number
  readonly tokens: () => number
  readonly ended: () => boolean
  more(): Promise<void>
}

/** Shows texts in messages by some rule, each to its end. */
export type Contender = (texts: readonly Text[], platform: Platform, clock: SleepingClock) => Promise<void>

/** What a cadence knows when it asks itself whether to edit: all of one message, but for `lastMs`. */
type Look = {
  readonly nowMs: number
  /** When the last edit of this message was sent, and answered. */
  readonly sentMs: number
  readonly answeredMs: number
  /** When the last edit of any message was sent. */
  readonly lastMs: number
  readonly newTokens: number
}

/** How long it still waits, in ms; undefined: until more is written. */
type Rule = (look: Look) => number | undefined

/**
 * A bot that edits each message by a rule, one edit of it at a time, the end at once. What is refused it sends again after
 * the time it was told, with the newest text: kinder than most libraries, which send the old one.
 */
const byRule =
  (rule: Rule): Contender =>
  async (texts, platform, clock) => {
    let lastMs = Number.NEGATIVE_INFINITY
    const follow = async (text: Text, message: number): Promise<void> => {
      let [sentMs, answeredMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
      let shown = { chars: 0, tokens: 0 }
      while (!text.ended() || shown.chars < text.chars()) {
        if (text.chars() === shown.chars) {
          await text.more()
          continue
        }
        const waitMs = text.ended()
          ? 0
          : rule({ nowMs: clock.now(), sentMs, answeredMs, lastMs, newTokens: text.tokens() - shown.tokens })
        if (waitMs === undefined) await text.more()
        else if (waitMs > 0) await Promise.race([clock.sleep(waitMs), untilEnd(text)])
        else {
          const next = { chars: text.chars(), tokens: text.tokens() }
          sentMs = lastMs = clock.now()
          const { isTaken, waitMs: restMs } = await platform.send(message, next.chars)
          answeredMs = clock.now()
          if (isTaken) shown = next
          else await clock.sleep(restMs)
        }
      }
    }
    await Promise.all(texts.map(follow))
  }

const untilEnd = async (text: Text): Promise<void> => {
  while (!text.ended()) await text.more()
}

/** Cadences of bots that people use today. */
export const cadences: Readonly<Record<string, Contender>> = {
  'every 1 s, one clock for all': byRule(({ nowMs, lastMs }) => Math.max(0, lastMs + 1_000 - nowMs)),
  'every 1.2 s': byRule(({ nowMs, sentMs }) => Math.max(0, sentMs + 1_200 - nowMs)),
  '500 ms after the last': byRule(({ nowMs, answeredMs }) => Math.max(0, answeredMs + 500 - nowMs)),
  'every 20 tokens': byRule(({ sentMs, newTokens }) => (newTokens >= 20 || sentMs < 0 ? 0 : undefined)),
}
