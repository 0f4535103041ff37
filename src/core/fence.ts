/**
 * A code fence that is open, in pieces that can be written again: the marks of the quote around it (`> `, empty outside of
 * one), its indentation, its run of ticks or tildes, its language.
 */
export type Fence = { readonly quote: string; readonly indent: string; readonly mark: string; readonly language: string }

/**
 * Where a reader of Markdown stands between two lines. `listColumn`: how far the text of the list item around is indented,
 * within a quote of `depth` marks where that is not 0.
 */
export type Reading = { readonly fence: Fence | undefined; readonly listColumn: number; readonly depth: number }

/** Where every text begins: in no fence, no list and no quote. */
export const textStart: Reading = { fence: undefined, listColumn: 0, depth: 0 }

// Opening a fence again costs its indentation and mark in every part: longer ones would eat the part, and are read as text.
const longestFence = 40
const longestLanguage = 40

const item = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)(.*)$/
const opening = /^([ \t]*)(`{3,}|~{3,})(.*)$/
const closing = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/

/** The marks of a quote that a line begins with, and the rest. Marks need no space behind them. */
const quoted = /^([ \t]*>[ \t]?(?: {0,3}>[ \t]?)*)(.*)$/

const depthOf = (marks: string): number => marks.split('>').length - 1

/** A line without the marks of so many quotes; undefined where it has fewer. */
function withoutMarks(line: string, depth: number): string | undefined {
  let rest = line
  for (let left = depth; left > 0; left--) {
    const [, behind] = /^[ \t]*>[ \t]?(.*)$/.exec(rest) ?? []
    if (behind === undefined) return undefined
    rest = behind
  }
  return rest
}

const columns = (indent: string): number => indent.replaceAll('\t', '    ').length

/** Whether a line begins with what could open or close a fence, whatever stands before it. */
export function looksLikeFence(line: string): boolean {
  const body = quoted.exec(line)?.[2] ?? line
  return opening.test(item.exec(body)?.[2] ?? body)
}

/** Where the reader stands after one more line (given without its line feed). */
export function readLine(before: Reading, line: string): Reading {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  const { fence } = before
  if (fence !== undefined) {
    const code = withoutMarks(text, depthOf(fence.quote))
    // A quote ends with the first line that has not its marks, and with it what was open in it.
    if (code === undefined) return readLine({ ...before, fence: undefined }, line)
    const [, indent = '', mark = ''] = closing.exec(code) ?? []
    const closes = mark.startsWith(fence.mark) && columns(indent) <= Math.max(3, columns(fence.indent))
    return closes ? { ...before, fence: undefined } : before
  }
  if (text.trim() === '') return before
  const [, marks = '', inside = text] = quoted.exec(text) ?? []
  const isQuote = marks !== '' && columns(/^[ \t]*/.exec(marks)?.[0] ?? '') <= (before.depth === 0 ? before.listColumn : 0) + 3
  const quote = isQuote ? marks : ''
  const depth = depthOf(quote)
  return readInside(
    { fence: undefined, listColumn: before.depth === depth ? before.listColumn : 0, depth },
    quote,
    isQuote ? inside : text,
  )
}

/** The same for what stands behind the marks of a quote, or in none. */
function readInside(before: Reading, quote: string, text: string): Reading {
  if (text.trim() === '') return before
  const [, bullet = '', body = text] = item.exec(text) ?? []
  const listColumn = bullet === '' ? Math.min(before.listColumn, columns(/^[ \t]*/.exec(text)?.[0] ?? '')) : columns(bullet)
  const after = { ...before, listColumn }
  const found = opening.exec(body)
  if (found === null) return after
  const [, inner = '', mark = '', info = ''] = found
  const indent = bullet === '' ? inner : ' '.repeat(columns(bullet + inner))
  // Indented by four and more it is a code block of another kind, and ticks after ticks are code within a line.
  const opens =
    columns(inner) <= (bullet === '' ? before.listColumn : 0) + 3 &&
    quote.length + indent.length + mark.length <= longestFence &&
    (mark.startsWith('~') || !info.includes('`'))
  if (!opens) return after
  const language = info.trim().split(/\s/, 1)[0] ?? ''
  return { ...after, fence: { quote, indent, mark, language: language.length > longestLanguage ? '' : language } }
}

/**
 * Reads a piece of text and says where the reader stands after it. `midLine`: its beginning is not the beginning of a line, so
 * that it says nothing about lists and quotes. `from`: where it begins; a piece that begins where the one before did begins
 * with the same text.
 */
export type PieceReader = (before: Reading, piece: string, midLine: boolean, from: number) => Reading

/** Reads pieces of a text that grows: whole lines that were read once are not read again. */
export function pieceReader(): PieceReader {
  let known: { readonly from: number; readonly chars: number; readonly reading: Reading } | undefined
  return (before, piece, midLine, from) => {
    const wholeLines = piece.lastIndexOf('\n') + 1
    // Whether a quote goes on is said by the marks of its next line, and that may not be here yet.
    if (wholeLines === 0) return readLines(before, piece, midLine)
    const start = known?.from === from && known.chars <= wholeLines ? known : undefined
    const reading =
      start === undefined
        ? readLines(before, piece.slice(0, wholeLines - 1), midLine)
        : start.chars === wholeLines
          ? start.reading
          : readLines(start.reading, piece.slice(start.chars, wholeLines - 1), false)
    known = { from, chars: wholeLines, reading }
    return wholeLines === piece.length ? reading : readLine(reading, piece.slice(wholeLines))
  }
}

/** Where the reader stands after these lines, given without the last line feed. */
function readLines(before: Reading, text: string, midLine: boolean): Reading {
  const [first = '', ...lines] = text.split('\n')
  if (!midLine) return [first, ...lines].reduce(readLine, before)
  const { fence } = readLine(before, `${before.fence?.quote ?? ''}${first}`)
  return lines.reduce(readLine, { ...before, fence })
}

/** The line that opens this fence again. */
export const openLine = ({ quote, indent, mark, language }: Fence): string => `${quote}${indent}${mark}${language}`

/** The line that closes this fence. */
export const closeLine = ({ quote, indent, mark }: Fence): string => `${quote}${indent}${mark}`

/** What the lines of a fence begin with, whatever is written in them. */
export const marksOf = (line: string, { quote }: Fence): string =>
  quote === '' ? '' : line.slice(0, line.length - (withoutMarks(line, depthOf(quote)) ?? line).length)
