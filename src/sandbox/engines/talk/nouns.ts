import { thingsListed } from './lists.ts'

/** Things of every day beside those that can be listed, as they stand in "a poem about …". */
const common: Readonly<Record<string, string>> = Object.fromEntries([
  ...'rain snow music bread coffee tea love time light water fire ice fog silence cheese chocolate winter spring summer autumn'
    .split(' ')
    .map(noun => [noun, noun] as const),
  ...'sea moon sun sky night morning weather wind beach harbour mountains forest city stars future past'
    .split(' ')
    .map(noun => [noun, `the ${noun}`] as const),
  ...(
    'dog cat house garden castle bridge lighthouse boat ship train bicycle car book letter river mountain island village bakery ' +
    'window lamp clock teapot robot dragon tree flower bird fish school kitchen library museum cake'
  )
    .split(' ')
    .map(noun => [noun, `a ${noun}`] as const),
])
const plural = (noun: string): readonly string[] => [`${noun}s`, noun.replace(/y$/, 'ies'), `${noun}es`]
const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`

/** The nouns the talker knows, and how each stands after "about". */
const known: ReadonlyMap<string, string> = new Map<string, string>([
  ...thingsListed('cities', 'countries').map(name => [name.toLowerCase(), name] as const),
  ...thingsListed('rivers').map(name => [name.toLowerCase(), `the ${name}`] as const),
  ...thingsListed('animals', 'birds', 'fruits', 'vegetables', 'trees', 'flowers', 'instruments').flatMap(noun => [
    ...plural(noun).map(many => [many, many] as const),
    [noun, withArticle(noun)] as const,
  ]),
  ...Object.entries(common).flatMap(([noun, said]) => [
    ...(said.startsWith('a ') ? plural(noun).map(many => [many, many] as const) : []),
    [noun, said] as const,
  ]),
])
/** English words that are nouns of ours only by chance. */
const doubtful = new Set([
  'po',
  'lime',
  'swift',
  'seal',
  'mole',
  'crane',
  'date',
  'dates',
  'orange',
  'ash',
  'iris',
  'lists',
  'times',
  'lights',
  'fig',
])

/** The last noun of a text that something can be written about, with its article; `undefined` where there is none it knows. */
export const topicOf = (plain: string): string | undefined =>
  (plain.match(/\p{L}+/gu) ?? []).flatMap(word => (doubtful.has(word) ? [] : (known.get(word) ?? []))).at(-1)
