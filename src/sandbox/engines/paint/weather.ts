import { way } from './curve.ts'
import type { Backdrop, Stage } from './backdrop.ts'
import { type Colour, mix } from './colour.ts'
import { sheet } from './backdrop/sky.ts'

const indoors = new Set(['room', 'kitchen', 'library', 'studio', 'stage', 'cave', 'underwater', 'space', 'moon'])

/** Whether rain and snow can fall at a place. */
export const isOpen = (stage: Stage): boolean => !indoors.has(stage.scene.place)

/** What lies in the air between the land and the things: fog, lightning. */
export function airBehind(stage: Stage, back: Backdrop): string {
  const { pen, scene, mood, width, height } = stage
  if (!isOpen(stage)) return ''
  const out: string[] = []
  if (scene.weather.includes('fog')) {
    const fog = mix(mood.haze, '#ffffff', mood.hour === 'night' ? 0.12 : 0.5)
    for (let i = 0; i < 5; i++)
      out.push(
        pen.wash(
          `M0 ${back.horizon - height * (0.3 - i * 0.09)}H${width}V${back.horizon + height * (0.02 + i * 0.08)}H0Z`,
          pen.blend([
            [0, fog, 0],
            [0.5, fog, 0.5],
            [1, fog, 0],
          ]),
        ),
      )
  }
  if (scene.weather.includes('storm')) out.push(lightning(stage, back.horizon))
  return out.join('')
}

function lightning({ pen, random, width }: Stage, horizon: number): string {
  const own = random.branch('bolt')
  const out: string[] = []
  for (let k = 0; k < 2; k++) {
    let [x, y] = [width * (own.chance(0.5) ? own.between(0.08, 0.3) : own.between(0.7, 0.92)), 0]
    const points: [number, number][] = [[x, y]]
    while (y < horizon * 0.94) {
      x += own.between(-36, 36)
      y += horizon * own.between(0.07, 0.13)
      points.push([x, y])
      if (own.chance(0.3))
        out.push(
          pen.wire(way(x, y, x + own.between(-70, 70), y + 50, x + own.between(-110, 110), y + 92), 2, '#e9ecff', {
            bright: true,
            opacity: 0.8,
          }),
        )
    }
    out.unshift(pen.glow(points[2]?.[0] ?? x, horizon * 0.35, width * 0.3, '#b8c4ff', 0.5))
    out.push(pen.wire(points, 11, '#aebcff', { bright: true, opacity: 0.35 }), pen.wire(points, 4.4, '#ffffff', { bright: true }))
  }
  return out.join('')
}

/** What falls or floats before everything else. */
export function airAhead(stage: Stage): string {
  const { pen, random, scene, mood, width, height } = stage
  const own = random.branch('falling')
  const out: string[] = []
  const wind = scene.weather.includes('wind') || scene.weather.includes('storm')
  if (isOpen(stage) && scene.weather.includes('snow') && !scene.without.has('snow')) {
    for (let i = 0; i < 230; i++) {
      const r = 1.4 + own() ** 3 * 8
      out.push(
        `<circle cx="${(own() * width).toFixed(0)}" cy="${(own() * height).toFixed(0)}" r="${r.toFixed(1)}" fill="#ffffff" opacity="${(r > 6 ? 0.45 : own.between(0.6, 1)).toFixed(2)}"/>`,
      )
    }
  }
  if (isOpen(stage) && (scene.weather.includes('rain') || scene.weather.includes('storm'))) {
    const lean = wind ? 30 : 11
    for (let i = 0; i < 250; i++) {
      const [x, y, l] = [own() * (width + 80), own() * height, own.between(16, 46)]
      out.push(
        `<path d="M${x.toFixed(0)} ${y.toFixed(0)}l${((-lean * l) / 46).toFixed(1)} ${l.toFixed(0)}" stroke="#dcebf8" stroke-width="${own.between(0.9, 2.2).toFixed(1)}" stroke-linecap="round" opacity="${own.between(0.25, 0.62).toFixed(2)}"/>`,
      )
    }
    for (let i = 0; i < 26; i++)
      out.push(
        `<ellipse cx="${(own() * width).toFixed(0)}" cy="${(height * own.between(0.82, 0.99)).toFixed(0)}" rx="${own.between(7, 22).toFixed(0)}" ry="${own.between(2, 5).toFixed(0)}" fill="none" stroke="#dcebf8" stroke-width="1.4" opacity="0.5"/>`,
      )
  }
  if (isOpen(stage) && scene.weather.includes('wind') && !scene.weather.includes('storm'))
    for (let i = 0; i < 9; i++) {
      const [x, y, w] = [own() * width, height * own.between(0.15, 0.75), own.between(120, 260)]
      out.push(
        pen.line(
          [
            [x, y],
            [x + w * 0.4, y - 12],
            [x + w * 0.75, y + 5],
            [x + w, y - 16],
            [x + w * 0.94, y - 32],
            [x + w * 0.86, y - 22],
          ],
          2.6,
          '#ffffff',
          { bright: true, opacity: 0.55 },
        ),
      )
    }
  if (scene.weather.includes('fog') && isOpen(stage))
    out.push(
      pen.wash(
        sheet(width, height, height * 0.5),
        pen.blend([
          [0, mood.haze, 0],
          [1, mix(mood.haze, '#ffffff', mood.hour === 'night' ? 0.1 : 0.4), 0.34],
        ]),
      ),
    )
  const strewn = (count: number, draw: (x: number, y: number, size: number) => string): void => {
    for (let i = 0; i < count; i++) out.push(draw(own() * width, own() * height, own()))
  }
  const leaf =
    (colours: readonly Colour[]) =>
    (x: number, y: number, size: number): string =>
      pen.oval(x, y, 4 + size * 8, 2.4 + size * 4, own.pick(colours), {}, own.between(0, 180))
  if (scene.sights.includes('petals')) strewn(60, leaf(['#ffc4d8', '#ffdbe6', '#f59ab8']))
  if (scene.sights.includes('leaves') || (scene.season === 'autumn' && isOpen(stage)))
    strewn(34, leaf(['#d9682c', '#e5b53a', '#c4402c', '#e0912a']))
  if (scene.sights.includes('fireflies'))
    strewn(
      46,
      (x, y, size) =>
        pen.glow(x, y, 8 + size * 16, '#fff3a0', 0.8) +
        `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(1.2 + size * 2).toFixed(1)}" fill="#fffbd8"/>`,
    )
  if (scene.sights.includes('embers'))
    strewn(
      50,
      (x, y, size) =>
        `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(1 + size * 3).toFixed(1)}" fill="${size > 0.5 ? '#ffb04a' : '#ff6a2a'}" opacity="0.85"/>`,
    )
  if (scene.sights.includes('bubbles'))
    strewn(
      30,
      (x, y, size) =>
        `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(7 + size * 26).toFixed(0)}" fill="#ffffff" fill-opacity="0.14" stroke="#ffffff" stroke-opacity="0.75" stroke-width="1.6"/><circle cx="${(x - size * 9 - 3).toFixed(0)}" cy="${(y - size * 9 - 3).toFixed(0)}" r="${(1.6 + size * 4).toFixed(1)}" fill="#ffffff" opacity="0.85"/>`,
    )
  return out.join('')
}
