/** A code fence that is open, in pieces that can be written again: its indentation, its run of ticks or tildes, its language. */
export type Fence = { readonly indent: string; readonly mark: string; readonly language: string }

/** Where a reader of Markdown stands between two lines. `listColumn`: how far the text of the list item around is indented. */
export type Reading = { readonly fence: Fence | undefined; readonly listColumn: number }

/** Where every text begins: in no fence and no list. */
export const textStart: Reading = { fence: undefined, listColumn: 0 }

// Opening a fence again costs its indentation and mark in every part: longer ones would eat the part, and are read as text.
const longestFence = 40
const longestLanguage = 40

const item = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)(.*)$/
const opening = /^([ \t]*)(`{3,}|~{3,})(.*)$/
const closing = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/

const columns = (indent: string): number => indent.replaceAll('\t', '    ').length

/** Whether a line begins with what could open or close a fence, whatever stands before it. */
export const looksLikeFence = (line: string): boolean => opening.test(item.exec(line)?.[2] ?? line)

/** Where the reader stands after one more line (given without its line feed). */
export function readLine(before: Reading, line: string): Reading {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  if (before.fence !== undefined) {
    const [, indent = '', mark = ''] = closing.exec(text) ?? []
    const closes = mark.startsWith(before.fence.mark) && columns(indent) <= Math.max(3, columns(before.fence.indent))
    return closes ? { ...before, fence: undefined } : before
  }
  if (text.trim() === '') return before
  const [, bullet = '', body = text] = item.exec(text) ?? []
  const listColumn = bullet === '' ? Math.min(before.listColumn, columns(/^[ \t]*/.exec(text)?.[0] ?? '')) : columns(bullet)
  const found = opening.exec(body)
  if (found === null) return { fence: undefined, listColumn }
  const [, inner = '', mark = '', info = ''] = found
  const indent = bullet === '' ? inner : ' '.repeat(columns(bullet + inner))
  // Indented by four and more it is a code block of another kind, and ticks after ticks are code within a line.
  const opens =
    columns(inner) <= (bullet === '' ? before.listColumn : 0) + 3 &&
    indent.length + mark.length <= longestFence &&
    (mark.startsWith('~') || !info.includes('`'))
  if (!opens) return { fence: undefined, listColumn }
  const language = info.trim().split(/\s/, 1)[0] ?? ''
  return { fence: { indent, mark, language: language.length > longestLanguage ? '' : language }, listColumn }
}

/**
 * Where the reader stands after a piece of text. `midLine`: its beginning is not the beginning of a line, so that it says
 * nothing about lists.
 */
export function readPiece(before: Reading, piece: string, midLine: boolean): Reading {
  const [first = '', ...lines] = piece.split('\n')
  const begun = readLine(before, first)
  return lines.reduce(readLine, midLine ? { ...begun, listColumn: before.listColumn } : begun)
}

/** The line that opens this fence again. */
export const openLine = ({ indent, mark, language }: Fence): string => `${indent}${mark}${language}`

/** The line that closes this fence. */
export const closeLine = ({ indent, mark }: Fence): string => `${indent}${mark}`
