import { edges, type Image } from '../image.ts'
import type { Random } from '../random.ts'

/** Large square pixels with few colours. */
export function pixelated(image: Image, across: number): Image {
  const { data, width, height } = image
  const cell = Math.max(2, Math.round(Math.min(width, height) / across))
  const out = new Uint8Array(data.length)
  const steps = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, Math.round(value / 17) * 17))
  for (let cy = 0; cy < height; cy += cell) {
    for (let cx = 0; cx < width; cx += cell) {
      const [x1, y1] = [Math.min(width, cx + cell), Math.min(height, cy + cell)]
      // The middle third decides: a mean of the whole cell would blur outlines.
      const [mx, my] = [Math.min(width - 1, cx + (cell >> 1)), Math.min(height - 1, cy + (cell >> 1))]
      let [r, g, b, count] = [0, 0, 0, 0]
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const i = (Math.max(0, Math.min(height - 1, my + dy)) * width + Math.max(0, Math.min(width - 1, mx + dx))) * 3
          r += data[i] ?? 0
          g += data[i + 1] ?? 0
          b += data[i + 2] ?? 0
          count++
        }
      }
      const colour = [
        steps[Math.round(r / count)] ?? 0,
        steps[Math.round(g / count)] ?? 0,
        steps[Math.round(b / count)] ?? 0,
      ] as const
      for (let y = cy; y < y1; y++)
        for (let x = cx; x < x1; x++) for (let c = 0; c < 3; c++) out[(y * width + x) * 3 + c] = colour[c] ?? 0
    }
  }
  return { data: out, width, height }
}

/** Pieces around scattered middles: stained glass with lead between them, or the tiles of a mosaic. */
export function shards(
  image: Image,
  cell: number,
  lead: readonly [number, number, number],
  thick: number,
  square: boolean,
  random: Random,
): Image {
  const { data, width, height } = image
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cell) + 2
  const outline = edges(image, 2)
  const px = new Float32Array(columns * rows)
  const py = new Float32Array(columns * rows)
  const glow = new Float32Array(columns * rows)
  for (let i = 0; i < px.length; i++) {
    const jitter = square ? 0.16 : 0.8
    px[i] = ((i % columns) - 0.5 + (random() - 0.5) * jitter) * cell
    py[i] = (Math.floor(i / columns) - 0.5 + (random() - 0.5) * jitter) * cell
    glow[i] = 0.88 + random() * 0.26
  }
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cx = Math.floor(x / cell) + 1
      const cy = Math.floor(y / cell) + 1
      let best = Infinity
      let second = Infinity
      let winner = 0
      for (let oy = -1; oy <= 1; oy++) {
        for (let ox = -1; ox <= 1; ox++) {
          const at = Math.max(0, Math.min(rows - 1, cy + oy)) * columns + Math.max(0, Math.min(columns - 1, cx + ox))
          const dx = x - (px[at] ?? 0)
          const dy = y - (py[at] ?? 0)
          const distance = square ? Math.max(Math.abs(dx), Math.abs(dy)) : Math.sqrt(dx * dx + dy * dy)
          if (distance < best) {
            second = best
            best = distance
            winner = at
          } else if (distance < second) second = distance
        }
      }
      const sx = Math.max(0, Math.min(width - 1, Math.round(px[winner] ?? 0)))
      const sy = Math.max(0, Math.min(height - 1, Math.round(py[winner] ?? 0)))
      const s = (sy * width + sx) * 3
      const i = (y * width + x) * 3
      const border = second - best < thick || (!square && (outline[y * width + x] ?? 0) > 88)
      const light = (glow[winner] ?? 1) * (1.04 - (best / cell) * 0.2)
      for (let c = 0; c < 3; c++) {
        // Half the piece's own colour, half the picture's: forms stay readable through the glass.
        const piece = square ? (data[s + c] ?? 0) : (data[s + c] ?? 0) * 0.45 + (data[i + c] ?? 0) * 0.55
        out[i + c] = border ? (lead[c] ?? 0) : Math.max(0, Math.min(255, piece * light))
      }
    }
  }
  return { data: out, width, height }
}

/** Triangles of one colour each, their corners drawn to the edges of the picture. */
export function lowpoly(image: Image, cell: number, random: Random): Image {
  const { data, width, height } = image
  const outline = edges(image, 2)
  const columns = Math.ceil(width / cell) + 1
  const rows = Math.ceil(height / cell) + 1
  const corner = (column: number, row: number): readonly [number, number] => [
    points[(row * (columns + 1) + column) * 2] ?? 0,
    points[(row * (columns + 1) + column) * 2 + 1] ?? 0,
  ]
  const points = new Float32Array((columns + 1) * (rows + 1) * 2)
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      let [bx, by, most] = [column * cell, row * cell, -1]
      for (let k = 0; k < 14; k++) {
        const x = Math.round(column * cell + (random() - 0.5) * cell * 0.86)
        const y = Math.round(row * cell + (random() - 0.5) * cell * 0.86)
        const strength = x >= 0 && y >= 0 && x < width && y < height ? (outline[y * width + x] ?? 0) + random() * 6 : 0
        if (strength > most) [bx, by, most] = [x, y, strength]
      }
      if (column === 0) bx = -1
      if (row === 0) by = -1
      points[(row * (columns + 1) + column) * 2] = column === columns ? width + cell : bx
      points[(row * (columns + 1) + column) * 2 + 1] = row === rows ? height + cell : by
    }
  }
  const out = Uint8Array.from(data)
  const fill = (a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): void => {
    const mid = [Math.round((a[0] + b[0] + c[0]) / 3), Math.round((a[1] + b[1] + c[1]) / 3)] as const
    const s = (Math.max(0, Math.min(height - 1, mid[1])) * width + Math.max(0, Math.min(width - 1, mid[0]))) * 3
    const light = 0.93 + random() * 0.14
    const [y0, y1] = [
      Math.max(0, Math.floor(Math.min(a[1], b[1], c[1]))),
      Math.min(height - 1, Math.ceil(Math.max(a[1], b[1], c[1]))),
    ]
    for (let y = y0; y <= y1; y++) {
      let [from, to] = [Infinity, -Infinity]
      for (const [p, q] of [
        [a, b],
        [b, c],
        [c, a],
      ] as const) {
        if (p[1] === q[1] || y < Math.min(p[1], q[1]) || y > Math.max(p[1], q[1])) continue
        const x = p[0] + ((y - p[1]) / (q[1] - p[1])) * (q[0] - p[0])
        ;[from, to] = [Math.min(from, x), Math.max(to, x)]
      }
      for (let x = Math.max(0, Math.floor(from)); x <= Math.min(width - 1, Math.ceil(to)); x++)
        for (let k = 0; k < 3; k++) out[(y * width + x) * 3 + k] = Math.min(255, (data[s + k] ?? 0) * light)
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [a, b, c, d] = [corner(column, row), corner(column + 1, row), corner(column, row + 1), corner(column + 1, row + 1)]
      if ((row + column) % 2 === 0) {
        fill(a, b, c)
        fill(b, c, d)
      } else {
        fill(a, b, d)
        fill(a, c, d)
      }
    }
  }
  return { data: out, width, height }
}
