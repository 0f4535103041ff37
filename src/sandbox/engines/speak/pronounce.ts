import { consonantRules } from './rules/consonants.ts'
import { vowelRules } from './rules/vowels.ts'
import { oddWords } from './rules/words.ts'

/** One sound of a word: its name as in ARPAbet, and whether the word's stress lies on it. */
export type Sound = { readonly name: string; readonly stressed: boolean }

const vowels = new Set('AA AE AH AO AW AX AY EH ER EY IH IY OW OY UH UW'.split(' '))
const weak = new Set(['AX'])

/** Whether a sound is a vowel. */
export const isVowel = (name: string): boolean => vowels.has(name)

type Rule = { readonly left: RegExp; readonly letters: string; readonly right: RegExp; readonly sounds: readonly string[] }

const pattern = (written: string): string => written.replaceAll('V', '(?:[aeiou]|(?<!_)y)').replaceAll('C', '[^aeiouy_]')

const rules: ReadonlyMap<string, readonly Rule[]> = Map.groupBy(
  `${vowelRules}${consonantRules}`.split('\n').flatMap(line => {
    const found = /^(.*)<([a-z]+)>(.*) = (.+)$/.exec(line)
    if (found === null) return []
    const [, left = '', letters = '', right = '', sounds = ''] = found
    const said = sounds === '-' ? [] : sounds.split(' ')
    const rule: Rule = { left: new RegExp(`${pattern(left)}$`), letters, right: new RegExp(`^${pattern(right)}`), sounds: said }
    return [rule]
  }),
  rule => rule.letters[0] ?? '',
)

const odd: ReadonlyMap<string, readonly string[]> = new Map(
  oddWords.split(/[;\n]/).flatMap(entry => {
    const [word, ...sounds] = entry.trim().split(' ')
    return word === undefined || word === '' ? [] : [[word, sounds] as const]
  }),
)

/** Sounds by the rules of spelling alone. */
function spelled(word: string): readonly string[] {
  const framed = `_${word}_`
  const sounds: string[] = []
  for (let at = 1; at < framed.length - 1;) {
    const rule = rules
      .get(framed[at] ?? '')
      ?.find(
        ({ letters, left, right }) =>
          framed.startsWith(letters, at) && left.test(framed.slice(0, at)) && right.test(framed.slice(at + letters.length)),
      )
    sounds.push(...(rule?.sounds ?? []))
    at += rule?.letters.length ?? 1
  }
  return sounds
}

const unvoiced = new Set(['P', 'T', 'K', 'F', 'TH', 'S', 'SH', 'CH'])
const hissing = new Set(['S', 'Z', 'SH', 'ZH', 'CH', 'JH'])
const contracted: Readonly<Record<string, readonly string[]>> = {
  re: ['ER'],
  ve: ['V'],
  ll: ['AX', 'L'],
  d: ['D'],
  m: ['M'],
  t: ['T'],
}

const plural = (sounds: readonly string[]): readonly string[] => {
  const last = bare(sounds.at(-1) ?? '')
  return [...sounds, ...(hissing.has(last) ? ['IH', 'Z'] : unvoiced.has(last) ? ['S'] : ['Z'])]
}
const past = (sounds: readonly string[]): readonly string[] => {
  const last = bare(sounds.at(-1) ?? '')
  return [...sounds, ...(last === 'T' || last === 'D' ? ['IH', 'D'] : unvoiced.has(last) ? ['T'] : ['D'])]
}
const bare = (sound: string): string => sound.replace('1', '')

/** A word that is said oddly, also with an ending. */
function known(word: string): readonly string[] | undefined {
  const found = odd.get(word)
  if (found !== undefined) return found
  const ending = (length: number): readonly string[] | undefined => odd.get(word.slice(0, -length))
  const stem = (length: number): readonly string[] | undefined => ending(length) ?? odd.get(`${word.slice(0, -length)}e`)
  if (/[^s]s$/.test(word)) return map(ending(1), plural)
  if (word.endsWith('ed')) return map(ending(1) ?? ending(2), past)
  if (word.endsWith('ing')) return map(stem(3), sounds => [...sounds, 'IH', 'NG'])
  if (word.endsWith('ly')) return map(ending(2), sounds => [...sounds, 'L', 'IY'])
  return undefined
}
const map = <In, Out>(value: In | undefined, change: (value: In) => Out): Out | undefined =>
  value === undefined ? undefined : change(value)

/** The sounds of a word in small letters; an apostrophe may join an ending. Empty when nothing in it is said. */
export function pronounce(word: string): readonly Sound[] {
  const whole = odd.get(word)
  if (whole !== undefined) return stressedIn(word, whole)
  const [stem = '', ending] = word.split("'")
  const notLast = ending === 't' && stem.endsWith('n') ? (known(stem) ?? known(stem.slice(0, -1)) ?? spelled(stem)) : undefined
  let sounds = notLast ?? known(stem) ?? spelled(stem)
  if (notLast !== undefined && bare(sounds.at(-1) ?? '') !== 'N')
    sounds = [...sounds, ...(sounds.at(-1) === 'UW' ? [] : ['AX']), 'N']
  if (ending === 's') sounds = plural(sounds)
  else if (ending !== undefined) sounds = [...sounds, ...(contracted[ending] ?? spelled(ending))]
  return stressedIn(stem, undoubled(sounds))
}

/** A sound twice in a row is said once. */
const undoubled = (sounds: readonly string[]): readonly string[] =>
  sounds.filter((sound, i) => isVowel(bare(sound)) || sound !== sounds[i - 1])

const beforeSuffix = /(?:[tscx]ion|ic|ics|ical|ity|ian|ious|eous|ial|ify|graphy|logy)s?$/
const lightPrefix = /^(?:a(?![eiouy])|be|de|re|pre|ex|em|en|in|con|com|dis|per|pro|un|to)[^aeiouy]?/

/** Lays the stress on one vowel: where the entry marks it, or where English mostly has it. */
function stressedIn(word: string, sounds: readonly string[]): readonly Sound[] {
  const marked = sounds.findIndex(sound => sound.endsWith('1'))
  const beats = sounds.flatMap((sound, i) => (isVowel(bare(sound)) ? [i] : []))
  const full = beats.filter(i => !weak.has(sounds[i] ?? ''))
  const guess = (): number | undefined => {
    if (beats.length < 2) return beats[0]
    if (beforeSuffix.test(word))
      return (
        beats.at(/(?:ic|ics|[tscx]ion|ian|ial|ious|eous)s?$/.test(word) && !/[aeiou]\w*(?:ian|ial|ious)$/.test(word) ? -2 : -3) ??
        beats[0]
      )
    if (lightPrefix.test(word) && beats.length === 2 && !weak.has(sounds[beats[1] ?? 0] ?? '')) return beats[1]
    if (lightPrefix.test(word) && beats.length === 3 && weak.has(sounds[beats[0] ?? 0] ?? '')) return beats[1]
    const early = beats.length > 3 ? beats.slice(-3) : beats
    return early.find(i => full.includes(i)) ?? early[0]
  }
  const stressed = marked >= 0 ? marked : guess()
  return sounds.map((sound, i) => ({ name: bare(sound), stressed: i === stressed }))
}
