import { type Address, addressKey, channelOf } from '#core/address.ts'
import type { Room, Turn, Window } from '#core/conversation.ts'
import type { Settings } from '#core/settings.ts'
import type { Deps } from './deps.ts'
import { sizeOf } from './recall.ts'

/** What was said longer ago than this (ms) is seldom what a new thread is about, nor is more than so many turns. */
const aboutMs = 60 * 60_000
const mostTurns = 20

/**
 * What was heard in a channel right before a thread began there, oldest first, as far as the window has room for it: whoever
 * answers in a thread of its own is asked about the words above it. They stay the channel's, so that what is forgotten there
 * is given nowhere. Nothing where not everybody is heard, or where the thread's own beginning finds no room.
 */
export async function heardAbove(
  { records }: Pick<Deps, 'records'>,
  {
    address,
    settings,
    window,
    room,
  }: { readonly address: Address; readonly settings: Settings; readonly window: Window; readonly room: Room },
): Promise<readonly Turn[]> {
  const [first] = window.turns
  const isWhole = first !== undefined && !window.isCut && window.summary === undefined
  if (!isWhole || address.thread === undefined || settings.values['chat.listen'] !== 'all') return []
  const before = await records.list('turns', {
    where: { conversation: addressKey(channelOf(address)) },
    from: first.at - aboutMs,
    to: first.at,
    newestFirst: true,
    limit: Math.max(0, Math.min(mostTurns, room.turns - window.turns.length)),
  })
  let left = room.tokens - window.turns.reduce((sum, turn) => sum + sizeOf(turn), 0)
  const given: Turn[] = []
  for (const turn of before) {
    left -= sizeOf(turn)
    // What was answered in the channel itself is another conversation.
    if (turn.nearby !== true || left < 0) break
    given.unshift(turn)
  }
  return given
}
