/**
 * The words of a list: commas or spaces stand between them. Quotes keep a word with spaces or commas together, and end
 * before a comma, a space or the end alone; within double quotes two of them stand for one. A quote that is never closed
 * is an ordinary character.
 */
export const readPatterns = (text: string): readonly string[] =>
  Array.from(text.matchAll(listed), ([plain, double, curly, angled]) =>
    double !== undefined ? double.replaceAll('""', '"') : (curly ?? angled ?? plain),
  )
    .map(found => found.trim())
    .filter(found => found !== '')

/** A list of words as `readPatterns` reads them again. */
export const writePatterns = (words: readonly string[]): string =>
  words.map(each => (/^["“„«]|[\s,]/.test(each) ? `"${each.replaceAll('"', '""')}"` : each)).join(', ')

const listed = /"((?:[^"]|"")*)"(?=[\s,]|$)|[“„]([^“”]*)[“”](?=[\s,]|$)|«([^»]*)»(?=[\s,]|$)|[^\s,]+/g

/** Whether one of the patterns is this word, regardless of case; `*` in a pattern stands for any characters. */
export const matchesAny = (patterns: readonly string[], word: string): boolean =>
  patterns.some(pattern => {
    const [first = '', ...others] = pattern.toLowerCase().split('*')
    const text = word.toLowerCase()
    const last = others.pop()
    if (last === undefined) return text === first
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const piece of others) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  })
