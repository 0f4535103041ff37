import { type Fact, earlier, factsOf, isQuestion, recallFact, saidBack } from './facts.ts'
import { type Question, type Rule, capital, plainly } from './question.ts'
import { summarise } from './summary.ts'
import type { Turn } from './transcript.ts'

const quote = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${line.length > 280 ? `${line.slice(0, line.lastIndexOf(' ', 280))} …` : line}”`
}
const same = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase()

/** The earlier turns of the person who asks. */
const mine = (question: Question): readonly Turn[] => earlier(question.talk).filter(turn => same(turn.name, question.speaker))
const facts = (question: Question): readonly Fact[] => earlier(question.talk).flatMap(factsOf)

/** The name a person goes by: what they said, else their label. */
export function nameOf(question: Question): string | undefined {
  const told = [...earlier(question.talk), ...question.talk.turns.slice(-1)]
    .filter(turn => same(turn.name, question.speaker))
    .flatMap(factsOf)
  return told.findLast(fact => fact.own && fact.thing === 'name')?.value ?? question.speaker
}

const ownName: Rule = question => {
  if (!/\bmy name$|\bwhat am i called$|^who am i$|\b(?:know|remember) who i am$|what should you call me/.test(question.plain))
    return undefined
  const name = nameOf(question)
  if (name === undefined) return 'You have not told me your name yet. Say “my name is …” and I will use it.'
  const told = facts(question).some(fact => fact.thing === 'name' && same(fact.value, name))
  return told
    ? question.pick([`Your name is ${name}.`, `You are ${name}; you told me so.`])
    : `Here you are called ${name}, so your name is ${name} to me.`
}

const verbQuestions: readonly (readonly [RegExp, string, (who: string, value: string) => string])[] = [
  [/^where (?:do|does) (\w+) live$/, 'home', (who, value) => `${who} ${who === 'You' ? 'live' : 'lives'} in ${value}.`],
  [
    /^where (?:(?:do|does) (\w+) come|(?:am|is) (\w+)) from$/,
    'origin',
    (who, value) => `${who} ${who === 'You' ? 'come' : 'comes'} from ${value}.`,
  ],
  [
    /^(?:when|where|in (?:what|which) year) (?:was|were) (\w+) born(?: in)?$/,
    'birth',
    (who, value) => `${who} ${who === 'You' ? 'were' : 'was'} born ${value}.`,
  ],
  [/^how old (?:am|is) (\w+)$/, 'age', (who, value) => `${who} ${who === 'You' ? 'are' : 'is'} ${value}.`],
  [
    /^what (?:do|does) (\w+) (?:like|love|enjoy)$/,
    'likes',
    (who, value) => `${who} ${who === 'You' ? 'like' : 'likes'} ${value}.`,
  ],
  [
    /^what (?:do|does) (\w+) (?:hate|dislike)$/,
    'dislikes',
    (who, value) => `${who} ${who === 'You' ? 'dislike' : 'dislikes'} ${value}.`,
  ],
  [
    /^what (?:do|does) (\w+) (?:do(?: for (?:a living|work))?|work as)$/,
    'work',
    (who, value) =>
      /^an? /.test(value)
        ? `${who} ${who === 'You' ? 'are' : 'is'} ${value}.`
        : `${who} ${who === 'You' ? 'work' : 'works'} ${value}.`,
  ],
  [/^what (?:do|does) (\w+) have$/, 'has', (who, value) => `${who} ${who === 'You' ? 'have' : 'has'} ${value}.`],
  [/^what did (\w+) (?:ask|tell) you to remember$/, 'note', (who, value) => `${who} asked me to remember this: ${value}.`],
]

const verbFact: Rule = question => {
  for (const [pattern, thing, say] of verbQuestions) {
    const found = pattern.exec(question.plain)
    if (found === null) continue
    const asked = found[1] ?? found[2] ?? 'i'
    if (asked === 'you' || asked === 'it') return undefined
    const who = asked === 'i' ? question.speaker : asked
    const all = facts(question)
    const fact = recallFact(all, thing, who) ?? (thing === 'work' ? recallFact(all, 'trade', who) : undefined)
    const birth = thing === 'age' && fact === undefined ? recallFact(all, 'birth', who) : undefined
    if (birth !== undefined)
      return asked === 'i'
        ? `You told me that you were born ${birth.value}.`
        : `${birth.who ?? capital(asked)} was born ${birth.value}.`
    if (fact !== undefined) return say(asked === 'i' ? 'You' : (fact.who ?? capital(asked)), fact.value)
    return asked === 'i' ? 'You have not told me that yet. Tell me, and ask again.' : undefined
  }
  return undefined
}

const thingFact: Rule = question => {
  const pattern =
    /\b(?:what|which|who|when|where|how)(?:'s| is| are| was| were)?(?: again)? (my|our|the|([\p{L}\p{N}_.-]+)'s) ([\p{L}\p{N}'’ -]{1,40}?)(?: again| then| called| now| please)*$/u
  const asked =
    pattern.exec(question.plain) ??
    /\b(?:remember|know|tell me|recall) (my|our|([\p{L}\p{N}_.-]+)'s) ([\p{L}\p{N}'’ -]{1,40}?)(?: is)?$/u.exec(question.plain)
  if (asked === null) return undefined
  const [, whose = '', other, thing = ''] = asked
  const all = facts(question)
  if (whose === 'my' || whose === 'our') {
    const fact =
      recallFact(
        all.filter(fact => fact.own),
        thing,
        question.speaker,
      ) ?? (whose === 'our' ? recallFact(all, thing, undefined) : undefined)
    const your = whose === 'my' ? 'your' : 'our'
    if (fact !== undefined && fact.thing !== thing && ['work', 'trade', 'home', 'birth'].includes(fact.thing))
      return `${capital(saidBack(fact))}.`
    if (fact !== undefined)
      return question.pick([`${capital(your)} ${thing} is ${fact.value}.`, `You told me: ${your} ${thing} is ${fact.value}.`])
    return /^(?:first|last|previous|next)\b/.test(thing)
      ? undefined
      : `You have not told me ${your} ${thing} yet. Say “my ${thing} is …” and I will remember it here.`
  }
  const fact =
    other === undefined
      ? recallFact(all, thing, undefined)
      : recallFact(
          all.filter(fact => fact.own),
          thing,
          other,
        )
  if (fact === undefined) return undefined
  return other === undefined
    ? `You said the ${thing} is ${fact.value}.`
    : `${fact.who ?? capital(other)}'s ${thing} is ${fact.value}.`
}

const known: Rule = question => {
  if (
    !/\bwhat (?:do|did) you (?:know|remember|learn)(?: about (?:me|us))?$|\bwhat (?:have|did) i (?:told|tell) you(?: about me)?(?: so far)?$/.test(
      question.plain,
    )
  )
    return undefined
  const own = facts(question).filter(fact => same(fact.who, question.speaker))
  const newest = [...new Map(own.map(fact => [fact.thing, fact])).values()]
  if (newest.length > 0) return `This is what you told me:\n\n${newest.map(fact => `- ${capital(saidBack(fact))}`).join('\n')}`
  const said = mine(question)
  if (said.length === 0) return 'Nothing yet: this is the first thing you say to me in this conversation.'
  return `You told me:\n\n${said
    .slice(-8)
    .map(turn => `- ${quote(turn.text)}`)
    .join('\n')}`
}

const firstAndLast: Rule = question => {
  const said = mine(question)
  const nothing = 'Nothing yet: this is the first thing you say to me in this conversation.'
  const asksFirst =
    /\bmy (?:very )?first (?:question|message|words?|sentence)\b|\b(?:what|which)\b.*\b(?:did|have) (?:i|we)\b.*\b(?:first|start with)\b|\bfirst (?:thing|message|question)\b.*\b(?:i|we)\b/
  if (asksFirst.test(question.plain)) {
    const first = /\bquestion|\bask/.test(question.plain) ? (said.find(turn => isQuestion(turn.text)) ?? said[0]) : said[0]
    return first === undefined
      ? nothing
      : `The first thing you ${isQuestion(first.text) ? 'asked me' : 'told me'} was ${quote(first.text)}.`
  }
  if (
    /\b(?:my|the) (?:last|previous|latest) (?:question|message|sentence|words?)\b|\bwhat did i (?:just |last )?(?:ask|say|write|tell)(?: you)?(?: just now| before(?: that| this)?| last)?$|\blast thing i (?:said|asked|told|wrote)/.test(
      question.plain,
    )
  ) {
    const wantsQuestion = /\bquestion|\bask/.test(question.plain)
    const last = wantsQuestion ? (said.findLast(turn => isQuestion(turn.text)) ?? said.at(-1)) : said.at(-1)
    return last === undefined
      ? nothing
      : `Your last ${isQuestion(last.text) ? 'question' : 'message'} before this one was ${quote(last.text)}.`
  }
  if (/\bhow many (?:messages|questions|things|turns|times)\b.*\b(?:i|we|far|conversation)\b/.test(question.plain)) {
    const [kind, count] = /\bquestions\b/.test(question.plain)
      ? ['question', said.filter(turn => isQuestion(turn.text)).length]
      : ['message', said.length]
    return said.length === 0 ? nothing : `You have written ${count} ${kind}${count === 1 ? '' : 's'} before this one.`
  }
  return undefined
}

const repeat: Rule = question => {
  const lastAnswer = question.talk.turns.findLast(turn => turn.by === 'assistant')?.text
  const isRepeat =
    /^(?:please |can you |could you )*(?:repeat|say) (?:that|it|this|yourself|what you (?:just )?said|your last (?:answer|message)|the last (?:answer|message))(?: again| once more)?(?: please)?$|^what did you (?:just )?say$|^(?:come again|pardon|sorry, what)$|^what was your (?:last|previous) (?:answer|message|reply)$/
  if (!isRepeat.test(question.plain)) return undefined
  return lastAnswer === undefined || lastAnswer === '' ? 'I have not said anything yet in this conversation.' : lastAnswer
}

const people: Rule = question => {
  const talk = [...earlier(question.talk), ...question.talk.turns.slice(-1)]
  const names = [...new Set(talk.map(turn => turn.name).filter(name => name !== undefined))]
  if (
    /^(?:so )?who(?:'s| is| are| was) (?:here|there|in here|talking|speaking|in this (?:chat|channel|conversation|thread|room)|with us|around|present)\b|^who (?:all )?(?:has )?(?:spoke|spoken|said (?:something|anything)|took part)|^who are we$/.test(
      question.plain,
    )
  ) {
    if (names.length === 0) return 'I see one person, you, without a name. Tell me “my name is …” and I will use it.'
    const list = names.map(name => `${name} (${talk.filter(turn => turn.name === name).length})`)
    return `In this conversation I have heard ${joined(list)}. The number is how many messages each of them wrote.`
  }
  if (/\bwho said what\b|\bwhat did (?:everyone|everybody|each of us|we all|they|people) (?:say|said)/.test(question.plain)) {
    const said = talk.slice(0, -1)
    if (said.length === 0) return 'Nobody has said anything before this.'
    return said
      .slice(-12)
      .map(turn => `- **${turn.name ?? 'You'}** — ${quote(turn.text)}`)
      .join('\n')
  }
  const [, whoName = ''] = /\bwhat (?:did|has) ([\p{L}\p{N}_.-]+) (?:say|said|ask|asked|write|tell)/u.exec(question.plain) ?? []
  const named = names.find(name => same(name, whoName))
  if (named !== undefined) {
    const said = earlier(question.talk).filter(turn => turn.name === named)
    return said.length === 0
      ? `${named} has not said anything before this.`
      : `${named} said ${joined(said.slice(-5).map(turn => quote(turn.text)))}.`
  }
  return about(question)
}

/** "who said …" and "what did I say about …". */
const about: Rule = question => {
  const [, who = '', about = ''] =
    /\b(?:what did (i|we) (?:say|tell you|ask)|(who) (?:said|mentioned|talked)) (?:about )?(?:anything about )?["“']?(.+?)["”']?$/
      .exec(question.plain)
      ?.filter(part => part !== undefined) ?? []
  if (about === '') return undefined
  const hits = (who === 'i' ? mine(question) : earlier(question.talk)).filter(turn =>
    plainly(turn.text).includes(about.replace(/^(?:the|my|a|an) /, '')),
  )
  if (hits.length === 0) return `I find nothing about “${about}” in what was said here.`
  return hits
    .slice(-5)
    .map(turn => `${turn.name === question.speaker || turn.name === undefined ? 'You' : turn.name} said ${quote(turn.text)}.`)
    .join('\n')
}

const joined = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

const recap: Rule = question => {
  const isTask =
    question.text === '' ||
    /\b(?:summar(?:y|ise|ize)|sum up|recap|tl;?dr|what (?:have|did) we (?:talk|discuss|spoke|speak)\w*|what was this (?:conversation|chat|thread) about|what is this (?:conversation|thread) about)/.test(
      question.plain,
    )
  return isTask ? summarise(question) : undefined
}

/** Answers a statement by saying back what will be remembered. */
export const noted: Rule = question => {
  const newest = question.talk.turns.at(-1)
  const told =
    newest === undefined || !plainly(newest.text).endsWith(question.plain) ? [] : factsOf(newest).filter(fact => fact.own)
  if (told.length === 0) return undefined
  const name = told.findLast(fact => fact.thing === 'name')?.value
  const greeting = name === undefined ? '' : question.pick([`Pleased to meet you, ${name}. `, `Hello, ${name}. `])
  // "Remember that my dog is Rex" states the dog; the whole sentence need not be said back as well.
  const others = told.filter(fact => fact.thing !== 'name' && (fact.thing !== 'note' || told.length === 1))
  if (others.length === 0) return `${greeting}What shall we do?`
  const back = [...new Set(others.map(saidBack))]
  return `${greeting}Noted: ${joined(back)}. ${question.pick(howLong)}`
}

/** What is given to the model is what it remembers, and that is the default of the setting `chat.memory`. */
const howLong: readonly string[] = [
  'I remember it as long as this conversation is given to me, about the last forty messages.',
  'Ask me again within the next forty messages or so; that far back I can read.',
]

/** "Where do I live and what do I do?" is two questions. */
const twoAtOnce: Rule = question => {
  const parts = question.plain.split(/,? and (?=(?:what|where|when|who|how|which)\b)/)
  if (parts.length < 2 || parts.length > 4) return undefined
  const answers = parts.map(plain =>
    [ownName, verbFact, thingFact].map(rule => rule({ ...question, plain })).find(said => said !== undefined),
  )
  return answers.every(said => said !== undefined) ? answers.join(' ') : undefined
}

/** What the talker knows from the conversation itself, in the order it is tried. */
export const memory: readonly Rule[] = [repeat, twoAtOnce, ownName, firstAndLast, verbFact, known, people, recap, thingFact]
