/** A Markdown table: the first column is words, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** A number with as many digits as mean something: three, and no fraction above a hundred. */
export const number = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toLocaleString('en', { maximumSignificantDigits: 3 })

/** A ratio beside what it should be: `0.21 × (≤ 0.3)`, marked where it misses. */
export function against(ratio: number, target: { readonly atMost: number } | { readonly atLeast: number }): string {
  const [sign, bound, isMet] =
    'atMost' in target ? ['≤', target.atMost, ratio <= target.atMost] : ['≥', target.atLeast, ratio >= target.atLeast]
  return `${Math.abs(ratio) < 0.01 ? number(ratio) : ratio.toFixed(2)} (${sign} ${bound}${isMet ? '' : ', missed'})`
}
