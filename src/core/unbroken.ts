import { looksLikeFence, marksOf, type Reading, readLine } from './fence.ts'

/**
 * A stretch of text that belongs together, from its first character to the one after its last. A `firm` one is never cut
 * where it fits into a part: a link, a mention, a row of a table. Another one is better left whole, no more: a code block.
 */
export type Span = { readonly from: number; readonly to: number; readonly firm: boolean }

// Each stops at the first character that cannot belong to it, so that no text makes it look far for nothing.
const inLine: readonly RegExp[] = [
  // [text](address), ![text](address), [![text](picture)](address), [text][name]
  /!?\[(?:[^[\]\\\n]|\\.|\[[^[\]\n]*\])*\](?:\((?:[^()\\\n]|\\.|\([^()\n]*\))*\)|\[[^[\]\n]*\])/g,
  // <@123>, <#123>, <:name:123>, <t:123:R>, <https://…|text>
  /<[^<>\s][^<>\n]*>/g,
  /https?:\/\/[^\s<>()\]]+(?:\([^\s()]*\)[^\s<>()\]]*)*/g,
  /(?<!`)(`{1,2})(?!`)[^`\n]+\1(?!`)/g,
]

/** What belongs together in a text that begins where the reader stands. */
export function unbroken(text: string, before: Reading): readonly Span[] {
  const spans = [...linesTogether(text, before), ...ticksInLine(text)]
  for (const pattern of inLine) {
    for (const { index, 0: found } of text.matchAll(pattern)) spans.push({ from: index, to: index + found.length, firm: true })
  }
  return spans
}

/**
 * Whether all that belongs together and begins within the first `room` characters is known, whatever follows the text: a whole
 * line behind them is in no code block and no row of a table. Nothing else reaches beyond its line.
 */
export function isQuietAfter(text: string, before: Reading, room: number): boolean {
  let reading = before
  for (let from = 0, feed = text.indexOf('\n'); feed !== -1; from = feed + 1, feed = text.indexOf('\n', from)) {
    const line = text.slice(from, feed)
    const after = readLine(reading, line)
    if (from > room && reading.fence === undefined && after.fence === undefined && !line.includes('|')) return true
    reading = after
  }
  return false
}

/** Rows and tables, the lines of fences and whole code blocks. */
function* linesTogether(text: string, before: Reading): Generator<Span> {
  let reading = before
  let lineBefore = 0
  let blockFrom = 0
  let tableFrom: number | undefined
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf('\n', from)
    const to = feed === -1 ? text.length : feed + 1
    const line = text.slice(from, feed === -1 ? to : feed)
    const after = readLine(reading, line)
    if (looksLikeFence(line)) yield { from, to, firm: true }
    const marks = reading.fence === undefined ? '' : marksOf(line, reading.fence)
    // Not between the marks of a quote and what it says: the part would end with an empty line.
    if (marks !== '') yield { from, to: Math.min(from + marks.length + 1, to), firm: true }
    if (reading.fence === undefined && after.fence !== undefined) {
      blockFrom = from
      yield { from, to: to + 1, firm: false } // or the part would end with an empty block
    } else if (reading.fence !== undefined && after.fence === undefined) {
      yield { from: blockFrom, to, firm: false }
      yield { from: lineBefore, to, firm: false } // or the next part would begin with an empty block
    }
    // A table's rows need no bar at their ends, so that any line with a bar may be one; a line kept whole does no harm.
    const isRow = reading.fence === undefined && after.fence === undefined && line.includes('|')
    if (isRow) {
      tableFrom ??= from
      yield { from, to, firm: true }
    }
    if (tableFrom !== undefined && (!isRow || to === text.length)) {
      yield { from: tableFrom, to: isRow ? to : from, firm: false }
      tableFrom = undefined
    }
    reading = after
    lineBefore = from
    from = to
  }
}

/** Ticks amid a line: a cut before them would make a fence of them, since a part's beginning is a line's beginning. */
function* ticksInLine(text: string): Generator<Span> {
  for (const { index, 0: found } of text.matchAll(/`{3,}|~{3,}/g)) {
    let from = index
    while (index - from < 4 && /[ \t]/.test(text[from - 1] ?? '')) from--
    if (from > 0 && text[from - 1] !== '\n') yield { from: from - 1, to: index + found.length, firm: true }
  }
}
