import { lexicon } from './lexicon.ts'
import { signs, tongues } from './tongues.ts'
import { wordsOf } from './words.ts'

/** What stands for a feeling when nothing else is to be seen. */
const feelings: Readonly<Record<string, string>> = {
  happiness: 'a happy dancing child and a sunflower in a sunny meadow, sunshine, rainbow',
  joy: 'two dancing children in a sunny meadow, sunshine, balloons',
  love: 'a big red heart in a flower garden at sunset',
  peace: 'a white dove flying over a calm lake at sunrise',
  hope: 'a small tree on a hill at sunrise, rainbow',
  freedom: 'three birds flying over the sea, sunshine',
  sadness: 'a small tree in a field in the rain',
  loneliness: 'a lonely tree on a hill at dusk in fog',
  friendship: 'a dog and a cat in a sunny meadow',
  nostalgia: 'an old house on a hill at sunset in autumn',
}

/** Small words that only English prompts have. */
const english: ReadonlySet<string> = new Set(['a', 'an', 'the', 'of', 'with', 'and'])

/** The words of a prompt in English, as far as they are known: flags for other programs are left out, pictures among letters are read. */
export function reworded(prompt: string): string[] {
  // "--ar 16:9", "-- count 2": a keyboard may make a long dash of the two short ones.
  const plain = prompt.replace(/(?:--|—)\s*(?!no\b)[a-z][\w-]*[ =]+\d[\d.:]*|--(?!no\b)[a-z][\w-]*/gi, ' , ')
  return translated(wordsOf(read(plain)))
}

/** What shows a feeling named among the words, if one is. */
export function feelingIn(words: readonly string[]): string[] | undefined {
  const name = words.find(word => Object.hasOwn(feelings, word))
  return name === undefined ? undefined : wordsOf(feelings[name] ?? '')
}

/** Replaces signs without gaps and pictures by words; of Japanese the endings between them are left out. */
function read(prompt: string): string {
  let text = prompt
    .slice(0, 8_000)
    .normalize('NFC')
    .replace(/\uFE0F/g, '')
  if (!/[^\0-\u02FF]/.test(text)) return text
  const before = text
  for (const [sign, english] of signs) text = text.replaceAll(sign, ` ${english} `)
  return text === before ? text : text.replaceAll('と', ' and ').replace(/[ぁ-んー的]+/g, ' ')
}

/** Reads words of other tongues. One that English has too is only taken for foreign where small words say so. */
function translated(words: readonly string[]): string[] {
  const marked = tongues
    .map(tongue => ({ tongue, score: new Set(words.filter(word => tongue.marks.has(word))).size }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || known(words, b.tongue.words) - known(words, a.tongue.words))
  // A chat in an English prompt is no French cat.
  const plain = new Set(words.filter(word => english.has(word))).size
  if (plain > 0 && plain >= (marked[0]?.score ?? 0)) return [...words]
  const spoken = marked[0]?.tongue ?? [...tongues].sort((a, b) => known(words, b.words) - known(words, a.words))[0]
  const sure = marked.length > 0 && known(words, spoken?.words ?? new Map()) * 2 >= words.filter(word => word !== ',').length
  const out: string[] = []
  for (const word of words) {
    const meant = spoken?.words.get(word)
    if (meant === undefined || (!sure && lexicon.find([word], 0) !== undefined)) {
      out.push(word)
      continue
    }
    const parts = meant.split(' ').filter(part => part !== '')
    // "Un gato negro": the colour comes after what has it.
    const last = out.at(-1) ?? ''
    if (lexicon.find(parts, 0)?.value.type === 'colour' && lexicon.find([last], 0)?.value.type === 'noun')
      out.splice(-1, 0, ...parts)
    else out.push(...parts)
  }
  return out
}

const known = (words: readonly string[], table: ReadonlyMap<string, string>): number =>
  words.filter(word => table.has(word)).length
