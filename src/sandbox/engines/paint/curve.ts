/** A place in a drawing: x to the right, y downwards. */
export type Point = readonly [number, number]

/** A number as SVG takes it, to two digits; what is no number becomes 0. */
export const number = (value: number): string => (Number.isFinite(value) ? String(Math.round(value * 100) / 100) : '0')
/** A point as SVG takes it. */
export const pair = (point: Point): string => `${number(point[0])} ${number(point[1])}`

/** The path of a smooth line through all points (Catmull-Rom as cubic curves). */
export function smooth(points: readonly Point[], closed: boolean): string {
  const count = points.length
  if (count < 2) return ''
  const at = (i: number): Point => points[closed ? (i + count) % count : Math.max(0, Math.min(count - 1, i))] as Point
  let d = `M${pair(at(0))}`
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    d += `C${pair([p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6])} ${pair([p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6])} ${pair(p2)}`
  }
  return closed ? `${d}Z` : d
}

/** Points along a smooth line, `per` a piece. */
function along(points: readonly Point[], per: number): Point[] {
  const at = (i: number): Point => points[Math.max(0, Math.min(points.length - 1, i))] as Point
  const out: Point[] = []
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    for (let k = 0; k < per; k++) {
      const t = k / per
      const spline = (p: number, q: number, r: number, s: number): number =>
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t)
      out.push([spline(a[0], b[0], c[0], d[0]), spline(a[1], b[1], c[1], d[1])])
    }
  }
  out.push(at(points.length - 1))
  return out
}

/** The outline of a line whose width changes on its way, with round ends. */
export function tapered(points: readonly Point[], widths: readonly number[]): string {
  const line = along(points, 6)
  const left: string[] = []
  const right: string[] = []
  line.forEach((point, i) => {
    const [before, after] = [line[Math.max(0, i - 1)] as Point, line[Math.min(line.length - 1, i + 1)] as Point]
    const length = Math.hypot(after[0] - before[0], after[1] - before[1]) || 1
    const place = (i / (line.length - 1)) * (widths.length - 1)
    const low = Math.floor(place)
    const width = (widths[low] ?? 1) + ((widths[low + 1] ?? widths[low] ?? 1) - (widths[low] ?? 1)) * (place - low)
    const nx = (-(after[1] - before[1]) / length) * (width / 2)
    const ny = ((after[0] - before[0]) / length) * (width / 2)
    left.push(pair([point[0] + nx, point[1] + ny]))
    right.unshift(pair([point[0] - nx, point[1] - ny]))
  })
  const [first, last] = [(widths[0] ?? 1) / 2, (widths.at(-1) ?? 1) / 2]
  return `M${left.join('L')}A${number(last)} ${number(last)} 0 0 0 ${right[0] ?? ''}L${right.join('L')}A${number(first)} ${number(first)} 0 0 0 ${left[0] ?? ''}Z`
}
