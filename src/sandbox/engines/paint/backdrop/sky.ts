import type { Stage } from '../backdrop.ts'
import { type Colour, lighter, mix, rainbow } from '../colour.ts'
import { type Point, points } from '../curve.ts'

/** The path of a whole rectangle. */
export const sheet = (width: number, height: number, top = 0): string =>
  `M0 ${Math.round(top)}H${Math.ceil(width)}V${Math.ceil(height)}H0Z`

/** A cloud of soft balls, flat below. */
export function cloud({ pen, random }: Stage, x: number, y: number, size: number, colour: Colour, opacity: number): string {
  const balls = random.whole(4, 7)
  const out: string[] = []
  for (let i = 0; i < balls; i++) {
    const t = i / (balls - 1) - 0.5
    const r = size * (0.34 - Math.abs(t) * 0.34) * random.between(0.8, 1.2) + size * 0.07
    out.push(
      `<ellipse cx="${Math.round(x + t * size * 1.7)}" cy="${Math.round(y - r * 0.72)}" rx="${Math.round(r * 1.25)}" ry="${Math.round(r)}" fill="${pen.blend(
        [
          [0, lighter(colour, 0.35), 1],
          [0.65, colour, 0.95],
          [1, colour, 0.25],
        ],
      )}"/>`,
    )
  }
  return `<g opacity="${opacity.toFixed(2)}">${out.join('')}</g>`
}

/** The sky with all that hangs in it, down to the horizon. */
export function drawSky(stage: Stage, horizon: number): string {
  const { pen, random, mood, scene, width, height } = stage
  const out = [
    pen.wash(
      sheet(width, horizon + 4),
      pen.blend([
        [0, mood.sky[0]],
        [0.55, mood.sky[1]],
        [1, mood.sky[2]],
      ]),
    ),
  ]
  const heavy = scene.weather.includes('storm') || scene.weather.includes('rain')
  const dark = mood.hour === 'night'
  const side = random.branch('sun').chance(0.5)
    ? random.branch('sunx').between(0.16, 0.34)
    : random.branch('sunx').between(0.66, 0.84)
  if (dark && !heavy) out.push(stars(stage, horizon, scene.sights.includes('stars') ? 520 : 150))
  if (scene.sights.includes('aurora')) out.push(aurora(stage, horizon))
  if (dark && (scene.sights.includes('moon') || !heavy) && !scene.without.has('moon') && !scene.sights.includes('fireworks')) {
    const hero = scene.sights.includes('moon')
    const r = Math.min(width, height) * (hero ? 0.105 : 0.05)
    out.push(moon(stage, width * side, horizon * (hero ? 0.34 : 0.26), r))
  }
  if (!dark && !heavy && !scene.weather.includes('fog')) {
    const low = mood.hour !== 'day'
    const [x, y, r] = [width * side, low ? horizon * 0.8 : horizon * 0.26, Math.min(width, height) * (low ? 0.075 : 0.05)]
    out.push(
      mood.plain ? '' : pen.glow(x, y, r * 7, mood.sun, 0.75) + pen.glow(x, y, r * 2.6, '#fffbe6', 0.85),
      `<circle cx="${Math.round(x)}" cy="${Math.round(y)}" r="${Math.round(r)}" fill="#fffdf2"/>`,
    )
    if (scene.sights.includes('sun'))
      out.push(
        ...Array.from({ length: 12 }, (_, i) => {
          const a = (i / 12) * Math.PI * 2
          const far = Math.max(width, height) * 0.7
          return pen.poly(
            [
              [x + Math.cos(a) * r * 1.3, y + Math.sin(a) * r * 1.3],
              [x + Math.cos(a + 0.06) * far, y + Math.sin(a + 0.06) * far],
              [x + Math.cos(a - 0.06) * far, y + Math.sin(a - 0.06) * far],
            ],
            '#fff6c8',
            { bright: true, flat: true, opacity: 0.13 },
          )
        }),
      )
  }
  if (scene.sights.includes('rainbow')) {
    const [cx, cy, r] = [width * (1 - side), horizon * 1.06, Math.min(width * 0.55, horizon * 0.85)]
    rainbow.forEach((colour, i) =>
      out.push(pen.ring(cx, cy, r - i * r * 0.028, r * 0.031, colour, { bright: true, opacity: 0.62 })),
    )
  }
  if (scene.sights.includes('fireworks')) out.push(fireworks(stage, horizon))
  const cloudy = heavy
    ? 11
    : scene.weather.includes('clouds') || scene.place === 'sky'
      ? 8
      : scene.weather.includes('clear')
        ? 0
        : dark && scene.sights.includes('stars')
          ? 1
          : random.branch('clouds').whole(2, 5)
  if (!scene.without.has('clouds')) {
    const base = heavy ? mix(mood.sky[0], '#1d2433', 0.35) : mix('#ffffff', mood.sky[2], dark ? 0.85 : 0.35)
    const places = random.branch('cloud-places')
    for (let i = 0; i < cloudy; i++) {
      const x = places.between(-0.05, 1.05) * width
      const one = cloud(
        { ...stage, random: places },
        x,
        (heavy ? places.between(0.05, 0.5) : places.between(0.14, 0.78)) * horizon,
        width * places.between(0.1, heavy ? 0.3 : 0.2),
        dark && !heavy ? mix(mood.sky[1], '#8b97d0', 0.3) : base,
        heavy ? 0.85 : places.between(0.6, 0.95),
      )
      // A veiled sun or moon looks dirty.
      if (heavy || Math.abs(x - width * side) > width * 0.2) out.push(one)
    }
  }
  if (
    !dark &&
    !heavy &&
    (scene.sights.includes('birds') || (scene.place !== 'space' && random.branch('flock').chance(0.4))) &&
    !scene.without.has('bird')
  )
    out.push(flock(stage, horizon))
  return out.join('')
}

/** Points of light. */
export function stars({ pen, random, width }: Stage, bottom: number, count: number): string {
  const dots = random.branch('stars')
  const out: string[] = []
  for (let i = 0; i < count; i++) {
    const [x, y, r] = [dots() * width, dots() ** 1.2 * bottom, 0.7 + dots() ** 3.4 * 2.9]
    const colour = dots.pick(['#ffffff', '#ffffff', '#cfe0ff', '#fff0cf'])
    out.push(
      `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(2)}" fill="${colour}" opacity="${dots.between(0.45, 1).toFixed(2)}"/>`,
    )
    if (r > 2.2) out.push(pen.glow(x, y, r * 5, colour, 0.55))
  }
  return out.join('')
}

function moon({ pen, mood }: Stage, x: number, y: number, r: number): string {
  const craters: readonly Point[] = points('-0.36 -0.2, 0.24 -0.42, 0.3 0.24, -0.14 0.42, -0.5 0.3')
  return (
    pen.glow(x, y, r * 4.4, mood.sun, 0.5) +
    pen.glow(x, y, r * 1.9, '#fffbe4', 0.7) +
    `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" fill="${pen.blend(
      [
        [0, '#fffdf0'],
        [0.75, '#f6edca'],
        [1, '#e3d6ab'],
      ],
      'radial',
    )}"/>` +
    craters
      .map(
        ([dx, dy], i) =>
          `<circle cx="${(x + dx * r).toFixed(1)}" cy="${(y + dy * r).toFixed(1)}" r="${(r * [0.17, 0.12, 0.2, 0.1, 0.08][i]!).toFixed(1)}" fill="#d9caa0" opacity="0.55"/>`,
      )
      .join('')
  )
}

function aurora({ pen, random, width }: Stage, horizon: number): string {
  const waves = random.branch('aurora')
  const out: string[] = []
  const slices = 72
  for (const colour of ['#4dffb0', '#39e0d0', '#8a6bff', '#5dff9a'] as const) {
    const y = horizon * waves.between(0.34, 0.62)
    const [a, b, c] = [waves.between(1, 2.4), waves() * 6, waves.between(9, 15)]
    // Narrow strips side by side: each fades upwards by itself, so that the curtain's foot can wave.
    for (let i = 0; i < slices; i++) {
      const t = i / slices
      const foot = y + Math.sin(t * 3 * a + b) * horizon * 0.09 + Math.sin(t * 9 + b * 2) * horizon * 0.03
      const tall = horizon * (0.3 + 0.12 * Math.sin(t * c + b) + 0.05 * Math.sin(t * c * 3.1))
      const glow = 0.5 + 0.32 * Math.sin(t * c * 1.7 + a) + 0.14 * Math.sin(t * c * 4.3)
      out.push(
        `<rect x="${(t * width).toFixed(1)}" y="${(foot - tall).toFixed(1)}" width="${(width / slices + 0.2).toFixed(1)}" height="${tall.toFixed(1)}" opacity="${Math.max(0.08, glow).toFixed(2)}" fill="${pen.blend(
          [
            [0, colour, 0],
            [0.62, colour, 0.34],
            [0.9, colour, 0.62],
            [1, colour, 0],
          ],
        )}"/>`,
      )
    }
  }
  return `<g shape-rendering="crispEdges">${out.join('')}</g>`
}

function fireworks({ pen, random, width }: Stage, horizon: number): string {
  const bursts = random.branch('fireworks')
  const out: string[] = []
  for (let k = 0; k < 5; k++) {
    const [x, y, r] = [
      width * (0.12 + k * 0.19),
      horizon * bursts.between(0.14, 0.46),
      Math.min(width, horizon) * bursts.between(0.12, 0.2),
    ]
    const colour = bursts.pick(['#ff5f6f', '#ffd65a', '#6fd0ff', '#c98bff', '#7cf09a'])
    out.push(pen.glow(x, y, r * 1.3, colour, 0.55))
    for (let i = 0; i < 26; i++) {
      const a = (i / 26) * Math.PI * 2
      const far = r * bursts.between(0.75, 1)
      out.push(
        pen.line(
          [
            [x + Math.cos(a) * r * 0.18, y + Math.sin(a) * r * 0.18],
            [x + Math.cos(a) * far, y + Math.sin(a) * far],
            [x + Math.cos(a) * far * 1.04, y + Math.sin(a) * far * 1.04 + r * 0.08],
          ],
          2,
          colour,
          { bright: true, opacity: 0.9 },
        ),
        `<circle cx="${(x + Math.cos(a) * far).toFixed(0)}" cy="${(y + Math.sin(a) * far + r * 0.08).toFixed(0)}" r="2.6" fill="#ffffff"/>`,
      )
    }
  }
  return out.join('')
}

function flock({ pen, random, width, mood }: Stage, horizon: number): string {
  const place = random.branch('birds')
  const [x, y] = [width * place.between(0.25, 0.7), horizon * place.between(0.2, 0.42)]
  return Array.from({ length: place.whole(3, 6) }, (_, i) => {
    const [bx, by, s] = [x + i * 34 + place.between(-9, 9), y + ((i * 17) % 29), place.between(7, 12)]
    return pen.line(
      [
        [bx - s, by - s * 0.4],
        [bx - s * 0.45, by - s * 0.62],
        [bx, by],
        [bx + s * 0.45, by - s * 0.62],
        [bx + s, by - s * 0.4],
      ],
      2,
      mix(mood.sky[0], '#1c2436', 0.6),
      { opacity: 0.75 },
    )
  }).join('')
}
