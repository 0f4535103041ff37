import { answerTokens, contextOf, promptChars } from '#core/context.ts'
import { pathTo, recall, type Room, type Turn, type Window } from '#core/conversation.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Settings } from '#core/settings.ts'
import { tokensOf } from '#core/tokens.ts'
import { contentOf, speakerOf } from '#core/transcript.ts'
import type { Deps } from './deps.ts'
import { tokensOfModel } from './token-counts.ts'
import { inTurn, type TurnDeps } from './turns.ts'

/** How many earlier turns are given where nobody decided. */
const usualTurns = 40

/** What a chat template writes around each turn, in tokens: a header, a name, an end. */
const aroundTurn = 5

/** The longest summary, in tokens: so much of a window is kept for it. */
export const summaryTokens = 400

/** Of what is left of a context beside the answer, so much is used: the estimate of tokens is one. */
const usedShare = 0.9

/** The tokens a turn takes in what a model is given, as estimated. */
export const sizeOf = (turn: Turn): number => tokensOf(`${speakerOf(turn)}: ${contentOf(turn)}`) + aroundTurn

/** How many earlier turns an admin lets the model have. */
export const memoryOf = (settings: Settings): number => settings.values['chat.memory'] ?? usualTurns

/**
 * The room that a model's context leaves for turns beside its answer, its system prompt and a summary, the question among
 * them. Never less than a quarter of the context: an answer that is allowed to be as long as it all leaves no question.
 */
export async function roomOf(deps: Pick<Deps, 'shelves'>, card: ModelCard, settings: Settings, system: string): Promise<Room> {
  const context = contextOf(card)
  const answer = answerTokens(card, settings.values['chat.maxTokens'])
  const rate = await tokensOfModel(deps, card.pinned)
  const beside = Math.ceil(tokensOf(system)) + summaryTokens
  const tokens = (Math.max(context / 4, context - answer) * usedShare) / rate - beside
  const chars = promptChars(card)
  // Four characters or fewer make an estimated token, so that this many never have more characters.
  const ofPrompt = chars === undefined ? Number.POSITIVE_INFINITY : chars / 4 - beside
  return { turns: memoryOf(settings) + 1, tokens: Math.max(1, Math.floor(Math.min(tokens, ofPrompt))) }
}

/**
 * The newest turns of the path to `leaf` that fit into the room, and the summary of those before. Read from its end: what
 * lies before them, and beside them, is not looked at.
 */
export const recallTo = (deps: TurnDeps, leaf: Turn, room: Room): Promise<Window> =>
  inTurn(deps, leaf.conversation, async () => {
    const { records } = deps
    const near = new Map<string, Turn>()
    const summaries = new Map<string, Turn>()
    let left = room.tokens
    let turn: Turn | undefined = leaf
    // One more than there is room for: it may be the one that a summary tells.
    while (turn?.conversation === leaf.conversation && !near.has(turn.id) && near.size <= Math.max(1, room.turns) && left >= 0) {
      near.set(turn.id, turn)
      const summary: Turn | undefined =
        turn === leaf || turn.summary === undefined ? undefined : await records.get('turns', turn.summary)
      if (summary !== undefined) {
        summaries.set(turn.id, summary)
        break
      }
      left -= sizeOf(turn)
      turn = turn.parent === undefined ? undefined : await records.get('turns', turn.parent)
    }
    const path = pathTo([...near.values()], leaf.id)
    const window = recall(path, room, sizeOf, told => summaries.get(told.id))
    // What was not looked at lies before the beginning of what was.
    const isCut = window.isCut || (window.summary === undefined && turn !== undefined && !near.has(turn.id))
    return { ...window, isCut }
  })

/** The window with these turns in place of its own, which are longer since more is known of them: of what fits no more, the newest. */
export function refitted(window: Window, turns: readonly Turn[], room: Room): Window {
  const fits = recall(turns, room, sizeOf, () => undefined)
  return fits.isCut ? { ...window, ...fits } : { ...window, turns }
}
