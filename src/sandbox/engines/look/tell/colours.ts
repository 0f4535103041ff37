import { writeLab } from '../cutout/lab.ts'

/** A named colour and the share of the picture it covers, from 0 to 1. */
export type ColourShare = { readonly name: string; readonly share: number }

const lab = new Float32Array(3)

/** The everyday name of a colour, by its lightness, strength and hue in OKLab. */
export function colourName(r: number, g: number, b: number): string {
  writeLab(Math.round(r), Math.round(g), Math.round(b), lab, 0)
  const [light = 0, a = 0, by = 0] = lab
  const strength = Math.hypot(a, by)
  if (light < 22) return strength > 7 && light > 14 ? hueName(a, by, light) : 'black'
  if (strength < 3.2) return light > 91 ? 'white' : light > 40 ? 'grey' : 'black'
  if (light > 93 && strength < 5) return 'white'
  return hueName(a, by, light)
}

function hueName(a: number, b: number, light: number): string {
  const hue = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360
  if (hue < 12 || hue >= 345) return light > 66 ? 'pink' : 'red'
  if (hue < 40) return light > 72 ? 'pink' : light < 42 ? 'brown' : 'red'
  if (hue < 72) return light < 58 ? 'brown' : 'orange'
  if (hue < 84) return light < 58 ? 'brown' : light < 78 ? 'orange' : 'yellow'
  if (hue < 116) return light < 50 ? 'green' : 'yellow'
  if (hue < 165) return 'green'
  if (hue < 212) return 'turquoise'
  if (hue < 284) return 'blue'
  if (hue < 325) return 'purple'
  return light > 60 ? 'pink' : 'purple'
}

/** The named colours of a picture, the largest share first; `weight` says how much each pixel counts. */
export function coloursOf(data: Uint8Array, weight: (i: number) => number): readonly ColourShare[] {
  const shares = new Map<string, number>()
  let all = 1e-6
  for (let i = 0; i < data.length / 3; i++) {
    const w = weight(i)
    if (w === 0) continue
    const name = colourName(data[i * 3] ?? 0, data[i * 3 + 1] ?? 0, data[i * 3 + 2] ?? 0)
    shares.set(name, (shares.get(name) ?? 0) + w)
    all += w
  }
  return [...shares].map(([name, sum]) => ({ name, share: sum / all })).toSorted((x, y) => y.share - x.share)
}

/** The name of the commonest colour of a part, where grey and black count for less: they are shade more often than colour. */
export function meanColour(data: Uint8Array, weight: (i: number) => number): string {
  const counted = coloursOf(data, weight).map(({ name, share }) => ({
    name,
    share: name === 'black' || name === 'grey' ? share * 0.6 : share,
  }))
  return counted.toSorted((x, y) => y.share - x.share)[0]?.name ?? 'grey'
}
