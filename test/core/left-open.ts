/** The mark of the fence that CommonMark leaves open at the end of a text without lists, of quotes with one mark alone. */
export function leftOpen(text: string): string | undefined {
  let open: string | undefined
  let isInQuote = false
  for (const line of text.split(/\r?\n/)) {
    const isQuote = / {0,3}>/y.test(line)
    if (open === undefined) isInQuote = isQuote
    else if (isInQuote && !isQuote) [open, isInQuote] = [undefined, false]
    const inside = isInQuote ? line.replace(/^ {0,3}> ?/, '') : line
    const [, mark = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(inside) ?? []
    if (mark === '') continue
    if (open === undefined) open = mark.startsWith('`') && info.includes('`') ? undefined : mark
    else if (mark.startsWith(open) && info.trim() === '') open = undefined
  }
  return open
}
