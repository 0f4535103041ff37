import { type Question, type Rule, amount, amountPattern, capital } from './question.ts'

const row = (text: string): readonly string[] => text.split(',').map(item => item.trim())

/** What can be listed. The first word that a question uses for it is the key; others are in `sameAs`. */
const collections: Readonly<Record<string, readonly string[]>> = {
  animals: row(
    'fox, otter, elephant, hedgehog, dolphin, owl, lynx, giraffe, badger, penguin, tortoise, wolf, squirrel, octopus, horse, bee, whale, hare, zebra, crane, ' +
      'bear, seal, frog, swan, camel, mole, panda, raven, salmon, tiger, goat, heron, koala, lizard, moose, newt, oyster, pelican, robin, spider',
  ),
  birds: row(
    'robin, owl, heron, swift, raven, crane, kingfisher, pelican, wren, eagle, magpie, swan, puffin, sparrow, stork, blackbird, goose, falcon, lark, finch',
  ),
  fruits: row(
    'apple, pear, plum, cherry, banana, orange, grape, mango, fig, peach, lemon, kiwi, melon, apricot, papaya, lime, raspberry, blueberry, quince, pomegranate',
  ),
  vegetables: row(
    'carrot, leek, spinach, potato, onion, beetroot, cabbage, pea, parsnip, celery, broccoli, radish, turnip, fennel, kale, asparagus, cauliflower, chard, garlic, artichoke',
  ),
  colours: row(
    'red, blue, green, yellow, teal, violet, orange, crimson, ochre, indigo, turquoise, magenta, olive, maroon, silver, beige, coral, navy, lilac, white',
  ),
  countries: row(
    'France, Japan, Kenya, Brazil, Canada, India, Norway, Egypt, Peru, Vietnam, Portugal, Ghana, Iceland, Mexico, Greece, Chile, Poland, Nepal, Ireland, Morocco',
  ),
  cities: row(
    'Lisbon, Kyoto, Nairobi, Montreal, Oslo, Lima, Hanoi, Berlin, Accra, Athens, Cairo, Dublin, Prague, Mumbai, Sydney, Chicago, Vienna, Seoul, Naples, Bergen',
  ),
  trees: row(
    'oak, birch, beech, pine, maple, ash, willow, lime, spruce, elm, larch, cedar, poplar, chestnut, yew, alder, rowan, walnut, olive, hazel',
  ),
  flowers: row(
    'rose, tulip, daisy, lily, poppy, iris, violet, peony, sunflower, orchid, lavender, dahlia, snowdrop, crocus, aster, magnolia, marigold, lupin, primrose, cornflower',
  ),
  rivers: row(
    'Nile, Danube, Amazon, Mekong, Rhine, Loire, Congo, Ganges, Volga, Thames, Niger, Yukon, Tagus, Indus, Elbe, Zambezi, Vistula, Murray, Seine, Po',
  ),
  instruments: row(
    'piano, violin, flute, cello, drum, harp, trumpet, guitar, clarinet, oboe, accordion, trombone, banjo, viola, bassoon, organ, sitar, lute, horn, saxophone',
  ),
  sports: row(
    'football, swimming, rowing, tennis, chess, cycling, climbing, fencing, judo, running, sailing, volleyball, archery, skiing, cricket, hockey, rugby, surfing, badminton, handball',
  ),
  planets: row('Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune'),
  continents: row('Africa, Antarctica, Asia, Europe, North America, Oceania, South America'),
  oceans: row('Pacific, Atlantic, Indian, Southern, Arctic'),
  seasons: row('spring, summer, autumn, winter'),
  days: row('Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday'),
  months: row('January, February, March, April, May, June, July, August, September, October, November, December'),
  elements: row(
    'hydrogen, helium, lithium, beryllium, boron, carbon, nitrogen, oxygen, fluorine, neon, sodium, magnesium, aluminium, silicon, phosphorus, sulfur, chlorine, argon, potassium, calcium',
  ),
  languages: row(
    'English, Spanish, Mandarin, Hindi, Arabic, Portuguese, Bengali, Japanese, German, French, Swahili, Korean, Turkish, Italian, Vietnamese, Polish, Dutch, Greek, Finnish, Welsh',
  ),
  'programming languages': row(
    'Python, TypeScript, Rust, Go, Java, C, C++, Ruby, Kotlin, Swift, Elixir, Haskell, Lua, Zig, Scala, OCaml, PHP, Perl, Julia, Clojure',
  ),
  names: row(
    'Ada, Ben, Clara, Dan, Eva, Farid, Grace, Hugo, Ines, Jonas, Kim, Lena, Mika, Nora, Omar, Pia, Quentin, Rosa, Sam, Tara',
  ),
  'picture ideas': row(
    'a red fox in the snow, a lighthouse at dusk, a teapot that is also a house, an owl reading by candlelight, a market on the moon, a paper boat in a storm, ' +
      'a bicycle made of glass, a garden under the sea, a sleeping dragon in a library, a tram in the rain at night, a cat as a ship captain, mountains in watercolour',
  ),
  letters: [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
}
const sameAs: Readonly<Record<string, string>> = {
  colors: 'colours',
  towns: 'cities',
  alphabet: 'letters',
  'letters of the alphabet': 'letters',
  weekdays: 'days',
  'days of the week': 'days',
  'months of the year': 'months',
  'musical instruments': 'instruments',
  'chemical elements': 'elements',
  'first names': 'names',
  pets: 'animals',
  mammals: 'animals',
  veggies: 'vegetables',
  'ideas for pictures': 'picture ideas',
  'ideas for a picture': 'picture ideas',
  prompts: 'picture ideas',
  'prompt ideas': 'picture ideas',
  'image ideas': 'picture ideas',
  'ideas for images': 'picture ideas',
  'coding languages': 'programming languages',
}
const unlistable: Readonly<Record<string, string>> = {
  mammals: 'animals of all kinds',
  pets: 'animals, though not all of them like to be kept',
}

const sequences: Readonly<Record<string, (n: number) => readonly number[]>> = {
  'prime numbers': n => firstMatching(n, isPrime),
  primes: n => firstMatching(n, isPrime),
  'even numbers': n => Array.from({ length: n }, (_, at) => 2 * (at + 1)),
  'odd numbers': n => Array.from({ length: n }, (_, at) => 2 * at + 1),
  'square numbers': n => Array.from({ length: n }, (_, at) => (at + 1) ** 2),
  squares: n => Array.from({ length: n }, (_, at) => (at + 1) ** 2),
  'fibonacci numbers': n => fibonacci(n),
  numbers: n => Array.from({ length: n }, (_, at) => at + 1),
}
const isPrime = (n: number): boolean =>
  n > 1 && !Array.from({ length: Math.floor(Math.sqrt(n)) - 1 }, (_, at) => at + 2).some(d => n % d === 0)
const firstMatching = (n: number, test: (value: number) => boolean): readonly number[] => {
  const found: number[] = []
  for (let value = 1; found.length < n; value++) if (test(value)) found.push(value)
  return found
}
const fibonacci = (n: number): readonly number[] => {
  const numbers = [0, 1]
  while (numbers.length < n) numbers.push((numbers.at(-1) ?? 0) + (numbers.at(-2) ?? 0))
  return numbers.slice(0, n)
}

/** A singular or a synonym as the key of a collection or sequence. */
function keyFor(thing: string): string | undefined {
  const candidates = [
    thing,
    `${thing}s`,
    thing.replace(/y$/, 'ies'),
    thing.replace(
      /^(?:different|random|common|nice|good|famous|wild|european|some|the|first|all|more|other|interesting|popular) /,
      '',
    ),
  ]
  return candidates.map(name => sameAs[name] ?? name).find(name => name in collections || name in sequences)
}

/** Names from a collection, for tables: as many as there are, at most `count`. */
export const take = (thing: string, count: number): readonly string[] | undefined =>
  collections[keyFor(thing) ?? '']?.slice(0, count)

/** Everything in these collections. */
export const thingsListed = (...keys: readonly string[]): readonly string[] => keys.flatMap(key => collections[key] ?? [])

const lead = String.raw`(?:^|\b)(?:list|name|give(?: me)?|tell me|show(?: me)?|write(?: down)?|suggest|i (?:want|need)|what are|can you (?:list|name|give me)|a list of|enumerate|make (?:me )?a list of)`
const counted = new RegExp(
  String.raw`${lead}(?: the| a list of| me| up)*(?: first| all)?(?: (${amountPattern}))?(?: of)?(?: the| different| random)* ([a-z -]+?)(?: in the world| of our solar system| please| for me| there are| as .+| in .+| with .+| sorted.*| numbered)*$`,
)

/** "ten animals", or the name of a collection alone. */
function bare(plain: string): RegExpExecArray | null {
  const found = new RegExp(String.raw`^(?:(${amountPattern}) |some |a few )?([a-z -]+?)(?: please)?$`).exec(plain)
  const isNamed = found?.[1] !== undefined || plain in collections || plain in sameAs
  return isNamed ? found : null
}

const prime: Rule = question => {
  const [, digits = ''] = /^is (\d{1,9}) (?:an? )?prime(?: number)?$/.exec(question.plain) ?? []
  if (digits === '') return undefined
  return isPrime(Number(digits)) ? `Yes, ${digits} is a prime number.` : `No, ${digits} is not a prime number.`
}

const list: Rule = question => {
  const found = counted.exec(question.plain) ?? bare(question.plain)
  const thing = found?.[2] ?? ''
  const key = keyFor(thing)
  if (found === null || key === undefined) return undefined
  const asked = found[1] === undefined ? undefined : amount(found[1])
  if (asked === 0) return 'A list of none is quickly done: here it is, empty.'
  const sequence = sequences[key]
  if (sequence !== undefined) return sequence(Math.min(asked ?? 10, 500)).join(', ')
  const all = collections[key] ?? []
  const whole = all.length <= 12 || key === 'letters'
  const shown = whole ? all.slice(0, asked ?? all.length) : rotate(all, question).slice(0, asked ?? 5)
  const lines = shown.map((item, at) =>
    /\bnumber|\bnumbered/.test(question.plain) || asked !== undefined ? `${at + 1}. ${capital(item)}` : `- ${capital(item)}`,
  )
  const remark = unlistable[thing] === undefined ? '' : `My list is one of ${unlistable[thing]}:\n\n`
  const short =
    asked !== undefined && asked > all.length
      ? `\n\nThat is ${all.length}: ${whole ? 'there are no more' : 'I know no more'}.`
      : ''
  return remark + lines.join('\n') + short
}

/** The same items from another start, so that a second asking shows others; closed sets keep their order. */
function rotate(items: readonly string[], question: Question): readonly string[] {
  const start = question.pick(items.map((_, at) => at))
  return [...items.slice(start), ...items.slice(0, start)]
}

const count: Rule = question => {
  const pattern = new RegExp(
    String.raw`\bcount (?:(?:up|down|backwards?) )?(?:from (${amountPattern}) )?(?:(?:up|down) )?to (${amountPattern})(?: (?:by|in steps of) (${amountPattern}))?\b`,
  )
  const found = pattern.exec(question.plain)
  if (found === null) return undefined
  const [, from = '1', to = '', by = '1'] = found
  const [start, end, step] = [amount(from), amount(to), Math.max(1, amount(by))]
  const length = Math.floor(Math.abs(end - start) / step) + 1
  const numbers = Array.from({ length: Math.min(length, 2000) }, (_, at) => start + (end < start ? -1 : 1) * at * step)
  return (
    numbers.join(/\blines?\b/.test(question.plain) ? '\n' : ', ') +
    (length > numbers.length ? ' … and I stop here, the rest is as dull.' : '')
  )
}

/** Lists and counting. */
export const lists: readonly Rule[] = [count, prime, list]
