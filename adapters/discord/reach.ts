import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Change, Records } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import { createLanes } from './lanes.ts'
import { type InteractionNote, handOverMs, lastCallMs } from './ref.ts'
import type { DiscordTables, PostedRow, ReachRow } from './tables.ts'

/** What is known of our messages beside their references: who took which answer, and how each is reached while a token lives. */
export interface Reach {
  /** Takes an interaction's own answer for this nonce, once and for good. Answers who has it, and the message it became. */
  take(interaction: InteractionNote, nonce: string): Promise<{ readonly isOurs: boolean; readonly message?: MessageRef }>
  /** Gives an answer back that this nonce took and that came to nothing. */
  giveBack(interaction: InteractionNote, nonce: string): Promise<void>
  /** Keeps what a post became, as the interaction's own answer where one is given. */
  became(nonce: string, message: MessageRef, original?: InteractionNote): Promise<void>
  /** Keeps that a message is about to be posted into a channel; where that was kept before, answers what was. */
  begin(nonce: string, as: Pick<PostedRow, 'answers' | 'actions'>): Promise<PostedRow | undefined>
  /** Remembers what a post became: asked again in this process, it is not posted again. */
  remember(nonce: string, message: MessageRef): void
  /** What a post became, as far as it is kept. */
  of(nonce: string): Promise<MessageRef | undefined>
  /** Keeps how a message is reached. */
  keep(message: MessageRef, row: Omit<ReachRow, 'id'>): Promise<void>
  /** How a message is reached, undefined where it is a channel's message like any other. */
  find(message: MessageRef): Promise<ReachRow | undefined>
  /** The same from memory. */
  known(message: MessageRef): ReachRow | undefined
}

/** Rows are of no use after a quarter of an hour; they are kept longer for whoever comes late with the same nonce. */
const keptMs = 24 * 60 * 60_000

/** Rows taken away along with one write. */
const sweptAtOnce = 500

/** Whether a token may still be used for what all see, or for one person alone. */
export const isAlive = (at: number, isPrivate: boolean, now: number): boolean => now - at < (isPrivate ? lastCallMs : handOverMs)

/** The token by which a message is reached now, if by one. */
export const tokenOf = (
  row: ReachRow | undefined,
  now: number,
): { readonly application: string; readonly token: string } | undefined =>
  row?.token !== undefined && row.application !== undefined && isAlive(row.at, row.isPrivate, now)
    ? { application: row.application, token: row.token }
    : undefined

const postKey = (nonce: string): string => `post:${nonce}`

const keyOf = ({ token }: InteractionNote): string => `original:${createHash('sha256').update(token).digest('hex').slice(0, 32)}`

/** Keeps it in the adapter's tables, the newest in memory. `now` in milliseconds since the epoch. */
export function createReach(records: Records<DiscordTables>, now: () => number): Reach {
  const rows = new LRUCache<string, { readonly row: ReachRow | undefined }>({ max: 10_000 })
  const became = new LRUCache<string, MessageRef>({ max: 10_000 })
  /** Who reads that an answer is free takes it before the next one reads. */
  const lanes = createLanes()
  let sweptAt = 0

  /** Takes away what is of no use any more, now and then, along with a write that is made anyway. */
  const old = async (): Promise<readonly Change<DiscordTables>[]> => {
    if (now() - sweptAt < keptMs / 24) return []
    sweptAt = now()
    const range = { to: now() - keptMs, limit: sweptAtOnce }
    const [posted, reach] = await Promise.all([records.list('discord_posted', range), records.list('discord_reach', range)])
    // There is more: the next write goes on with it.
    if (posted.length === sweptAtOnce || reach.length === sweptAtOnce) sweptAt = 0
    return [
      ...posted.map(({ id }) => ({ remove: 'discord_posted', id }) as const),
      ...reach.map(({ id }) => ({ remove: 'discord_reach', id }) as const),
    ]
  }
  const putPosted = async (row: PostedRow): Promise<void> => records.batch([{ put: 'discord_posted', row }, ...(await old())])

  return {
    take(interaction, nonce) {
      const id = keyOf(interaction)
      return lanes.run(id, async () => {
        const row = await records.get('discord_posted', id)
        if (row === undefined) await putPosted({ id, at: now(), nonce })
        const isOurs = row === undefined || row.nonce === nonce
        return { isOurs, ...(row?.message !== undefined && { message: row.message as MessageRef }) }
      })
    },
    async giveBack(interaction, nonce) {
      became.delete(nonce)
      const id = keyOf(interaction)
      if ((await records.get('discord_posted', id))?.nonce === nonce) await records.batch([{ remove: 'discord_posted', id }])
    },
    async became(nonce, message, original) {
      became.set(nonce, message)
      await putPosted({ id: original === undefined ? postKey(nonce) : keyOf(original), at: now(), nonce, message })
    },
    async begin(nonce, as) {
      const id = postKey(nonce)
      const before = await records.get('discord_posted', id)
      if (before === undefined) await putPosted({ id, at: now(), nonce, ...as })
      return before
    },
    remember: (nonce, message) => void became.set(nonce, message),
    async of(nonce) {
      const known = became.get(nonce) ?? (await records.get('discord_posted', postKey(nonce)))?.message
      return known as MessageRef | undefined
    },
    async keep(message, row) {
      const kept = { id: message, ...row }
      rows.set(message, { row: kept })
      await records.batch([{ put: 'discord_reach', row: kept }, ...(await old())])
    },
    async find(message) {
      const known = rows.get(message)
      if (known !== undefined) return known.row
      const row = await records.get('discord_reach', message)
      rows.set(message, { row })
      return row
    },
    known: message => rows.get(message)?.row,
  }
}
