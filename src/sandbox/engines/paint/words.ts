const irregular: Readonly<Record<string, string>> = {
  mice: 'mouse',
  geese: 'goose',
  wolves: 'wolf',
  children: 'child',
  kids: 'child',
  people: 'person',
  persons: 'person',
  men: 'man',
  women: 'woman',
  leaves: 'leaf',
  loaves: 'loaf',
  knives: 'knife',
  elves: 'elf',
  oxen: 'ox',
  feet: 'foot',
  cacti: 'cactus',
  octopi: 'octopus',
  fungi: 'fungus',
  ladies: 'lady',
  babies: 'baby',
  cherries: 'cherry',
  cities: 'city',
  butterflies: 'butterfly',
  thieves: 'thief',
  shelves: 'shelf',
  bookshelves: 'bookshelf',
  witches: 'witch',
  buses: 'bus',
  dominoes: 'domino',
  heroes: 'hero',
  noodles: 'noodle',
}

/** The words of a prompt in lower case, without accents; a comma, full stop or the like stands as `,`. At most 400 of them. */
export function wordsOf(prompt: string): string[] {
  const plain = prompt
    .slice(0, 8_000)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[’`]/g, "'")
  return (plain.match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*|[,.;:!?()|/\n"]/gu) ?? [])
    .flatMap(word => (/^[,.;:!?()|/\n"]$/.test(word) ? [','] : word.replace(/'s$/, '').replaceAll("'", '').split('-')))
    .filter(word => word !== '')
    .slice(0, 400)
}

/** What a word may be the plural of, likeliest first; the word itself is the first. */
export function singulars(word: string): string[] {
  const forms = [word]
  const known = irregular[word]
  if (known !== undefined) forms.push(known)
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) {
    forms.push(word.slice(0, -1))
    if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`)
    if (word.endsWith('es')) forms.push(word.slice(0, -2))
  }
  return forms
}

/** Whether a word is written as a plural of `singular`. */
export const isPlural = (word: string, singular: string): boolean =>
  word !== singular && (irregular[word] === singular || word.endsWith('s'))

/** A dictionary of words and phrases. */
export type Phrases<T> = {
  readonly find: (
    words: readonly string[],
    at: number,
  ) => { readonly value: T; readonly length: number; readonly plural: boolean } | undefined
}

/** Makes a dictionary from `[value, 'word|two words|…']` pairs; the longest phrase wins, its last word may be a plural. */
export function phrases<T>(entries: Iterable<readonly [T, string]>): Phrases<T> {
  const table = new Map<string, T>()
  let longest = 1
  for (const [value, list] of entries) {
    for (const phrase of list.split('|')) {
      const key = phrase.trim().replaceAll('-', ' ')
      if (!table.has(key)) table.set(key, value)
      longest = Math.max(longest, key.split(' ').length)
    }
  }
  return {
    find(words, at) {
      for (let length = Math.min(longest, words.length - at); length > 0; length--) {
        const last = words[at + length - 1] ?? ''
        const head = words.slice(at, at + length - 1).join(' ')
        for (const form of singulars(last)) {
          const value = table.get(head === '' ? form : `${head} ${form}`)
          if (value !== undefined) return { value, length, plural: isPlural(last, form) }
        }
        if (length > 1) {
          const first = singulars(words[at] ?? '')
          for (const form of first.slice(1)) {
            const value = table.get([form, ...words.slice(at + 1, at + length)].join(' '))
            if (value !== undefined) return { value, length, plural: true }
          }
        }
      }
      return undefined
    },
  }
}
