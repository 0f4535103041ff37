import type { Attachment } from './attachment.ts'

/**
 * A file that was sent along with what a person said. `kind`: what its content is; absent until it was opened. `text`: what
 * a text or a voice message says. `unread`: the sentence that says why no model is given it, or not all of it.
 */
export type TurnFile = {
  readonly attachment: Attachment
  readonly kind?: 'picture' | 'text' | 'voice' | 'other'
  readonly text?: string
  readonly unread?: string
  /** Where a model can read it until then (ms since the epoch): it was put there for an earlier answer. */
  readonly uploaded?: { readonly url: string; readonly until: number }
}

/** One turn of a conversation. Turns form a tree by `parent`; a path from the root is what was said, in order. */
export type Turn = {
  readonly id: string
  readonly conversation: string
  /** The turn before it; absent at the beginning. */
  readonly parent?: string
  readonly by: 'person' | 'model'
  /** Who speaks, as others see them. */
  readonly name: string
  /** The person's key, so that a person can be forgotten. A model's turn carries the key of whom it answers. */
  readonly person: string
  readonly text: string
  readonly at: number
  /** It was said beside us, not to us: the next question is asked with it. */
  readonly nearby?: true
  /** Of an answer: it goes on with the one before it, in the middle of a word where that ended there. */
  readonly goesOn?: true
  /** The messages it stands in, where the platform has any: a long answer has several. */
  readonly messages?: readonly string[]
  /** What was sent along, in order. */
  readonly files?: readonly TurnFile[]
  /** The summary that tells this turn and all before it: whoever goes on from here need not be given more. */
  readonly summary?: string
  /** Every summary that speaks of this turn: it goes when the turn goes, or is reworded. */
  readonly toldBy?: readonly string[]
  /**
   * Of a summary alone: the turns it stands for, oldest first; the first may be the summary before it. Its `at` is that of
   * the first, so that it is as old as the oldest words it holds; it is nobody's, and has no place in the tree.
   */
  readonly replaces?: readonly string[]
  /** Of a summary alone: before what it tells more was said that no summary tells. */
  readonly lacks?: true
}

/** Whether a turn only tells what others say. */
export const isSummary = ({ replaces }: Turn): boolean => replaces !== undefined

/**
 * When an answer to `question` was given, as memory sees it (ms since the epoch): `now`, or where the conversation has
 * gone on since, before what came next. So an old question that is answered anew takes nobody's newest turn away.
 */
export function answeredAt(turns: readonly Turn[], question: Turn, now: number): number {
  const isAnswer = (turn: Turn): boolean => turn.by === 'model' && turn.parent === question.id
  const last = turns.filter(isAnswer).reduce((at, turn) => Math.max(at, turn.at), question.at)
  const next = turns
    .filter(turn => turn.id !== question.id && !isAnswer(turn) && turn.at > last)
    .reduce((at, turn) => Math.min(at, turn.at), Number.POSITIVE_INFINITY)
  return next === Number.POSITIVE_INFINITY ? Math.max(now, last + 1) : Math.min(last + 1, next - 1)
}

/** The turns that go on from one of `gone`, as they are to be stored without it: each goes on from what stays before. */
export function rejoined(turns: readonly Turn[], gone: ReadonlySet<string>): readonly Turn[] {
  const byId = new Map(turns.map(turn => [turn.id, turn]))
  const before = (turn: Turn): string | undefined => {
    let parent = turn.parent
    // A circle (never written by us) has no beginning to go on from.
    for (const seen = new Set<string>(); parent !== undefined && gone.has(parent); parent = byId.get(parent)?.parent) {
      if (seen.has(parent)) return undefined
      seen.add(parent)
    }
    return parent
  }
  return turns.flatMap(turn => {
    if (gone.has(turn.id) || turn.parent === undefined || !gone.has(turn.parent)) return []
    const { parent: _, ...rest } = turn
    const parent = before(turn)
    return [parent === undefined ? rest : { ...rest, parent }]
  })
}

/**
 * The turns from the beginning to `leaf`, oldest first. A parent that is not there ends the path;
 * a circle (never written by us) ends it too.
 */
export function pathTo(turns: readonly Turn[], leaf: string): readonly Turn[] {
  const byId = new Map(turns.map(turn => [turn.id, turn]))
  const path: Turn[] = []
  for (let turn = byId.get(leaf); turn !== undefined; turn = turn.parent === undefined ? undefined : byId.get(turn.parent)) {
    path.push(turn)
    byId.delete(turn.id)
  }
  return path.reverse()
}

/** The turns that a model is given, oldest first, the question last. */
export type Window = {
  readonly turns: readonly Turn[]
  /** What tells everything before them. */
  readonly summary?: Turn
  /** More was said before, which neither they nor a summary tell. */
  readonly isCut: boolean
}

/** What a window may hold: turns, the question among them, and tokens of turns. */
export type Room = { readonly turns: number; readonly tokens: number }

/**
 * The newest turns of a path that fit, oldest first: as far back as the last one that a summary tells. The last turn is
 * always there: it is the question. `summaryOf` gives the summary that tells a turn and all before it, where it is kept.
 */
export function recall(
  path: readonly Turn[],
  room: Room,
  sizeOf: (turn: Turn) => number,
  summaryOf: (turn: Turn) => Turn | undefined,
): Window {
  let left = room.tokens
  let first = path.length
  for (; first > 0; first--) {
    const turn = path[first - 1] as Turn
    const isQuestion = first === path.length
    const summary = isQuestion ? undefined : summaryOf(turn)
    if (summary !== undefined) return { turns: path.slice(first), summary, isCut: summary.lacks === true }
    left -= sizeOf(turn)
    if (!isQuestion && (left < 0 || path.length - first >= room.turns)) break
  }
  return { turns: path.slice(first), isCut: first > 0 }
}
