import { splitText } from '#core/text.ts'

/** An answer as its messages show it. `file`: the whole of it, where the parts are its beginning only. */
export type AnswerParts = { readonly parts: readonly string[]; readonly file?: string }

/**
 * A text in parts for messages of so many characters; past `fileAfter` characters those of them that begin before it, and the
 * whole as a file beside them.
 */
export function answerPartsOf(text: string, textChars: number, fileAfter = Number.POSITIVE_INFINITY): AnswerParts {
  if (text === '') return { parts: [''] }
  if (text.length <= fileAfter) return { parts: splitText(text, textChars).map(part => part.shown) }
  return { parts: beginningOf(text, textChars, fileAfter), file: text }
}

/** The parts of a text that begin within so many characters, and not all of it; at least one. */
function beginningOf(text: string, textChars: number, mostChars: number): readonly string[] {
  // What a part ends with depends on what comes after it, at most a part further.
  const parts = splitText(text.slice(0, mostChars + 3 * textChars).toWellFormed(), textChars)
  const shown: string[] = []
  let chars = 0
  for (const part of parts) {
    if (shown.length > 0 && (chars >= mostChars || chars + part.raw.length >= text.length)) break
    shown.push(part.shown)
    chars += part.raw.length
  }
  return shown
}
