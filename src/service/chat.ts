import { addressKey } from '#core/address.ts'
import { isBlank } from '#core/blank.ts'
import { Fault } from '#core/fault.ts'
import type { Inbound } from '#core/event.ts'
import { hasEnded, type TurnJob } from '#core/job.ts'
import { brief } from '#core/text.ts'
import { announce } from './announce.ts'
import { inFirstFrame } from './cancel.ts'
import type { Deps } from './deps.ts'
import { accept } from './accept.ts'
import type { Asked } from './generate.ts'
import { answerNonce, jobIdOf } from './ids.ts'
import { questionOf } from './memory.ts'
import { platformOf, requirePresence } from './policy.ts'
import { presentWaiting } from './present-turn.ts'

/** The longest question, in characters: what a context of 8,192 tokens can hold beside its answer. */
const questionChars = 20_000

/** A message that speaks to us becomes a turn of its conversation; one nearby is not ours. */
export async function hear(deps: Deps, event: Extract<Inbound, { type: 'message' }>): Promise<void> {
  if (!event.addressed && event.inOurThread !== true) return
  await requirePresence(deps, event.address)
  const text = event.text.toWellFormed().trim()
  if (event.attachments.length > 0) {
    throw new Fault('input', 'The talking model here reads words only. To start from a picture, send it along with `/imagine`.')
  }
  if (isBlank(text)) throw new Fault('input', 'That message is empty. Say something, or type `/help`.')
  await turn(deps, event, { text, message: event.message, ...(event.replyTo !== undefined && { replyTo: event.replyTo }) })
}

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

/** Answers an old question anew: a turn of its own beside the first answer. One at a time: a button is easily pressed twice. */
export async function regenerate(deps: Deps, asked: Asked, job: TurnJob): Promise<void> {
  const again = questionOf(job)
  // The event delivered once more, and the answer under which the button stands.
  const known = [jobIdOf(asked), job.id]
  await deps.locks.with(`again ${again}`, async () => {
    const open = await deps.records.list('jobs', { where: { conversation: job.conversation, isOpen: 1 } })
    const isUnderWay = open.some(
      other =>
        other.kind === 'turn' &&
        'again' in other.ask &&
        questionOf(other) === again &&
        !known.includes(other.id) &&
        !hasEnded(other),
    )
    if (isUnderWay) throw new Fault('busy', 'It is being answered anew already; the new answer comes below.')
    await turn(deps, { ...asked, address: job.address, reply: job.reply }, { again })
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
  // A turn that waits for others shows at once that it was heard; its own step would say so only when its turn comes.
  if ((await deps.engine.ahead(id)) === 0) return
  await inFirstFrame(deps, id, async () => {
    const ahead = await deps.engine.ahead(id)
    if (ahead > 0) await announce(deps, job, presentWaiting(job, ahead))
  })
}
