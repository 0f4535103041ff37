import { Fault } from '#core/fault.ts'
import type { Edited, Surface } from '#core/ports.ts'
import type { MessageRef, Post } from '#core/post.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What the platform does with an edit beside counting it: `429` says for how long, `429 mute` does not. */
export type Mood = 'well' | '429' | '429 mute' | '500' | '429 thrown'

/** An edit as the platform saw it. */
export type Seen = {
  readonly message: MessageRef
  readonly bucket: string
  readonly text: string
  readonly last: boolean
  readonly from: number
  to: number
  became: 'shown' | 'refused' | 'failed' | 'aborted' | 'in flight'
  restMs: number
}

export type Script = {
  readonly bucketOf?: (message: MessageRef) => string
  /** So many edits in so many ms for each bucket, counted from the first. */
  readonly edits: number
  readonly perMs: number
  readonly editEveryMs?: number
  /** Whether it says what is left of a bucket's edits. */
  readonly tellsRoom?: boolean
  /** For each edit, in order and then from the beginning again. */
  readonly latenciesMs?: readonly number[]
  readonly moods?: readonly Mood[]
}

export const textOf = (post: Post): string => post.blocks.map(block => (block.type === 'text' ? block.markdown : '')).join('')
export const postOf = (text: string): Post => ({ audience: 'channel', blocks: [{ type: 'text', markdown: text }] })

/** A surface in virtual time that counts edits as platforms do, refuses what it was told to, and remembers everything. */
export function scriptedSurface(clock: VirtualClock, script: Script) {
  const {
    edits,
    perMs,
    editEveryMs = 0,
    tellsRoom = false,
    latenciesMs = [0],
    moods = ['well'],
    bucketOf = () => 'channel',
  } = script
  const seen: Seen[] = []
  const windows = new Map<string, { from: number; count: number }>()
  const over: Seen[] = []
  let nth = 0

  const count = (edit: Seen): number => {
    const now = clock.now()
    const known = windows.get(edit.bucket)
    const window = known === undefined || now >= known.from + perMs ? { from: now, count: 0 } : known
    windows.set(edit.bucket, window)
    window.count++
    if (window.count > edits) over.push(edit)
    return window.count >= edits ? window.from + perMs - now : 0
  }
  const edit: Surface['edit'] = async (message, post, { last, signal }): Promise<Edited> => {
    const at = nth++
    const it: Seen = {
      message,
      bucket: bucketOf(message),
      text: textOf(post),
      last,
      from: clock.now(),
      to: Number.POSITIVE_INFINITY,
      became: 'in flight',
      restMs: 0,
    }
    seen.push(it)
    const done = (became: Seen['became'], restMs: number): Edited => {
      Object.assign(it, { became, restMs, to: clock.now() })
      const window = windows.get(it.bucket)
      const room = window && { edits: Math.max(0, edits - window.count), ms: window.from + perMs - clock.now() }
      return { shown: became === 'shown', restMs, ...(tellsRoom && became === 'shown' && room && { room }) }
    }
    try {
      await clock.sleep(latenciesMs[at % latenciesMs.length] ?? 0, signal)
    } catch (thrown) {
      done('aborted', 0)
      throw thrown
    }
    const mood = moods[at % moods.length] ?? 'well'
    // What was not taken is counted by nobody.
    if (mood === '429') return done('refused', 700)
    if (mood === '429 mute') return done('refused', 0)
    if (mood === '429 thrown') {
      done('refused', 300)
      throw new Fault('busy', 'Too many.', { retryAfterMs: 300 })
    }
    if (mood === '500') {
      done('failed', 0)
      throw new Error('500')
    }
    return done('shown', count(it))
  }
  const limits = { textChars: 2_000, picturesPerPost: 10, fileBytes: 1, editEveryMs, privateReplies: true }
  return {
    surface: { limits, bucketOf, edit } satisfies Pick<Surface, 'edit' | 'bucketOf' | 'limits'>,
    seen,
    /** Edits that came although the platform had said that there is no room. */
    over,
    shown: (message?: MessageRef) =>
      seen.filter(({ became, message: at }) => became === 'shown' && (message === undefined || at === message)),
  }
}
