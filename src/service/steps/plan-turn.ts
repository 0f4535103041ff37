import { isBlank } from '#core/blank.ts'
import { answerFields, answerTokens } from '#core/context.ts'
import type { Room, Turn, Window } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import type { TurnJob } from '#core/job.ts'
import { fieldOf, type ModelCard } from '#core/model-card.ts'
import { matchesAny, readPatterns } from '#core/pattern.ts'
import type { Given } from '#core/question.ts'
import type { Settings } from '#core/settings.ts'
import { wishedPicture } from '#core/wish.ts'
import { estimate, isTimed, priceOf } from '../costs.ts'
import { mostMsOf } from '../durations.ts'
import { heardAbove } from '../heard-above.ts'
import { faultOf, type Held } from '../held.ts'
import { reserve } from '../ledger.ts'
import { overrunOf } from '../overrun.ts'
import { systemFor } from '../persona.ts'
import { settingsAt } from '../policy.ts'
import { promptFor } from '../prompt.ts'
import { recallTo, refitted, roomOf, sizeOf } from '../recall.ts'
import { lookInto, readFiles, unreadOf, withPictures } from '../turn-files.ts'

/** Of a window that is used so far, the older half is summed up: in time, before anything has to be left out. */
const fullShare = 0.75

/** Said in the place of a question by whoever wants an answer to go on. */
const goOn = 'Continue your answer exactly where you stopped, and repeat nothing of it.'

/**
 * Decides what the model is given: the turns it remembers, what was sent along, its system prompt, the money. `waits`: what
 * is spoken has to be written down first.
 */
export async function planTurn(held: Held<TurnJob>, question: Turn | undefined): Promise<'decided' | 'waits'> {
  const { deps, job, signal } = held
  try {
    const settings = await settingsAt(deps, job.address)
    if (question === undefined) throw new Fault('gone', 'What was said there is no longer stored here; say it again.')
    const card = await describeTalker(held, settings)
    const { turn: asked, waits } = await readFiles(held, question, settings)
    if (waits) return 'waits'
    const offersPicture = asked.by === 'person' && paints(settings) && wishedPicture(asked.text) !== undefined
    const speaker = asked.by === 'person' ? asked.name : job.actor.name
    const system = await systemFor(deps, settings, { address: job.address, speaker, isAskedToPaint: offersPicture })
    const room = await roomOf(deps, card, settings, system)
    const recalled = await recallTo(deps, asked, room)
    const window = refitted(recalled, await lookInto(held, recalled.turns), room)
    const above = await heardAbove(deps, { address: job.address, settings, window, room })
    const { turns, pictures } = await withPictures(held, card, window.turns)
    const unread = asked.by === 'person' ? unreadOf(card, turns.at(-1) ?? asked) : []
    requireWords(turns.at(-1) ?? asked, unread)

    const input = promptFor(card, {
      system,
      window: { ...window, turns: [...above, ...turns, ...(asked.by === 'person' ? [] : [urged(job, asked)])] },
      pictures,
      maxTokens: settings.values['chat.maxTokens'],
      temperature: settings.values['chat.temperature'],
      seed: deps.world.random(2_147_483_647),
    })
    const wrong = await deps.models.check(card, input)
    if (wrong !== undefined) throw new Fault('config', `${card.model} does not take what this channel gives it: ${wrong}`)
    const mostMs = await mostMsOf(deps, card.pinned)
    const priced = priceOf(deps.prices, card, { input, expects: 0 }, mostMs)
    const amount = estimate(priced, await overrunOf(deps, card.pinned), settings.values['budget.unknown'] ?? 0)
    await reserve(held, amount, card.model)
    const money = { ...(priced !== undefined && { priced }), ...(isTimed(deps.prices, card) && { atMostMs: mostMs }) }
    const runs = [{ model: card.pinned, name: card.model, input, expects: 0, ...money }]
    const given = { ...givenOf(card, settings, window, room), ...(unread.length > 0 && { unread }) }
    await held.note([
      {
        type: 'planned',
        runs,
        reserved: amount,
        recalled: above.length + window.turns.length - 1,
        given: { ...given, ...(offersPicture && { offersPicture: true }) },
      },
    ])
  } catch (thrown) {
    // Only a fault decides; a closing process or a database that is away must not refuse a turn.
    if (signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    await held.note([{ type: 'refused', fault: faultOf(deps, job.id, thrown) }])
  }
  return 'decided'
}

async function describeTalker({ deps, signal }: Held, settings: Settings): Promise<ModelCard> {
  const ref = settings.values['model.chat']
  if (ref === undefined) throw new Fault('config', 'No model talks here yet; an admin chooses one with `/config model chat`.')
  const card = await deps.models.describe(ref, signal)
  if (card.kind === 'chat') return card
  throw new Fault('config', `${card.model} does not talk; an admin chooses another with \`/config model chat\`.`)
}

/** Whether pictures are painted here at all. */
const paints = ({ values }: Settings): boolean =>
  values['model.image'] !== undefined &&
  (values['allow.commands'] === undefined || matchesAny(readPatterns(values['allow.commands']), 'imagine'))

/** A message of files alone is answered where the model is given one of them. */
function requireWords({ text, files = [] }: Turn, unread: readonly string[]): void {
  if (!isBlank(text) || files.some(file => file.text !== undefined || file.uploaded !== undefined)) return
  throw new Fault('input', unread.length > 0 ? unread.join(' ') : 'That message is empty. Say something, or type `/help`.')
}

/** What asks the model to go on, as if the one who pressed the button had said it. */
const urged = ({ id, actor }: TurnJob, { conversation, at }: Turn): Turn => ({
  id: `${id}:question`,
  conversation,
  by: 'person',
  name: actor.name,
  person: '',
  text: goOn,
  at,
})

function givenOf(card: ModelCard, settings: Settings, { turns, summary, isCut }: Window, room: Room): Given {
  const used = turns.reduce((sum, turn) => sum + sizeOf(turn), 0)
  const isFull =
    room.turns > 1 &&
    (turns.length >= room.turns * fullShare || used >= room.tokens * fullShare || (isCut && summary === undefined))
  const isBounded = settings.values['chat.maxTokens'] !== undefined || fieldOf(card, ...answerFields)?.default !== undefined
  return {
    ...(summary !== undefined && { summary: summary.id }),
    ...(isCut && { isCut: true }),
    ...(isFull && { isFull: true }),
    ...(isBounded && { mostTokens: answerTokens(card, settings.values['chat.maxTokens']) }),
  }
}
