import type { Backdrop, Stage } from '../backdrop.ts'
import { darker, lighter, mix } from '../colour.ts'
import { way } from '../curve.ts'
import { below, peaks, ridge, treeline, tufts, water } from './ground.ts'
import { isRough } from './sea.ts'
import { drawSky } from './sky.ts'

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
          'lilypad',
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
    const thirsty = scene.things.some(thing => thing.act === 'drink')
    if (!mood.snowy) out.push(tufts(stage, height * 0.83, height * (thirsty ? 0.86 : 1), 60, grass, true))
    // Who drinks stands at the very edge: the water comes up to their feet.
    if (thirsty)
      out.push(
        `<clipPath id="edge"><path d="M0 ${height * 0.875}Q${width * 0.3} ${height * 0.86} ${width * 0.55} ${height * 0.872}T${width} ${height * 0.865}V${height + 5}H0Z"/></clipPath><g clip-path="url(#edge)">${water(stage, height * 0.855, height + 5, scene.placeColour, 0.2)}</g>`,
      )
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
