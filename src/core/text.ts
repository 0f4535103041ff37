import { closeLine, openLine, readPiece, type Reading, textStart } from './fence.ts'
import { graphemeAt, isGraphemeEdge } from './grapheme.ts'
import { type Span, unbroken } from './unbroken.ts'

export { brief } from './grapheme.ts'

/**
 * One part of a split text. `raw` parts joined give the text again; `shown` is what to post: open fences closed and
 * reopened, white space left out where it alone would pass the limit.
 */
export type Part = { readonly raw: string; readonly shown: string }

/**
 * Splits Markdown into parts whose `shown` text is at most `limit` UTF-16 units (at least 200). Cuts at paragraphs
 * before lines before sentences before words, never inside a grapheme, a link, a mention or a row of a table that fits
 * into a part, and rather before a code block than in it. A fence that is cut is closed, and opened again with its
 * language in the next part. The `raw` parts joined are exactly the text. No part is blank, unless all of the text is.
 */
export function splitText(text: string, limit: number): readonly Part[] {
  if (!(limit >= 200)) throw new RangeError(`A part needs room for 200 characters, got ${limit}.`)
  if (text.trim() === '') return text === '' ? [] : [{ raw: text, shown: text.length <= limit ? text : '' }]
  const parts: Part[] = []
  let reading = textStart
  for (let at = 0; at < text.length;) {
    const part = nextPart(text, at, reading, limit)
    parts.push(part)
    reading = part.reading
    at += part.raw.length
  }
  return parts.map(({ raw, shown }) => ({ raw, shown }))
}

/** The part that begins at `at`, and where the reader stands after it. */
function nextPart(text: string, at: number, before: Reading, limit: number): Part & { readonly reading: Reading } {
  const head = before.fence === undefined ? '' : `${openLine(before.fence)}\n`
  const lead = before.fence === undefined ? leadingBlank(text, at, limit) : 0
  const from = at + lead
  const midLine = from > 0 && text[from - 1] !== '\n'
  // What begins within a part and fits into one ends within two.
  const view = text.slice(from, from + 2 * limit + 2)
  const spans = view.length <= limit - head.length ? [] : unbroken(view, before)
  for (let room = limit - head.length; ; ) {
    const piece = view.slice(0, view.length <= room ? view.length : cutAt(view, room, spans))
    const reading = readPiece(before, piece, midLine)
    const tail = reading.fence === undefined ? '' : closeLine(reading.fence)
    const close = (body: string): string => `${head}${body}${tail === '' || body.endsWith('\n') ? '' : '\n'}${tail}`
    const over = close(piece).length - limit
    if (over > 0) {
      room -= over
      continue
    }
    const end = from + piece.length + blankAfter(text, from + piece.length, reading)
    const whole = close(text.slice(from, end))
    return { raw: text.slice(at, end), shown: whole.length <= limit ? whole : close(piece), reading }
  }
}

/** White space that would fill a part alone; nobody misses it, and no platform posts a blank message. */
function leadingBlank(text: string, at: number, limit: number): number {
  const blank = blankAt(text, at)
  return blank.length > limit / 3 && isGraphemeEdge(text.slice(0, at + blank.length + 1), at + blank.length) ? blank.length : 0
}

/** White space after a part that goes along with it: to the end of the text, else all but the indentation of the next line. */
function blankAfter(text: string, at: number, { fence }: Reading): number {
  const blank = blankAt(text, at)
  if (at + blank.length === text.length) return blank.length
  if (fence !== undefined || blank === '') return 0
  const feed = blank.lastIndexOf('\n')
  if (feed !== -1) return feed + 1
  const mark = /\p{M}|\p{Cf}|\p{Emoji_Modifier}/u.test(String.fromCodePoint(text.codePointAt(at + blank.length) ?? 0))
  return mark ? blank.length - 1 : blank.length
}

function blankAt(text: string, at: number): string {
  const blank = /\s*/y
  blank.lastIndex = at
  return blank.exec(text)?.[0] ?? ''
}

const boundaries: readonly RegExp[] = [/\n[ \t\r]*\n/g, /\n/g, /[.!?…。！？]["'”’)\]]?\s|[。！？]/g, /\s/g]

/** Where to cut within `room`: at a paragraph, a line, a sentence, a word, else between graphemes. */
function cutAt(view: string, room: number, spans: readonly Span[]): number {
  const least = Math.floor(room / 3)
  const fitting = spans.filter(span => span.to - span.from <= room)
  for (const boundary of boundaries) {
    let best = -1
    for (const found of view.slice(0, room + 1).matchAll(boundary)) {
      const end = found.index + found[0].length
      if (end <= room) best = end
    }
    if (best < least) continue
    const firm = outside(view, best, room, fitting)
    if (firm < least) continue
    const kind = fitting.filter(span => !span.firm && span.from < firm && firm < span.to)
    // The widest first: rather the whole block than half of it.
    for (const { from } of kind.sort((a, b) => a.from - b.from)) {
      const better = outside(view, from, room, fitting)
      if (better >= least) return better
    }
    return firm
  }
  return outside(view, room, room, fitting)
}

/** The last place not after `at` that is inside no firm span and no grapheme; after the first of them where none is before it. */
function outside(view: string, at: number, room: number, spans: readonly Span[]): number {
  let place = at
  for (;;) {
    const inside = (span: { readonly from: number; readonly to: number }): boolean => span.from < place && place < span.to
    const around = spans.find(span => span.firm && inside(span)) ?? graphemeAt(view, place)
    if (!inside(around)) return place
    if (around.from === 0) return around.to <= room ? around.to : at
    place = around.from
  }
}
