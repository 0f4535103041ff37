import type { Backdrop, Stage } from '../backdrop.ts'
import { lighter, mix } from '../colour.ts'
import { way } from '../curve.ts'
import { floorOf } from './hall.ts'
import { setPiece } from './land.ts'
import { sheet } from './sky.ts'

/** A window with the outside in it. */
function view({ pen, mood, scene, random }: Stage, x: number, y: number, w: number, h: number): string {
  const out = [
    pen.glow(x + w / 2, y + h / 2, w * 1.1, mood.sky[2], 0.4),
    pen.box(x - 10, y - 10, w + 20, h + 20, 4, '#f4ecdf'),
    pen.wash(
      `M${x} ${y}H${x + w}V${y + h}H${x}Z`,
      pen.blend([
        [0, mood.sky[0]],
        [0.6, mood.sky[1]],
        [1, mood.sky[2]],
      ]),
    ),
  ]
  if (mood.hour === 'night')
    out.push(
      `<circle cx="${x + w * 0.7}" cy="${y + h * 0.28}" r="${w * 0.1}" fill="#fbf3d4"/>`,
      ...Array.from(
        { length: 14 },
        () =>
          `<circle cx="${(x + random() * w).toFixed(0)}" cy="${(y + random() * h * 0.7).toFixed(0)}" r="1.4" fill="#ffffff"/>`,
      ),
    )
  out.push(
    pen.path(
      `M${x} ${y + h * 0.78}Q${x + w * 0.3} ${y + h * 0.6} ${x + w * 0.55} ${y + h * 0.75}T${x + w} ${y + h * 0.68}V${y + h}H${x}Z`,
      mood.grass,
    ),
  )
  if (scene.weather.includes('rain') || scene.weather.includes('storm'))
    out.push(
      ...Array.from({ length: 26 }, () => {
        const [rx, ry] = [x + random() * w, y + random() * h * 0.9]
        return pen.wire(way(rx, ry, rx - 4, ry + 16), 1.6, '#e3f0fa', { bright: true, opacity: 0.7 })
      }),
    )
  if (scene.weather.includes('snow'))
    out.push(
      ...Array.from(
        { length: 26 },
        () =>
          `<circle cx="${(x + random() * w).toFixed(0)}" cy="${(y + random() * h).toFixed(0)}" r="${random.between(1.4, 3.6).toFixed(1)}" fill="#ffffff"/>`,
      ),
    )
  out.push(
    pen.box(x + w / 2 - 4, y, 8, h, 0, '#f4ecdf'),
    pen.box(x, y + h / 2 - 4, w, 8, 0, '#f4ecdf'),
    pen.box(x - 20, y + h + 8, w + 40, 14, 3, '#e4d6c0'),
  )
  return out.join('')
}

/** A room with a window, a rug and things on the walls. */
export function room(stage: Stage, kitchen = false): Backdrop {
  const { pen, scene, width, height } = stage
  const random = stage.random.branch('room')
  const wall = scene.placeColour ?? random.pick(['#8fa9a0', '#d9b99a', '#a9b4cc', '#cfa39a', '#b8b48c', '#94a7bd'])
  const floor = height * 0.7
  const left = random.chance(0.5)
  const out = [
    pen.path(sheet(width, floor + 4), wall),
    pen.wash(
      sheet(width, floor),
      pen.blend([
        [0, '#fff4dc', 0.28],
        [1, '#1d1230', 0.18],
      ]),
    ),
    pen.box(0, floor - 22, width, 22, 0, lighter(wall, 0.45)),
  ]
  const [wx, ww, wh] = [left ? width * 0.1 : width * 0.62, width * 0.28, height * 0.32]
  out.push(view(stage, wx, height * 0.14, ww, wh), floorOf(stage, floor, kitchen ? '#c9b8a4' : '#a9764a'))
  const light = [
    [wx - ww * 0.3, height],
    [wx + ww * 0.2, floor + 10],
    [wx + ww * 1.1, floor + 10],
    [wx + ww * 1.2, height],
  ] as const
  if (stage.mood.hour !== 'night') out.push(pen.poly(light, '#fff2c4', { bright: true, flat: true, opacity: 0.2 }))
  const ox = left ? width * 0.72 : width * 0.24
  const present = (noun: string): boolean => scene.things.some(thing => thing.noun === noun)
  if (kitchen) {
    out.push(
      pen.box(0, floor - height * 0.17, width, height * 0.17, 2, '#e9e1d4'),
      pen.box(0, floor - height * 0.19, width, height * 0.03, 2, '#7a5a44'),
      ...Array.from({ length: 6 }, (_, i) =>
        pen.box((width / 6) * i + 8, floor - height * 0.15, width / 6 - 16, height * 0.13, 3, '#d9cbb6'),
      ),
      setPiece(stage, 'teapot', ox, floor - height * 0.19, height * 0.1),
      setPiece(stage, 'pot', ox + width * 0.14, floor - height * 0.19, height * 0.14),
      pen.box(ox - width * 0.14, height * 0.16, width * 0.28, height * 0.02, 2, '#7a5a44'),
      ...[0, 1, 2, 3].map(i =>
        setPiece(stage, i % 2 ? 'cup' : 'bottle', ox - width * 0.1 + i * width * 0.066, height * 0.16, height * 0.075),
      ),
    )
  } else {
    if (!present('painting'))
      out.push(
        pen.box(ox - width * 0.075, height * 0.16, width * 0.15, height * 0.17, 3, '#7a5236'),
        pen.box(ox - width * 0.065, height * 0.17, width * 0.13, height * 0.15, 1, mix(wall, '#fff4dc', 0.6)),
        setPiece(stage, random.pick(['sailboat', 'flower', 'tree', 'balloon']), ox, height * 0.31, height * 0.11),
      )
    if (!present('shelf'))
      out.push(
        setPiece(stage, random.pick(['shelf', 'pot', 'lamp']), left ? width * 0.93 : width * 0.06, floor + 8, height * 0.36),
      )
    out.push(
      pen.oval(width / 2, height * 0.87, width * 0.36, height * 0.07, mix(wall, '#b5402f', 0.6)),
      pen.oval(width / 2, height * 0.87, width * 0.3, height * 0.052, mix(wall, '#f2e3c4', 0.7)),
    )
  }
  if (scene.things.length === 0 && !kitchen) {
    // A room nobody is in still has a table laid and a seat to rest on.
    const c = width / 2
    out.push(
      setPiece(stage, 'sofa', c + (left ? 0.2 : -0.2) * width, height * 0.84, height * 0.24, [], left),
      setPiece(stage, 'table', c, height * 0.93, height * 0.17),
      setPiece(stage, 'cup', c - width * 0.06, height * 0.765, height * 0.075),
      setPiece(stage, 'book', c + width * 0.07, height * 0.765, height * 0.05),
      setPiece(stage, 'lamp', left ? width * 0.5 : width * 0.9, height * 0.74, height * 0.3),
    )
  }
  return { behind: out.join(''), ahead: '', floor: height * 0.89, horizon: floor, surface: 'ground' }
}
