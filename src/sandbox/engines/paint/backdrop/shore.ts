import type { Backdrop, Stage } from '../backdrop.ts'
import { darker, lighter, mix } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import { below, peaks, ridge, treeline, tufts, water } from './ground.ts'
import { setPiece } from './land.ts'
import { drawSky } from './sky.ts'

const isRough = (stage: Stage): number =>
  stage.scene.weather.includes('storm') || stage.scene.sights.includes('waves')
    ? 1
    : stage.scene.weather.includes('wind') || stage.scene.weather.includes('rain')
      ? 0.55
      : 0.12

/** Open water; in a storm it rolls. */
export function sea(stage: Stage, harbour = false): Backdrop {
  const { pen, mood, scene, width, height } = stage
  const rough = isRough(stage)
  const horizon = height * 0.56
  const out = [drawSky(stage, horizon + 2)]
  if (scene.also.includes('mountains') || scene.also.includes('island'))
    out.push(peaks(stage, horizon, height * 0.2, '#5d7290', false))
  if (harbour || scene.also.includes('city')) out.push(houses(stage, horizon + 6))
  out.push(water(stage, horizon, height, scene.placeColour ?? (rough > 0.5 ? '#2a5470' : undefined), rough))
  if (rough > 0.4)
    for (let i = 0; i < 5; i++)
      out.push(
        swell(
          stage,
          horizon + height * (0.05 + i * 0.085),
          (12 + i * 11 * rough) * (scene.sights.includes('waves') ? 1.9 : 1),
          i,
        ),
      )
  const crowded = scene.things.some(
    thing => thing.noun === 'lighthouse' || thing.noun === 'castle' || thing.noun === 'house' || thing.noun === 'church',
  )
  if (crowded || (harbour && scene.things.length > 0)) {
    const rock = '#5b5a66'
    const c = width * 0.5
    out.push(
      pen.blob(
        [
          [c - width * 0.46, height * 0.9],
          [c - width * 0.32, height * 0.79],
          [c - width * 0.12, height * 0.765],
          [c + width * 0.1, height * 0.77],
          [c + width * 0.3, height * 0.8],
          [c + width * 0.44, height * 0.91],
          [c, height * 0.95],
        ],
        rock,
      ),
    )
    for (let i = 0; i < 16; i++)
      out.push(
        pen.blob(
          Array.from({ length: 6 }, (_, k): Point => {
            const a = (k / 6) * Math.PI * 2
            const r = stage.random.between(16, 34)
            return [
              c + (i / 15 - 0.5) * width * 0.86 + Math.cos(a) * r * 1.5,
              height * (0.87 + Math.sin(i * 2) * 0.03) + Math.sin(a) * r * 0.8,
            ]
          }),
          i % 2 ? darker(rock, 0.2) : lighter(rock, 0.08),
        ),
      )
    for (let i = 0; i < 22; i++)
      out.push(
        pen.oval(
          c + (i / 21 - 0.5) * width * 0.94,
          height * 0.905 + Math.sin(i * 1.9) * 9,
          stage.random.between(14, 38),
          stage.random.between(5, 11 + rough * 9),
          '#f4f9fc',
          { opacity: 0.75 },
        ),
      )
    return {
      behind: out.join(''),
      ahead: rough > 0.4 ? swell(stage, height * 0.95, 34, 7) : '',
      floor: height * 0.8,
      horizon,
      surface: 'ground',
    }
  }
  return {
    behind: out.join(''),
    ahead: rough > 0.4 ? swell(stage, height * 0.9, 40 * rough, 7) : '',
    floor: height * 0.8,
    horizon,
    surface: 'water',
  }
  function houses(at: Stage, y: number): string {
    const random = at.random.branch('quay')
    return Array.from({ length: 11 }, (_, i) =>
      setPiece(at, random.chance(0.2) ? 'church' : 'house', (i + 0.5) * (width / 10.4), y, random.between(46, 78), [
        mix(random.pick(['#e9b48a', '#f2dcb4', '#c9dbe2', '#e59a86']), mood.haze, 0.3),
      ]),
    ).join('')
  }
}

/** One wave across the picture with foam on its crest. */
function swell({ pen, mood, width, height }: Stage, y: number, high: number, row: number): string {
  const n = 5
  let d = `M-40 ${y}`
  let foam = ''
  for (let i = 0; i < n; i++) {
    const [x0, x1] = [-40 + (i * (width + 80)) / n + (row % 2) * -50, -40 + ((i + 1) * (width + 80)) / n + (row % 2) * -50]
    d += `Q${(x0 + (x1 - x0) * 0.62).toFixed(0)} ${(y - high * 1.7).toFixed(0)} ${(x0 + (x1 - x0) * 0.74).toFixed(0)} ${(y - high * 0.4).toFixed(0)}Q${(x0 + (x1 - x0) * 0.84).toFixed(0)} ${(y + high * 0.4).toFixed(0)} ${x1.toFixed(0)} ${y.toFixed(0)}`
    foam += `<path d="M${(x0 + (x1 - x0) * 0.3).toFixed(0)} ${(y - high * 0.72).toFixed(0)}Q${(x0 + (x1 - x0) * 0.62).toFixed(0)} ${(y - high * 1.5).toFixed(0)} ${(x0 + (x1 - x0) * 0.74).toFixed(0)} ${(y - high * 0.34).toFixed(0)}" fill="none" stroke="${mix('#ffffff', mood.sky[2], 0.2)}" stroke-width="${(1.4 + high * 0.07).toFixed(1)}" stroke-linecap="round" opacity="0.6"/>`
  }
  return pen.path(`${d}V${height + 10}H-40Z`, mix('#1d4d6c', mood.sky[1], 0.16 + (7 - row) * 0.03), { opacity: 0.86 }) + foam
}

/** Sand, surf and sea. */
export function beach(stage: Stage): Backdrop {
  const { pen, scene, width, height } = stage
  const horizon = height * 0.5
  const sand = scene.placeColour ?? '#f0d6a2'
  const shore = height * 0.68
  const out = [
    drawSky(stage, horizon + 2),
    water(stage, horizon, shore + 30, undefined, isRough(stage)),
    pen.path(
      `M0 ${shore + 8}Q${width * 0.3} ${shore - 20} ${width * 0.55} ${shore + 6}T${width} ${shore - 8}V${height}H0Z`,
      '#ffffff',
      { opacity: 0.85, flat: true },
    ),
    pen.path(
      `M0 ${shore + 22}Q${width * 0.3} ${shore - 6} ${width * 0.55} ${shore + 20}T${width} ${shore + 6}V${height}H0Z`,
      darker(sand, 0.16),
    ),
    pen.path(
      `M0 ${shore + 40}Q${width * 0.3} ${shore + 12} ${width * 0.55} ${shore + 38}T${width} ${shore + 24}V${height}H0Z`,
      sand,
    ),
  ]
  const random = stage.random.branch('sand')
  for (let i = 0; i < 120; i++)
    out.push(
      `<circle cx="${(random() * width).toFixed(0)}" cy="${(shore + 60 + random() * (height - shore - 60)).toFixed(0)}" r="${random.between(0.8, 2.2).toFixed(1)}" fill="${random.chance(0.5) ? '#cfae74' : '#fff2cf'}" opacity="0.6"/>`,
    )
  if (!scene.without.has('palm') && scene.things.every(thing => thing.noun !== 'palm'))
    out.push(
      setPiece(stage, 'palm', width * (random.chance(0.5) ? 0.08 : 0.93), height * 0.8, height * 0.62, [], random.chance(0.5)),
    )
  out.push(
    setPiece(stage, random.pick(['starfish', 'seashell']), width * random.between(0.14, 0.3), height * 0.95, 34),
    setPiece(stage, 'seashell', width * random.between(0.72, 0.88), height * 0.92, 26),
  )
  return { behind: out.join(''), ahead: '', floor: height * 0.87, horizon: shore, surface: 'ground' }
}

/** Still water with a far bank; a near bank in front when somebody stands there. */
export function lake(stage: Stage, river = false): Backdrop {
  const { pen, mood, scene, width, height } = stage
  const random = stage.random.branch('lake')
  const horizon = height * random.between(0.5, 0.55)
  const out = [drawSky(stage, horizon + 10)]
  const grass = mood.snowy ? '#eaf2f9' : mood.grass
  if (scene.also.includes('mountains') || random.chance(0.75))
    out.push(peaks(stage, horizon + 4, height * 0.32, '#5b7196', mood.snowy || random.chance(0.6)))
  const bank = ridge(random, width, horizon + 8, height * 0.05, 0.15)
  out.push(
    pen.path(below(bank, horizon + 26, true), mix(mix(grass, '#2f6a4a', 0.35), mood.haze, 0.34)),
    treeline(stage, () => horizon + 12, height * 0.14, scene.also.includes('forest') ? 34 : 19, 'mixed', 0.26, 'bank'),
  )
  if (river) {
    out.push(
      pen.wash(`M0 ${horizon + 8}H${width}V${height}H0Z`, pen.tone(grass)),
      pen.wash(
        `M0 ${horizon + 8}H${width}V${height}H0Z`,
        pen.blend([
          [0, pen.tone(lighter(grass, 0.1)), 0.2],
          [1, pen.tone(darker(grass, 0.4)), 0.8],
        ]),
      ),
    )
    out.push(
      `<clipPath id="river"><path d="M${width * 0.47} ${horizon + 8}Q${width * 0.7} ${horizon + height * 0.1} ${width * 0.42} ${horizon + height * 0.2}Q${width * 0.1} ${horizon + height * 0.32} ${width * 0.12} ${height}H${width * 0.86}Q${width * 0.74} ${horizon + height * 0.36} ${width * 0.72} ${horizon + height * 0.24}Q${width * 0.74} ${horizon + height * 0.1} ${width * 0.51} ${horizon + 8}Z"/></clipPath><g clip-path="url(#river)">${water(stage, horizon, height, undefined, 0.2)}</g>`,
      tufts(stage, horizon + 60, height * 0.98, 26, grass, true),
    )
  } else out.push(water(stage, horizon + 14, height, scene.placeColour, isRough(stage) * 0.6))
  const afloat =
    scene.things.length > 0 &&
    scene.things.every(
      thing =>
        thing.link !== undefined ||
        [
          'duck',
          'swan',
          'rowboat',
          'sailboat',
          'ship',
          'lotus',
          'flamingo',
          'heron',
          'frog',
          'otter',
          'hippo',
          'crocodile',
        ].includes(thing.noun) ||
        thing.act === 'swim',
    )
  if (afloat || (river && scene.things.every(thing => thing.noun === 'bridge')))
    return { behind: out.join(''), ahead: reeds(stage), floor: height * 0.8, horizon, surface: 'water' }
  if (scene.things.length > 0) {
    out.push(
      pen.path(
        `M0 ${height * 0.8}Q${width * 0.3} ${height * 0.755} ${width * 0.56} ${height * 0.785}T${width} ${height * 0.765}V${height + 5}H0Z`,
        darker(grass, 0.22),
      ),
      pen.path(
        `M0 ${height * 0.815}Q${width * 0.3} ${height * 0.77} ${width * 0.56} ${height * 0.8}T${width} ${height * 0.78}V${height + 5}H0Z`,
        grass,
      ),
    )
    if (!mood.snowy) out.push(tufts(stage, height * 0.83, height, 60, grass, true))
  }
  return {
    behind: out.join(''),
    ahead: scene.things.length === 0 ? reeds(stage) : '',
    floor: height * (scene.things.length > 0 ? 0.88 : 0.8),
    horizon,
    surface: scene.things.length > 0 ? 'ground' : 'water',
  }
}

function reeds({ pen, random, mood, width, height }: Stage): string {
  const own = random.branch('reeds')
  const out: string[] = []
  for (let i = 0; i < 26; i++) {
    const x = own.chance(0.5) ? own.between(-10, width * 0.2) : own.between(width * 0.8, width + 10)
    const h = own.between(60, 170)
    out.push(
      pen.limb(
        way(x, height + 6, x + own.between(-8, 8), height - h * 0.6, x + own.between(-22, 22), height - h),
        [5, 3.6, 0.8],
        own.chance(0.5) ? '#3f7a44' : '#5b8f3f',
      ),
    )
    if (own.chance(0.3) && !mood.snowy) out.push(pen.limb(way(x, height - h * 0.9, x + 1, height - h * 1.06), [8, 7], '#6b4326'))
  }
  return out.join('')
}

/** A small island in the sea. */
export function island(stage: Stage): Backdrop {
  const { pen, width, height } = stage
  const made = sea({ ...stage, scene: { ...stage.scene, things: [] } })
  const [c, y] = [width / 2, height * 0.8]
  const sand = [
    pen.blob(
      [
        [c - width * 0.4, y + 12],
        [c - width * 0.22, y - 34],
        [c, y - 46],
        [c + width * 0.24, y - 32],
        [c + width * 0.4, y + 12],
        [c, y + 40],
      ],
      '#f2d9a0',
    ),
    pen.blob(
      [
        [c - width * 0.25, y - 18],
        [c - width * 0.1, y - 46],
        [c + width * 0.12, y - 48],
        [c + width * 0.26, y - 16],
        [c, y - 4],
      ],
      stage.mood.snowy ? '#eef5fb' : '#7fbf5a',
    ),
    pen.line(way(c - width * 0.42, y + 20, c, y + 46, c + width * 0.42, y + 20), 7, '#ffffff', { opacity: 0.7 }),
    setPiece(stage, 'palm', c - width * 0.2, y - 14, height * 0.4),
    setPiece(stage, 'palm', c + width * 0.22, y - 12, height * 0.3, [], true),
  ]
  return { ...made, behind: made.behind + sand.join(''), floor: y - 4, surface: 'ground' }
}

/** Falling water between cliffs. */
export function waterfall(stage: Stage): Backdrop {
  const { pen, mood, width, height } = stage
  const random = stage.random.branch('falls')
  const top = height * 0.2
  const pool = height * 0.68
  const c = width * random.between(0.42, 0.58)
  const w = width * 0.12
  const rock = '#5c6672'
  const out = [drawSky(stage, height * 0.4), treeline(stage, () => top + 16, height * 0.15, 22, 'mixed', 0.35, 'top')]
  for (const s of [-1, 1])
    for (let i = 0; i < 5; i++)
      out.push(
        pen.blob(
          [
            [c + s * (w * 0.8 + i * width * 0.11), top + random.between(-10, 26)],
            [c + s * (w * 1.4 + i * width * 0.11), top + random.between(0, 34)],
            [c + s * (w * 1.9 + i * width * 0.11), pool + 20],
            [c + s * (w * 0.7 + i * width * 0.1), pool + 26],
            [c + s * (w * 0.62 + i * width * 0.1), height * 0.42],
          ],
          i % 2 ? darker(rock, 0.16) : rock,
        ),
      )
  out.push(
    pen.wash(
      `M${c - w} ${top}H${c + w}L${c + w * 1.15} ${pool + 20}H${c - w * 1.15}Z`,
      pen.blend([
        [0, '#d9f0fb'],
        [0.5, '#9fd3ee'],
        [1, '#f4fbff'],
      ]),
    ),
  )
  for (let i = 0; i < 26; i++) {
    const x = c + random.between(-1, 1) * w
    out.push(
      pen.limb(
        way(x, top + random.between(0, 160), x + random.between(-5, 5), random.between(height * 0.4, pool)),
        [1, random.between(2, 6)],
        random.chance(0.6) ? '#ffffff' : '#6fb3d8',
        { flat: true, opacity: 0.7 },
      ),
    )
  }
  out.push(water(stage, pool, height, undefined, 0.3))
  for (let i = 0; i < 18; i++)
    out.push(
      pen.oval(
        c + random.between(-1.5, 1.5) * w,
        pool + random.between(-10, 18),
        random.between(20, 56),
        random.between(9, 24),
        '#ffffff',
        { opacity: 0.5 },
      ),
    )
  const grass = mood.snowy ? '#eaf2f9' : mood.grass
  out.push(
    pen.path(
      `M0 ${height * 0.84}Q${width * 0.4} ${height * 0.78} ${width * 0.6} ${height * 0.83}T${width} ${height * 0.8}V${height + 5}H0Z`,
      grass,
    ),
    tufts(stage, height * 0.86, height, 46, grass, true),
  )
  return { behind: out.join(''), ahead: '', floor: height * 0.9, horizon: pool, surface: 'ground' }
}
