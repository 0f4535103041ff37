import { arrange, type Shown } from './arrange.ts'
import type { Backdrop, Stage } from './backdrop.ts'
import { backdrops } from './backdrops.ts'
import { sheet } from './backdrop/sky.ts'
import { mix } from './colour.ts'
import { moodOf } from './mood.ts'
import { makePen } from './pen.ts'
import { seeded } from './random.ts'
import type { Scene } from './scene.ts'
import { airAhead, airBehind } from './weather.ts'

const area = 1_000_000

/** A scene cut into what lies behind what. Each sheet is an SVG of the whole picture, `''` where nothing is on it. */
export type Sheets = {
  readonly behind: string
  /** Things that stay where they are, and those that go. */
  readonly things: string
  readonly movers: string
  readonly ahead: string
  /** What hangs in the air before everything, and what falls or floats there. */
  readonly fog: string
  readonly falling: string
  readonly veil: string
  /** Where the ground meets the sky and where the nearest things stand, as shares of the height. */
  readonly horizon: number
  readonly floor: number
  readonly surface: Backdrop['surface']
}

type Drawn = Omit<Sheets, 'horizon' | 'floor'> & {
  readonly stage: Stage
  readonly back: Backdrop
  readonly frame: (body: string) => string
}

function draw(scene: Scene, seed: number, pixelsWide: number, pixelsHigh: number, goes?: Shown): Drawn {
  const random = seeded(seed)
  const unit = Math.sqrt(area / (pixelsWide * pixelsHigh))
  const [width, height] = [pixelsWide * unit, pixelsHigh * unit]
  const mood = moodOf(scene, random.branch('mood'))
  const indoors = ['room', 'library', 'kitchen', 'studio', 'stage', 'underwater', 'cave', 'space', 'moon', 'mars'].includes(
    scene.place,
  )
  const lamp = indoors
    ? mood.hour === 'night' && scene.place !== 'space' && scene.place !== 'moon'
      ? '#cdbfe0'
      : '#ffffff'
    : undefined
  const land = makePen(lamp === undefined ? mood.land : { ...mood.land, lamp }, 'l')
  const subject = makePen(lamp === undefined ? mood.subject : { ...mood.subject, lamp: mix(lamp, '#ffffff', 0.5) }, 's')
  const stage: Stage = {
    pen: land,
    random: random.branch('place'),
    mood,
    scene,
    width,
    height,
    facing: goes === undefined ? 'either' : 'drawn',
  }
  const back = backdrops[scene.place](stage)
  const arranged = (shown?: Shown): string => arrange(subject, stage, back, random.branch('things'), shown)
  const things = arranged(goes === undefined ? undefined : thing => !goes(thing))
  const movers = goes === undefined ? '' : arranged(goes)
  const falling = airAhead({ ...stage, scene: { ...scene, weather: scene.weather.filter(one => one !== 'fog') } })
  const fog = scene.weather.includes('fog')
    ? airAhead({ ...stage, scene: { ...scene, weather: ['fog'], sights: [], season: undefined } })
    : ''
  const veil = land.wash(
    sheet(width, height),
    land.blend(
      [
        [0.7, mood.land.cool, 0],
        [1, mood.land.cool, 0.3],
      ],
      'radial',
    ),
  )
  const behind = back.behind + airBehind(stage, back)
  const defs = `${land.defs()}${subject.defs()}`
  const frame = (body: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixelsWide}" height="${pixelsHigh}" viewBox="0 0 ${width.toFixed(2)} ${height.toFixed(2)}" preserveAspectRatio="none"><defs>${defs}</defs>${body}</svg>`
  return {
    behind,
    things,
    movers,
    ahead: back.ahead,
    falling,
    fog,
    veil: mood.plain ? '' : veil,
    surface: back.surface,
    stage,
    back,
    frame,
  }
}

/** Draws a scene as one SVG of the given size in pixels. The same scene, seed and shape give the same text. */
export function compose(scene: Scene, seed: number, pixelsWide: number, pixelsHigh: number): string {
  const { behind, things, ahead, falling, fog, veil, frame } = draw(scene, seed, pixelsWide, pixelsHigh)
  return frame(`${behind}${things}${ahead}${falling}${fog}${veil}`)
}

/** Draws a scene as sheets that can be moved one before the other; what goes somewhere looks to the side it is drawn to. */
export function composeSheets(scene: Scene, seed: number, pixelsWide: number, pixelsHigh: number, goes: Shown): Sheets {
  const { stage, back, frame, surface, ...drawn } = draw(scene, seed, pixelsWide, pixelsHigh, goes)
  const one = (body: string): string => (body === '' ? '' : frame(body))
  return {
    behind: frame(drawn.behind),
    things: one(drawn.things),
    movers: one(drawn.movers),
    ahead: one(drawn.ahead),
    falling: one(drawn.falling),
    fog: one(drawn.fog),
    veil: one(drawn.veil),
    horizon: back.horizon / stage.height,
    floor: back.floor / stage.height,
    surface,
  }
}
