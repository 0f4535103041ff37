import { closeLine, openLine, type PieceReader, pieceReader, type Reading, textStart } from './fence.ts'
import { graphemeAt } from './grapheme.ts'
import { isQuietAfter, type Span, unbroken } from './unbroken.ts'

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
 * language in the next part, within a quote behind its marks. The `raw` parts joined are exactly the text. No part is blank, unless all of the text is.
 */
export const splitText = (text: string, limit: number): readonly Part[] => growingSplit(limit)(text)

/**
 * Splits a text that is still being written, as `splitText` does: each text given must begin with the one before. Parts that
 * nothing that follows can change are split once, so that a long text costs no more than its end.
 */
export function growingSplit(limit: number): (text: string) => readonly Part[] {
  if (!(limit >= 200)) throw new RangeError(`A part needs room for 200 characters, got ${limit}.`)
  const settled: Part[] = []
  let settledTo: Place = { at: 0, reading: textStart, read: pieceReader() }
  return text => {
    if (settled.length === 0 && text.trim() === '')
      return text === '' ? [] : [{ raw: text, shown: text.length <= limit ? text : '' }]
    const parts = [...settled]
    for (let place = settledTo; place.at < text.length;) {
      const { raw, shown, reading, isSettled } = nextPart(text, place, limit)
      parts.push({ raw, shown })
      const wasSettled = place === settledTo && isSettled
      place = { at: place.at + raw.length, reading, read: pieceReader() }
      if (!wasSettled) continue
      settled.push({ raw, shown })
      settledTo = place
    }
    return parts
  }
}

/** Where a part begins, where the reader of Markdown stands there, and what it has read of the part already. */
type Place = { readonly at: number; readonly reading: Reading; readonly read: PieceReader }

type NextPart = Part & { readonly reading: Reading; readonly isSettled: boolean }

/** The part that begins at a place, where the reader stands after it, and whether it stays so whatever follows the text. */
function nextPart(text: string, { at, reading: before, read }: Place, limit: number): NextPart {
  const lead = before.fence === undefined ? leadingBlank(text, at, limit) : 0
  const from = at + lead
  const midLine = from > 0 && text[from - 1] !== '\n'
  // The rest of a line of a quote stands behind marks of its own.
  const head = before.fence === undefined ? '' : `${openLine(before.fence)}\n${midLine ? before.fence.quote : ''}`
  // What begins within a part and fits into one ends within two.
  const view = text.slice(from, from + 2 * limit + 2)
  const isViewFull = from + view.length < text.length
  const words = isViewFull ? view.length : view.trimEnd().length
  const isLast = words <= limit - head.length
  const spans = isLast ? [] : unbroken(view, before)
  for (let room = limit - head.length; ;) {
    const piece = view.slice(0, words <= room ? Math.min(view.length, Math.max(words, room)) : cutAt(view, room, spans))
    const reading = read(before, piece, midLine, from)
    const tail = reading.fence === undefined ? '' : closeLine(reading.fence)
    const close = (body: string): string => `${head}${body}${tail === '' || body.endsWith('\n') ? '' : '\n'}${tail}`
    const over = close(piece).length - limit
    if (over > 0) {
      room -= over
      continue
    }
    const end = from + piece.length + blankAfter(text, from + piece.length, reading)
    const whole = close(text.slice(from, end))
    const isSettled =
      !isLast &&
      text.length - at > limit &&
      isBlankOver(text, at) &&
      isBlankOver(text, from + piece.length) &&
      (isViewFull || isQuietAfter(view, before, limit))
    return { raw: text.slice(at, end), shown: whole.length <= limit ? whole : close(piece), reading, isSettled }
  }
}

/** Whether the white space here, if there is any, has ended, with as much behind it as decides where it goes. */
const isBlankOver = (text: string, at: number): boolean => at + blankAt(text, at).length + 2 <= text.length

/** White space that would fill a part alone; nobody misses it, and no platform posts a blank message. */
function leadingBlank(text: string, at: number, limit: number): number {
  const blank = text.length - at <= limit ? 0 : blankAt(text, at).length
  if (blank <= limit / 3) return 0
  return takesMark(text, at + blank) ? blank - 1 : blank
}

/** White space after a part that goes along with it: to the end of the text, else all but the indentation of the next line. */
function blankAfter(text: string, at: number, { fence }: Reading): number {
  const blank = blankAt(text, at)
  if (at + blank.length === text.length) return blank.length
  if (fence !== undefined || blank === '') return 0
  const feed = blank.lastIndexOf('\n')
  if (feed !== -1) return feed + 1
  return takesMark(text, at + blank.length) ? blank.length - 1 : blank.length
}

/** Whether what stands here belongs to the character before it, a space for want of a letter. */
const takesMark = (text: string, at: number): boolean => graphemeAt(text.slice(at - 1, at + 2), 1).from === 0

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
  const firm = joined(
    fitting.filter(span => span.firm),
    room,
  )
  for (const boundary of boundaries) {
    let best = -1
    for (const found of view.slice(0, room + 1).matchAll(boundary)) {
      const end = found.index + found[0].length
      if (end <= room) best = end
    }
    const place = best < least ? -1 : outside(view, best, room, firm)
    if (place < least) continue
    // The widest block first: rather all of it in the next part than half of it.
    const blocks = fitting.filter(span => !span.firm && span.from < place && place < span.to).map(span => span.from)
    const better = blocks.sort((a, b) => a - b).map(from => outside(view, from, room, firm))
    return better.find(start => start >= least) ?? place
  }
  return outside(view, room, room, firm)
}

/** Spans that overlap made one, where together they still fit. Where they do not, each counts alone. */
function joined(spans: readonly Span[], room: number): readonly Span[] {
  const groups: { from: number; to: number; members: Span[] }[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = groups.at(-1)
    if (last === undefined || span.from >= last.to) groups.push({ from: span.from, to: span.to, members: [span] })
    else {
      last.to = Math.max(last.to, span.to)
      last.members.push(span)
    }
  }
  return groups.flatMap(({ from, to, members }) => (to - from <= room ? [{ from, to, firm: true }] : members))
}

/** The last place not after `at` that is inside no firm span and no grapheme; behind it where nothing is before it. */
function outside(view: string, at: number, room: number, firm: readonly Span[]): number {
  const span = firm.find(({ from, to }) => from < at && at < to)
  if (span !== undefined && span.from === 0) {
    const end = graphemeEnd(view, span.to)
    if (end <= room) return end
  }
  const before = graphemeAt(view, span === undefined || span.from === 0 ? at : span.from)
  if (before.from > 0) return before.from
  return before.to <= room ? before.to : codePointEdge(view, at)
}

/** The first end of a grapheme from `at` on. */
function graphemeEnd(view: string, at: number): number {
  const { from, to } = graphemeAt(view, at)
  return from === at ? at : to
}

/** A grapheme longer than a part is cut at least between its code points: half of one is no text. */
const codePointEdge = (view: string, at: number): number => ((view.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at)
