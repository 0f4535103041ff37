/**
 * The candidate a person most likely meant, or undefined when none is near: when more than a third of the letters
 * differ (in short words: more than one), or all of them do.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.trim().toLowerCase()
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of candidates) {
    const longest = Math.max(wanted.length, name.length)
    const most = Math.min(Math.max(1, Math.floor(longest / 3)), longest - 1, (best?.distance ?? Infinity) - 1)
    // Words whose lengths differ by more cannot be near: a foreign text of any length costs nothing.
    if (Math.abs(wanted.length - name.length) > most) continue
    const distance = editDistance(wanted, name.toLowerCase())
    if (distance <= most) best = { name, distance }
  }
  return best?.name
}

/** The ratio (`16:9`, also typed as `16x9` or `16/9`) nearest to the one a person typed, where all of them are ratios. */
export function nearestRatio(typed: string, ratios: readonly string[]): string | undefined {
  const wanted = ratioOf(typed)
  if (wanted === undefined) return undefined
  let best: { readonly name: string; readonly apart: number } | undefined
  for (const name of ratios) {
    const ratio = ratioOf(name)
    if (ratio === undefined) return undefined
    const apart = Math.abs(Math.log(wanted / ratio))
    if (best === undefined || apart < best.apart) best = { name, apart }
  }
  return best?.name
}

function ratioOf(text: string): number | undefined {
  const [, width = '', height = ''] = /^\s*(\d{1,6})\s*[:x×/]\s*(\d{1,6})\s*$/i.exec(text) ?? []
  return Number(width) > 0 && Number(height) > 0 ? Number(width) / Number(height) : undefined
}

/** How many letters must be added, taken, changed or swapped with their neighbour to make one word of the other. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + same, swapped))
    }
  }
  return at(a.length, b.length)
}
