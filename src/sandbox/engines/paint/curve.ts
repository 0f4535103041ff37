/** A place in a drawing: x to the right, y downwards. */
export type Point = readonly [number, number]

/** A row of places: points, or their numbers in a text, as in `'0 -12, 8 -4'`. */
export type Line = string | readonly Point[]

const numbers = (text: string): number[] => text.split(/[ ,]+/).map(Number)
/** The points whose numbers a text holds. */
export const points = (text: string): Point[] => grouped(text, 2) as [number, number][]
/** The same in threes (a place and a size) and in fours. */
export const triples = (text: string): [number, number, number][] => grouped(text, 3) as [number, number, number][]
export const quads = (text: string): [number, number, number, number][] => grouped(text, 4) as [number, number, number, number][]
/** Points from their numbers, x and y in turn. */
export const way = (...row: readonly number[]): Point[] =>
  Array.from({ length: Math.floor(row.length / 2) }, (_, i): Point => [row[i * 2] ?? 0, row[i * 2 + 1] ?? 0])
/** A line as points. */
export const pointsOf = (line: Line): readonly Point[] => (typeof line === 'string' ? points(line) : line)

function grouped(text: string, size: number): number[][] {
  const row = numbers(text)
  return Array.from({ length: Math.floor(row.length / size) }, (_, i) => row.slice(i * size, i * size + size))
}

/** A number as SVG takes it, to two digits; what is no number becomes 0. */
export const number = (value: number): string => (Number.isFinite(value) ? String(Math.round(value * 100) / 100) : '0')
/** A point as SVG takes it. */
export const pair = (point: Point): string => `${number(point[0])} ${number(point[1])}`

/** The path of a smooth line through all points (Catmull-Rom as cubic curves). */
export function smooth(line: Line, closed: boolean): string {
  const row = pointsOf(line)
  const count = row.length
  if (count < 2) return ''
  const at = (i: number): Point => row[closed ? (i + count) % count : Math.max(0, Math.min(count - 1, i))] as Point
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
export function tapered(way: Line, widths: readonly number[]): string {
  const line = along(pointsOf(way), 6)
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
