import { calculate, writeNumber } from './arithmetic.ts'
import { code } from './code.ts'
import { type Style, dress, withoutForm } from './format.ts'
import { languageGuessed, languageUsed } from './languages.ts'
import { lists } from './lists.ts'
import { memory, noted } from './memory.ts'
import { pointToImagine, product } from './product.ts'
import { compose, prose } from './prose.ts'
import { type Question, type Rule, chooser, plainly, seedOf } from './question.ts'
import { smalltalk } from './smalltalk.ts'
import { summarise } from './summary.ts'
import { tabular } from './tables.ts'
import type { Transcript } from './transcript.ts'
import { wordGames } from './words.ts'

const arithmetic: Rule = question => {
  const before = question.talk.turns.findLast(turn => turn.by === 'assistant')?.text
  const last = /= (-?[\d.]+(?:e[+-]?\d+)?)\.?$/.exec(before ?? '')?.[1]
  const sum = calculate(question.text, last === undefined ? undefined : Number(last.replace(/\.$/, '')))
  if (sum === undefined) return undefined
  return 'value' in sum ? `${sum.shown} = ${writeNumber(sum.value)}.` : `“${sum.shown}” I cannot work out: ${sum.problem}.`
}

/** Tried in this order; the first answer counts. */
const rules: readonly Rule[] = [
  ...memory,
  product,
  pointToImagine,
  arithmetic,
  ...tabular,
  ...lists,
  code,
  prose,
  ...smalltalk,
  ...wordGames,
]

const first = (question: Question, tried: readonly Rule[] = rules): string | undefined => {
  for (const rule of tried) {
    const answer = rule(question)
    if (answer !== undefined && answer.trim() !== '') return answer
  }
  return undefined
}

/** The question that a text asks within a conversation. `seed` decides the wording. */
export function ask(talk: Transcript, text: string, style: Style, seed: number): Question {
  const trimmed = text.trim()
  const aside =
    /^(?:hi|hello|hey|@[\p{L}\d_-]+|ok(?:ay)?|please)(?: there| \p{Lu}[\p{L}\d]+)?[,.!:]\s+(?=\S{3})/iu.exec(trimmed)?.[0] ?? ''
  const wanted = withoutForm(trimmed.slice(aside.length)) || trimmed
  const speaker = talk.turns.findLast(turn => turn.by === 'person')?.name
  return { text: wanted, plain: plainly(wanted), speaker, name: style.name, talk, pick: chooser(seedOf(`${seed} ${wanted}`)) }
}

const goOn =
  /^(?:please )?(?:continue|go on|keep going|carry on|proceed|next part|finish (?:it|your answer|the answer)|weiter|continue .{0,12}(?:answer|where you (?:stopped|left off|were cut off)).*)$/
const anew =
  /^(?:please )?(?:another(?: one| joke)?|one more|more|again|once more|once again|try again|and another(?: one)?|something else|a different one|regenerate)(?: please)?$/
const reshape =
  /^(?:(?:please|now|and|ok|the same|same|that|it|this|do|make|put|write|give|show|say|can you|could you|but|answer|me) ?)*((?:as|in|with|using) .{2,40}|shorter|longer|briefly)$/

/** The newest question of a person that stands by itself, and the answer it got. */
function previous(talk: Transcript): { readonly text: string; readonly answer: string; readonly talk: Transcript } | undefined {
  const at = talk.turns.findLastIndex(
    (turn, at) =>
      at < talk.turns.length - 1 &&
      turn.by === 'person' &&
      ![goOn, anew, reshape].some(pattern => pattern.test(plainly(turn.text))),
  )
  const turn = talk.turns[at]
  if (turn === undefined) return undefined
  const answer = talk.turns
    .slice(at + 1)
    .filter(({ by }) => by === 'assistant')
    .map(({ text }) => text)
    .join('')
  return { text: turn.text, answer, talk: { ...talk, turns: talk.turns.slice(0, at + 1) } }
}

/** What "continue", "another" and "now in Python" mean: the question before them, asked anew. */
function followUp(question: Question, style: Style, given: number | undefined): string | undefined {
  const before = previous(question.talk)
  if (before === undefined) return undefined
  const seed = seedFor(before.talk, given) // the seed of the first asking, so that what is reshaped keeps its content
  const again = (text: string, otherSeed: number): string => {
    const turns = before.talk.turns.map((turn, at) => (at === before.talk.turns.length - 1 ? { ...turn, text } : turn))
    return reply({ ...before.talk, turns }, style, otherSeed)
  }
  if (goOn.test(question.plain)) {
    const whole = again(before.text, seed)
    return rest(whole, before.answer) ?? rest(dress(whole, style), before.answer) ?? compose('essay', 'this', 80, question.pick)
  }
  if (anew.test(question.plain)) {
    if (/\bjoke/.test(plainly(before.text))) return first({ ...question, plain: 'a joke' })
    return again(before.text, seed + question.talk.turns.length)
  }
  const shape = reshape.exec(question.plain)?.[1]
  if (shape === undefined) return undefined
  if (shape === 'shorter' || shape === 'briefly') return /^[\s\S]*?[.!?](?=\s|$)/.exec(before.answer)?.[0] ?? before.answer
  const plain = before.text.replace(/[\s?!.]+$/, '')
  if (shape === 'longer')
    return again(/\d+[- ]words?/i.test(plain) ? plain.replace(/\d+(?=[- ]words?)/i, '300') : `${plain} in 300 words`, seed)
  return again(`${plain} ${shape}`, seed)
}

/** The seed of an answer: the one given, else one made of the question and its place, the same whenever it is asked again. */
const seedFor = (talk: Transcript, given: number | undefined): number =>
  given ?? seedOf(`${talk.turns.at(-1)?.text ?? ''} ${talk.turns.length}`)

/** What of a whole answer is still to be said after its beginning; `undefined` when it is not its beginning. */
export function rest(whole: string, said: string): string | undefined {
  if (!whole.startsWith(said.trim())) return undefined
  const left = whole.slice(said.trim().length)
  return left.trim() === '' ? 'That was all of it.' : left
}

const offers: readonly ((topic: string) => string)[] = [
  topic => `“write 100 words about ${topic}”`,
  topic => `“a poem about ${topic}”`,
  topic => `\`/imagine ${topic}\``,
  () => '“list ten animals”',
  () => '“what is 17 * 23 + 4”',
  () => '“a table of five planets”',
  () => '“FizzBuzz in Rust”',
  () => '“what did I tell you first?”',
]
const small = new Set(
  'what which who when where why how does did could would should about there their from with this that have your you the and for are was were tell know think please explain give make does into than them they will can like not but its was has had him her our out one two get say said today now please'.split(
    ' ',
  ),
)

function beyondRules(question: Question): string {
  const foreign = languageUsed(question.plain) ?? languageGuessed(question.plain)
  if (foreign !== undefined) return foreign.sorry
  const topic = (question.plain.match(/\p{L}{3,}/gu) ?? []).findLast(word => !small.has(word)) ?? 'the sea'
  const at = question.pick([0, 1, 2])
  const chosen = [offers[at], offers[3 + question.pick([0, 1, 2])], offers[6 + question.pick([0, 1])]].flatMap(
    offer => offer?.(topic) ?? [],
  )
  const invitation = `${question.pick(['You could try', 'What I can show instead'])}: ${chosen.slice(0, -1).join(', ')} or ${chosen.at(-1)}.`
  const saidBefore = question.talk.turns.some(turn => turn.by === 'assistant' && turn.text.includes('rule-based stand-in'))
  const asked =
    question.text.includes('?') ||
    /^(?:what|who|which|when|where|why|how|is|are|do|does|did|can|could|should|will|tell|explain|write|make|give|show|translate|find|help|compare|describe|solve)\b/.test(
      question.plain,
    )
  if (!asked)
    return `${question.pick(['I have read it and keep it in this conversation', 'Noted, as part of this conversation'])}, but I have no rule that says more to it. ${invitation}`
  if (saidBefore) return `${question.pick(['That, too, is beyond my rules.', 'I have no rule for that either.'])} ${invitation}`
  return `I cannot answer that: I am a small rule-based stand-in for a language model, on this machine, with no knowledge of the world. With a Replicate token the real model answers. ${invitation}`
}

const standing = /\b(?:from now on|always|in future|for the rest of (?:this|our) conversation)\b/i

/** Orders that people gave for the whole conversation. */
export const standingOrders = (talk: Transcript): string =>
  talk.turns
    .filter(turn => turn.by === 'person' && standing.test(turn.text))
    .map(turn => turn.text)
    .join('\n')

/** The answer to the newest turn, before it is dressed. */
export function reply(talk: Transcript, style: Style, given?: number): string {
  const seed = seedFor(talk, given)
  const newest = talk.turns.at(-1)
  const question = ask(talk, newest?.text ?? '', style, seed)
  const isSummaryTask =
    /\bsummar/i.test(talk.instruction) || /^[^.\n]{0,80}\b(?:summari[sz]e|write (?:an? )?(?:\w+ )?summary)\b/i.test(talk.system)
  if (isSummaryTask) return summarise({ ...question, talk: { ...talk, instruction: talk.instruction || talk.system } })
  if (question.text === '') return 'You have not said anything yet. Ask me what I can do, or just start.'
  return (
    followUp(question, style, given) ??
    (question.text.match(/\?(?=\s)/g)?.length ? sentenceBySentence(question, style, seed) : undefined) ??
    first(question) ??
    sentenceBySentence(question, style, seed) ??
    ordered(question) ??
    noted(question) ??
    beyondRules(question)
  )
}

const ordered: Rule = question =>
  standing.test(question.text) ? question.pick(['All right, from now on.', 'Understood, I will keep to it.']) : undefined

/** "My name is Ada. What is 5 * 5?" is two things; each gets its answer. */
function sentenceBySentence(question: Question, style: Style, seed: number): string | undefined {
  const parts =
    question.text
      .match(/[^.!?\n]+(?:\.(?=\S)[^.!?\n]+)*[.!?\n]*/g)
      ?.map(part => part.trim())
      .filter(part => part !== '') ?? []
  if (parts.length < 2 || parts.length > 6) return undefined
  const answers = parts.flatMap(part => first(ask(question.talk, part, style, seed)) ?? [])
  if (answers.length === 0) return undefined
  const told = noted({ ...question, plain: plainly(question.talk.turns.at(-1)?.text ?? '') })
  return [...(told === undefined ? [] : [told]), ...answers].join('\n\n')
}
