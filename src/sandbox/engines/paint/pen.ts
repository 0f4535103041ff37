import { type Colour, darker, lighter, mix, under } from './colour.ts'
import { type Line, number, pair, pointsOf, smooth, tapered } from './curve.ts'

/** How a form is filled. `bright` forms shine by themselves: the hour of the day does not darken them. `flat` forms have no shading. */
export type Fill = {
  readonly flat?: boolean
  readonly bright?: boolean
  readonly opacity?: number
  readonly edge?: Colour
  readonly edgeWidth?: number
}

/** The light a drawing stands in. */
export type Light = {
  /** What white looks like in it. */
  readonly lamp: Colour
  /** Where lit sides lean to, and shaded sides. */
  readonly warm: Colour
  readonly cool: Colour
  /** No shading at all (flat styles). */
  readonly flat: boolean
}

/** Draws forms as SVG text. Only numbers and colours made here ever get into it: no word of a prompt does. */
export type Pen = ReturnType<typeof makePen>

const fine = (value: number): string => (Number.isFinite(value) ? String(Math.round(value * 10000) / 10000) : '1')

/** Puts a drawing at a place. `scale` may be negative in x by `flip`; `turn` is in degrees. */
export function placed(svg: string, x: number, y: number, scale = 1, flip = false, turn = 0): string {
  return `<g transform="translate(${number(x)} ${number(y)})${turn ? ` rotate(${number(turn)})` : ''} scale(${fine(flip ? -scale : scale)} ${fine(scale)})">${svg}</g>`
}

/** A group seen through: opacity from 0 to 1. */
export const faded = (svg: string, opacity: number): string => `<g opacity="${number(opacity)}">${svg}</g>`

/** A pen for one light. `defs()` gives the gradients its forms asked for; their names begin with `prefix`. */
export function makePen(light: Light, prefix = 'p') {
  const gradients = new Map<string, { readonly id: string; readonly body: string }>()
  const named = (body: (id: string) => string, key: string): string => {
    const known = gradients.get(key)
    if (known !== undefined) return known.id
    const id = `${prefix}${gradients.size}`
    gradients.set(key, { id, body: body(id) })
    return id
  }
  const stop = (offset: number, colour: Colour, opacity: number): string =>
    `<stop offset="${number(offset)}" stop-color="${colour}"${opacity < 1 ? ` stop-opacity="${number(opacity)}"` : ''}/>`

  /** A colour as it looks in this picture's light. */
  const tone = (colour: Colour, bright = false): Colour => (bright ? colour : under(colour, light.lamp))

  const shaded = (colour: Colour, fill: Fill): string => {
    const seen = tone(colour, fill.bright)
    if (fill.flat || light.flat) return seen
    const id = named(
      g =>
        `<linearGradient id="${g}" x1="0.3" y1="0" x2="0.65" y2="1">${stop(0, mix(lighter(seen, 0.16), light.warm, 0.14), 1)}${stop(0.5, seen, 1)}${stop(1, mix(seen, light.cool, 0.34), 1)}</linearGradient>`,
      `s${seen}`,
    )
    return `url(#${id})`
  }
  const paint = (colour: Colour, fill: Fill): string =>
    `fill="${shaded(colour, fill)}"${fill.opacity === undefined ? '' : ` opacity="${number(fill.opacity)}"`}${
      fill.edge === undefined
        ? ''
        : ` stroke="${tone(fill.edge, fill.bright)}" stroke-width="${number(fill.edgeWidth ?? 1)}" stroke-linejoin="round"`
    }`

  /** Top-to-bottom (or, with `radial`, centre-to-edge) colours: `[offset, colour, opacity]`, used as a paint. */
  const blend = (stops: readonly (readonly [number, Colour, number?])[], kind: 'down' | 'across' | 'radial' = 'down'): string => {
    const body = stops.map(([offset, colour, opacity]) => stop(offset, colour, opacity ?? 1)).join('')
    const id = named(
      g =>
        kind === 'radial'
          ? `<radialGradient id="${g}">${body}</radialGradient>`
          : `<linearGradient id="${g}" x1="0" y1="0" x2="${kind === 'across' ? 1 : 0}" y2="${kind === 'across' ? 0 : 1}">${body}</linearGradient>`,
      `b${kind}${body}`,
    )
    return `url(#${id})`
  }

  const oval = (x: number, y: number, rx: number, ry: number, colour: Colour, fill: Fill = {}, turn = 0): string =>
    `<ellipse cx="${number(x)}" cy="${number(y)}" rx="${number(Math.abs(rx))}" ry="${number(Math.abs(ry))}" ${paint(colour, fill)}${turn ? ` transform="rotate(${number(turn)} ${number(x)} ${number(y)})"` : ''}/>`

  return {
    light,
    tone,
    blend,
    oval,
    /** The gradients of all forms drawn so far. */
    defs: (): string => [...gradients.values()].map(entry => entry.body).join(''),
    /** A form by its path. */
    path: (d: string, colour: Colour, fill: Fill = {}): string => `<path d="${d}" ${paint(colour, fill)}/>`,
    /** A form filled with a paint made by `blend`. */
    wash: (d: string, fill: string, opacity = 1): string =>
      `<path d="${d}" fill="${fill}"${opacity < 1 ? ` opacity="${number(opacity)}"` : ''}/>`,
    /** A round form through the points. */
    blob: (line: Line, colour: Colour, fill: Fill = {}): string => `<path d="${smooth(line, true)}" ${paint(colour, fill)}/>`,
    /** A form with corners at the points. */
    poly: (line: Line, colour: Colour, fill: Fill = {}): string =>
      `<path d="M${pointsOf(line).map(pair).join('L')}Z" ${paint(colour, fill)}/>`,
    /** A limb: a smooth line whose width goes through `widths`. */
    limb: (line: Line, widths: readonly number[], colour: Colour, fill: Fill = {}): string =>
      `<path d="${tapered(line, widths)}" ${paint(colour, fill)}/>`,
    /** A smooth line of one width. */
    line: (line: Line, width: number, colour: Colour, fill: Fill = {}): string =>
      `<path d="${smooth(line, false)}" fill="none" stroke="${tone(colour, fill.bright)}" stroke-width="${number(width)}" stroke-linecap="round" stroke-linejoin="round"${fill.opacity === undefined ? '' : ` opacity="${number(fill.opacity)}"`}/>`,
    /** A line with corners. */
    wire: (line: Line, width: number, colour: Colour, fill: Fill = {}): string =>
      `<path d="M${pointsOf(line).map(pair).join('L')}" fill="none" stroke="${tone(colour, fill.bright)}" stroke-width="${number(width)}" stroke-linecap="round" stroke-linejoin="round"${fill.opacity === undefined ? '' : ` opacity="${number(fill.opacity)}"`}/>`,
    /** A rectangle with round corners, by its upper left corner. */
    box: (x: number, y: number, width: number, height: number, corner: number, colour: Colour, fill: Fill = {}): string =>
      `<rect x="${number(x)}" y="${number(y)}" width="${number(Math.abs(width))}" height="${number(Math.abs(height))}" rx="${number(corner)}" ${paint(colour, fill)}/>`,
    /** A ring. */
    ring: (x: number, y: number, radius: number, width: number, colour: Colour, fill: Fill = {}): string =>
      `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="none" stroke="${tone(colour, fill.bright)}" stroke-width="${number(width)}"${fill.opacity === undefined ? '' : ` opacity="${number(fill.opacity)}"`}/>`,
    /** A soft light around a place. */
    glow: (x: number, y: number, radius: number, colour: Colour, opacity: number): string =>
      `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="${blend(
        [
          [0, colour, 1],
          [0.3, colour, 0.5],
          [1, colour, 0],
        ],
        'radial',
      )}" opacity="${number(opacity)}"/>`,
    /** A soft shadow on the ground. */
    shadow: (x: number, y: number, rx: number, ry: number, opacity = 0.4): string =>
      `<ellipse cx="${number(x)}" cy="${number(y)}" rx="${number(rx)}" ry="${number(ry)}" fill="${blend(
        [
          [0, darker(light.cool, 0.5), 1],
          [0.5, darker(light.cool, 0.5), 0.6],
          [1, darker(light.cool, 0.5), 0],
        ],
        'radial',
      )}" opacity="${number(opacity)}"/>`,
    /** Two round eyes' worth of one eye: white spark included; closed as an arc when asleep. */
    eye: (x: number, y: number, radius: number, asleep = false, colour: Colour = '#1d1a22'): string =>
      asleep
        ? `<path d="M${pair([x - radius * 1.2, y])}Q${pair([x, y + radius * 1.4])} ${pair([x + radius * 1.2, y])}" fill="none" stroke="${tone('#2a2028')}" stroke-width="${number(radius * 0.5)}" stroke-linecap="round"/>`
        : `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="${tone(colour)}"/><circle cx="${number(x + radius * 0.32)}" cy="${number(y - radius * 0.35)}" r="${number(radius * 0.34)}" fill="#ffffff"/>`,
  }
}
