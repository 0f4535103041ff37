import { addressKey } from '#core/address.ts'
import type { Attachment } from '#core/attachment.ts'
import { isBlank } from '#core/blank.ts'
import { Fault } from '#core/fault.ts'
import type { Inbound } from '#core/event.ts'
import { hasEnded, type TurnJob } from '#core/job.ts'
import { brief } from '#core/text.ts'
import { announce, announceLater } from './announce.ts'
import type { Deps } from './deps.ts'
import { accept } from './accept.ts'
import type { Asked } from './generate.ts'
import { answerNonce, jobIdOf } from './ids.ts'
import { keepNearby, questionOf } from './memory.ts'
import { platformOf, requirePresence, settingsAt } from './policy.ts'
import { presentWaiting } from './present-turn.ts'
import { hasSpoken, turnIn } from './turns.ts'

/** The longest question, in characters: what a context of 8,192 tokens can hold beside its answer. */
const questionChars = 20_000

/** A message that speaks to us becomes a turn of its conversation; of those nearby `chat.listen` decides. */
export async function hear(deps: Deps, event: Extract<Inbound, { type: 'message' }>): Promise<void> {
  const text = event.text.toWellFormed().trim()
  if (!event.addressed) {
    const heard = await hearing(deps, event)
    if (heard === 'kept' && !isBlank(text)) await keepNearby(deps, event, brief(text, questionChars))
    if (heard !== 'answered' || (isBlank(text) && event.attachments.length === 0)) return
  }
  await requirePresence(deps, event.address)
  const files = filesOf(event.attachments)
  if (isBlank(text) && files.files === undefined)
    throw new Fault('input', 'That message is empty. Say something, or type `/help`.')
  const replyTo = event.replyTo === undefined ? {} : { replyTo: event.replyTo }
  await turn(deps, event, { text, message: event.message, ...replyTo, ...files })
}

/** What becomes of a message that does not name us: in a thread of ours it is answered, elsewhere at most remembered. */
async function hearing(deps: Deps, event: Extract<Inbound, { type: 'message' }>): Promise<'answered' | 'kept' | 'ignored'> {
  const listen = (await settingsAt(deps, event.address)).values['chat.listen'] ?? 'thread'
  if (listen === 'mention') return 'ignored'
  if (event.address.thread !== undefined) {
    if (event.inOurThread === true || (await isOurs(deps, addressKey(event.address)))) return 'answered'
  }
  return listen === 'all' ? 'kept' : 'ignored'
}

/** Whether somebody has asked us there: what is said right after it may come before its turn has begun. */
const isOurs = async (deps: Deps, conversation: string): Promise<boolean> =>
  (await hasSpoken(deps, conversation)) ||
  (await deps.records.list('jobs', { where: { conversation, isOpen: 1 }, limit: 1 })).length > 0

/**
 * “Reply with AI” on somebody's message: it is answered where it was chosen, as what its author said. A message that is a
 * turn of the conversation already is answered anew.
 */
export async function answerMessage(deps: Deps, event: Extract<Inbound, { type: 'menu' }>): Promise<void> {
  const text = event.text.toWellFormed().trim()
  if (isBlank(text) && event.attachments.length === 0) throw new Fault('input', 'That message has no words to answer.')
  const conversation = addressKey(event.address)
  const said = await turnIn(deps.records, conversation, event.message)
  if (said?.by === 'model') throw new Fault('input', 'That message is mine already; reply to it in your own words.')
  if (said !== undefined) return answerAnew(deps, event, said.id, jobIdOf(event))
  await deps.locks.with(`answer to ${event.message}`, async () => {
    const open = await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })
    const isAsked = open.some(
      job =>
        job.kind === 'turn' &&
        'text' in job.ask &&
        job.ask.message === event.message &&
        job.id !== jobIdOf(event) &&
        !hasEnded(job),
    )
    if (isAsked) throw new Fault('busy', 'It is being answered already; the answer comes below.')
    const { author, message } = event
    await turn(deps, event, {
      text,
      message,
      ...filesOf(event.attachments),
      ...(author.id !== event.actor.id && { by: author }),
    })
  })
}

const filesOf = (attachments: readonly Attachment[]): { readonly files?: readonly Attachment[] } =>
  attachments.length === 0 ? {} : { files: attachments }

/** `/chat`: opens a thread and answers in it. */
export async function openThread(deps: Deps, asked: Asked, text: string): Promise<void> {
  if (asked.address.thread !== undefined) {
    await turn(deps, asked, { text })
    return
  }
  const { surface } = platformOf(deps, asked.address)
  const options = { nonce: answerNonce(asked), signal: AbortSignal.timeout(10_000) }
  const place = await surface.thread(asked.reply, brief(text, 60), options).catch((cause: unknown) => {
    deps.log.warn({ event: asked.id, cause }, 'a thread could not be opened; the answer goes where it was asked for')
    return { address: asked.address, reply: asked.reply }
  })
  await turn(deps, { ...asked, ...place }, { text })
}

/** Answers an old question anew, where it was asked: a turn of its own beside the first answer. */
export const regenerate = (deps: Deps, asked: Asked, job: TurnJob): Promise<void> =>
  answerAnew(deps, { ...asked, address: job.address, reply: job.reply }, questionOf(job), job.id)

/** Goes on with an answer that broke off, where it was asked for: a turn of its own after it. */
export const goOnWith = (deps: Deps, asked: Asked, job: TurnJob): Promise<void> =>
  answerAnew(deps, { ...asked, address: job.address, reply: job.reply }, `${job.id}:answer`, job.id)

/** One at a time: a button is easily pressed twice. `above`: the answer under which the button stands. */
async function answerAnew(deps: Deps, asked: Asked, again: string, above: string): Promise<void> {
  const conversation = addressKey(asked.address)
  // The event delivered once more is no second press.
  const known = [jobIdOf(asked), above]
  await deps.locks.with(`again ${again}`, async () => {
    const open = await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })
    const isUnderWay = open.some(
      other =>
        other.kind === 'turn' &&
        'again' in other.ask &&
        questionOf(other) === again &&
        !known.includes(other.id) &&
        !hasEnded(other),
    )
    if (isUnderWay)
      throw new Fault(
        'busy',
        `It is being ${again.endsWith(':answer') ? 'continued' : 'answered anew'} already; the new answer comes below.`,
      )
    await turn(deps, asked, { again })
  })
}

async function turn(deps: Deps, asked: Asked, ask: TurnJob['ask']): Promise<void> {
  if ('text' in ask && ask.text.length > questionChars) {
    throw new Fault(
      'input',
      `A message may have ${questionChars.toLocaleString('en')} characters here, this one has ${ask.text.length.toLocaleString('en')}.`,
    )
  }
  const { address, actor, reply } = asked
  const conversation = addressKey(address)
  const id = jobIdOf(asked)
  const job: TurnJob = {
    kind: 'turn',
    id,
    at: deps.world.now(),
    address,
    actor,
    reply,
    conversation,
    ask,
    runs: [],
    messages: [],
  }
  await accept(deps, job)
  // A turn that waits for others shows that it was heard; its own step would say so only when its turn comes.
  const waiting = async () => {
    const ahead = await deps.engine.ahead(id)
    return ahead > 0 ? presentWaiting(job, ahead) : undefined
  }
  const open = await deps.records.list('jobs', { where: { conversation, isOpen: 1 }, limit: 2 })
  if (open.some(other => other.id !== id)) announce(deps, job, waiting)
  else announceLater(deps, job, waiting)
}
