// Foreign patterns run against what people type, so none may take longer than a glance.
const longest = 200
// Each one more multiplies the time by the length of the text.
const mostRepeats = 2

/** Whether a model author's pattern can be run here: short, valid, with few repetitions and nothing ambiguous inside one. */
export function isTamePattern(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string' || pattern.length > longest) return false
  try {
    new RegExp(pattern, 'u')
  } catch {
    return false
  }
  const { repeats, nested } = survey(pattern)
  return repeats <= mostRepeats && !nested
}

/**
 * Counts a valid pattern's repetitions of variable length, and tells whether a repeated group holds a repetition, an
 * alternative or a back reference: the three ways in which one text can be matched in exponentially many ways.
 */
function survey(pattern: string): { readonly repeats: number; readonly nested: boolean } {
  let repeats = 0
  let nested = false
  const ambiguous: boolean[] = [] // for each open group
  let ended = false // whether an ambiguous group ended just before
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    const repeated = ended
    ended = false
    if (character === '\\') {
      if (/[1-9k]/.test(pattern[++at] ?? '')) ambiguous.fill(true)
    } else if (character === '[') {
      while (++at < pattern.length && pattern[at] !== ']') if (pattern[at] === '\\') at++
    } else if (character === '(') {
      ambiguous.push(false)
      if (pattern[at + 1] === '?') at++ // the question mark of `(?:` repeats nothing
    } else if (character === ')') {
      ended = ambiguous.pop() ?? false
    } else if (character === '|') {
      ambiguous.fill(true)
    } else if ('*+?{'.includes(character)) {
      nested ||= repeated
      ambiguous.fill(true)
      if (character === '*' || character === '+' || /^\{\d+,/.test(pattern.slice(at))) repeats++
    }
  }
  return { repeats, nested }
}
