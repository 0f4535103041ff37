import { addressKey } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { Inbound } from '#core/event.ts'
import type { TurnJob } from '#core/job.ts'
import { brief } from '#core/text.ts'
import type { Deps } from './deps.ts'
import { accept, type Asked } from './generate.ts'
import { answerNonce, jobIdOf, nonceOf } from './ids.ts'
import { platformOf } from './policy.ts'
import { presentWaiting } from './present-turn.ts'

/** The longest question, in characters: what a context of 8,192 tokens can hold beside its answer. */
const questionChars = 20_000

/** A message that speaks to us becomes a turn of its conversation; one nearby is not ours. */
export async function hear(deps: Deps, event: Extract<Inbound, { type: 'message' }>): Promise<void> {
  if (!event.addressed) return
  const text = event.text.trim()
  if (event.attachments.length > 0) {
    throw new Fault('input', 'The talking model here reads words only. To start from a picture, send it along with `/imagine`.')
  }
  if (text === '') throw new Fault('input', 'That message is empty. Say something, or type `/help`.')
  await turn(deps, event, { text, message: event.message, ...(event.replyTo !== undefined && { replyTo: event.replyTo }) })
}

/** `/chat`: opens a thread and answers in it. */
export async function openThread(deps: Deps, asked: Asked, text: string): Promise<void> {
  if (asked.address.thread !== undefined) {
    await turn(deps, asked, { text })
    return
  }
  const { surface } = platformOf(deps, asked.address)
  const { address, reply } = await surface.thread(asked.reply, brief(text, 60), {
    nonce: answerNonce(asked),
    signal: AbortSignal.timeout(10_000),
  })
  await turn(deps, { ...asked, address, reply }, { text })
}

/** Answers an old question anew: a turn of its own beside the first answer. */
export async function regenerate(deps: Deps, asked: Asked, job: TurnJob): Promise<void> {
  const again = 'again' in job.ask ? job.ask.again : `${job.id}:question`
  await turn(deps, { ...asked, address: job.address, reply: job.reply }, { again })
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
  await accept(deps, job, `conversation ${conversation}`)
  // A turn that waits for others shows at once that it was heard; its own step would say so only when its turn comes.
  const ahead = await deps.engine.ahead(id)
  if (ahead === 0) return
  const message = await platformOf(deps, address).surface.post(reply, presentWaiting(job, ahead), {
    nonce: nonceOf(id, 0),
    signal: AbortSignal.timeout(10_000),
  })
  await deps.records.batch([
    { put: 'facts', row: { id: `${id}:posted`, job: id, at: deps.world.now(), fact: { type: 'posted', part: 0, message } } },
  ])
}
