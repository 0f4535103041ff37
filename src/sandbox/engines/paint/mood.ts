import { type Colour, lighter, mix } from './colour.ts'
import type { Light } from './pen.ts'
import type { Random } from './random.ts'
import type { Hour, Scene } from './scene.ts'

/** The light and air of one picture. */
export type Mood = {
  readonly hour: Hour
  /** The sky from the top down to the horizon. */
  readonly sky: readonly [Colour, Colour, Colour]
  /** What far things fade into. */
  readonly haze: Colour
  readonly sun: Colour
  /** The light on the land, and the gentler one on what the picture is about. */
  readonly land: Light
  readonly subject: Light
  /** Manners of flat colours and lines: no glows and no veils. */
  readonly plain: boolean
  readonly snowy: boolean
  readonly grass: Colour
}

type Air = {
  readonly sky: readonly [Colour, Colour, Colour]
  readonly haze: Colour
  readonly sun: Colour
  readonly lamp: Colour
  readonly near: Colour
  readonly warm: Colour
  readonly cool: Colour
}

const airs: Readonly<Record<Hour, readonly Air[]>> = {
  day: [
    {
      sky: ['#2f86de', '#7cc0f2', '#e2f4fb'],
      haze: '#cfe6f3',
      sun: '#fff6d6',
      lamp: '#ffffff',
      near: '#ffffff',
      warm: '#fff0c4',
      cool: '#22366e',
    },
    {
      sky: ['#3a9bd8', '#93d3ee', '#fdf3dc'],
      haze: '#dcebe6',
      sun: '#fff2c4',
      lamp: '#fffaf0',
      near: '#ffffff',
      warm: '#ffeab4',
      cool: '#27406a',
    },
  ],
  dawn: [
    {
      sky: ['#6f86d6', '#f3b6c2', '#ffe5c4'],
      haze: '#f3d3cf',
      sun: '#fff0cc',
      lamp: '#f7e4e0',
      near: '#fff4ee',
      warm: '#ffd2b4',
      cool: '#413f7c',
    },
    {
      sky: ['#5aa0c8', '#f7cfa8', '#fff0cf'],
      haze: '#f2dfc6',
      sun: '#fff4d0',
      lamp: '#f8ead8',
      near: '#fff6ea',
      warm: '#ffdcae',
      cool: '#3c4a78',
    },
  ],
  sunset: [
    {
      sky: ['#3b2f74', '#d8577a', '#ffb45e'],
      haze: '#e78a72',
      sun: '#ffe9a8',
      lamp: '#e8b4a4',
      near: '#ffe2cc',
      warm: '#ffae5e',
      cool: '#361f5c',
    },
    {
      sky: ['#26436f', '#f0784f', '#ffd479'],
      haze: '#f0a068',
      sun: '#fff0b4',
      lamp: '#eebd9c',
      near: '#ffe6c8',
      warm: '#ffb65a',
      cool: '#33234f',
    },
  ],
  night: [
    {
      sky: ['#070c26', '#14245a', '#3a4f92'],
      haze: '#2b3d7a',
      sun: '#f7f1d4',
      lamp: '#4a5f9e',
      near: '#a3b2e2',
      warm: '#b9d0ff',
      cool: '#070a26',
    },
    {
      sky: ['#0a0a2a', '#22205c', '#54468f'],
      haze: '#352f70',
      sun: '#f9f0d0',
      lamp: '#55599c',
      near: '#acaede',
      warm: '#d0ccff',
      cool: '#0b0828',
    },
  ],
}

/** Finds the light of a scene; where no hour was asked for, the seed may choose a gentler one than noon. */
export function moodOf(scene: Scene, random: Random): Mood {
  const free = !scene.timed && scene.hour === 'day' && !scene.weather.includes('rain') && !scene.weather.includes('snow')
  const hour: Hour = free ? random.pick<Hour>(['day', 'day', 'day', 'dawn', 'sunset']) : scene.hour
  const base = random.pick(airs[hour])
  const neon = scene.styles.includes('neon')
  const heavy = scene.weather.includes('storm') || scene.weather.includes('rain')
  const grey = scene.weather.includes('fog') || scene.weather.includes('clouds') || scene.weather.includes('snow')
  const snowy =
    (scene.weather.includes('snow') || scene.season === 'winter' || scene.place === 'snowfield') && !scene.without.has('snow')
  const flat = scene.styles.includes('flat') || scene.styles.includes('papercut') || scene.styles.includes('ukiyoe')
  const plain = flat || (['ink', 'sketch', 'popart', 'blueprint', 'comic'] as const).some(style => scene.styles.includes(style))
  let { sky, haze, lamp, near, warm, cool } = base
  const each = (change: (colour: Colour, i: number) => Colour): readonly [Colour, Colour, Colour] => [
    change(sky[0], 0),
    change(sky[1], 1),
    change(sky[2], 2),
  ]
  if (neon) {
    sky = ['#0b0630', '#4a1470', '#d83a9a']
    ;[haze, lamp, near, warm, cool] = ['#7a2a98', '#6a5cc0', '#c9b4f2', '#ff6fd8', '#0a0636']
  }
  if (heavy) {
    sky = each((colour, i) =>
      mix(colour, ['#2b3446', '#56637a', '#93a0b0'][i] ?? '#56637a', hour === 'night' || neon ? 0.3 : 0.82),
    )
    ;[haze, lamp, near, cool] = [
      mix(haze, '#66758c', 0.6),
      mix(lamp, '#8d9ab2', 0.5),
      mix(near, '#b4c0d2', 0.45),
      mix(cool, '#10182c', 0.5),
    ]
  } else if (grey) {
    sky = each((colour, i) => mix(colour, ['#8fa4bd', '#b9c8d8', '#e6edf3'][i] ?? '#b9c8d8', hour === 'night' ? 0.18 : 0.5))
    haze = mix(haze, hour === 'night' ? '#5a6a98' : '#e9eff4', 0.55)
  }
  if (scene.skyColour !== undefined) {
    const wanted = scene.skyColour
    sky = each((colour, i) => mix(colour, i === 2 ? lighter(wanted, 0.45) : wanted, [0.8, 0.85, 0.7][i] ?? 0.8))
    haze = mix(haze, wanted, 0.4)
  }
  if (scene.styles.includes('dark')) {
    sky = each(colour => mix(colour, '#12142a', 0.45))
    ;[haze, lamp, near] = [mix(haze, '#1d2440', 0.45), mix(lamp, '#4a5270', 0.45), mix(near, '#8890b0', 0.3)]
  }
  const seasonGrass: Record<string, Colour> = { spring: '#8ac954', summer: '#6cb04a', autumn: '#c99a3f', winter: '#b9c6a2' }
  const grass = snowy ? '#eef5fb' : (seasonGrass[scene.season ?? ''] ?? random.pick(['#6cb04a', '#7cb84c', '#5fa552', '#8dba4a']))
  return {
    hour,
    sky,
    haze,
    sun: base.sun,
    land: { lamp, warm, cool, flat },
    subject: { lamp: near, warm, cool: mix(cool, '#2a2350', 0.3), flat },
    plain,
    snowy,
    grass,
  }
}
