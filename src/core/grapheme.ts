const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The grapheme (what a reader calls one character) around the place `at`: from its beginning to its end. */
export function graphemeAt(text: string, at: number): { readonly from: number; readonly to: number } {
  const found = graphemes.segment(text).containing(at)
  return found === undefined ? { from: at, to: at } : { from: found.index, to: found.index + found.segment.length }
}

/** A text on one line and at most `chars` long, an ellipsis where something was left out, no half of a surrogate pair in it. */
export function brief(text: string, chars: number): string {
  const line = text.toWellFormed().replace(/\s+/g, ' ').trim()
  if (line.length <= chars) return line
  return chars < 1 ? '' : `${line.slice(0, graphemeAt(line, chars - 1).from).trimEnd()}…`
}
