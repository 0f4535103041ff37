import { type Colour, darker, lighter, mix } from '../colour.ts'
import type { Point } from '../curve.ts'
import type { Pen } from '../pen.ts'

/** A face that looks at the viewer. Sizes are shares of its radius. */
export type Face = {
  readonly form: 'wedge' | 'round' | 'long' | 'wide'
  readonly ears: 'point' | 'round' | 'long' | 'flop' | 'side' | 'none'
  /** What lies around nose and mouth. */
  readonly muzzle: 'cheeks' | 'oval' | 'snout' | 'none' | 'full'
  readonly muzzleColour?: Colour
  readonly inner?: Colour
  readonly earColour?: Colour
  readonly nose: Colour
  readonly eye?: Colour
  readonly patches?: Colour
  readonly stripes?: Colour
  readonly whiskers?: boolean
  readonly mane?: Colour
  /** The face's own colour where it is not the coat's. */
  readonly skin?: Colour
}

/** Draws the face around (x, y) with radius r. */
export function drawFace(pen: Pen, x: number, y: number, r: number, face: Face, fur: Colour, asleep: boolean): string {
  const coat = face.skin ?? fur
  const p = (dx: number, dy: number): Point => [x + dx * r, y + dy * r]
  const out: string[] = []
  const earColour = face.earColour ?? coat
  const inner = face.inner ?? mix(coat, '#f2a7a0', 0.5)
  if (face.mane !== undefined) {
    for (let i = 0; i < 16; i++) {
      const angle = (i / 16) * Math.PI * 2
      out.push(
        pen.oval(
          x + Math.cos(angle) * r * 0.95,
          y + Math.sin(angle) * r * 0.95,
          r * 0.5,
          r * 0.36,
          i % 2 ? face.mane : darker(face.mane, 0.14),
          {},
          (angle * 180) / Math.PI,
        ),
      )
    }
  }
  for (const side of [-1, 1]) {
    if (face.ears === 'point') {
      out.push(
        pen.poly([p(side * 0.95, -0.2), p(side * 0.92, -1.5), p(side * 0.12, -0.78)], earColour, {
          edge: earColour,
          edgeWidth: r * 0.08,
        }),
      )
      out.push(pen.poly([p(side * 0.8, -0.5), p(side * 0.82, -1.2), p(side * 0.36, -0.8)], inner))
    } else if (face.ears === 'round') {
      out.push(
        pen.oval(...p(side * 0.72, -0.72), r * 0.38, r * 0.38, earColour),
        pen.oval(...p(side * 0.7, -0.68), r * 0.2, r * 0.2, inner),
      )
    } else if (face.ears === 'long') {
      out.push(
        pen.limb([p(side * 0.35, -0.6), p(side * 0.5, -1.4), p(side * 0.62, -2.1)], [r * 0.34, r * 0.5, r * 0.22], earColour),
      )
      out.push(pen.limb([p(side * 0.4, -0.9), p(side * 0.5, -1.4), p(side * 0.58, -1.9)], [r * 0.14, r * 0.24, r * 0.08], inner))
    } else if (face.ears === 'flop') {
      out.push(
        pen.limb(
          [p(side * 0.62, -0.68), p(side * 1.08, -0.35), p(side * 1.12, 0.45)],
          [r * 0.3, r * 0.5, r * 0.4],
          darker(earColour, 0.12),
        ),
      )
    } else if (face.ears === 'side') {
      out.push(
        pen.limb([p(side * 0.7, -0.45), p(side * 1.1, -0.5), p(side * 1.45, -0.3)], [r * 0.28, r * 0.42, r * 0.14], earColour),
      )
    }
  }
  if (face.form === 'wedge')
    out.push(
      pen.blob(
        [
          p(0, -0.9),
          p(0.62, -0.72),
          p(0.98, -0.1),
          p(1.1, 0.22),
          p(0.55, 0.62),
          p(0, 0.98),
          p(-0.55, 0.62),
          p(-1.1, 0.22),
          p(-0.98, -0.1),
          p(-0.62, -0.72),
        ],
        coat,
      ),
    )
  else if (face.form === 'long')
    out.push(
      pen.blob(
        [p(0, -0.92), p(0.7, -0.6), p(0.72, 0.1), p(0.5, 0.8), p(0, 1.05), p(-0.5, 0.8), p(-0.72, 0.1), p(-0.7, -0.6)],
        coat,
      ),
    )
  else out.push(pen.oval(x, y, r * (face.form === 'wide' ? 1.1 : 1), r * 0.9, coat))
  const pale = face.muzzleColour ?? lighter(coat, 0.8)
  if (face.muzzle === 'cheeks') {
    for (const side of [-1, 1])
      out.push(pen.blob([p(0, 0.05), p(side * 0.4, 0.08), p(side * 1.06, 0.22), p(side * 0.55, 0.62), p(0, 0.96)], pale))
    out.push(pen.oval(...p(0, 0.52), r * 0.3, r * 0.36, pale))
  } else if (face.muzzle === 'oval') out.push(pen.oval(...p(0, 0.42), r * 0.5, r * 0.4, pale))
  else if (face.muzzle === 'snout') out.push(pen.oval(...p(0, 0.32), r * 0.42, r * 0.3, darker(coat, 0.1)))
  else if (face.muzzle === 'full')
    out.push(pen.blob([p(0, -0.6), p(0.55, -0.3), p(0.6, 0.4), p(0, 0.85), p(-0.6, 0.4), p(-0.55, -0.3)], pale))
  if (face.stripes !== undefined) {
    for (const dx of [-0.28, 0, 0.28])
      out.push(pen.limb([p(dx, -0.86), p(dx * 0.7, -0.48)], [r * 0.14, r * 0.04], face.stripes, { flat: true }))
    for (const side of [-1, 1])
      for (const dy of [-0.06, 0.22])
        out.push(pen.limb([p(side * 1, dy), p(side * 0.66, dy + 0.08)], [r * 0.14, r * 0.03], face.stripes, { flat: true }))
  }
  for (const side of [-1, 1]) {
    if (face.patches !== undefined) out.push(pen.oval(...p(side * 0.42, -0.06), r * 0.27, r * 0.33, face.patches, {}, side * 24))
    if (face.patches !== undefined && !asleep)
      out.push(pen.oval(...p(side * 0.4, -0.1), r * 0.15, r * 0.15, '#f6f2ea', { flat: true }))
    if (face.eye !== undefined && !asleep)
      out.push(pen.oval(...p(side * 0.42, -0.08), r * 0.2, r * 0.22, face.eye, { flat: true }))
    out.push(
      pen.eye(
        ...p(side * 0.42, -0.08),
        r * (face.patches !== undefined ? 0.1 : 0.14),
        asleep,
        face.patches !== undefined && asleep ? '#ffffff' : '#1d1a22',
      ),
    )
  }
  if (face.muzzle === 'snout') {
    for (const side of [-1, 1]) out.push(pen.oval(...p(side * 0.15, 0.32), r * 0.07, r * 0.1, face.nose, { flat: true }))
  } else {
    const ny = face.muzzle === 'cheeks' ? 0.62 : 0.26
    out.push(pen.blob([p(-0.17, ny - 0.07), p(0.17, ny - 0.07), p(0, ny + 0.14)], face.nose))
    out.push(pen.line([p(0, ny + 0.1), p(0, ny + 0.22)], r * 0.05, '#3a2a2a'))
    out.push(
      pen.line(
        [p(-0.2, ny + 0.24), p(-0.08, ny + 0.3), p(0, ny + 0.22), p(0.08, ny + 0.3), p(0.2, ny + 0.24)],
        r * 0.05,
        '#3a2a2a',
      ),
    )
  }
  if (face.whiskers) {
    for (const side of [-1, 1])
      for (const dy of [-0.06, 0.08])
        out.push(
          pen.line([p(side * 0.4, 0.36 + dy), p(side * 1.25, 0.28 + dy * 2.6)], r * 0.03, lighter(coat, 0.75), { opacity: 0.8 }),
        )
  }
  return out.join('')
}
