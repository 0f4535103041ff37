/** A colour as `#rrggbb`. */
export type Colour = string

type Rgb = readonly [number, number, number]

/** Red, green and blue from 0 to 255. */
export function rgb(colour: Colour): Rgb {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const hex = (parts: Rgb): Colour =>
  `#${parts
    .map(part =>
      Math.max(0, Math.min(255, Math.round(part)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** From `a` (share 0) to `b` (share 1). */
export function mix(a: Colour, b: Colour, share: number): Colour {
  const [ra, ga, ba] = rgb(a)
  const [rb, gb, bb] = rgb(b)
  return hex([ra + (rb - ra) * share, ga + (gb - ga) * share, ba + (bb - ba) * share])
}

/** What `colour` looks like under a light of colour `lamp`. */
export function under(colour: Colour, lamp: Colour): Colour {
  const [r, g, b] = rgb(colour)
  const [lr, lg, lb] = rgb(lamp)
  return hex([(r * lr) / 255, (g * lg) / 255, (b * lb) / 255])
}

/** Towards white. */
export const lighter = (colour: Colour, share: number): Colour => mix(colour, '#ffffff', share)
/** Towards a night blue that is nearly black: shadows stay colourful. */
export const darker = (colour: Colour, share: number): Colour => mix(colour, '#0b0a1c', share)

/** Perceived brightness from 0 to 1. */
export function brightness(colour: Colour): number {
  const [r, g, b] = rgb(colour)
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255
}

/** Turns the hue by `degrees` and multiplies the saturation. */
export function shift(colour: Colour, degrees: number, saturation = 1): Colour {
  const [r, g, b] = rgb(colour)
  const grey = 0.299 * r + 0.587 * g + 0.114 * b
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  // Rotation around the grey axis, in the YIQ plane.
  const i = 0.596 * r - 0.274 * g - 0.322 * b
  const q = 0.211 * r - 0.523 * g + 0.312 * b
  const i2 = (i * cos - q * sin) * saturation
  const q2 = (i * sin + q * cos) * saturation
  return hex([grey + 0.956 * i2 + 0.621 * q2, grey - 0.272 * i2 - 0.647 * q2, grey - 1.106 * i2 + 1.703 * q2])
}

/** Colours by the names people type; materials with a colour of their own are here too. */
export const namedColours: Readonly<Record<string, Colour>> = {
  red: '#d8342c',
  crimson: '#b3152b',
  scarlet: '#e02b20',
  ruby: '#b0123b',
  maroon: '#7a1f2b',
  burgundy: '#6d1a36',
  vermilion: '#e34a2f',
  orange: '#f0811f',
  amber: '#f2a71b',
  ginger: '#d9772b',
  rust: '#a9512a',
  copper: '#b86b3c',
  bronze: '#a3743a',
  coral: '#ff7f66',
  salmon: '#f7937e',
  peach: '#ffc19b',
  yellow: '#f7c928',
  gold: '#e8b33a',
  golden: '#e8b33a',
  lemon: '#fbe44b',
  mustard: '#d6a21e',
  cream: '#f6e9cf',
  beige: '#e0cda9',
  ivory: '#f7f1e1',
  blonde: '#e8c77a',
  sand: '#dcbf8c',
  green: '#3f9e4a',
  emerald: '#1f9d6b',
  lime: '#9ad52f',
  olive: '#7d8436',
  mint: '#9fe0bf',
  jade: '#2f9f76',
  teal: '#1f8f95',
  turquoise: '#37c3c0',
  aqua: '#4fd0da',
  cyan: '#2fc6e6',
  blue: '#2f6fe0',
  navy: '#1d2f66',
  azure: '#3d94f0',
  sapphire: '#1d4fb8',
  cobalt: '#2450b8',
  indigo: '#4038a0',
  cerulean: '#2a8fc9',
  purple: '#8a3fc4',
  violet: '#7d4ad6',
  lavender: '#b9a4ec',
  lilac: '#c7a3dd',
  plum: '#7b3570',
  magenta: '#d8329c',
  fuchsia: '#e0359f',
  mauve: '#b58ab6',
  pink: '#f58fb4',
  brown: '#8a5a34',
  chocolate: '#5e3820',
  chestnut: '#864327',
  tan: '#c49a6c',
  caramel: '#c07d3c',
  coffee: '#6f4a32',
  ginger_brown: '#a8642f',
  black: '#24232b',
  ebony: '#232026',
  obsidian: '#1c1a24',
  white: '#f6f5f1',
  snowy: '#f7fafc',
  grey: '#8d9199',
  gray: '#8d9199',
  silver: '#c3cad2',
  charcoal: '#42444d',
  slate: '#5d6a78',
  steel: '#8b98a8',
}

/** Colours of a rainbow, from the outside in. */
export const rainbow: readonly Colour[] = ['#e5403a', '#f3892b', '#f8d030', '#4fb954', '#3a8bea', '#5a4fcf', '#9a4fd0']
