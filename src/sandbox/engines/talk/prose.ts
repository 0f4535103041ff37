import { type Question, type Rule, amount, amountPattern, capital } from './question.ts'

type Pick = Question['pick']

/** Words of a text as people count them: what stands between spaces. */
export const countWords = (text: string): number => text.split(/\s+/).filter(word => word !== '').length

const essay = {
  open: [
    'Few things are as easy to name and as hard to describe as {topic}.',
    'Ask three people about {topic} and you will hear three different stories.',
    'There is more to {topic} than one sees at first.',
  ],
  body: [
    'In the morning it all seems almost ordinary, a thing one passes without a second look.',
    'By {time} the light has changed, and with it the whole mood of the place.',
    '{person} once said that the best way to understand it is to be quiet for a while.',
    'It has its own sounds, and they are never quite the same on two days.',
    'Some come for the calm, others for the noise, and most leave with a little of both.',
    'Children notice it before grown people do, because they are not in a hurry.',
    'What looks simple from far away turns out to be full of small details.',
    'There is a pattern in it, and yet no two moments repeat.',
    '{person} keeps a notebook about it, with a drawing on every other page.',
    'When the weather turns, so does everything that one believed to know.',
    'Old photographs show how little has changed, and how much.',
    'One learns to wait, and then one learns that waiting was the point.',
    'At {time} somebody always stops, looks up, and forgets what they were about to say.',
    'The names for it differ from village to village, but the gesture is the same.',
    'A careful eye finds {colour} in it where others see only grey.',
    'It asks for nothing, and perhaps that is why people give it their attention.',
    'There are rules, of course, though nobody has ever written them down.',
    'Those who work with it every day speak of it with a kind of dry affection.',
    'A small mistake here can become a good story by {time}.',
    '{person} would disagree, and would be right about half of it.',
    'The longer one looks, the less one wants to explain.',
    'Between two thoughts of {topic} there is often a third that matters more.',
    'It is never finished, which is a comfort on most days.',
    'Even the silence around it has a shape.',
    'A visitor in a hurry sees the surface, a patient one sees the depth.',
    'What remains in the memory is seldom the great moment, more often a smell or a step on a stair.',
    'Now and then something {colour} moves at the edge of the view and is gone.',
    'People have sung about it, argued about it, and built their houses so that they could see it.',
    'It teaches the same lesson every year, and every year it is new.',
    'If one had to choose a single hour for it, {time} would be the one.',
  ],
  end: [
    'So much for {topic}: close at hand and never quite known.',
    'And so one comes back to {topic}, and finds a good reason to look twice.',
    'More could be said about {topic}, but the best of it has to be seen.',
  ],
} as const

const story = {
  open: [
    'At the end of a road that nobody used any more, people still spoke of {topic}.',
    'Nobody in the town believed the story of {topic}, until one evening in late autumn.',
    'This is the story of {topic}, as {person} told it to me.',
  ],
  body: [
    'It began with a letter that had no sender and smelled of smoke.',
    '{person} opened it at {time} and read it twice.',
    'Inside was a map, drawn in {colour} ink, and a key too small for any door.',
    'So they set out, with a lamp, two apples and more courage than sense.',
    'The first night it rained, and they slept under a bridge that hummed.',
    'On the second day they met an old woman who sold clocks without hands.',
    '"You are late," she said, "but so is everybody who comes this way."',
    'She gave them a {colour} thread and told them not to let go of it.',
    'The path grew narrow, and the trees leaned in as if to listen.',
    'At {time} they found the door, no higher than a chair.',
    'The key turned without a sound.',
    'Behind it lay a garden where every leaf was a page.',
    '{person} read aloud from a birch, and the wind held its breath.',
    'Then they understood what had been missing all these years.',
    'They wrote one line themselves, on the smallest leaf they could find.',
    'Far away, in the town, a bell rang that had not rung since the flood.',
    'On the way home the bridge was silent, and the old woman waved.',
    'Nobody asked where they had been, but everyone wanted to know what was in the letter.',
  ],
  end: [
    'And if you pass there at {time}, you may still see a small light behind the hedge.',
    'The map hangs over the stove now, and nobody has ever been able to copy it.',
    'Since then nobody in the town has thrown away a key.',
  ],
} as const

/** Whole sentences of few words, to end on the number that was asked for. */
const closers: readonly string[] = [
  'Yes.',
  'No more.',
  'So be it.',
  'That is enough.',
  'It always does so.',
  'Nothing more need be said.',
  'The rest one has to see.',
  'And that is all there is today.',
  'Anyone who was there will say the same.',
]

const slots: Readonly<Record<string, readonly string[]>> = {
  time: ['dawn', 'noon', 'dusk', 'midnight', 'four in the afternoon', 'the last hour of the day'],
  person: ['An old gardener', 'My neighbour', 'A ferryman', 'A teacher from the north', 'The baker', 'A retired captain'],
  colour: ['blue', 'amber', 'silver', 'green', 'crimson', 'violet'],
}

function fill(sentence: string, topic: string, pick: Pick): string {
  const filled = sentence.replace(/\{(\w+)\}/g, (_, slot: string) => (slot === 'topic' ? topic : pick(slots[slot] ?? [slot])))
  const starts = sentence.startsWith('{')
  return starts
    ? capital(filled)
    : filled.replace(
        /\b(An|My|A|The) (old gardener|neighbour|ferryman|teacher|baker|retired)/,
        (_, article: string, rest: string) => `${article.toLowerCase()} ${rest}`,
      )
}

function shuffled<Item>(items: readonly Item[], pick: Pick): readonly Item[] {
  const left = [...items]
  return items.map(() => left.splice(pick(left.map((_, at) => at)), 1)[0] as Item)
}

/** A text of about this many words, in paragraphs. The words are a demonstration: they know nothing of the topic but its name. */
export function compose(kind: 'essay' | 'story', topic: string, target: number, pick: Pick): string {
  const parts = kind === 'essay' ? essay : story
  const open = fill(pick(parts.open), topic, pick)
  const end = fill(pick(parts.end), topic, pick)
  if (target <= countWords(open)) return shortest(open, target)
  const sentences = [open]
  let used = countWords(open) + (target >= countWords(open) + countWords(end) ? countWords(end) : 0)
  const withEnd = used > countWords(open)
  let queue: string[] = kind === 'story' ? [...story.body] : []
  for (let misses = 0; misses < 6;) {
    if (queue.length === 0) queue = [...shuffled(essay.body, pick)]
    const next = fill(queue.shift() ?? '', topic, pick)
    if (used + countWords(next) > target)
      misses += kind === 'story' ? 6 : 1 // a story must not skip a step
    else {
      sentences.push(next)
      used += countWords(next)
    }
  }
  if (withEnd) sentences.push(end)
  for (let left = target - used; left > 2;) {
    const closer = closers.findLast(words => countWords(words) <= left && !sentences.includes(words))
    if (closer === undefined) break
    sentences.push(closer)
    left -= countWords(closer)
  }
  return paragraphs(sentences)
}

/** So short a text that it is one sentence, cut where it was asked to end. */
const shortest = (sentence: string, target: number): string =>
  `${sentence
    .split(' ')
    .slice(0, Math.max(1, target))
    .join(' ')
    .replace(/[.,;]+$/, '')}.`

function paragraphs(sentences: readonly string[]): string {
  const blocks: string[] = []
  for (let at = 0; at < sentences.length; at += 5) blocks.push(sentences.slice(at, at + 5).join(' '))
  return blocks.join('\n\n')
}

const stanzas: readonly (readonly [string, string, string, string])[] = [
  [
    'I opened the window and what did I see,',
    '{Topic} in the doorway, and smiling at me.',
    'I put on my coat and I went down the stair,',
    'and nothing was hurried and no one was there.',
  ],
  [
    'The day had a number, the hour had a name,',
    'and nothing that evening was ever the same.',
    'We sat with {topic} till the lamps burned low,',
    'and wondered how far such a small thing can go.',
  ],
  [
    'Some say that {topic} is a riddle, a song,',
    'a road that is short or a river that’s long.',
    'I say it is morning that comes to the door',
    'and asks for the same as the morning before.',
  ],
  [
    'So leave me a candle, and leave me a chair,',
    'and leave me {topic} and a little fresh air.',
    'The rest you may carry wherever you go:',
    'what’s worth being told all the neighbours will know.',
  ],
  [
    'A clock on the mantel, a cat on the sill,',
    'the whole of the village is sleeping and still.',
    'And thinking of {topic}, in my own quiet way,',
    'I finish the work that was left from the day.',
  ],
]

function poem(topic: string, question: Question, lines: number | undefined): string {
  const all = shuffled(stanzas, question.pick).map(stanza =>
    stanza.map(line => line.replace('{topic}', topic).replace('{Topic}', capital(topic))),
  )
  const wanted = lines ?? 12
  const text: string[] = []
  for (let at = 0; at < Math.min(wanted, 400); at++) {
    if (at > 0 && at % 4 === 0) text.push('')
    text.push(all[Math.floor(at / 4) % all.length]?.[at % 4] ?? '')
  }
  return text.join('\n')
}

const haikus: readonly string[] = [
  'Quiet evening light\nleans a while on the window\nand forgets the hour',
  'One leaf on the pond\nturns as if it remembered\nwhere the wind came from',
  'Morning on the roof\nsomeone laughs across the street\nthe kettle answers',
]

const letter = (topic: string, question: Question): string =>
  [
    `Subject: ${capital(topic)}`,
    question.pick(['Good day,', 'Dear all,']),
    `I write to you about ${topic}. ${question.pick(['I would like to settle it this week, and your view would help me.', 'I have thought about it and would like to hear what you think.'])} Does Thursday suit you?`,
    `Thank you, and kind regards\n${question.speaker ?? '(your name)'}`,
  ].join('\n\n')

const wish = new RegExp(
  String.raw`\b(?:write|tell|compose|make|give|create|recite|sing|i want|i'd like|need|draft|say)\b.{0,20}?\b(?:(${amountPattern})[- ]?(words?|lines?|paragraphs?|sentences?))?.{0,40}?\b(poem|haiku|song|story|tale|fairy tale|essay|text|article|paragraphs?|report|blog post|speech|something|words|sentences|lines|email|e-mail|letter|mail)\b(?: (?:of|in|with) (?:about )?(?:${amountPattern})[- ]?(?:words?|lines?|paragraphs?|sentences?)\b)?(?:[\s\S]*?\b(?:about|on|of|regarding|concerning|called)\b (.+)|[\s\S]*)$`,
)

/** Essays, stories, poems and letters of an asked length. */
export const prose: Rule = question => {
  const bare = /^(?:an? )?(?:short |long |little |funny |nice )*(poem|haiku|story|essay|song)(?: (?:about|on|of) (.+))?$/.exec(
    question.plain,
  )
  const found = wish.exec(question.plain)
  const kind = found?.[3] ?? bare?.[1]
  if (kind === undefined) return undefined
  const size = new RegExp(String.raw`\b(${amountPattern})[- ]?(word|line|paragraph|sentence)s?\b`).exec(question.plain)
  const count = size === null ? undefined : amount(size[1] ?? '')
  const tail = new RegExp(
    String.raw`(?:,? (?:in|of|with|using|please|at least|about|exactly|no more than))* (?:${amountPattern})[- ]?(?:words?|lines?|paragraphs?|sentences?)\b.*$|,? (?:please|for me|to me)$|,? in (?:english|german|french|spanish|bullet points|one sentence|uppercase)$`,
  )
  const topic = (found?.[4] ?? bare?.[2] ?? '').replace(tail, '').trim()
  const about = topic === '' ? question.pick(['the sea', 'a lighthouse', 'the first snow']) : cased(topic, question.text)
  if (kind === 'haiku') return topic === '' ? question.pick(haikus) : `*${capital(about)}*\n\n${question.pick(haikus)}`
  if (kind === 'poem' || kind === 'song')
    return poem(
      about,
      question,
      size?.[2] === 'line' ? count : size?.[2] === 'word' ? Math.round((count ?? 90) / 7.5) : undefined,
    )
  if (/mail|letter/.test(kind)) return letter(about, question)
  if (kind === 'something' && topic === '' && size === null) return undefined
  const words =
    count === undefined
      ? /\bshort|\bparagraph\b/.test(question.plain)
        ? 80
        : /\blong\b/.test(question.plain)
          ? 300
          : 150
      : size?.[2] === 'word'
        ? count
        : count * (size?.[2] === 'paragraph' ? 60 : 12)
  const isStory = /story|tale/.test(kind)
  return compose(isStory ? 'story' : 'essay', about, Math.max(1, Math.min(words, 5_000)), question.pick)
}

/** The topic as the person wrote it, capitals and all. */
function cased(topic: string, text: string): string {
  const at = text.toLowerCase().lastIndexOf(topic)
  return at < 0 ? topic : text.slice(at, at + topic.length)
}
