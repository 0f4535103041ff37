import { earlier, factsOf, isQuestion } from './facts.ts'
import type { Question } from './question.ts'
import type { Turn } from './transcript.ts'

/** A summary stays this short unless it is asked to be shorter; facts are the last to go. */
const mostWords = 220

const words = (text: string): number => text.split(/\s+/).filter(word => word !== '').length

/** One sentence a later reader (this talker too) can take a turn from. */
function retell(turn: Turn): string {
  const line = turn.text.replace(/\s+/g, ' ').replace(/["“”]/g, "'").trim()
  const short = line.length > 160 ? `${line.slice(0, Math.max(line.lastIndexOf(' ', 160), 80))} …` : line
  return `${turn.name ?? 'Someone'} ${isQuestion(short) ? 'asked' : 'said'} "${short.replace(/\.$/, '')}".`
}

/** Leaves "again", "shorter" and the like out where there is enough else. */
function weighty(turns: readonly Turn[]): readonly Turn[] {
  if (turns.length <= 6) return turns
  return turns.filter((turn, at) => at === 0 || words(turn.text) > 3 || factsOf(turn).length > 0)
}

/** Sums up the conversation, or the text that stands behind the request. */
export function summarise(question: Question): string {
  const given = /^[^\n:]{0,80}\b(?:summar\w+|sum up|tl;?dr)[^\n:]{0,60}:\s*([\s\S]{80,})$/i.exec(question.text)?.[1]
  if (given !== undefined) return shorten(given)
  const isTaskOnly = question.talk.instruction !== '' || question.text === ''
  const last = question.talk.turns.at(-1)
  const turns = [...earlier(question.talk), ...(isTaskOnly && last?.by === 'person' ? [last] : [])].filter(
    turn => turn.text !== '',
  )
  if (turns.length === 0) return 'There is nothing to sum up yet: this is the beginning of our conversation.'
  const asked = Number(
    /(\d{2,4}) words/i.exec(`${question.text} ${question.talk.instruction} ${question.talk.system}`)?.[1] ?? mostWords,
  )
  const lines = weighty(turns).map(turn => ({ text: retell(turn), weight: factsOf(turn).length > 0 ? 2 : 1 }))
  const isOver = (): boolean => lines.reduce((sum, line) => sum + words(line.text), 0) > Math.min(asked, mostWords)
  while (lines.length > 1 && isOver()) {
    const plain = lines.findIndex((line, at) => line.weight === 1 && at > 0 && at < lines.length - 1)
    lines.splice(plain === -1 ? 1 : plain, 1)
  }
  const answers = question.talk.turns.filter(turn => turn.by === 'assistant').length
  const left = turns.length - lines.length
  const tail = [
    ...(left > 0 ? [`${left} smaller ${left === 1 ? 'message is' : 'messages are'} left out.`] : []),
    ...(answers > 0 && !isTaskOnly ? [`I answered ${answers === 1 ? 'once' : `${answers} times`}.`] : []),
  ]
  return [...lines.map(line => line.text), ...tail].join(' ')
}

/** The first sentence of a text and those that share most words with all of it: about a third, in their order. */
export function shorten(text: string): string {
  const sentences = text.replace(/\s+/g, ' ').match(/[^.!?]+[.!?]+|[^.!?]+$/g) ?? [text]
  const counts = new Map<string, number>()
  const terms = (sentence: string): readonly string[] => sentence.toLowerCase().match(/\p{L}{4,}/gu) ?? []
  for (const term of terms(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  const weight = (sentence: string): number => {
    const own = terms(sentence)
    return own.reduce((sum, term) => sum + (counts.get(term) ?? 0), 0) / Math.max(own.length, 1)
  }
  const keep = Math.max(1, Math.ceil(sentences.length / 3))
  const best = sentences
    .slice(1)
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, keep - 1)
  return sentences
    .filter((sentence, at) => at === 0 || best.includes(sentence))
    .map(sentence => sentence.trim())
    .join(' ')
}
