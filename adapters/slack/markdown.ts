/** Stands between two signs so that Slack reads no mark of its own out of them; nobody sees it. */
const joiner = '\u2060'

/** A line that opens or closes a block of code: its run of marks, and what stands after it. */
const fenceLine = /^\s{0,3}(?:>[ \t]?)*\s{0,3}(`{3,}|~{3,})([^\n]{0,200})$/

/** Whether a line with this run of marks closes the block of code that another run opened. */
const closes = (fence: string, run: string | undefined, after: string): boolean =>
  run !== undefined && run[0] === fence[0] && run.length >= fence.length && after.trim() === ''

/**
 * Markdown of a model or a person as Slack may be given it where it takes Markdown: nothing in it names a person, a channel
 * or everybody. Outside code `<` and `>` become entities; in code, where entities would be seen, only what Slack would read
 * as its own mark is broken.
 */
export function inert(markdown: string): string {
  let fence: string | undefined
  return clean(markdown)
    .split('\n')
    .map(line => {
      const [, run, after = ''] = fenceLine.exec(line) ?? []
      if (fence !== undefined) {
        if (closes(fence, run, after)) fence = undefined
        return unmarked(line)
      }
      if (run !== undefined && !(run.startsWith('`') && after.includes('`'))) {
        fence = run
        return unmarked(line)
      }
      return inLine(line)
    })
    .join('\n')
}

/** The same in fewer signs, for texts that would else be too long: only what Slack would read as its own mark is broken. */
export const inertBriefly = (markdown: string): string =>
  clean(markdown)
    .replace(/<(?=[@#!\w/])/g, `<${joiner}`)
    .replace(masses, `$1${joiner}`)

/** A text without signs that no platform takes. */
export const clean = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd')

const masses = /(@)(?=(?:channel|here|everyone)(?![\p{L}\p{N}]))/giu

/** A text in which nothing is broken but what Slack would read as its own mark, or as a name that means everybody. */
export const unmarked = (text: string): string => unmassed(text.replace(/<(?=[@#!])/g, `<${joiner}`))

/**
 * Words as Markdown that reads as they were typed, but for code in them: what is typed as code there is shown as code. A sign
 * that can begin or end nothing where it stands is left alone.
 */
export function literal(text: string): string {
  let shown = ''
  let at = 0
  for (const found of text.matchAll(codeSpan)) {
    shown += unformatted(text.slice(at, found.index)) + found[0]
    at = found.index + found[0].length
  }
  return shown + unformatted(text.slice(at))
}

const unformatted = (text: string): string =>
  text.replace(
    /\\(?=[\\`*_{}[\]()#+.!|~<>-])|`|(?<!(?:^|\s)(?=[*~](?:\s|$)))[*~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\[(?=[^\]]*\]\()/gu,
    '\\$&',
  )

/** A sentence of ours in which what stands between quotation marks is somebody's own, and reads as it was typed. */
export const quotesLiteral = (sentence: string): string =>
  sentence.replace(/“(.*?)”/gs, (_, words: string) => `“${literal(words)}”`)

/** A name that means everybody, as it does not. */
export const unmassed = (text: string): string => text.replace(masses, `$1${joiner}`)

/** Code within a line, between two runs of as many marks. */
const codeSpan = /(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g

/** The longest stretch that is held back since its marks are not closed yet: longer ones are shown as they are. */
const heldChars = 300

/** A line outside of blocks of code: its quote marks stay, and so does code that begins and ends in it. */
function inLine(line: string): string {
  const quote = /^(?:\s{0,3}>)*/.exec(line)?.[0] ?? ''
  const rest = line.slice(quote.length)
  let shown = quote
  let at = 0
  for (const found of rest.matchAll(codeSpan)) {
    // So long ones could not be held back while they are written.
    if (found[0].length > heldChars) continue
    shown += escaped(rest.slice(at, found.index)) + unmarked(found[0])
    at = found.index + found[0].length
  }
  return shown + escaped(rest.slice(at))
}

const escaped = (text: string): string => unmassed(text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))

/**
 * How much of a text that is still being written will stay as it is, whatever comes after it: what is written of it may be
 * shown and never taken back. A half of a link, of code or of a table's head is not in it, nor the closing of a block of
 * code at its end, which may be there only for the moment.
 */
export function settled(markdown: string): number {
  for (let end = markdown.length; ;) {
    const next = heldBack(markdown.slice(0, end))
    // What is left of a line that was cut may have a half at its end, too.
    if (next === end || next <= markdown.lastIndexOf('\n', end - 1)) return next
    end = next
  }
}

function heldBack(markdown: string): number {
  const body = markdown.replace(/\n\s{0,3}(?:`{3,}|~{3,})[ \t]*\n?$/, '').trimEnd()
  const end = body.length
  const lineAt = body.lastIndexOf('\n') + 1
  const line = body.slice(lineAt)
  // Half a fence, a quote mark or a list's sign: what it is is not said yet.
  if (/^\s*(?:>[ \t]?)*\s*(?:`+[^`]*|~+[^~]*|[-*+>#=_]+|\d+[.)]?)$/.test(line) && line.length <= heldChars)
    return trimmedTo(body, lineAt)
  if (isInFence(body.slice(0, lineAt))) return beforeHalfMark(body, end)
  if (/^\s*\|/.test(line)) return trimmedTo(body, tableFrom(body, lineAt))
  const open = openMark(line)
  return open === undefined || line.length - open > heldChars ? beforeHalfMark(body, end) : trimmedTo(body, lineAt + open)
}

const trimmedTo = (text: string, at: number): number => text.slice(0, at).trimEnd().length

/** A sign at the very end whose meaning the next one decides. */
function beforeHalfMark(text: string, end: number): number {
  const half = /(?:<[@#!]?|@\w{0,8}|&\w{0,3}|`+|[\ud800-\udbff])$/.exec(text.slice(0, end))
  return half === null ? end : trimmedTo(text, half.index)
}

function isInFence(text: string): boolean {
  let fence: string | undefined
  for (const line of text.split('\n')) {
    const [, run, after = ''] = fenceLine.exec(line) ?? []
    if (run === undefined) continue
    if (fence === undefined) {
      if (!(run.startsWith('`') && after.includes('`'))) fence = run
    } else if (closes(fence, run, after)) fence = undefined
  }
  return fence !== undefined
}

/** Where a table begins that has no complete second row yet; else where its last, unfinished row begins. */
function tableFrom(body: string, lineAt: number): number {
  const before = body.slice(0, Math.max(0, lineAt - 1))
  const headAt = before.lastIndexOf('\n') + 1
  const isRow = (text: string): boolean => /^\s*\|/.test(text)
  if (lineAt === 0 || !isRow(before.slice(headAt))) return lineAt
  const aboveAt = before.lastIndexOf('\n', Math.max(0, headAt - 2)) + 1
  return headAt > 0 && isRow(before.slice(aboveAt, headAt)) ? lineAt : headAt
}

/** Where in a line something opens that is not closed in it: code, a link, a strong word. */
function openMark(line: string): number | undefined {
  const uncoded = line.replace(codeSpan, code => (code.length > heldChars ? code : 'x'.repeat(code.length)))
  const places = [
    uncoded.search(/`/),
    uncoded.search(/!?\[[^\]\n]*$|!?\[[^\]\n]*\]\([^)\n]*$|!?\[[^\]\n]*\]$/),
    (uncoded.match(/\*\*/g)?.length ?? 0) % 2 === 1 ? uncoded.lastIndexOf('**') : -1,
    uncoded.search(/\*$|~$/),
  ].filter(place => place !== -1)
  return places.length === 0 ? undefined : Math.min(...places)
}
