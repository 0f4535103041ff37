import { Fault } from './fault.ts'
import { brief } from './grapheme.ts'

/** A word of a text, with where it stood. `quoted`: it stood in quotes, which are taken off. */
export type Word = { readonly text: string; readonly quoted: boolean; readonly start: number; readonly end: number }

const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' }

/**
 * The words of a text; double quotes keep spaces together, and end where a closing one stands before a space. A quote
 * that is never closed is an ordinary character, and so is every apostrophe.
 */
export function quotedWords(text: string): readonly Word[] {
  const words: Word[] = []
  const closes = closer(text)
  for (let i = 0; i < text.length;) {
    if (isSpace(text[i])) {
      i++
      continue
    }
    const start = i
    const end = closes(i, true)
    if (end !== undefined) {
      words.push({ text: text.slice(start + 1, end), quoted: true, start, end: end + 1 })
      i = end + 1
      continue
    }
    // `--more "a b"` is two words, `--more="a b"` is one: quotes after an equals sign keep their spaces too.
    let word = ''
    while (i < text.length && !isSpace(text[i])) {
      const inner = text[i - 1] === '=' && i > start ? closes(i, false) : undefined
      word += inner === undefined ? text[i] : text.slice(i + 1, inner)
      i = (inner ?? i) + 1
    }
    words.push({ text: word, quoted: false, start, end: i })
  }
  return words
}

/** A text without the quotes around all of it, and without space around it. */
export function unquoted(text: string): string {
  const [first, second] = quotedWords(text)
  return first?.quoted && second === undefined ? first.text : text.trim()
}

const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char)

/** Finds where the quote that opens at a place is closed; `atEnd`: before a space alone. Looks in vain only once a kind. */
function closer(text: string): (at: number, atEnd: boolean) => number | undefined {
  const vain = new Set<string>()
  return (at, atEnd) => {
    const close = closing[text[at] ?? '']
    if (close === undefined || vain.has(`${close}${atEnd}`)) return undefined
    for (let end = text.indexOf(close, at + 1); end !== -1; end = text.indexOf(close, end + 1)) {
      if (!atEnd || isSpace(text[end + 1])) return end
    }
    vain.add(`${close}${atEnd}`)
    return undefined
  }
}

/** The pairs of a text without the one of this key, as they were written. */
export function withoutPair(text: string, key: string): string {
  const word = quotedWords(text).find(({ text: pair }) => pair.startsWith(`${key}=`))
  return word === undefined ? text : `${text.slice(0, word.start)}${text.slice(word.end)}`.trim()
}

/** Reads `key=value key="two words"`. Throws an `input` fault that names the word which is neither, or the key given twice. */
export function readPairs(text: string): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {}
  for (const word of quotedWords(text)) {
    const equals = word.text.indexOf('=')
    const key = word.text.slice(0, equals)
    if (equals < 1 || !/^[\w.-]{1,64}$/.test(key) || key === '__proto__') {
      throw new Fault('input', `“${brief(word.text, 40)}” is not of the form \`key=value\`.`)
    }
    if (Object.hasOwn(pairs, key)) throw new Fault('input', `\`${key}\` is given twice.`)
    pairs[key] = word.text.slice(equals + 1)
  }
  return pairs
}
