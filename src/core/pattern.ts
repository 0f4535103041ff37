/** The words of a list: commas or spaces stand between them. */
export const readPatterns = (text: string): readonly string[] => text.split(/[\s,]+/).filter(word => word !== '')

/** Whether one of the patterns is this word, regardless of case; `*` in a pattern stands for any characters. */
export const matchesAny = (patterns: readonly string[], word: string): boolean =>
  patterns.some(pattern => {
    const [first = '', ...others] = pattern.toLowerCase().split('*')
    const text = word.toLowerCase()
    const last = others.pop()
    if (last === undefined) return text === first
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const piece of others) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  })
