const pieces = /\s*[\p{L}\p{M}\p{N}'’]+|\s*[^\s\p{L}\p{M}\p{N}]{1,3}|\s+/gu

/** The most characters of a word that one fragment carries; with its space that is near the four characters a real token has. */
const mostLetters = 6

/** Cuts a text into what a language model would stream: word by word, space in front, long words in parts. Joined, they are the text. */
export function fragments(text: string): readonly string[] {
  return [...text.matchAll(pieces)].flatMap(([piece]) => cutEvenly(piece))
}

function cutEvenly(piece: string): readonly string[] {
  const space = /^\s*/.exec(piece)?.[0] ?? ''
  const letters = [...piece.slice(space.length)] // by code point, so that no surrogate pair is cut
  if (letters.length <= mostLetters) return [piece]
  const parts = Math.ceil(letters.length / mostLetters)
  const bound = (part: number): number => Math.round((part * letters.length) / parts)
  return Array.from(
    { length: parts },
    (_, part) => (part === 0 ? space : '') + letters.slice(bound(part), bound(part + 1)).join(''),
  )
}

/** About how many tokens a text of this length is: four characters each. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4)
