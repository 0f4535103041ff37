import { type Question, type Rule, amount, amountPattern, capital } from './question.ts'

type Scene = 'sea' | 'forest' | 'mountains' | 'town' | 'night' | 'plain'

/** Words that tell of a place, for names in front of which one can see it. */
const scenes: Readonly<Record<Scene, { readonly told: RegExp; readonly words: readonly string[] }>> = {
  sea: {
    told: /\b(?:sea|seaside|ocean|beach|coast|harbour|harbor|port|island|shore|boats?|ships?|sail\w*|yachts?|surf\w*|fish\w*)\b/,
    words: ['Tide', 'Gull', 'Salt', 'Harbour', 'Driftwood', 'Lighthouse', 'Anchor', 'Pebble', 'Seaglass', 'Wave'],
  },
  forest: {
    told: /\b(?:forest|woods?|garden|park|village|farm|country\w*|plants?|flowers?)\b/,
    words: ['Fern', 'Acorn', 'Moss', 'Hazel', 'Birch', 'Clover', 'Wren', 'Thistle', 'Bramble', 'Willow'],
  },
  mountains: {
    told: /\b(?:mountains?|alps?|hills?|hik\w+|climb\w*|ski\w*|snow\w*|winter)\b/,
    words: ['Summit', 'Edelweiss', 'Granite', 'Snowdrop', 'Ridge', 'Cairn', 'Pine', 'Lantern', 'Valley', 'Eagle'],
  },
  town: {
    told: /\b(?:city|town|street|station|downtown|urban|office|corner)\b/,
    words: ['Corner', 'Cobble', 'Arcade', 'Tram', 'Lamplight', 'Courtyard', 'Sparrow', 'Awning', 'Doorstep', 'Belfry'],
  },
  night: {
    told: /\b(?:night|moon|stars?|space|evening|dark|midnight|dream\w*)\b/,
    words: ['Moon', 'Comet', 'Lantern', 'Starling', 'Midnight', 'Ember', 'Owl', 'Halo', 'Dusk', 'Orbit'],
  },
  plain: {
    told: /(?!)/,
    words: ['Sparrow', 'Lantern', 'Clover', 'Compass', 'Maple', 'Ember', 'Pebble', 'Robin', 'Juniper', 'Copper'],
  },
}

type Trade = { readonly told: RegExp; readonly words: readonly string[] }

/** Words of a trade, for houses where something is made or sold. */
const trades: readonly Trade[] = [
  { told: /\b(?:baker\w*|bread|patisserie|cakes?|pastry)\b/, words: ['Crumb', 'Oven', 'Loaf', 'Flour', 'Rye', 'Bun'] },
  {
    told: /\b(?:caf[eé]s?|coffee|tea ?(?:room|house|shop)?)(?!\p{L})/u,
    words: ['Cup', 'Bean', 'Kettle', 'Saucer', 'Spoon', 'Roast'],
  },
  {
    told: /\b(?:restaurants?|bistro|diner|kitchen|food truck|pizzeria)\b/,
    words: ['Table', 'Fork', 'Thyme', 'Kitchen', 'Pepper', 'Plate'],
  },
  { told: /\b(?:pubs?|bars?|brewery|tavern|inn)\b/, words: ['Barrel', 'Tap', 'Hop', 'Cellar', 'Tankard', 'Bell'] },
  {
    told: /\b(?:book ?(?:shop|store)s?|library|blog|magazine|newsletter|podcast)\b/,
    words: ['Page', 'Ink', 'Quill', 'Letter', 'Margin', 'Chapter'],
  },
  {
    told: /\b(?:hotels?|guest ?house|bed and breakfast|hostel|campsite)\b/,
    words: ['Rest', 'Key', 'Pillow', 'House', 'Hearth', 'Lodge'],
  },
  { told: /\b(?:florist|flower shop|garden cent(?:re|er))\b/, words: ['Petal', 'Stem', 'Bloom', 'Leaf', 'Root', 'Bouquet'] },
  {
    told: /\b(?:shops?|stores?|boutique|studio|gallery|salon|workshop|market)\b/,
    words: ['Thread', 'Shelf', 'Basket', 'Ribbon', 'Button', 'Twine'],
  },
]
const companies: Trade = {
  told: /\b(?:compan(?:y|ies)|start-?ups?|business|firm|brand|product|apps?|projects?|websites?|tool|team|bot|robot|agency|club)\b/,
  words: ['Works', 'Path', 'Field', 'Craft', 'Signal', 'Bridge'],
}
const bands: Trade = {
  told: /\b(?:bands?|choir|orchestra|music group|duo|trio|quartet)\b/,
  words: ['Umbrellas', 'Postcards', 'Bicycles', 'Sundays', 'Telegrams', 'Foxes'],
}
const pets: Trade = {
  told: /\b(?:cats?|kittens?|dogs?|pupp(?:y|ies)|pets?|horses?|pony|hamsters?|rabbits?|parrots?|fish|goldfish|hens?|turtle|tortoise)\b/,
  words: ['Biscuit', 'Pepper', 'Pickle', 'Marble', 'Nutmeg', 'Waffle', 'Figaro', 'Juno', 'Olive', 'Tuppence'],
}
const boats: Trade = {
  told: /\b(?:boats?|ships?|yachts?|canoe|dinghy|sailing boat|ferry)\b/,
  words: ['Tern', 'Heron', 'Curlew', 'Petrel', 'Otter', 'Wanderer'],
}
const kinds: readonly Trade[] = [...trades, companies, bands, boats, pets]

type Pattern = (own: string, word: string) => string
const ofHouses: readonly Pattern[] = [
  (own, word) => `${word} & ${own}`,
  (own, word) => `The ${word} ${own}`,
  (own, word) => `${own} and ${word}`,
  (own, word) => `The Little ${word}`,
  (own, word) => `${word} Street ${own}`,
]
const ofCompanies: readonly Pattern[] = [
  (own, word) => `${word}${own.toLowerCase()}`,
  (own, word) => `${word} ${own}`,
  (_, word) => `Blue ${word}`,
]
const ofBands: readonly Pattern[] = [
  (own, word) => `The ${word} ${own}`,
  (own, word) => `${word} on Tuesday`,
  own => `Four Quiet ${own}`,
]
const ofPets: readonly Pattern[] = [own => own, own => `Captain ${own}`, own => `Miss ${own}`, own => `${own} the Brave`]
const ofBoats: readonly Pattern[] = [
  own => `The Patient ${own}`,
  (_, word) => `${word} Song`,
  own => `Morning ${own}`,
  (own, word) => `${word} ${own}`,
]

const mostNames = 20

/** Names made of two words that fit, no two alike. */
function namesFor(about: string, count: number, question: Question): readonly string[] {
  const scene = Object.values(scenes).find(({ told }) => told.test(about)) ?? scenes.plain
  const kind = kinds.find(({ told }) => told.test(about)) ?? companies
  const patterns =
    kind === pets ? ofPets : kind === boats ? ofBoats : kind === bands ? ofBands : kind === companies ? ofCompanies : ofHouses
  const start = question.pick(scene.words.map((_, at) => at))
  const first = question.pick(kind.words.map((_, at) => at))
  const found = new Set<string>()
  for (let at = 0; found.size < count && at < 400; at++) {
    const word = scene.words[(start + at) % scene.words.length] ?? ''
    // A round later the same words meet others.
    const own = kind.words[(first + at + Math.floor(at / scene.words.length)) % kind.words.length] ?? ''
    found.add(patterns[at % patterns.length]?.(own, word) ?? word)
  }
  return [...found]
}

const asksNames =
  /\b(?:help (?:me |us )?(?:to )?(?:name|call|(?:find|choose|pick) (?:a )?(?:good |nice )?names?)|(?:what|how) (?:should|could|shall|can|would) (?:i|we) (?:name|call)\b(?! you\b)|name (?:my|our)\b|(?:a |some )?(?:\w+ )?names? (?:ideas |suggestions )?for|(?:names?|naming) (?:ideas|suggestions)|(?:suggest|invent|think of|come up with|give me|need|find)(?: me| us)? (?:an? |some )?(?:\w+ )?(?:\w+ )?names?\b(?! of\b))/
const notNamed =
  /^(?:please )?(?:give me|list|write) (?:\w+ )?names$|^i (?:have|know|like)\b|\bthe (?:\w+ )?name for\b|\b(?:my|your) name\b|\bfirst names\b|^(?:list|name) (?:\d+|\w+) \w+$|\bnames of\b/

const counted = new RegExp(
  String.raw`\b(${amountPattern}) (?:\w+ ){0,3}?(?:ideas?|names?|suggestions?|options?|of them|lines?)\b`,
)
const countIn = (plain: string): number | undefined => {
  const [, said] = counted.exec(plain.replace(/\bone line each\b|\bone (?:on|in|per) (?:each|a|every) line\b/g, '')) ?? []
  return said === undefined ? undefined : amount(said)
}

const numbered = (items: readonly string[]): string => items.map((item, at) => `${at + 1}. ${item}`).join('\n')

/** Names for a shop, a boat, a cat, a band or a company: as many as were asked for, else five, one in a line. */
const naming: Rule = question => {
  const isToBeNamed =
    /^(?:please )?name (?:an?|the|this) /.test(question.plain) && kinds.some(({ told }) => told.test(question.plain))
  if (!(asksNames.test(question.plain) || isToBeNamed) || notNamed.test(question.plain)) return undefined
  const isOne = /\b(?:one|a single|just a|an?) (?:\w+ )?name\b/.test(question.plain) && !/\bideas|\bnames\b/.test(question.plain)
  const count = Math.max(1, Math.min(countIn(question.plain) ?? (isOne ? 3 : 5), mostNames))
  return numbered(namesFor(question.plain, count, question))
}

/** Ideas for what people most often want ideas for. */
const ideas: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /\b(?:gifts?|presents?|birthday)\b/,
    [
      'A walk together, with a thermos and a map drawn by hand',
      'A jar of notes, one for each week of the year',
      'A plant that is easy to keep, with its name on a label',
      'A framed picture of a place you both know',
      'Breakfast at home, with a menu to choose from',
      'A book you love, with your own remarks in the margin',
    ],
  ],
  [
    /\b(?:dinner|lunch|supper|meals?|cook\w*|recipes?|food|eat)\b/,
    [
      'Lentil soup with lemon and toasted bread',
      'Baked potatoes with herbs and a green salad',
      'Pasta with garlic, chilli and a handful of parsley',
      'Fried rice with peas, carrots and an egg',
      'Roast vegetables with beans and yoghurt',
      'Omelette with mushrooms and whatever cheese is left',
    ],
  ],
  [
    /\b(?:weekend|day (?:trip|out)|free (?:time|day)|hobby|hobbies|things to do|activit\w+|date|afternoon)\b/,
    [
      'Take the first bus that comes and walk home from its last stop',
      'Draw the view from one window at three times of the day',
      'Bake something none of you has tried before',
      'Visit the smallest museum nearby',
      'Learn one song, badly, together',
      'Tidy one drawer and write down what you found',
    ],
  ],
  [
    /\b(?:party|parties|celebration|game night|event)\b/,
    [
      'Everybody brings one dish that begins with the first letter of their name',
      'An evening by candlelight, with the lamps off until midnight',
      'A quiz about the guests, with questions by the guests',
      'A swap table: bring a book, take a book',
      'A picnic on the floor when it rains outside',
      'One song from each guest, and the story behind it',
    ],
  ],
  [
    /\b(?:stor(?:y|ies)|novel|tale|plot|writing|characters?)\b/,
    [
      'A lighthouse keeper finds a letter addressed to the light',
      'Two neighbours share a wall and a secret, and know of neither',
      'A clockmaker repairs a clock that runs one day ahead',
      'A village where every lost thing comes back on the same morning',
      'A ferryman takes the same passenger for the first time, twice',
      'A map shows a street that is only there when it snows',
    ],
  ],
]
const anything = (thing: string): readonly string[] => [
  `Begin with the smallest version of ${thing} that would please you`,
  'Ask three people what they would do first, and note where they agree',
  'Do the opposite of the usual, and see what is left',
  'Take something you like from elsewhere and carry it over',
  `Draw it: \`/imagine ${thing}\` gives you something to point at`,
  'Sleep on it, and write down the first thought of the morning',
]

/** What lists and pictures have rules of their own for. */
const elsewhere =
  /\b(?:pictures?|images?|prompts?|drawings?|paintings?|animals?|birds?|fruits?|colou?rs?|cit(?:y|ies)|countr(?:y|ies))\b/

const suggestions: Rule = question => {
  const [, thing = ''] =
    /\bideas? (?:for|about) (.+?)(?:[.,;:!?] .*)?$/.exec(question.plain) ??
    /^(?:please |can you |could you )*(?:suggest|recommend|propose)(?: me| us)? (?:an? |some |something for |(?:\w+ )?ideas for )?(.+?)(?:[.,;:!?] .*)?$/.exec(
      question.plain,
    ) ??
    /^(?:please )?(?:give me|i need|any|some|\d+|two|three|four|five|ten) (?:some |\w+ )?((?!more\b|any\b|some\b|new\b|no\b|good\b|other\b)\w+) ideas$/.exec(
      question.plain,
    ) ??
    []
  if (thing === '' || elsewhere.test(thing) || thing.length > 120) return undefined
  const known = ideas.find(([told]) => told.test(thing))?.[1]
  if (known === undefined && !/\bideas?\b/.test(question.plain)) return undefined
  const all = known ?? anything(thing.replace(/^(?:my|our) /, 'your '))
  const count = Math.max(1, Math.min(countIn(question.plain) ?? 5, all.length))
  const start = known === undefined ? 0 : question.pick(all.map((_, at) => at))
  return numbered([...all.slice(start), ...all.slice(0, start)].slice(0, count).map(capital))
}

/** "Pick one", after a numbered list. */
const favourite: Rule = question => {
  if (
    !/^(?:please |so |and |now )*(?:pick|choose|take) (?:one|the best(?: one)?|your favourite|for me)(?: for me)?$|\bwhich (?:one )?(?:do you (?:like|prefer)|is (?:the )?(?:best|nicest)|is your favourite|would you (?:pick|choose|take))/.test(
      question.plain,
    )
  )
    return undefined
  const before = question.talk.turns.findLast(turn => turn.by === 'assistant')?.text ?? ''
  const items = [...before.matchAll(/^\d+\. (.+)$/gm)].map(([, item = '']) => item)
  return items.length < 2 ? undefined : `I would take ${question.pick(items)}. It is the one I could say aloud twice.`
}

/** Names and ideas. */
export const inventions: readonly Rule[] = [favourite, naming, suggestions]
