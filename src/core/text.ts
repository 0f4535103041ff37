/** Fences longer than this would only be an attack on the reader; a longer run of ticks is treated as text. */
const fence = /^ {0,3}(`{3,20}|~{3,20})([^\n`]*)$/

type Open = { readonly mark: string; readonly line: string }

/** The fence that is still open at the end of a piece, given the one open at its beginning. */
function openAfter(piece: string, before: Open | undefined): Open | undefined {
  let open = before
  for (const line of piece.split('\n')) {
    const found = fence.exec(line)
    if (found === null) continue
    const [, mark = '', info = ''] = found
    if (open === undefined) open = { mark, line: `${mark}${info}` }
    else if (mark.startsWith(open.mark) && info.trim() === '') open = undefined
  }
  return open
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The last place not after `at` where a grapheme ends; the grapheme's own end when it is longer than all of it. */
function graphemeEnd(text: string, at: number): number {
  if (at >= text.length) return text.length
  // Far longer than any grapheme people type: looking back this far finds its beginning without walking the whole text.
  const from = Math.max(0, at - 256)
  let end = 0
  for (const { index, segment } of graphemes.segment(text.slice(from, at + 256))) {
    if (from + index + segment.length > at) break
    end = from + index + segment.length
  }
  return end === 0 ? at : end
}

/** Where to cut within `room`: at a paragraph, a line, a sentence, a word, else between graphemes. */
function cutAt(text: string, room: number): number {
  const window = text.slice(0, room + 1)
  const least = Math.floor(room / 3)
  for (const boundary of ['\n\n', '\n']) {
    const at = window.lastIndexOf(boundary, room - 1)
    if (at >= least) return at + boundary.length > room ? at + 1 : at + boundary.length
  }
  for (const boundary of [/[.!?…]["')\]]?\s/g, /\s/g]) {
    let best = -1
    for (const found of window.matchAll(boundary)) {
      const end = found.index + found[0].length
      if (end <= room) best = end
    }
    if (best >= least) return best
  }
  return graphemeEnd(text, room)
}

/** One part of a split text. `raw` parts joined give the text again; `shown` has open fences closed and reopened. */
export type Part = { readonly raw: string; readonly shown: string }

/**
 * Splits Markdown into parts whose `shown` text is at most `limit` UTF-16 units (at least 200). Cuts at paragraphs
 * before lines before sentences before words, never inside a grapheme; a code fence that is cut is closed, and
 * opened again with its language in the next part. The `raw` parts joined are exactly the text.
 */
export function splitText(text: string, limit: number): readonly Part[] {
  if (limit < 200) throw new RangeError(`A part needs room for 200 characters, got ${limit}.`)
  const parts: Part[] = []
  let rest = text
  let open: Open | undefined
  while (rest !== '') {
    // A fence's opening line is foreign text: one that would eat the part is reopened without its language.
    const head = open === undefined ? '' : `${open.line.length > 60 ? open.mark : open.line}\n`
    const fits = (piece: string): string | undefined => {
      const after = openAfter(piece, open)
      const tail = after === undefined ? '' : `${piece.endsWith('\n') ? '' : '\n'}${after.mark}`
      const shown = `${head}${piece}${tail}`
      return shown.length <= limit ? shown : undefined
    }
    let end = rest.length <= limit ? rest.length : cutAt(rest, limit - head.length)
    let shown = fits(rest.slice(0, end))
    for (let room = limit - head.length - 4; shown === undefined && room > 0; room -= 16) {
      end = cutAt(rest, room)
      shown = fits(rest.slice(0, end))
    }
    const raw = rest.slice(0, end)
    parts.push({ raw, shown: shown ?? raw })
    open = openAfter(raw, open)
    rest = rest.slice(end)
  }
  return parts
}

/** A text on one line and at most `chars` long, an ellipsis where something was left out. For labels and alt texts. */
export function brief(text: string, chars: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= chars ? line : `${line.slice(0, graphemeEnd(line, chars - 1)).trimEnd()}…`
}
