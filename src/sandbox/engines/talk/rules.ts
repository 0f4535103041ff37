import { beyondRules } from './beyond.ts'
import { calculate, writeNumber } from './arithmetic.ts'
import { code } from './code.ts'
import { followUp, seedFor } from './follow-up.ts'
import { type Style, withoutForm } from './format.ts'
import { lists } from './lists.ts'
import { memory, noted } from './memory.ts'
import { inventions } from './naming.ts'
import { pointToImagine, product } from './product.ts'
import { prose } from './prose.ts'
import { type Question, type Rule, chooser, plainly, seedOf } from './question.ts'
import { smalltalk } from './smalltalk.ts'
import { summarise } from './summary.ts'
import { tabular } from './tables.ts'
import type { Transcript } from './transcript.ts'
import { wordGames } from './words.ts'

const arithmetic: Rule = question => {
  const before = question.talk.turns.findLast(turn => turn.by === 'assistant')?.text
  const last = /(?:=|% of [\d.]+ is) (-?[\d.]+(?:e[+-]?\d+)?)\.?$/.exec(before ?? '')?.[1]
  const sum = calculate(question.text, last === undefined ? undefined : Number(last.replace(/\.$/, '')))
  if (sum === undefined) return undefined
  if ('problem' in sum) return `I cannot work out “${sum.shown}”: ${sum.problem}.`
  const isShare = /^[\d.]+% of [\d.]+$/.test(sum.shown)
  return `${sum.shown} ${isShare ? 'is' : '='} ${writeNumber(sum.value)}.`
}

/** Tried in this order; the first answer counts. */
const rules: readonly Rule[] = [
  ...memory,
  product,
  ...inventions,
  pointToImagine,
  arithmetic,
  ...tabular,
  ...lists,
  code,
  prose,
  ...smalltalk,
  ...wordGames,
]

const first: Rule = question => {
  for (const rule of rules) {
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
    followUp(question, style, given, reply, first) ??
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
