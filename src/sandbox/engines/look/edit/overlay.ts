import { seeded } from '../../paint/random.ts'
import { loadSharp, type Raster } from '../raster.ts'

/** Lays a drawing (SVG) over a picture, its upper left corner at the given pixel; what reaches over the edges is cut off. */
export async function overlaid(picture: Raster, svg: string, left = 0, top = 0): Promise<Raster> {
  const sharp = await loadSharp()
  const { data, info } = await sharp(Buffer.from(svg), { limitInputPixels: 20_000_000 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const out = Uint8Array.from(picture.data)
  for (let y = Math.max(0, -top); y < Math.min(info.height, picture.height - top); y++) {
    for (let x = Math.max(0, -left); x < Math.min(info.width, picture.width - left); x++) {
      const from = (y * info.width + x) * 4
      const share = (data[from + 3] ?? 0) / 255
      if (share === 0) continue
      const to = ((y + top) * picture.width + x + left) * 3
      for (let c = 0; c < 3; c++) out[to + c] = Math.round((out[to + c] ?? 0) * (1 - share) + (data[from + c] ?? 0) * share)
    }
  }
  return { ...picture, data: out }
}

const canvas = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`

/** Stars where the sky is, and a moon where it is open enough. */
export function starsSvg({ width, height }: Raster, sky: Float32Array, seed: number): string {
  const random = seeded(seed).branch('stars')
  const unit = Math.max(width, height) / 1000
  const at = (x: number, y: number): number => sky[Math.round(y) * width + Math.round(x)] ?? 0
  let body = ''
  for (let i = 0; i < 170; i++) {
    const [x, y] = [random.between(0, width - 1), random.between(0, height * 0.6)]
    if (at(x, y) < 0.9) continue
    body += `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(random.between(0.6, 1.9) * unit).toFixed(2)}" fill="#fdf8e4" opacity="${random.between(0.4, 1).toFixed(2)}"/>`
  }
  const radius = 34 * unit
  for (let tries = 0; tries < 40; tries++) {
    const [x, y] = [random.between(0.12, 0.88) * width, random.between(0.09, 0.3) * height]
    const isOpen = [-1.2, 0, 1.2].every(dx => [-1.2, 0, 1.2].every(dy => at(x + dx * radius, Math.max(0, y + dy * radius)) > 0.9))
    if (!isOpen) continue
    body += `<radialGradient id="g"><stop offset="0" stop-color="#f7f1d4" stop-opacity=".55"/><stop offset="1" stop-color="#f7f1d4" stop-opacity="0"/></radialGradient>`
    body += `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(radius * 2.6).toFixed(0)}" fill="url(#g)"/><circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${radius.toFixed(0)}" fill="#f7f1d4"/>`
    break
  }
  return canvas(width, height, body)
}

/** Flakes or drops falling over the whole picture. */
export function fallingSvg({ width, height }: Raster, what: 'snow' | 'rain', seed: number): string {
  const random = seeded(seed).branch(what)
  const unit = Math.max(width, height) / 1000
  let body = ''
  for (let i = 0; i < (what === 'snow' ? 260 : 340); i++) {
    const [x, y] = [random.between(0, width), random.between(-0.05 * height, height)]
    if (what === 'snow')
      body += `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(random.between(1.2, 4.4) * unit).toFixed(1)}" fill="#ffffff" opacity="${random.between(0.45, 0.95).toFixed(2)}"/>`
    else {
      const length = random.between(22, 58) * unit
      body += `<path d="M${x.toFixed(0)} ${y.toFixed(0)}l${(-length * 0.24).toFixed(1)} ${length.toFixed(1)}" stroke="#dfe8f4" stroke-width="${(1.4 * unit).toFixed(1)}" opacity="${random.between(0.25, 0.6).toFixed(2)}"/>`
    }
  }
  return canvas(width, height, body)
}
