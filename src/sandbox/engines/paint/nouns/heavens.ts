import { darker, lighter } from '../colour.ts'
import { type Point, triples, way } from '../curve.ts'
import type { Noun } from '../noun.ts'

type Draw = Noun['draw']

const planet: Draw = (pen, look) => {
  const random = look.random.branch('planet')
  const coat = look.colours[0] ?? random.pick(['#d98a4a', '#6f8fe0', '#c46fb0', '#58b0a0', '#e0b65a'])
  const bands = [-30, -14, 4, 20].map((dy, i) => {
    const half = Math.sqrt(Math.max(1, 42 * 42 - dy * dy))
    return pen.limb(
      way(-half, -50 + dy, 0, -46 + dy, half, -50 + dy),
      [3, 7 + (i % 2) * 4, 3],
      i % 2 ? lighter(coat, 0.24) : darker(coat, 0.16),
    )
  })
  const ringBack = pen.path('M-78 -40A80 20 -12 0 1 76 -66L66 -64A68 14 -12 0 0 -66 -43Z', lighter(coat, 0.45), { opacity: 0.85 })
  const ringFront = pen.path('M-78 -40A80 20 -12 0 0 76 -66L66 -62A66 14 -12 0 1 -66 -43Z', lighter(coat, 0.55))
  return { svg: ringBack + pen.oval(0, -50, 42, 42, coat) + bands.join('') + ringFront, width: 158, height: 96, seat: [0, -90] }
}
const earth: Draw = pen => ({
  svg:
    pen.glow(0, -50, 72, '#7fc0ff', 0.5) +
    pen.oval(0, -50, 46, 46, '#2f7fd6') +
    pen.blob('-34 -70, -14 -86, 2 -74, -8 -56, -24 -48, -30 -58', '#4fae5a') +
    pen.blob('2 -52, 26 -66, 38 -48, 24 -22, 12 -16, 8 -36', '#4fae5a') +
    pen.blob('-26 -34, -12 -36, -8 -20, -18 -12', '#4fae5a') +
    triples('-20 -62 22, 14 -30 20, 6 -80 16')
      .map(([x, y, w]) => pen.limb(way(x - w, y, x, y - 3, x + w, y), [2, 6, 2], '#ffffff', { opacity: 0.8 }))
      .join(''),
  width: 96,
  height: 98,
  seat: [0, -94],
})
const moonThing: Draw = (pen, look) => {
  const coat = look.colours[0] ?? '#f4e9c4'
  return {
    svg: pen.glow(0, -50, 90, coat, 0.6) + pen.path('M14 -98A50 50 0 1 0 44 -24A40 40 0 1 1 14 -98Z', coat, { bright: true }),
    width: 96,
    height: 100,
    seat: [-18, -14] as Point,
  }
}
const comet: Draw = (pen, look) => {
  const coat = look.colours[0] ?? '#ffd98a'
  return {
    svg:
      pen.limb('-90 -104, -40 -70, 0 -40', [2, 14, 34], coat, { bright: true, opacity: 0.45 }) +
      pen.limb('-60 -84, -24 -58, 0 -40', [1, 9, 24], lighter(coat, 0.4), { bright: true, opacity: 0.7 }) +
      pen.glow(4, -36, 46, coat, 0.8) +
      pen.oval(4, -36, 18, 18, lighter(coat, 0.5), { bright: true }),
    width: 120,
    height: 100,
  }
}
const cloud: Draw = (pen, look) => {
  const coat = look.colours[0] ?? '#ffffff'
  return {
    svg: triples('-42 -24 26, -14 -42 33, 22 -36 30, 48 -22 22, 0 -20 34')
      .map(([x, y, r]) => pen.oval(x, y, r, r * 0.82, coat))
      .join(''),
    width: 140,
    height: 70,
    seat: [0, -58],
  }
}
const statue: Draw = (pen, look) => {
  const coat = look.colours[0] ?? '#c9c5bd'
  return {
    svg:
      pen.box(-34, -22, 68, 22, 2, darker(coat, 0.2)) +
      pen.box(-28, -30, 56, 10, 2, coat) +
      pen.blob('-22 -30, -26 -62, -12 -78, 12 -78, 26 -62, 22 -30', coat) +
      pen.oval(0, -90, 14, 16, lighter(coat, 0.1)) +
      pen.limb('22 -66, 36 -84, 40 -112', [9, 7, 6], coat) +
      [-10, 4].map(x => pen.line(way(x, -70, x + 6, -50, x + 2, -32), 1.6, darker(coat, 0.25))).join(''),
    width: 80,
    height: 114,
    seat: [0, -106],
  }
}
const fountain: Draw = (pen, look) => {
  const coat = look.colours[0] ?? '#c4c0b8'
  return {
    svg:
      [-1, 1]
        .flatMap(s =>
          [18, 30, 44].map((x, i) =>
            pen.line(way(0, -104, s * x * 0.6, -116 + i * 8, s * x, -76 + i * 14, s * (x + 3), -36), 3, '#bfe6f7', {
              opacity: 0.8,
            }),
          ),
        )
        .join('') +
      pen.limb('0 -10, 0 -100', [13, 8], coat) +
      pen.path('M-34 -66H34Q26 -48 0 -48Q-26 -48 -34 -66Z', coat) +
      pen.path('M-66 -34H66Q60 0 40 0H-40Q-60 0 -66 -34Z', coat) +
      pen.oval(0, -34, 62, 9, '#7fc6e6'),
    width: 134,
    height: 116,
  }
}

const noun = (words: string, size: number, home: Noun['home'], lives: Noun['lives'], draw: Draw): Noun => ({
  words,
  size,
  home,
  lives,
  draw,
})

/** What hangs in the sky, and stone that stands below it. */
export const heavens: Readonly<Record<string, Noun>> = {
  planet: noun('planet|saturn|jupiter|venus|neptune|exoplanet', 1.6, 'space', 'air', planet),
  earth: noun('earth|planet earth|globe', 1.6, 'space', 'air', earth),
  crescent: noun('crescent|crescent moon|half moon', 1.4, 'sky', 'air', moonThing),
  comet: noun('comet|meteor|shooting star|asteroid|meteorite', 1.2, 'space', 'sky', comet),
  cloud: noun('cloud', 1.5, 'sky', 'air', cloud),
  statue: noun('statue|sculpture|monument|bust', 1.6, 'garden', 'ground', statue),
  fountain: noun('fountain|well', 1.6, 'garden', 'ground', fountain),
}
