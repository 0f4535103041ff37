import { lowpoly, pixelated, shards } from './finish/cells.ts'
import { brushed } from './finish/flow.ts'
import { blueprint, ink, neon, outlined, popart, sketch, ukiyoe } from './finish/line.ts'
import { papercut, watercolour } from './finish/paper.ts'
import { adjusted, mono, pastel, vignetted, vintage } from './finish/tone.ts'
import type { Image } from './image.ts'
import type { Random } from './random.ts'
import type { Style } from './scene.ts'

/** The hand that paints: `crisp` leaves clean forms, `painterly` goes over them with a brush. */
export type Hand = 'crisp' | 'painterly'

/** Manners that set their own surface: no brush goes over them. */
const surfaces: ReadonlySet<Style> = new Set<Style>([
  'pixel',
  'sketch',
  'ink',
  'flat',
  'glass',
  'papercut',
  'lowpoly',
  'blueprint',
  'popart',
  'ukiyoe',
  'comic',
  'mosaic',
  'watercolour',
  'oil',
])

/** Gives drawn pixels the surface a scene's styles ask for. `guidance` is 7.5 for an ordinary picture. */
export function finished(image: Image, styles: readonly Style[], hand: Hand, guidance: number, random: Random): Image {
  const unit = Math.min(image.width, image.height) / 1024
  let result = image
  if (hand === 'painterly' && !styles.some(style => surfaces.has(style)))
    result = brushed(result, 9 * unit + 1.5, 0.62, random.branch('brush'))
  const strength = Math.max(-1, Math.min(1.4, (guidance - 7.5) / 12))
  if (hand === 'painterly') result = adjusted(result, 1.08 + strength * 0.3, 1.07 + strength * 0.12)
  for (const style of styles) result = styled(result, style, unit, random.branch(style))
  if (hand === 'painterly') result = vignetted(result, 0.34, 5, random.branch('canvas'))
  return result
}

function styled(image: Image, style: Style, unit: number, random: Random): Image {
  switch (style) {
    case 'watercolour':
      return watercolour(image, random)
    case 'oil':
      return adjusted(brushed(image, 15 * unit + 2, 0.95, random), 1.24, 1.09)
    case 'pixel':
      return pixelated(adjusted(image, 1.2, 1.1), 112)
    case 'sketch':
      return sketch(image, random)
    case 'ink':
      return ink(image)
    case 'neon':
      return neon(image)
    case 'glass':
      return shards(adjusted(image, 1.5, 1.12), Math.max(12, 46 * unit), [22, 18, 30], Math.max(2, 4.4 * unit), false, random)
    case 'mono':
      return mono(image, random)
    case 'vintage':
      return vintage(image, random)
    case 'papercut':
      return papercut(image, random)
    case 'lowpoly':
      return lowpoly(image, Math.max(8, 34 * unit), random)
    case 'blueprint':
      return blueprint(image, random)
    case 'popart':
      return popart(image)
    case 'ukiyoe':
      return ukiyoe(image, random)
    case 'pastel':
      return pastel(image)
    case 'comic':
      return outlined(image, 16, 1.18, [30, 22, 36], 0.9)
    case 'mosaic':
      return shards(adjusted(image, 1.2, 1.05), Math.max(8, 17 * unit), [210, 204, 192], Math.max(1.5, 2.4 * unit), true, random)
    case 'dark':
      return vignetted(adjusted(image, 0.84, 1.08), 0.55, 3, random)
    case 'bright':
      return adjusted(image, 1.32, 1.05)
    case 'photo':
      return vignetted(adjusted(image, 1.02, 1.07), 0.4, 4, random)
    case 'dreamy':
      return adjusted(pastel(adjusted(image, 1.3, 1)), 1.25, 1.06)
    case 'flat':
      return image
    default:
      return style satisfies never
  }
}
