import { rates } from '../../adapters/slack/pace.ts'

/** A stretch of time in which no schedule can have had more edits taken than this. Ends are not part of it. */
export type Cap = { readonly fromMs: number; readonly toMs: number; readonly edits: number }

/** What a platform says to an edit that reaches it: whether it is taken, how many more are, and when it is as full as ever. */
export type Verdict = { readonly isTaken: boolean; readonly waitMs: number; readonly left: number; readonly fullInMs: number }

/** One platform's limit on edits in a channel. */
export type Budget = {
  readonly name: string
  /** The shortest time between two edits of one message, 0 where there is no such limit. */
  readonly gapMs: number
  /** A counter of its own, which begins unused. It is told when edits of which message reach the platform, in order of time. */
  readonly open: () => (message: number, atMs: number) => Verdict
  /** What holds for every schedule whose first edit comes at `fromMs` or later. */
  readonly caps: (fromMs: number, toMs: number) => readonly Cap[]
}

/** What Discord is seen to allow for edits in a channel: five, and five more from five seconds after the first of them. */
const window = { edits: 5, ms: 5_000 }

/** Discord's bucket of edits in a channel: a window of time opens with the first edit that comes after the one before. */
export const discord: Budget = {
  name: 'Discord',
  gapMs: 0,
  open() {
    let opened = Number.NEGATIVE_INFINITY
    let used = 0
    return (_message, atMs) => {
      if (atMs >= opened + window.ms) [opened, used] = [atMs, 0]
      const fullInMs = opened + window.ms - atMs
      if (used >= window.edits) return { isTaken: false, waitMs: fullInMs, left: 0, fullInMs }
      used++
      return { isTaken: true, waitMs: 0, left: window.edits - used, fullInMs }
    }
  },
  caps(fromMs, toMs) {
    const caps: Cap[] = []
    // Windows open at least five seconds apart, the first not before `fromMs`: so many can have opened until then.
    for (let nth = 1; fromMs + (nth - 1) * window.ms < toMs; nth++)
      caps.push({ fromMs, toMs: fromMs + nth * window.ms, edits: nth * window.edits })
    // Elsewhere one more than fit can touch a stretch: the one that was open when it began.
    for (let at = fromMs + 1_000; at < toMs; at += 1_000)
      for (const nth of [1, 2, 4]) caps.push({ fromMs: at, toMs: at + nth * window.ms, edits: (nth + 1) * window.edits })
    return caps
  },
}

/** What our Slack adapter allows itself of tier 3, and asks everybody here to live by: a tenth is not counted in it. */
const tier: { readonly perMs: number; readonly atOnce: number } = {
  perMs: rates.update.perMinute / 60_000,
  atOnce: rates.update.atOnce,
}

/** Slack's `chat.update`: a bucket that fills evenly, and no message more than once a second. */
export const slack: Budget = {
  name: 'Slack',
  gapMs: 1_000,
  open() {
    let level = { left: tier.atOnce, atMs: Number.NEGATIVE_INFINITY }
    const shown = new Map<number, number>()
    return (message, atMs) => {
      const left = Math.min(tier.atOnce, level.left + (atMs - level.atMs) * tier.perMs)
      const gapLeftMs = (shown.get(message) ?? Number.NEGATIVE_INFINITY) + slack.gapMs - atMs
      const waitMs = Math.max(0, gapLeftMs, (1 - left) / tier.perMs)
      if (waitMs > 0) return { isTaken: false, waitMs, left, fullInMs: (tier.atOnce - left) / tier.perMs }
      level = { left: left - 1, atMs }
      shown.set(message, atMs)
      return { isTaken: true, waitMs: 0, left: left - 1, fullInMs: (tier.atOnce - left + 1) / tier.perMs }
    }
  },
  caps(fromMs, toMs) {
    const caps: Cap[] = []
    const stepMs = Math.max(2_000, (toMs - fromMs) / 25)
    for (let from = fromMs; from < toMs; from += stepMs)
      for (let to = from + stepMs; to <= toMs + stepMs; to += stepMs)
        caps.push({ fromMs: from, toMs: to, edits: Math.floor(tier.atOnce + (to - from) * tier.perMs) })
    return caps
  },
}
