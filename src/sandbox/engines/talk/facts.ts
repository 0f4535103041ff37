import { plainly } from './question.ts'
import type { Transcript, Turn } from './transcript.ts'

/** Something a person said of themselves or of a thing: `favourite colour` is `teal`. */
export type Fact = {
  readonly who: string | undefined
  /** Whether it was "my …"; else it was "the …". */
  readonly own: boolean
  readonly thing: string
  readonly value: string
}

const verbs: readonly (readonly [RegExp, string])[] = [
  [/\b(?:i am called|i'm called|call me|people call me|my friends call me)\s+(.+)$/i, 'name'],
  [/\bi(?:'m| am) (\d{1,3})(?: years old)?$/i, 'age'],
  [/\bi was born ((?:in|on|at|near) .+)$/i, 'birth'],
  [/\bi live (?:in|at|on|near) (.+)$/i, 'home'],
  [/\bi(?:'m| am| come) from (.+)$/i, 'origin'],
  [/\bi work ((?:as|for|at|in|with|on|from) .+)$/i, 'work'],
  [/\bi(?:'m| am) (an? (?!bit\b|little\b|lot\b)[\w -]+)$/i, 'trade'],
  [/\bi (?:really )?(?:like|love|enjoy|adore|prefer) (.+)$/i, 'likes'],
  [/\bi (?:really )?(?:hate|dislike|can't stand|do not like|don't like) (.+)$/i, 'dislikes'],
  [/\bi have (?:got )?((?:an?|two|three|four|five|\d+) .+)$/i, 'has'],
  [/^(?:please )?(?:remember|note|keep in mind|don't forget)(?: that)?[:,]? (.+)$/i, 'note'],
]
/** Other words for what a fact is called here. */
const sameThing: Readonly<Record<string, string>> = {
  job: 'work',
  profession: 'work',
  occupation: 'work',
  city: 'home',
  town: 'home',
  address: 'home',
  birthday: 'birth',
  'birth year': 'birth',
  'year of birth': 'birth',
  'date of birth': 'birth',
  'place of birth': 'birth',
  birthplace: 'birth',
}

const sayings: Readonly<Record<string, (value: string) => string>> = {
  name: value => `your name is ${value}`,
  age: value => `you are ${value}`,
  birth: value => `you were born ${value}`,
  home: value => `you live in ${value}`,
  origin: value => `you come from ${value}`,
  work: value => `you work ${value}`,
  trade: value => `you are ${value}`,
  likes: value => `you like ${value}`,
  dislikes: value => `you dislike ${value}`,
  has: value => `you have ${value}`,
  note: value => value,
}

/** A person's own fact, said back to them: "you live in Lisbon". */
export const saidBack = ({ thing, value }: Fact): string => {
  const turned = value
    .replace(/\bmy\b/gi, 'your')
    .replace(/\bI am\b|\bI'm\b/g, 'you are')
    .replace(/\bI\b/g, 'you')
  return sayings[thing]?.(turned) ?? `your ${thing} ${/^born\b/.test(turned) ? 'was' : 'is'} ${turned}`
}

const asks =
  /^(?:what|who|whose|which|when|where|why|how|is|are|am|do|does|did|can|could|would|should|will|tell me|if|list|show|say|write|give)\b/i

/** Whether a text asks something, by its sign or by its first word. */
export const isQuestion = (text: string): boolean =>
  text.includes('?') || /^(?:what|who|which|when|where|why|how|is|are|do|does|can|could|would|will)\b/i.test(text.trim())

/** What one turn states. Questions state nothing. */
export function factsOf(turn: Turn): readonly Fact[] {
  if (turn.by !== 'person') return []
  return clauses(turn.text).flatMap(clause => {
    const found: Fact[] = []
    const add = (own: boolean, thing: string, value: string): void => {
      const tidy = value
        .replace(/^(?:called|named)\s+/i, '')
        .replace(/[\s,]+(?:please|btw|by the way|too|actually)$/i, '')
        .trim()
      if (tidy !== '' && thing !== '') found.push({ who: turn.name, own, thing: plainly(thing), value: tidy })
    }
    const inner = clause.replace(/^(?:please )?(?:remember|note|keep in mind|don't forget)(?: that)?[:,]? /i, '')
    const [, whose = '', thing = '', value = ''] =
      /\b(my|our|the) ([\p{L}\p{N}'’ -]{1,40}?)(?:'s| is| are| was) (.+)$/iu.exec(inner) ?? []
    if (thing !== '') add(whose.toLowerCase() !== 'the', thing, value)
    const [, called = ''] = /(?:^|[,;] |\b)I(?:'m| am) (\p{Lu}[\p{L}'’-]+)(?:,? from .+| here)?$/u.exec(clause) ?? []
    if (called !== '') add(true, 'name', called)
    for (const [pattern, name] of verbs) {
      if (name !== 'note' && called !== '') continue
      const [, said = ''] = pattern.exec(clause) ?? []
      if (said !== '') add(true, name, said)
    }
    return found
  })
}

function clauses(text: string): readonly string[] {
  const sentences = text.replace(/[’]/g, "'").match(/[^.!?;\n]+(?:\.(?=\d)[^.!?;\n]+)*[.!?;\n]*/g) ?? []
  return sentences
    .map(sentence =>
      sentence.trim().replace(/^(?:hi|hello|hey|hallo|well|so|ok|okay|and|but|also|by the way)\b[,!]?(?: there)?[, ]*/i, ''),
    )
    .filter(sentence => !sentence.includes('?') && !asks.test(sentence))
    .flatMap(sentence =>
      sentence.split(/,? (?:and|but) (?:also )?(?=(?:my|our|i|i'm|the [\w -]+ is)\b)|, (?=(?:my|our|i|i'm)\b)/i),
    )
    .flatMap(ownVerbs)
    .map(clause => clause.replace(/[.!;\s]+$/, '').trim())
}

/** "I live in Rome and work as a cook" says two things of the same person. */
const ownVerbs = (clause: string): readonly string[] =>
  clause
    .split(
      /(?:,| and| but|, and) (?:also )?(?=(?:(?:live|work|come|am) (?:in|at|as|for|from|near|\d|an? )|was born |(?:really )?(?:like|love|hate|enjoy|dislike|prefer) |have (?:an?|two|three|four|five|\d+) ))/i,
    )
    .map((part, at) => (at > 0 && /^(?:i\b|i'm\b)/i.test(clause) ? `I ${part}` : part))

/** The people's turns before the newest, with those that a summary still quotes first. */
export function earlier(talk: Transcript): readonly Turn[] {
  return [...quoted(talk.summary), ...talk.turns.slice(0, -1).filter(turn => turn.by === 'person')]
}

/** The turns a summary of ours quotes (`Ada said "…"`), and what a summary of another hand states as `Ada's dog is Rex`. */
function quoted(summary: string): readonly Turn[] {
  const quotes = [...summary.matchAll(/(?<=^|["”]\. |\n)([^"“”\n]{1,80}?) (?:said|asked|told me) ["“]([^"”]+)["”]/gu)]
  const name = (label: string): string | undefined => (label === 'Someone' ? undefined : label)
  if (quotes.length > 0) return quotes.map(([, label = '', text = '']) => ({ by: 'person', name: name(label), text }))
  const stated = [...summary.matchAll(/(\p{Lu}[\p{L}-]+)['’]s ([\p{L} -]{1,40}?) (?:is|are) ([^.;\n]+)/gu)]
  return stated.map(([, label, thing = '', value = '']) => ({ by: 'person', name: label, text: `My ${thing} is ${value}.` }))
}

/** The newest fact about a thing; of the person named, or of anybody where nobody is. */
export function recallFact(facts: readonly Fact[], thing: string, who: string | undefined): Fact | undefined {
  const told = newestFact(facts, plainly(thing), who)
  const other = sameThing[plainly(thing)]
  return (
    told ??
    (other === undefined
      ? undefined
      : (newestFact(facts, other, who) ?? (other === 'work' ? newestFact(facts, 'trade', who) : undefined)))
  )
}

function newestFact(facts: readonly Fact[], thing: string, who: string | undefined): Fact | undefined {
  const words = thing.split(' ')
  const fits = (fact: Fact): boolean =>
    fact.thing === words.join(' ') || words.every(word => fact.thing.split(' ').includes(word))
  const theirs = who === undefined ? facts : facts.filter(fact => fact.who?.toLowerCase() === who.toLowerCase())
  return theirs.findLast(fact => fact.thing === words.join(' ')) ?? theirs.findLast(fits)
}
