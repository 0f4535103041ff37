import { type Style, dress } from './format.ts'
import { type Question, type Rule, amountPattern, plainly, seedOf } from './question.ts'
import { shorten } from './summary.ts'
import type { Transcript } from './transcript.ts'

/** The answer of the rules to the newest turn of a conversation, worded by a seed. */
type Reply = (talk: Transcript, style: Style, seed: number) => string

/**
 * So many wordings an answer has. They are few, so that the one an answer was begun in can be found again by its beginning, though
 * each request comes with a seed of its own.
 */
const wordings = 32
const thatWasAll = 'That was all of it.'

const goOn =
  /^(?:(?:please|ok|okay|yes|now|and) ?)*(?:continue|go on|keep going|carry on|proceed|next part|the rest|finish (?:it|that|your answer|the answer)|weiter|continue .{0,12}(?:answer|text|story|poem|list|where you (?:stopped|left off|were cut off)).*|go on (?:with|where) .*)(?: please)?$/
const anew = new RegExp(
  `^(?:please |and |some )?(?:another(?: one| joke)?|(?:${amountPattern}|some|any)? ?more(?: of (?:them|those|these))?(?: ideas| names| suggestions)?|again|once more|once again|try again|do it again|and another(?: one)?|something else|(?:other|different|new) (?:ones|ideas|names)|a different one|regenerate)(?: please)?$`,
)
const reshape =
  /^(?:(?:please|now|and|ok|the same|same|that|it|this|do|make|put|write|give|show|say|can you|could you|but|answer|me|a bit|a little|even|much) ?)*((?:as|in|with|using) .{2,40}|shorter|longer|briefly|more briefly|brief)(?: please)?$/
const shortenIt =
  /^(?:please |can you |could you )*(?:shorten|condense|cut)(?: it| that| this| your answer)?(?: down)?(?: please)?$/
const isFollowUp = (text: string): boolean => [goOn, anew, reshape, shortenIt].some(pattern => pattern.test(plainly(text)))

/** The seed of an answer, one of few: made of the one given, else of the question and its place, the same whenever it is asked again. */
export const seedFor = (talk: Transcript, given: number | undefined): number =>
  Math.abs(Math.trunc(given ?? seedOf(`${talk.turns.at(-1)?.text ?? ''} ${talk.turns.length}`))) % wordings

/** What of a whole answer is still to be said after its beginning; `undefined` when it is not its beginning. Spaces do not count. */
export function rest(whole: string, said: string): string | undefined {
  const letters = said.replace(/\s+/g, '')
  let read = 0
  let at = 0
  for (; read < letters.length; at++) {
    const sign = whole[at]
    if (sign === undefined) return undefined
    if (/\s/.test(sign)) continue
    if (sign !== letters[read]) return undefined
    read++
  }
  const left = whole.slice(at)
  return left.trim() === '' ? thatWasAll : left
}

type Before = {
  readonly text: string
  /** The first answer to it, and the same with all it was told to go on with. */
  readonly answer: string
  readonly talk: Transcript
}

/** The newest question of a person that is none of the passed-over kind, and the answer it got. */
function previous(talk: Transcript, isPassedOver: (text: string) => boolean): Before | undefined {
  const at = talk.turns.findLastIndex(
    (turn, at) => at < talk.turns.length - 1 && turn.by === 'person' && !isPassedOver(turn.text),
  )
  const turn = talk.turns[at]
  if (turn === undefined) return undefined
  const answers: string[] = []
  for (const [index, { by, text }] of talk.turns.entries()) {
    if (index <= at || text === thatWasAll) continue
    if (by === 'person' && !goOn.test(plainly(text))) break // from here on it is another shape of it
    if (by === 'assistant') answers.push(text)
  }
  return { text: turn.text, answer: answers.join('\n'), talk: { ...talk, turns: talk.turns.slice(0, at + 1) } }
}

/** What "continue", "another", "shorter" and "now in Python" mean: the question or the answer before them, taken up again. */
export function followUp(
  question: Question,
  style: Style,
  given: number | undefined,
  reply: Reply,
  joke: Rule,
): string | undefined {
  if (!isFollowUp(question.text)) return undefined
  const isGoingOn = goOn.test(question.plain)
  const before = previous(question.talk, isGoingOn ? text => goOn.test(plainly(text)) : isFollowUp)
  if (before === undefined) return undefined
  const again = (text: string, seed: number): string => {
    const turns = before.talk.turns.map((turn, at) => (at === before.talk.turns.length - 1 ? { ...turn, text } : turn))
    return reply({ ...before.talk, turns }, style, seed)
  }
  if (isGoingOn) return wentOn(before, question.talk, style, given, again)
  if (anew.test(question.plain)) {
    if (/\bjoke/.test(plainly(before.text))) return joke({ ...question, plain: 'a joke' })
    const said = new Set(question.talk.turns.map(turn => turn.text))
    const first = seedFor(before.talk, given) + question.talk.turns.length
    const tries = Array.from({ length: 8 }, (_, at) => (first + at) % wordings)
    return tries.map(seed => again(before.text, seed)).find(text => !said.has(text)) ?? again(before.text, first % wordings)
  }
  const shape = reshape.exec(question.plain)?.[1] ?? 'shorter'
  if (/^(?:shorter|briefly|more briefly|brief)$/.test(shape)) return shorter(newestAnswer(question.talk) ?? before.answer)
  const plain = before.text.replace(/[\s?!.]+$/, '')
  const seed = wordingOf(before, style, given, again) ?? seedFor(before.talk, given)
  if (shape === 'longer')
    return again(/\d+[- ]words?/i.test(plain) ? plain.replace(/\d+(?=[- ]words?)/i, '300') : `${plain} in 300 words`, seed)
  return again(`${plain} ${shape}`, seed)
}

/** The seed whose answer begins as the answer given did, so that what is reshaped or continued keeps its content. */
function wordingOf(
  before: Before,
  style: Style,
  given: number | undefined,
  again: (text: string, seed: number) => string,
): number | undefined {
  const first = seedFor(before.talk, given)
  return Array.from({ length: wordings }, (_, at) => (first + at) % wordings).find(seed => {
    const whole = again(before.text, seed)
    return rest(whole, before.answer) !== undefined || rest(dress(whole, style), before.answer) !== undefined
  })
}

function wentOn(
  before: Before,
  talk: Transcript,
  style: Style,
  given: number | undefined,
  again: (text: string, seed: number) => string,
): string {
  const seed = wordingOf(before, style, given, again)
  if (seed !== undefined) {
    const whole = again(before.text, seed)
    return rest(whole, before.answer) ?? rest(dress(whole, style), before.answer) ?? whole
  }
  const last = newestAnswer(talk)
  return last !== undefined && /[.!?…”"`)|\d]$/.test(last)
    ? thatWasAll
    : `I no longer find the place where I stopped, so here it is from its beginning:\n\n${again(before.text, seedFor(before.talk, given))}`
}

const newestAnswer = (talk: Transcript): string | undefined =>
  talk.turns.findLast(turn => turn.by === 'assistant' && turn.text !== '' && turn.text !== thatWasAll)?.text

/** About half of a list or a poem, about a third of a text. */
function shorter(answer: string): string {
  if (/^```|^\|/m.test(answer)) return 'Code and tables I can only show whole; ask for a smaller one.'
  const lines = answer.split('\n').filter(line => line.trim() !== '')
  const isLines = lines.length > 1 && lines.every(line => line.length < 80)
  if (isLines) return lines.slice(0, Math.ceil(lines.length / 2)).join('\n')
  const short = shorten(answer)
  return short.trim() === answer.trim() || lines.length === 0 ? `It is as short as I can make it: ${answer}` : short
}
