// Foreign patterns run against what people type, so none may take longer than a glance.
const longest = 200
// Each one more multiplies the time by the length of the text.
const mostOpenRepeats = 2
const openRepeat = /(?<!\\)[*+]|\{\d+,/g

/** Whether a model author's pattern can be run here: short, valid, with few repetitions and nothing ambiguous inside one. */
export function isTamePattern(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string' || pattern.length > longest) return false
  try {
    new RegExp(pattern, 'u')
  } catch {
    return false
  }
  return !hasNestedChoice(pattern) && (pattern.match(openRepeat)?.length ?? 0) <= mostOpenRepeats
}

/**
 * Whether a repeated group holds a repetition, an alternative or a back reference: the three ways in which one text can be
 * matched in exponentially many ways.
 */
function hasNestedChoice(pattern: string): boolean {
  const open: boolean[] = [] // for each open group: can it match one text in several ways?
  let closed: boolean | undefined // the same of the group that ended just before
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    const ended = closed
    closed = undefined
    const mark = (): void => open.forEach((_, index) => (open[index] = true))
    if (character === '\\') {
      if (/[1-9k]/.test(pattern[++at] ?? '')) mark()
    } else if (character === '[') {
      while (++at < pattern.length && pattern[at] !== ']') if (pattern[at] === '\\') at++
    } else if (character === '(') {
      open.push(false)
      if (pattern[at + 1] === '?') at++ // the question mark of `(?:` repeats nothing
    } else if (character === ')') {
      closed = open.pop() ?? false
    } else if (character === '|') {
      mark()
    } else if ('*+?{'.includes(character)) {
      if (ended === true) return true
      mark()
    }
  }
  return false
}
