import { newest, pathTo, recall, type Turn } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import { hasEnded, type TurnJob } from '#core/job.ts'
import { personKey } from '#core/address.ts'
import type { Again, Look } from '#core/ports.ts'
import { splitText } from '#core/text.ts'
import { estimate } from '../costs.ts'
import { faultOf, type Held } from '../held.ts'
import { reserve } from '../ledger.ts'
import { showLive } from '../live-message.ts'
import { settingsAt } from '../policy.ts'
import { presentDraft, presentEnd, presentPart, presentWaiting } from '../present-turn.ts'
import { promptFor } from '../prompt.ts'
import { close } from './close.ts'
import { factsOf, submit } from './run.ts'

/** Characters of earlier turns a model is given at most: about 6,000 tokens, which leaves room for the answer in a window of 8,192. */
const recallChars = 20_000

/** Brings a conversation's turn one step further. While the answer is written the step stays, so that words show as they come. */
export async function turnStep(held: Held<TurnJob>): Promise<Again> {
  if (held.job.messages.length === 0) await held.show(0, presentWaiting(held.job, 0), false)
  if (held.job.runs.length === 0 && held.job.fault === undefined && held.job.cancelAsked === undefined) await plan(held)

  const wait = held.job.runs.length === 0 ? undefined : await submit(held, 0)
  let written = ''
  if (held.job.runs[0]?.state.phase === 'running') written = await listen(held)
  if (held.job.runs[0]?.state.phase === 'running') return { inMs: 500 }
  if (held.job.runs[0]?.state.phase === 'delivering') await held.note([{ type: 'delivered', run: 0 }])
  if (!hasEnded(held.job)) return { inMs: wait ?? 0 }

  const text = answerOf(held.job, written)
  return close(held, async view => {
    await showEnd(held, text, last => presentEnd(held.job, last, view))
    if (text !== '') await storeAnswer(held, text)
  })
}

/** The answer as it is kept: what the model's finished output says, else what was heard of it. */
function answerOf(job: TurnJob, written: string): string {
  const state = job.runs[0]?.state
  const said = state !== undefined && 'text' in state ? (state.text ?? '') : ''
  const text = said.length >= written.length ? said : written
  return text.trim() === '' ? '' : text
}

/** Decides what the model is given: the turns it remembers, its system prompt, the money. */
async function plan(held: Held<TurnJob>): Promise<void> {
  const { deps, job, signal } = held
  try {
    const settings = await settingsAt(deps, job.address)
    const turns = await deps.records.list('turns', { where: { conversation: job.conversation } })
    const question = 'again' in job.ask ? turns.find(turn => turn.id === againId(job)) : newQuestion(held, turns)
    if (question === undefined) throw new Fault('gone', 'That question is no longer stored here; ask it again.')
    const path = pathTo([...turns.filter(turn => turn.id !== question.id), question], question.id)
    const recalled = recall(path, (settings.values['chat.memory'] ?? 40) + 1, recallChars)
    const ref = settings.values['model.chat']
    if (ref === undefined) throw new Fault('config', 'No model talks here yet; an admin chooses one with `/config model chat`.')
    const card = await deps.models.describe(ref, signal)
    if (card.kind !== 'chat')
      throw new Fault('config', `${card.model} does not talk; an admin chooses another with \`/config model chat\`.`)
    const input = promptFor(card, recalled, settings, deps.world.random(2_147_483_647))
    const wrong = await deps.models.check(card, input)
    if (wrong !== undefined) throw new Fault('config', `${card.model} does not take what this channel gives it: ${wrong}`)
    const amount = estimate(deps.prices, card, { input, expects: 0 }, undefined, settings.values['budget.unknown'] ?? 0)
    await reserve(deps, job, amount, card.model, settings)
    await held.note(
      [
        {
          type: 'planned',
          runs: [{ model: card.pinned, name: card.model, input, expects: 0 }],
          reserved: amount,
          recalled: recalled.length - 1,
        },
      ],
      [{ put: 'turns', row: question }],
    )
  } catch (thrown) {
    // Only a fault decides; a closing process or a database that is away must not refuse a turn.
    if (signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    await held.note([{ type: 'refused', fault: faultOf(deps, job.id, thrown) }])
  }
}

const questionId = (job: TurnJob): string => `${job.id}:question`
const againId = (job: TurnJob): string => ('again' in job.ask ? job.ask.again : questionId(job))

/** The question as a turn: after the message it answers, else after the newest turn. Its lane is ours, so nothing comes in between. */
function newQuestion(held: Held<TurnJob>, turns: readonly Turn[]): Turn | undefined {
  const { job, deps } = held
  if ('again' in job.ask) return undefined
  const { text, message, replyTo } = job.ask
  const others = turns.filter(turn => turn.id !== questionId(job))
  const before = (replyTo === undefined ? undefined : others.find(turn => turn.messages?.includes(replyTo))) ?? newest(others)
  return {
    id: questionId(job),
    conversation: job.conversation,
    ...(before !== undefined && { parent: before.id }),
    by: 'person',
    name: job.actor.name,
    person: personKey(job.address, job.actor),
    text,
    // Never before its parent, whatever the clock did meanwhile.
    at: Math.max(deps.world.now(), (before?.at ?? 0) + 1),
    ...(message !== undefined && { messages: [message] }),
  }
}

/** Follows the answer while it is written and shows it. A wake that brings a cancel stops the model; what is there is kept. */
async function listen(held: Held<TurnJob>): Promise<string> {
  const { deps } = held
  const state = held.job.runs[0]?.state
  if (state?.phase !== 'running') return ''
  const { prediction } = state
  const stopping = new AbortController()
  let heard = ''
  let stopped: Look | undefined
  const obey = async (): Promise<void> => {
    if (held.job.cancelAsked === undefined || stopped !== undefined) return
    stopped = await deps.models.stop(prediction, held.signal)
    stopping.abort()
  }
  // Facts are folded between frames, never beside one: the held job has one writer.
  let woken = true
  held.lease.onWake(() => (woken = true))
  const between = async (): Promise<void> => {
    if (!woken) return
    woken = false
    await held.takeFacts()
    await obey()
  }
  await between()

  async function* words(): AsyncGenerator<string> {
    for await (const fragment of deps.models.read(prediction, AbortSignal.any([held.signal, stopping.signal]))) {
      heard += fragment
      yield fragment
    }
  }
  const show = async (index: number, part: string, isLast: boolean): Promise<void> => {
    await held.show(index, presentDraft(held.job, part, isLast), false)
  }
  const { textChars, editEveryMs } = held.surface.limits
  const beside = { between, onNudge: (listener: () => void) => held.lease.onWake(listener) }
  try {
    if (!stopping.signal.aborted) await showLive(words(), { textChars, editEveryMs }, show, beside, held.signal)
  } catch (thrown) {
    if (!stopping.signal.aborted || held.signal.aborted) throw thrown
  }
  const seen: Look = stopped ?? (await deps.models.look(prediction, held.signal))
  await held.note(factsOf(0, withText(seen, heard)))
  return heard
}

/** A stopped or failed prediction may have lost the words it had put out; what was heard of it counts too. */
const withText = (seen: Look, heard: string): Look => ((seen.text?.length ?? 0) >= heard.length ? seen : { ...seen, text: heard })

/** The answer as a turn after its question. */
async function storeAnswer(held: Held<TurnJob>, text: string): Promise<void> {
  const { deps, job } = held
  const question = await deps.records.get('turns', againId(job))
  // Forgotten or deleted while the model spoke: then the answer is forgotten too.
  if (question === undefined) return
  const id = `${job.id}:answer`
  const before = await deps.records.get('turns', id)
  const turn: Turn = {
    id,
    conversation: job.conversation,
    parent: question.id,
    by: 'model',
    name: job.runs[0]?.model ?? '',
    person: question.person,
    text,
    at: before?.at ?? Math.max(deps.world.now(), question.at + 1),
    messages: job.messages,
  }
  await held.note([], [{ put: 'turns', row: turn }])
}

/** Shows the whole answer exactly, in as many messages as it needs; the last carries how it ended. */
async function showEnd(held: Held<TurnJob>, text: string, end: (part: string) => ReturnType<typeof presentEnd>): Promise<void> {
  const parts = text === '' ? [''] : splitText(text, held.surface.limits.textChars).map(part => part.shown)
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    await held.show(index, isLast ? end(part) : presentPart(part), true)
  }
  // A draft may have taken more messages than the whole text needs, when a block that grew moved back together.
  for (const surplus of held.job.messages.slice(parts.length)) await held.surface.remove(surplus, held.signal)
}
