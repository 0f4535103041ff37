import { languageGuessed, languageUsed } from './languages.ts'
import { topicOf } from './nouns.ts'
import type { Question } from './question.ts'
import { sorryInScript } from './scripts.ts'

const offers: readonly string[] = [
  'list ten animals',
  'what is 17 * 23 + 4?',
  'a table of five planets',
  'FizzBuzz in Rust',
  'what did I tell you first?',
  'a joke',
  'five names for a boat',
  'ideas for dinner',
]
const topics: readonly string[] = ['the sea', 'a lighthouse', 'rain', 'a red fox']

/** One thing to try that certainly works, near to what was said where that is known. */
function offer({ plain, pick }: Question): string {
  const topic = topicOf(plain)
  if (topic !== undefined) return pick([`“a poem about ${topic}”`, `“write 100 words about ${topic}”`, `\`/imagine ${topic}\``])
  const other = pick(topics)
  return pick([`“a poem about ${other}”`, `\`/imagine ${other}\``, ...offers.map(text => `“${text}”`)])
}

const asks =
  /^(?:i need|what|who|which|when|where|why|how|is|are|do|does|did|can|could|should|will|tell|explain|write|make|give|show|translate|find|help|compare|describe|solve|suggest|recommend)\b/

/** What is said where no rule has an answer: honest, short, and with one thing that works. */
export function beyondRules(question: Question): string {
  const { plain, pick } = question
  const foreign = (languageUsed(plain) ?? languageGuessed(plain))?.sorry ?? sorryInScript(plain)
  if (foreign !== undefined) return foreign
  const invitation = offer(question)
  if (!question.text.includes('?') && !asks.test(plain)) {
    const heard = pick(['I see.', 'All right.', 'Understood.', 'Thanks for telling me.'])
    return `${heard} ${pick([`Shall we try ${invitation}?`, `How about ${invitation}?`, `If you like, try ${invitation}.`])}`
  }
  const saidBefore = question.talk.turns.some(turn => turn.by === 'assistant' && turn.text.includes('rule-based stand-in'))
  if (saidBefore) {
    const sorry = pick(['That is beyond me, too.', 'I have no answer to that either.', 'That one I cannot answer.'])
    return `${sorry} ${pick([`Try ${invitation}.`, `How about ${invitation}?`])}`
  }
  return `I cannot answer that: I am a small rule-based stand-in for a language model, with no knowledge of the world. With a Replicate token the real model answers. You could try ${invitation}.`
}
