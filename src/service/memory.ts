import { addressKey, personKey } from '#core/address.ts'
import { answeredAt, newest, rejoined, type Turn } from '#core/conversation.ts'
import type { Inbound } from '#core/event.ts'
import type { TurnJob } from '#core/job.ts'
import type { MessageRef } from '#core/post.ts'
import type { Deps } from './deps.ts'
import type { Held } from './held.ts'
import { jobIdOf } from './ids.ts'

type MemoryDeps = Pick<Deps, 'records' | 'locks'>

/** A conversation's turns in the hands of one writer: what is forgotten is not written again by an answer that just ends. */
export const withTurns = <Result>(
  { records, locks }: MemoryDeps,
  conversation: string,
  act: (turns: readonly Turn[]) => Promise<Result>,
): Promise<Result> =>
  locks.with(`turns of ${conversation}`, async () => act(await records.list('turns', { where: { conversation } })))

/** Takes turns of a conversation away; what came after each goes on from what came before. To be called within `withTurns`. */
export async function takeOut({ records }: Pick<Deps, 'records'>, turns: readonly Turn[], gone: readonly Turn[]): Promise<void> {
  const moved = rejoined(turns, new Set(gone.map(turn => turn.id)))
  await records.batch([
    ...gone.map(turn => ({ remove: 'turns' as const, id: turn.id })),
    ...moved.map(row => ({ put: 'turns' as const, row })),
  ])
}

/** The id of the turn that a job answers: its own question, or the old one it answers anew. */
export const questionOf = (job: TurnJob): string => ('again' in job.ask ? job.ask.again : `${job.id}:question`)

/**
 * Stores the question before anything else is done with it, so that it can be answered anew whatever becomes of this
 * answer. Undefined when it was deleted, before or after it was stored.
 */
export const keepQuestion = (held: Held<TurnJob>): Promise<Turn | undefined> =>
  withTurns(held.deps, held.job.conversation, async turns => {
    await held.takeFacts()
    const { job } = held
    const stored = turns.find(turn => turn.id === questionOf(job))
    if (stored !== undefined || job.cancelAsked?.gone === 'question' || 'again' in job.ask) return stored
    const { text, message, replyTo, by = job.actor } = job.ask
    const last = newest(turns)
    const before = (replyTo === undefined ? undefined : turns.find(turn => turn.messages?.includes(replyTo))) ?? last
    const question: Turn = {
      id: questionOf(job),
      conversation: job.conversation,
      ...(before !== undefined && { parent: before.id }),
      by: 'person',
      name: by.name,
      person: personKey(job.address, by),
      text,
      // Never before what was said already, whatever the clock did meanwhile.
      at: Math.max(held.deps.world.now(), (last?.at ?? 0) + 1),
      ...(message !== undefined && { messages: [message] }),
    }
    await held.note([], [{ put: 'turns', row: question }])
    return question
  })

/** Stores what was said beside us, to be given to the model with the next question. The same event twice is one turn. */
export const keepNearby = (
  deps: MemoryDeps & Pick<Deps, 'world'>,
  event: Extract<Inbound, { type: 'message' }>,
  text: string,
): Promise<void> => {
  const conversation = addressKey(event.address)
  return withTurns(deps, conversation, async turns => {
    const id = `${jobIdOf(event)}:nearby`
    if (turns.some(turn => turn.id === id)) return
    const last = newest(turns)
    const row: Turn = {
      id,
      conversation,
      ...(last !== undefined && { parent: last.id }),
      by: 'person',
      nearby: true,
      name: event.actor.name,
      person: personKey(event.address, event.actor),
      text,
      at: Math.max(deps.world.now(), (last?.at ?? 0) + 1),
      messages: [event.message],
    }
    await deps.records.batch([{ put: 'turns', row }])
  })
}

/** Stores the answer as a turn after its question, unless one of the two was deleted or forgotten meanwhile. */
export const keepAnswer = (held: Held<TurnJob>, text: string): Promise<void> =>
  withTurns(held.deps, held.job.conversation, async turns => {
    await held.takeFacts()
    const { deps, job } = held
    const question = turns.find(turn => turn.id === questionOf(job))
    if (question === undefined || job.cancelAsked?.gone !== undefined) return
    const id = `${job.id}:answer`
    const others = turns.filter(turn => turn.id !== id)
    const answer: Turn = {
      id,
      conversation: job.conversation,
      parent: question.id,
      by: 'model',
      name: job.runs[0]?.model ?? '',
      person: question.person,
      text,
      at: turns.find(turn => turn.id === id)?.at ?? answeredAt(others, question, deps.world.now()),
      messages: job.messages,
    }
    // What was said beside it while it was written goes on from the answer, or the next question would know one of the two.
    const beside = turns.filter(turn => turn.nearby === true && turn.parent === question.id)
    await held.note(
      [],
      [answer, ...beside.map(turn => ({ ...turn, parent: id }))].map(row => ({ put: 'turns', row })),
    )
  })

/** Changes what was said in a message: an answer made anew goes by the new words, and so does a question that still waits. */
export async function reword(deps: Deps, conversation: string, message: MessageRef, text: string): Promise<void> {
  const words = text.trim()
  if (words === '') return
  await withTurns(deps, conversation, async turns => {
    const said = turns.find(turn => turn.by === 'person' && turn.messages?.includes(message))
    if (said !== undefined) await deps.records.batch([{ put: 'turns', row: { ...said, text: words } }])
  })
  for (const job of await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })) {
    if (job.kind !== 'turn' || !('text' in job.ask) || job.ask.message !== message) continue
    const at = deps.world.now()
    const fact = { type: 'reworded', text: words } as const
    await deps.records.batch([{ put: 'facts', row: { id: `${job.id}:reworded ${at}`, job: job.id, at, fact } }])
  }
}
