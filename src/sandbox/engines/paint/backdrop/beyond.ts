import { points, way } from '../curve.ts'
import type { Backdrop, Stage } from '../backdrop.ts'
import { type Colour, darker, lighter, mix } from '../colour.ts'
import { setPiece } from './land.ts'
import { cloud, drawSky, sheet, stars } from './sky.ts'

function nebula({ pen, random, width, height }: Stage, colours: readonly Colour[]): string {
  const own = random.branch('nebula')
  const out: string[] = []
  const turn = own.between(-0.5, 0.5)
  for (let i = 0; i < 34; i++) {
    const t = own.between(-0.6, 0.6)
    const [x, y] = [width * (0.5 + t), height * (0.42 + t * turn + own.between(-0.16, 0.16))]
    out.push(pen.glow(x, y, own.between(70, 240), own.pick(colours), own.between(0.12, 0.34)))
  }
  return out.join('')
}

/** Stars, clouds of light and a planet or two. */
export function space(stage: Stage): Backdrop {
  const { pen, scene, width, height } = stage
  const random = stage.random.branch('space')
  const tint = scene.placeColour ?? scene.skyColour
  const colours =
    tint === undefined
      ? random.pick([
          ['#7a3fd0', '#d0459a', '#3f6ae0'],
          ['#1f8fb0', '#4a52d8', '#b04ac0'],
          ['#d0603f', '#a03f9a', '#3f4ac0'],
        ])
      : [tint, lighter(tint, 0.2), darker(tint, 0.2)]
  const dark = { ...stage, mood: { ...stage.mood } }
  const out = [
    pen.wash(
      sheet(width, height),
      pen.blend([
        [0, '#060818'],
        [0.5, mix('#0c0c2c', colours[0] ?? '#7a3fd0', 0.12)],
        [1, '#05060f'],
      ]),
    ),
    nebula(stage, colours),
    stars(dark, height, 320),
  ]
  const planets = scene.things.some(thing => thing.noun === 'planet' || thing.noun === 'earth')
  if (!planets && !scene.without.has('planet')) {
    out.push(
      setPiece(
        stage,
        'planet',
        width * random.pick([0.16, 0.84]),
        height * random.between(0.26, 0.36),
        height * random.between(0.14, 0.2),
      ),
    )
    out.push(
      setPiece(
        stage,
        random.chance(0.5) ? 'earth' : 'planet',
        width * random.pick([0.12, 0.88]),
        height * random.between(0.9, 1.02),
        height * random.between(0.24, 0.34),
      ),
    )
  }
  return { behind: out.join(''), ahead: '', floor: height * 0.78, horizon: height * 0.5, surface: 'air' }
}

/** Ground without air: the moon, Mars. */
export function airless(stage: Stage, mars: boolean): Backdrop {
  const { pen, scene, width, height } = stage
  const random = stage.random.branch('airless')
  const ground = scene.placeColour ?? (mars ? '#c4623a' : '#b9bcc6')
  const horizon = height * 0.62
  const out = mars
    ? [
        pen.wash(
          sheet(width, horizon + 60),
          pen.blend([
            [0, '#3a1a2a'],
            [0.55, '#b0563a'],
            [1, '#f2b483'],
          ]),
        ),
        stars(stage, horizon * 0.5, 90),
        `<circle cx="${width * 0.24}" cy="${height * 0.2}" r="26" fill="#f4d9b4"/>`,
        `<circle cx="${width * 0.36}" cy="${height * 0.13}" r="11" fill="#e9c39a"/>`,
      ]
    : [
        pen.wash(
          sheet(width, horizon + 60),
          pen.blend([
            [0, '#04050f'],
            [1, '#151a38'],
          ]),
        ),
        stars(stage, horizon, 260),
      ]
  if (!mars && !scene.things.some(thing => thing.noun === 'earth'))
    out.push(setPiece(stage, 'earth', width * random.pick([0.2, 0.8]), height * 0.34, height * 0.2))
  for (let i = 0; i < 3; i++) {
    const [base, colour] = [horizon + i * height * 0.07, mix(ground, mars ? '#e9a274' : '#3a3f58', 0.5 - i * 0.22)]
    let d = `M-20 ${base}`
    for (let k = 0; k <= 8; k++)
      d += `Q${((k - 0.5) / 8) * width} ${base - random.between(10, mars ? 66 : 40) * (1 - i * 0.24)} ${(k / 8) * width + 4} ${base - random.between(-6, 12)}`
    out.push(pen.path(`${d}V${height + 10}H-20Z`, colour))
  }
  for (let i = 0; i < 15; i++) {
    const t = random() ** 0.8
    const [x, y, r] = [random() * width, horizon + height * (0.14 + t * 0.24), 12 + t * 58 * random.between(0.5, 1)]
    out.push(
      pen.oval(x, y, r, r * 0.3, darker(ground, 0.34)),
      pen.oval(x, y + r * 0.07, r * 0.86, r * 0.22, darker(ground, 0.16)),
      pen.line(
        way(x - r, y, x - r * 0.5, y - r * 0.26, x, y - r * 0.31, x + r * 0.5, y - r * 0.26, x + r, y),
        2.4,
        lighter(ground, 0.4),
      ),
    )
  }
  return { behind: out.join(''), ahead: '', floor: height * 0.88, horizon: horizon + 40, surface: 'ground' }
}

/** Below the waves. */
export function underwater(stage: Stage): Backdrop {
  const { pen, scene, width, height } = stage
  const random = stage.random.branch('deep')
  const tint = scene.placeColour ?? scene.skyColour ?? '#1687b8'
  const dark = stage.mood.hour === 'night' || scene.styles.includes('dark')
  const out = [
    pen.wash(
      sheet(width, height),
      pen.blend([
        [0, dark ? mix(tint, '#0d2f5c', 0.6) : mix(tint, '#a6f0f2', 0.62)],
        [0.4, mix(tint, '#0b5f96', dark ? 0.7 : 0.2)],
        [1, mix(tint, '#04233f', dark ? 0.92 : 0.78)],
      ]),
    ),
  ]
  for (let i = 0; i < 8; i++) {
    const x = random() * width
    const w = random.between(20, 90)
    out.push(
      pen.wash(
        `M${x.toFixed(0)} 0H${(x + w).toFixed(0)}L${(x + w * 2.6 - 160).toFixed(0)} ${height}H${(x - w - 160).toFixed(0)}Z`,
        pen.blend([
          [0, '#eaffff', 0.34],
          [0.75, '#eaffff', 0],
        ]),
      ),
    )
  }
  for (const [y, share] of points('0.76 0.6, 0.84 0.25')) {
    let d = `M-20 ${height * y}`
    for (let k = 0; k <= 6; k++)
      d += `Q${((k - 0.5) / 6) * width} ${height * (y - random.between(0.01, 0.08))} ${(k / 6) * width + 4} ${height * (y - random.between(-0.01, 0.02))}`
    out.push(pen.path(`${d}V${height + 10}H-20Z`, mix('#e4cf9a', mix(tint, '#06395c', 0.4), share)))
  }
  for (let i = 0; i < 9; i++) {
    const x = random.chance(0.5) ? random.between(-0.02, 0.3) * width : random.between(0.7, 1.02) * width
    out.push(
      setPiece(stage, 'coral', x, height * random.between(0.88, 0.97), height * random.between(0.08, 0.2), [
        random.pick(['#ef6a72', '#f2a24a', '#c46ad8', '#f28fb4', '#ffd86a']),
      ]),
    )
  }
  const weeds = (count: number, from: number): string =>
    Array.from({ length: count }, () => {
      const x = random.chance(0.5) ? random.between(-0.02, 0.26) * width : random.between(0.74, 1.02) * width
      const h = height * random.between(0.12, 0.34)
      const sway = random.between(-26, 26)
      return pen.limb(
        [
          [x, height * from],
          [x + sway, height * from - h * 0.4],
          [x - sway, height * from - h * 0.75],
          [x + sway * 0.5, height * from - h],
        ],
        [10, 9, 7, 1],
        random.pick(['#2f8f5a', '#3fa46a', '#1f7a5a', '#7a9a3a']),
      )
    }).join('')
  out.push(weeds(16, 0.97))
  for (let i = 0; i < 34; i++) {
    const [x, y, r] = [random() * width, random() * height * 0.9, random.between(2, 11)]
    out.push(
      `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${r.toFixed(1)}" fill="#ffffff" fill-opacity="0.12" stroke="#e6fbff" stroke-opacity="0.6" stroke-width="1.4"/><circle cx="${(x - r * 0.3).toFixed(1)}" cy="${(y - r * 0.3).toFixed(1)}" r="${(r * 0.22).toFixed(1)}" fill="#ffffff"/>`,
    )
  }
  if (!scene.without.has('fish'))
    for (let i = 0; i < 7; i++)
      out.push(
        setPiece(
          stage,
          'fish',
          width * random.between(0.05, 0.95),
          height * random.between(0.14, 0.5),
          height * random.between(0.025, 0.045),
          [mix(random.pick(['#f2a23c', '#e4c84a', '#e06a8a']), tint, 0.3)],
          random.chance(0.5),
        ),
      )
  return {
    behind: out.join(''),
    ahead:
      weeds(4, 1.02) +
      pen.wash(
        sheet(width, height),
        pen.blend([
          [0, '#bff6ff', 0.08],
          [1, '#03203c', 0.24],
        ]),
      ),
    floor: height * 0.74,
    horizon: height * 0.4,
    surface: 'deep',
  }
}

/** High over a sea of clouds. */
export function skies(stage: Stage): Backdrop {
  const { pen, mood, width, height } = stage
  const random = stage.random.branch('skies')
  const out = [drawSky(stage, height)]
  const bank = (y: number, share: number): string =>
    Array.from({ length: 7 }, (_, i) =>
      cloud(
        { ...stage, random },
        (i / 6) * width + random.between(-50, 50),
        y + random.between(-14, 14),
        width * random.between(0.2, 0.32),
        mix('#ffffff', mood.sky[1], share),
        0.95,
      ),
    ).join('')
  out.push(
    bank(height * 0.82, mood.hour === 'night' ? 0.75 : 0.32),
    pen.wash(
      sheet(width, height, height * 0.8),
      pen.blend([
        [0, mix('#ffffff', mood.sky[2], 0.4), 0],
        [0.5, mix('#ffffff', mood.sky[2], 0.4), mood.hour === 'night' ? 0.24 : 0.85],
      ]),
    ),
  )
  return {
    behind: out.join(''),
    ahead: bank(height * 1.01, mood.hour === 'night' ? 0.7 : 0.12),
    floor: height * 0.72,
    horizon: height * 0.5,
    surface: 'air',
  }
}
