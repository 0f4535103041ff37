import { addressKey, personKey } from '#core/address.ts'
import { answeredAt, type Turn } from '#core/conversation.ts'
import type { Inbound } from '#core/event.ts'
import type { TurnJob } from '#core/job.ts'
import type { MessageRef } from '#core/post.ts'
import type { Deps } from './deps.ts'
import type { Held } from './held.ts'
import { jobIdOf } from './ids.ts'
import { offerAgain } from './run-again.ts'
import { inTurn, newestIn, putTurn, rewordTurn, type TurnDeps, turnIn, turnsAfter } from './turns.ts'

/** The id of the turn that a job answers: its own question, the old one it answers anew, or the answer it goes on with. */
export const questionOf = (job: TurnJob): string => ('again' in job.ask ? job.ask.again : `${job.id}:question`)

/**
 * Stores the question before anything else is done with it, so that it can be answered anew whatever becomes of this
 * answer. Undefined when it was deleted, before or after it was stored.
 */
export const keepQuestion = (held: Held<TurnJob>): Promise<Turn | undefined> =>
  inTurn(held.deps, held.job.conversation, async () => {
    await held.takeFacts()
    const { job } = held
    const { records } = held.deps
    const stored = await records.get('turns', questionOf(job))
    if (stored !== undefined || job.cancelAsked?.gone === 'question' || 'again' in job.ask) return stored
    const { text, message, replyTo, files, by = job.actor } = job.ask
    const last = await newestIn(records, job.conversation)
    const before = (replyTo === undefined ? undefined : await turnIn(records, job.conversation, replyTo)) ?? last
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
      ...(files !== undefined && { files: files.map(attachment => ({ attachment })) }),
    }
    await held.note([], putTurn(question))
    return question
  })

/** Stores what was said beside us, to be given to the model with the next question. The same event twice is one turn. */
export const keepNearby = (
  deps: TurnDeps & Pick<Deps, 'world'>,
  event: Extract<Inbound, { type: 'message' }>,
  text: string,
): Promise<void> => {
  const conversation = addressKey(event.address)
  return inTurn(deps, conversation, async () => {
    const id = `${jobIdOf(event)}:nearby`
    if ((await deps.records.get('turns', id)) !== undefined) return
    const last = await newestIn(deps.records, conversation)
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
      ...(event.attachments.length > 0 && { files: event.attachments.map(attachment => ({ attachment })) }),
    }
    await deps.records.batch(putTurn(row))
  })
}

/** Stores the answer as a turn after its question, unless one of the two was deleted or forgotten meanwhile. */
export const keepAnswer = (held: Held<TurnJob>, text: string): Promise<void> =>
  inTurn(held.deps, held.job.conversation, async () => {
    await held.takeFacts()
    const { deps, job } = held
    const { conversation } = job
    const question = await deps.records.get('turns', questionOf(job))
    if (question === undefined || job.cancelAsked?.gone !== undefined) return
    const id = `${job.id}:answer`
    const after = await turnsAfter(deps.records, question.id)
    const known = after.find(turn => turn.id === id)
    const answer: Turn = {
      id,
      conversation,
      parent: question.id,
      by: 'model',
      name: job.runs[0]?.model ?? '',
      person: question.person,
      text,
      ...(question.by === 'model' && { goesOn: true }),
      at: known?.at ?? (await momentOf(deps, question, after)),
      messages: job.messages,
    }
    // What was said beside it while it was written goes on from the answer, or the next question would know one of the two.
    const beside = after.filter(turn => turn.nearby === true)
    await held.note([], [answer, ...beside.map(turn => ({ ...turn, parent: id }))].flatMap(putTurn))
  })

/** When an answer is given, as memory sees it. Of all that was said since, only what came next is read. */
async function momentOf(
  { records, world }: Pick<Deps, 'records' | 'world'>,
  question: Turn,
  after: readonly Turn[],
): Promise<number> {
  const answers = after.filter(turn => turn.by === 'model')
  const last = answers.reduce((at, turn) => Math.max(at, turn.at), question.at)
  const next = await records.list('turns', { where: { conversation: question.conversation }, from: last + 1, limit: 1 })
  return answeredAt([question, ...answers, ...next], question, world.now())
}

/** Changes what was said in a message: an answer made anew goes by the new words, and so does a question that still waits. */
export async function reword(deps: Deps, conversation: string, message: MessageRef, text: string): Promise<void> {
  const words = text.trim()
  if (words === '') return
  const changed = await inTurn(deps, conversation, async () => {
    const said = await turnIn(deps.records, conversation, message)
    if (said?.by !== 'person' || said.text === words) return undefined
    const now = { ...said, text: words }
    await deps.records.batch(await rewordTurn(deps.records, now))
    return now
  })
  for (const job of await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })) {
    const isOf = job.kind === 'turn' && ('text' in job.ask ? job.ask.message === message : job.ask.again === changed?.id)
    if (!isOf) continue
    const at = deps.world.now()
    const fact = { type: 'reworded', text: words } as const
    await deps.records.batch([{ put: 'facts', row: { id: `${job.id}:reworded ${at}`, job: job.id, at, fact } }])
  }
  if (changed !== undefined && changed.nearby !== true) await offerAgain(deps, changed)
}
