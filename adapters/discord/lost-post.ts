import type { Post } from '#core/post.ts'
import { type Delivered, standingOf } from './deliver.ts'
import { snowflakeAt } from './ref.ts'
import { isAbout } from './refusal.ts'
import type { Rest } from './rest.ts'
import type { PostedRow } from './tables.ts'

/**
 * For so long after a post, in ms, sending it again is safe by its nonce alone. Discord remembers nonces “for a few
 * minutes”, as its documentation has it, and does not say for how many.
 */
export const nonceMs = 2 * 60_000

/** How far Discord's clock may be behind ours, in ms. */
const skewMs = 30_000

/** As many messages as Discord gives at once. */
const mostAtOnce = 100

/** What is known of a message that was perhaps posted: when it was begun, and by what it would be told from others. */
export type Begun = Pick<PostedRow, 'at' | 'answers' | 'actions'>

/** By what a post would be found again: what its buttons and choices do, which names its job. */
export const actionsOf = ({ blocks }: Post): readonly string[] =>
  blocks.flatMap(block =>
    block.type === 'actions'
      ? block.buttons.map(({ action }) => action)
      : block.type === 'choice'
        ? block.options.map(({ action }) => action)
        : [],
  )

/**
 * Looks in a channel for a message that was posted before a process died and that nobody noted: one of ours since then
 * that can do what the post can, or, where a post could do nothing, an untouched reply of ours to the same message.
 * Undefined where there is none, or where we may not read what was said. Throws what `rest` throws.
 */
export async function findLostPost(
  rest: Rest,
  {
    channel,
    begun,
    actions,
    signal,
  }: {
    readonly channel: string
    readonly begun: Begun
    /** Of the post as it would be sent now. */
    readonly actions: readonly string[]
    readonly signal: AbortSignal
  },
): Promise<Delivered | undefined> {
  // The oldest of what came after: in a lively channel it would be far from the newest.
  const path = `/channels/${channel}/messages?limit=${mostAtOnce}&after=${snowflakeAt(begun.at - skewMs)}` as const
  const found = await rest.call({ method: 'GET', path, signal }).catch((thrown: unknown) => {
    if (isAbout(thrown, 'noAccess') || isAbout(thrown, 'noPermission')) return undefined
    throw thrown
  })
  const since = (found?.body ?? []) as readonly Found[]
  const own = since.length === 0 ? undefined : await rest.call({ method: 'GET', path: '/users/@me', signal })
  const { id: us } = (own?.body ?? {}) as { readonly id?: string }
  const wanted = new Set([...actions, ...(begun.actions ?? [])])
  const mayBeMute = actions.length === 0 || (begun.actions ?? []).length === 0
  const isThisOne = ({ author, edited_timestamp: edited, components, message_reference: reference }: Found): boolean => {
    if (author.id !== us) return false
    const can = actionsIn(components ?? [])
    if (can.length > 0) return can.some(action => wanted.has(action))
    return mayBeMute && edited == null && begun.answers !== undefined && reference?.message_id === begun.answers
  }
  const message = since.find(isThisOne)
  return message && { id: message.id, channel, isPrivate: false, standing: standingOf(message), restMs: 0 }
}

type Found = {
  readonly id: string
  readonly author: { readonly id: string }
  readonly edited_timestamp?: string | null
  readonly components?: readonly unknown[]
  readonly message_reference?: { readonly message_id?: string }
}

/** What a message of Discord's can do, by the ids of its buttons and the values of its selects. */
function actionsIn(components: readonly unknown[]): readonly string[] {
  return components.flatMap(component => {
    const {
      custom_id: id,
      options,
      components: inner,
    } = component as {
      readonly custom_id?: string
      readonly options?: readonly { readonly value: string }[]
      readonly components?: readonly unknown[]
    }
    return [...(id === undefined ? [] : [id]), ...(options ?? []).map(({ value }) => value), ...actionsIn(inner ?? [])]
  })
}
