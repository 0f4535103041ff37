import { Fault } from './fault.ts'

/** A word of a text, with where it stood. `quoted`: it stood in quotes, which are taken off. */
export type Word = { readonly text: string; readonly quoted: boolean; readonly start: number; readonly end: number }

const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', '«': '»' }

/** The words of a text; double quotes keep spaces together. A quote that is never closed is an ordinary character. */
export function quotedWords(text: string): readonly Word[] {
  const words: Word[] = []
  let i = 0
  while (i < text.length) {
    if (/\s/.test(text[i] ?? '')) {
      i++
      continue
    }
    const start = i
    const close = closing[text[i] ?? '']
    const end = close === undefined ? -1 : text.indexOf(close, i + 1)
    if (end !== -1 && (end + 1 === text.length || /\s/.test(text[end + 1] ?? ''))) {
      words.push({ text: text.slice(i + 1, end), quoted: true, start, end: end + 1 })
      i = end + 1
      continue
    }
    // `--more "a b"` is two words, `--more="a b"` is one: quotes inside a word keep their spaces too.
    let word = ''
    while (i < text.length && !/\s/.test(text[i] ?? '')) {
      const inner = text[i - 1] === '=' ? closing[text[i] ?? ''] : undefined
      const innerEnd = inner === undefined ? -1 : text.indexOf(inner, i + 1)
      if (innerEnd !== -1) {
        word += text.slice(i + 1, innerEnd)
        i = innerEnd + 1
      } else {
        word += text[i++]
      }
    }
    words.push({ text: word, quoted: false, start, end: i })
  }
  return words
}

/** Reads `key=value key="two words"`. Throws an `input` fault that names the word which is neither. */
export function readPairs(text: string): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {}
  for (const word of quotedWords(text)) {
    const equals = word.text.indexOf('=')
    const key = word.text.slice(0, equals)
    if (equals < 1 || !/^[\w.-]{1,64}$/.test(key) || key === '__proto__') {
      throw new Fault('input', `“${word.text.slice(0, 40)}” is not of the form \`key=value\`.`)
    }
    pairs[key] = word.text.slice(equals + 1)
  }
  return pairs
}
