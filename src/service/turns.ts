import { isSummary, rejoined, type Turn } from '#core/conversation.ts'
import type { Change, Tables } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { everyRow } from './every-row.ts'

export type TurnDeps = Pick<Deps, 'records' | 'locks'>
export type Reads = Pick<Deps['records'], 'get' | 'list'>

/** A conversation in the hands of one writer: what is forgotten is not written again by an answer that just ends. */
export const inTurn = <Result>(
  { locks }: Pick<Deps, 'locks'>,
  conversation: string,
  act: () => Promise<Result>,
): Promise<Result> => locks.with(`turns of ${conversation}`, act)

/** The same with all of its turns: where everybody is heard that may be a month of a whole channel, so seldom. */
export const withTurns = <Result>(
  deps: TurnDeps,
  conversation: string,
  act: (turns: readonly Turn[]) => Promise<Result>,
): Promise<Result> => inTurn(deps, conversation, async () => act(await deps.records.list('turns', { where: { conversation } })))

/** The newest turn of a conversation: where a plain mention continues. */
export async function newestIn(records: Reads, conversation: string): Promise<Turn | undefined> {
  const [last] = await records.list('turns', { where: { conversation }, newestFirst: true, limit: 1 })
  return last
}

/** The turns that go on from this one: answers to a question, what was said after an answer. */
export const turnsAfter = (records: Reads, turn: string): Promise<readonly Turn[]> =>
  records.list('turns', { where: { parent: turn } })

/** Whether somebody was answered in this conversation. */
export const hasSpoken = async ({ records }: { readonly records: Reads }, conversation: string): Promise<boolean> =>
  (await records.list('turns', { where: { spoken: conversation }, limit: 1 })).length > 0

/** A key of a conversation holds no space, so that no two messages share an id. */
const saidId = (conversation: string, message: string): string => `${conversation} ${message}`

/** The turn that stands in a message of a conversation. */
export async function turnIn(records: Reads, conversation: string, message: MessageRef): Promise<Turn | undefined> {
  const said = await records.get('said', saidId(conversation, message))
  return said === undefined ? undefined : records.get('turns', said.turn)
}

const saidRows = ({ id, conversation, at, messages = [] }: Turn): readonly Tables['said'][] =>
  messages.map(message => ({ id: saidId(conversation, message), at, turn: id }))

/** What stores a turn, so that it is found by each message it stands in. */
export const putTurn = (turn: Turn): readonly Change<Tables>[] => [
  { put: 'turns', row: turn },
  ...saidRows(turn).map(row => ({ put: 'said' as const, row })),
]

/**
 * What takes turns of a conversation away, with every summary that speaks of one; what came after each goes on from what
 * came before. `near`: the turns that may go on from one of them; `changed`: whose summaries go. To be written in the
 * conversation's turn.
 */
export async function withoutTurns(
  records: Reads,
  near: readonly Turn[],
  gone: readonly Turn[],
  changed: readonly Turn[] = gone,
): Promise<readonly Change<Tables>[]> {
  const summaries = await summariesOf(records, changed)
  const all = [...gone, ...summaries]
  const ids = new Set(all.map(turn => turn.id))
  const left = new Map(rejoined([...near, ...gone], ids).map(turn => [turn.id, turn]))
  for (const summary of summaries) {
    // The last turn it told says so; what goes on from there is given the turns themselves again.
    const last = summary.replaces?.at(-1) ?? ''
    const told = ids.has(last) ? undefined : (left.get(last) ?? (await records.get('turns', last)))
    if (told?.summary !== summary.id) continue
    const { summary: _, ...rest } = told
    left.set(last, rest)
  }
  return [
    ...all.flatMap(turn => [
      { remove: 'turns' as const, id: turn.id },
      ...saidRows(turn).map(({ id }) => ({ remove: 'said' as const, id })),
    ]),
    ...[...left.values()].map(row => ({ put: 'turns' as const, row })),
  ]
}

/** What stores a turn in other words: no summary speaks of the old ones any more. To be written in the conversation's turn. */
export async function rewordTurn(records: Reads, turn: Turn): Promise<readonly Change<Tables>[]> {
  const { summary: _, toldBy: _told, ...reworded } = turn
  const others = (await withoutTurns(records, [], [], [turn])).filter(change => !('put' in change) || change.row.id !== turn.id)
  return [...others, ...putTurn(reworded)]
}

/** Takes turns of a conversation away, as `withoutTurns` says. Answers how many, summaries not counted. */
export async function takeOut({ records }: Pick<Deps, 'records'>, near: readonly Turn[], gone: readonly Turn[]): Promise<number> {
  await records.batch(await withoutTurns(records, near, gone))
  return gone.filter(turn => !isSummary(turn)).length
}

/** Every summary that speaks of one of these turns, and those that speak of such a summary. */
async function summariesOf(records: Reads, turns: readonly Turn[]): Promise<readonly Turn[]> {
  const seen = new Set(turns.map(turn => turn.id))
  const found: Turn[] = []
  for (let next = turns.flatMap(turn => turn.toldBy ?? []); next.length > 0;) {
    const fresh = [...new Set(next)].filter(id => !seen.has(id))
    for (const id of fresh) seen.add(id)
    const rows = (await Promise.all(fresh.map(id => records.get('turns', id)))).filter(row => row !== undefined)
    found.push(...rows)
    next = rows.flatMap(row => row.toldBy ?? [])
  }
  return found
}

/** Says that the turns of an earlier version can be found by their messages. No conversation has an empty key. */
const filled = 'filled'

/**
 * Makes turns findable by their messages where an earlier version stored them, once for a store. Answers how many there
 * were. To be called before the engine starts.
 */
export async function fillSaid(records: Deps['records']): Promise<number> {
  if ((await records.get('said', filled)) !== undefined) return 0
  let turns = 0
  for await (const rows of everyRow(records, 'turns')) {
    await records.batch(rows.flatMap(saidRows).map(row => ({ put: 'said', row })))
    turns += rows.length
  }
  await records.batch([{ put: 'said', row: { id: filled, at: 0, turn: '' } }])
  return turns
}
