import { isFileAddress } from './output-file.ts'

// Deeper or longer than any output seen; a bound, so that a strange one costs nothing.
const deepest = 32
const mostFiles = 1_000

/**
 * Every file in an output, in its order, each once: http(s) addresses and data URIs, wherever in lists and objects they
 * stand. A text that only contains an address is not a file; for a model that answers with text, do not ask.
 */
export function filesIn(output: unknown): readonly string[] {
  const found = new Set<string>()
  const walk = (value: unknown, depth: number): void => {
    if (found.size >= mostFiles || depth > deepest) return
    if (typeof value === 'string') {
      if (isFileAddress(value)) found.add(value)
    } else if (typeof value === 'object' && value !== null) {
      for (const item of Object.values(value)) walk(item, depth + 1)
    }
  }
  walk(output, 0)
  return [...found]
}
