import { discordLimits } from '../../adapters/discord/limits.ts'
import { slackLimits } from '../../adapters/slack/limits.ts'
import { Fault } from '#core/fault.ts'
import type { Edited, Surface } from '#core/ports.ts'
import type { MessageRef, Post, ReplyRef } from '#core/post.ts'
import type { StoryClock } from './clock.ts'

/** Whose limits hold. */
export type ChatKind = 'discord' | 'slack'

/** What becomes of a call to the platform beside being slow. What is `done` shows, whatever the caller hears. */
export type Trouble = 'limited' | 'fails' | 'times out' | 'done but fails' | 'done but times out'

/** A message as readers have it. */
export type Shown = {
  readonly ref: MessageRef
  readonly nonce: string
  readonly reply: ReplyRef
  post: Post
  isRemoved: boolean
}

/** Edits that a bucket takes: five in five seconds a channel at Discord, fifty a minute a workspace at Slack. Its adapter rests in between. */
const windows = {
  discord: { edits: 5, perMs: 5_000, restMs: 1_200 },
  slack: { edits: 50, perMs: 60_000, restMs: 1_300 },
} as const

/** How long a caller waits for an answer that does not come. */
const timeoutMs = 10_000

const channelOf = (reply: ReplyRef): string => String(reply)

export const textOf = (post: Post): string =>
  post.blocks.flatMap(block => (block.type === 'text' ? [block.markdown] : [])).join('\n')

/**
 * A platform that outlives every process that talks to it. `surface` gives what one process's adapter knows: it forgets what
 * the platform said of its limits when it dies. `breaches` tells what no honest client does.
 */
export function createChat(
  kind: ChatKind,
  clock: StoryClock,
  /** By the number of the call. */
  troubles: ReadonlyMap<number, Trouble>,
  latenciesMs: readonly number[],
): {
  readonly messages: readonly Shown[]
  readonly breaches: readonly string[]
  readonly edits: () => number
  readonly onChange: (hear: (message: Shown) => void) => void
  readonly remove: (ref: MessageRef) => void
  readonly surface: (isEnding: () => boolean) => Surface
} {
  const limits = kind === 'discord' ? discordLimits : slackLimits
  const messages: Shown[] = []
  const breaches: string[] = []
  const edited = new Map<string, number[]>()
  let hear: (message: Shown) => void = () => {}
  let calls = 0
  let edits = 0
  const bucketOf = (reply: ReplyRef): string => (kind === 'discord' ? `channel ${channelOf(reply)}` : 'workspace')
  const found = (ref: MessageRef): Shown | undefined => messages.find(message => message.ref === ref && !message.isRemoved)

  /** A call on the wire: `act` is what the platform does with it, undefined when it has no room and says so. */
  const call = async <Result>(
    act: () => Result,
    room: () => number,
    signal: AbortSignal,
  ): Promise<{ readonly done: Result } | { readonly limitedMs: number }> => {
    const nth = calls++
    const trouble = troubles.get(nth)
    // What was sent arrives, whether its sender waits or not.
    const arrives = clock.sleep(latenciesMs[nth % latenciesMs.length] ?? 0).then(() => {
      if (trouble === 'fails' || trouble === 'times out') return undefined
      const limitedMs = trouble === 'limited' ? 700 + (nth % 5) * 900 : room()
      return limitedMs > 0 ? { limitedMs } : { done: act() }
    })
    const left = Promise.withResolvers<never>()
    const leave = (): void => left.reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
    try {
      const answer = await Promise.race([arrives, left.promise])
      if (trouble === 'times out' || trouble === 'done but times out') await clock.sleep(timeoutMs, signal)
      if (answer === undefined || (trouble !== undefined && trouble !== 'limited'))
        throw new Fault('platform', 'The platform does not answer right now.')
      return answer
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  const check = (post: Post): void => {
    const texts = post.blocks.flatMap(block => (block.type === 'text' ? [block.markdown] : []))
    for (const text of texts)
      if (text.length > limits.textChars) breaches.push(`a text of ${text.length} characters where ${limits.textChars} fit`)
    const words = post.blocks.map(block => ('text' in block ? block.text : block.type === 'text' ? block.markdown : block.type))
    if (words.every(word => word.trim() === '')) breaches.push('a blank message')
  }

  const surface = (isEnding: () => boolean): Surface => {
    // A process at its end may not have heard what the platform answered.
    const breach = (what: string): void => void (isEnding() || breaches.push(what))
    const restUntil = new Map<string, number>()
    const shownAt = new Map<MessageRef, number>()
    const emptyUntil = new Map<string, number>()
    const inFlight = new Set<string>()
    const bucket = (ref: MessageRef): string => bucketOf(messages.find(message => message.ref === ref)?.reply ?? ('' as ReplyRef))

    const restAfter = (key: string): number => {
      const { edits, perMs, restMs } = windows[kind]
      const times = edited.get(key) ?? []
      const isEmpty = times.length >= edits
      return isEmpty ? Math.max(restMs, (times[0] ?? 0) + perMs - clock.now()) : restMs
    }
    const room = (key: string): number => {
      const { edits, perMs } = windows[kind]
      const now = clock.now()
      const times = (edited.get(key) ?? []).filter(at => at > now - perMs)
      edited.set(key, times)
      return times.length < edits ? 0 : (times[0] ?? now) + perMs - now
    }
    const show = (ref: MessageRef, key: string, post: Post) => (): boolean => {
      edited.set(key, [...(edited.get(key) ?? []), clock.now()])
      edits++
      const message = found(ref)
      if (message === undefined) return false
      check(post)
      message.post = post
      hear(message)
      return true
    }
    const waitFor = (key: string, signal: AbortSignal): Promise<void> =>
      clock.sleep(Math.max(0, (emptyUntil.get(key) ?? 0) - clock.now()), signal)

    const edit = async (ref: MessageRef, key: string, post: Post, last: boolean, signal: AbortSignal): Promise<Edited> => {
      for (;;) {
        if (last) await waitFor(key, signal)
        const answer = await call(show(ref, key, post), () => room(key), signal)
        if ('done' in answer) {
          if (!answer.done) throw new Fault('gone', 'The message is no more.')
          return { shown: true, restMs: restAfter(key) }
        }
        emptyUntil.set(key, clock.now() + answer.limitedMs)
        if (!last) return { shown: false, restMs: answer.limitedMs }
      }
    }

    return {
      limits,
      async post(reply, post, { nonce, signal }) {
        const make = (): MessageRef => {
          const known = messages.find(message => message.nonce === nonce)
          if (known !== undefined) return known.ref
          check(post)
          const message = { ref: `message ${messages.length}` as MessageRef, nonce, reply, post, isRemoved: false }
          messages.push(message)
          hear(message)
          return message.ref
        }
        for (;;) {
          const answer = await call(make, () => 0, signal)
          if ('done' in answer) return answer.done
          await clock.sleep(answer.limitedMs, signal)
        }
      },
      async edit(ref, post, { last, signal }) {
        const key = bucket(ref)
        const now = clock.now()
        if (inFlight.has(key)) breach(`two edits at once in ${key}`)
        if (now < (restUntil.get(key) ?? 0)) breach(`an edit ${(restUntil.get(key) ?? 0) - now} ms before ${key} was rested`)
        if (now < (shownAt.get(ref) ?? Number.NEGATIVE_INFINITY) + limits.editEveryMs) breach(`${ref} was edited too soon`)
        inFlight.add(key)
        try {
          const result = await edit(ref, key, post, last, signal)
          restUntil.set(key, clock.now() + result.restMs)
          // A platform counts from arrival to arrival: the way back is over before the next one sets out.
          if (result.shown) shownAt.set(ref, now)
          return result
        } finally {
          inFlight.delete(key)
        }
      },
      bucketOf: bucket,
      async remove(ref, signal) {
        await call(
          () => {
            const message = found(ref)
            if (message !== undefined) message.isRemoved = true
          },
          () => 0,
          signal,
        )
      },
      thread: () => Promise.reject(new Fault('denied', 'There are no threads here.')),
    }
  }

  return {
    messages,
    breaches,
    edits: () => edits,
    onChange(listener) {
      hear = listener
    },
    remove(ref) {
      const message = found(ref)
      if (message !== undefined) message.isRemoved = true
    },
    surface,
  }
}
