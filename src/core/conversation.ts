import { brief } from './text.ts'

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
  /** The messages it stands in, where the platform has any: a long answer has several. */
  readonly messages?: readonly string[]
}

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

/**
 * The newest turns of a path that fit into `most` turns and `chars` characters, oldest first.
 * The last one is always kept: it is the question.
 */
export function recall(path: readonly Turn[], most: number, chars: number): readonly Turn[] {
  let left = chars
  let first = path.length
  while (first > 0 && path.length - first < Math.max(1, most)) {
    const turn = path[first - 1]
    if (turn === undefined) break
    left -= turn.text.length
    if (left < 0 && first < path.length) break
    first--
  }
  return path.slice(first)
}

/** The inputs by which chat models take what was said: a list of messages, or a transcript. */
export const spokenFields: readonly string[] = ['messages', 'prompt']

/** The name a transcript gives to the model's own turns. */
export const modelName = 'Assistant'
const reservedNames = [modelName.toLowerCase(), 'system']

/**
 * A conversation as one prompt, for models that take no list of messages: `Name: text` a turn, ending with the
 * model's name so that it goes on there. A line of a text that looks like the beginning of a turn is indented by a
 * space, so that nobody can put words into another's mouth.
 */
export const transcript = (turns: readonly Turn[]): string =>
  [...turns.map(turn => `${speakerName(turn)}: ${withoutTurns(turn.text)}`), `${modelName}:`].join('\n')

/** A conversation as a list of messages, for models that take one. The speaker's name stands before a person's words. */
export const messages = (turns: readonly Turn[]): readonly { readonly role: 'user' | 'assistant'; readonly content: string }[] =>
  turns.map(turn =>
    turn.by === 'model'
      ? { role: 'assistant', content: turn.text }
      : { role: 'user', content: `${speakerName(turn)}: ${withoutTurns(turn.text)}` },
  )

/** The text, every line after its first that could be taken for the beginning of a turn indented. `https://…` is none. */
const withoutTurns = (text: string): string =>
  text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n').replace(/\n(?! )(?=[^\n:：]{1,100}(?::(?!\/\/)|：))/g, '\n ')

/** A person may be called anything, but never as the model or the system is, and never over two lines. */
function speakerName(turn: Turn): string {
  if (turn.by === 'model') return modelName
  const name = brief(turn.name.toWellFormed().replace(/[\s\p{C}:：]+/gu, ' '), 60) || 'Someone'
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\P{L}+/gu, '')
  return reservedNames.includes(letters) ? `${name} (a person)` : name
}
