import { namedColours } from '../../paint/colour.ts'
import { readScene } from '../../paint/read.ts'
import type { Hour, Style } from '../../paint/scene.ts'

/** Changes of the light and colours of a whole picture. */
export type Tone = 'mono' | 'sepia' | 'warmer' | 'cooler' | 'brighter' | 'darker' | 'vivid' | 'muted' | 'contrast' | 'invert'

/** One thing that a prompt asks to be done to a picture. */
export type Wish =
  | { readonly type: 'hour'; readonly hour: Hour }
  | { readonly type: 'season'; readonly season: 'winter' | 'autumn' | 'summer' }
  | { readonly type: 'weather'; readonly weather: 'rain' | 'fog' | 'snow' }
  | { readonly type: 'tone'; readonly tone: Tone }
  | { readonly type: 'colour'; readonly colour: string; readonly of: 'subject' | 'sky' | 'whole' }
  | { readonly type: 'background'; readonly to: 'clear' | 'blurred' | { readonly colour: string } | { readonly prompt: string } }
  | { readonly type: 'style'; readonly styles: readonly Style[] }
  | { readonly type: 'add'; readonly prompt: string; readonly side: 'left' | 'right' | 'middle' | undefined }
  | { readonly type: 'remove' }
  | { readonly type: 'mirror' }

const colourWord = Object.keys(namedColours).join('|')
const hours: Readonly<Record<Hour, RegExp>> = {
  night: /\b(?:night(?:time)?|midnight|moonlight|moonlit|starry)\b/,
  sunset: /\b(?:sunset|dusk|evening|golden hour|twilight)\b/,
  dawn: /\b(?:dawn|sunrise|morning)\b/,
  day: /\b(?:day(?:time|light)?|noon|midday|afternoon)\b/,
}
const seasons = {
  winter: /\b(?:winter(?:y)?|snow(?:y|ed)?(?: covered)?|christmas|frozen|icy)\b/,
  autumn: /\b(?:autumn(?:al)?|fall|october)\b/,
  summer: /\b(?:summer|spring)(?:time)?\b/,
} as const
const tones: readonly (readonly [Tone, RegExp])[] = [
  ['mono', /\b(?:b ?& ?w|monochrome|gr[ae]y ?scale|desaturate[d]? completely|colou?rless|noir)\b/],
  ['sepia', /\b(?:sepia|old photo(?:graph)?|antique|vintage|1920s)\b/],
  ['warmer', /\b(?:warm(?:er)?|cos[yi](?:er)?)\b/],
  ['cooler', /\b(?:cool(?:er)?|cold(?:er)?|bluer)\b/],
  ['brighter', /\b(?:bright(?:er|en)?|lighter|lighten|more light|over ?exposed?)\b/],
  ['darker', /\b(?:dark(?:er|en)?|dimmer|less light|under ?exposed?)\b/],
  ['vivid', /\b(?:vivid|vibrant|saturated?|more colou?r(?:s|ful)?|colou?rful)\b/],
  ['muted', /\b(?:muted|desaturated?|less colou?r(?:s|ful)?|faded|pale(?:r)?)\b/],
  ['contrast', /\b(?:contrast|punch(?:y|ier))\b/],
  ['invert', /\b(?:invert(?:ed)?|negative)\b/],
]

/** What a prompt asks for, in order; empty where no change was found in it. */
export function wishesOf(prompt: string): readonly Wish[] {
  const text = prompt
    .toLowerCase()
    .slice(0, 2_000)
    .replace(/[’`]/g, "'")
    .replace(/\bblack[ -]and[ -]white\b/g, 'monochrome')
  const wishes: Wish[] = []
  let isAdding = false
  for (const clause of text.split(/\s*(?:[,;.\n]|\band then\b|\bthen\b|\band\b|\bbut\b)\s*/).filter(part => part !== '')) {
    const found = wishOf(clause, isAdding)
    isAdding = found?.type === 'add'
    if (found !== undefined) wishes.push(found)
  }
  return wishes
}

function wishOf(clause: string, isAdding: boolean): Wish | undefined {
  const background = backgroundOf(clause)
  if (background !== undefined) return background
  if (/\b(?:mirror|flip)(?:ed)?\b/.test(clause)) return { type: 'mirror' }
  const added = /\b(?:add|put|place|insert|draw|include|give (?:it|him|her|them|us))\s+(.*)$/.exec(clause)?.[1]
  if (added !== undefined || isAdding) return addition(added ?? clause) ?? changeOf(clause)
  if (/\b(?:remove|erase|delete|take away|get rid of|without)\b/.test(clause)) return { type: 'remove' }
  return changeOf(clause)
}

function addition(what: string): Wish | undefined {
  const scene = readScene(what)
  if (scene.things.length === 0 && scene.sights.length === 0) return undefined
  const side = /\b(left|right|middle|cent(?:er|re))\b/.exec(what)?.[1]
  return {
    type: 'add',
    prompt: what.replace(
      /\b(?:in|on|to|at) the (?:left|right|middle|cent(?:er|re)|foreground|background|picture|image|scene|sky)\b.*$/,
      '',
    ),
    side: side === 'left' || side === 'right' ? side : side === undefined ? undefined : 'middle',
  }
}

function backgroundOf(clause: string): Wish | undefined {
  if (!/\bback(?:ground|drop)\b|\btransparent\b|\bcut (?:it|him|her|them|out)\b/.test(clause)) return undefined
  if (/\b(?:remove|delete|erase|transparent|cut|without|no)\b/.test(clause)) return { type: 'background', to: 'clear' }
  if (/\bblur/.test(clause)) return { type: 'background', to: 'blurred' }
  const to = /\bback(?:ground|drop)\b.*?\b(?:to|with|into|as|be|is|of)\s+(.*)$/.exec(clause)?.[1]
  const colour = new RegExp(`\\b(${colourWord})\\b`).exec(to ?? clause)?.[1]
  const place =
    to === undefined
      ? clause.replace(/\b(?:change|make|replace|the|its|a|an|put|on|in|to|it|background|backdrop)\b/g, ' ').trim()
      : to
  const scene = readScene(place)
  if (scene.placed || scene.things.length > 0) return { type: 'background', to: { prompt: place } }
  return colour === undefined
    ? { type: 'background', to: 'blurred' }
    : { type: 'background', to: { colour: namedColours[colour] ?? '#ffffff' } }
}

function changeOf(clause: string): Wish | undefined {
  for (const [tone, words] of tones.slice(0, 2)) if (words.test(clause)) return { type: 'tone', tone }
  const { styles } = readScene(clause)
  const drawn = styles.filter(style => !['mono', 'vintage', 'dark', 'bright', 'photo'].includes(style))
  if (drawn.length > 0) return { type: 'style', styles: drawn }
  for (const hour of ['night', 'sunset', 'dawn'] as const) if (hours[hour].test(clause)) return { type: 'hour', hour }
  if (/\b(?:snowing|snowfall|falling snow|blizzard)\b/.test(clause)) return { type: 'weather', weather: 'snow' }
  for (const season of ['winter', 'autumn', 'summer'] as const)
    if (seasons[season].test(clause)) return { type: 'season', season }
  if (/\brain(?:y|ing)?\b|\bstorm/.test(clause)) return { type: 'weather', weather: 'rain' }
  if (/\b(?:fog|foggy|mist|misty|haz[ey])\b/.test(clause)) return { type: 'weather', weather: 'fog' }
  const colour = new RegExp(`\\b(${colourWord})\\b(?!er)`).exec(clause)?.[1]
  if (colour !== undefined) {
    const of = /\bsky\b/.test(clause)
      ? 'sky'
      : /\b(?:everything|whole|tint|picture|image|all)\b/.test(clause)
        ? 'whole'
        : 'subject'
    return { type: 'colour', colour: namedColours[colour] ?? '#808080', of }
  }
  for (const [tone, words] of tones.slice(2)) if (words.test(clause)) return { type: 'tone', tone }
  return hours.day.test(clause) ? { type: 'hour', hour: 'day' } : undefined
}
