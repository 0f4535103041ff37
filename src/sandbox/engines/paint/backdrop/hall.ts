import type { Backdrop, Stage } from '../backdrop.ts'
import { type Colour, darker, lighter } from '../colour.ts'
import { points, way } from '../curve.ts'
import { sheet } from './sky.ts'

/** A floor of planks from `top` down. */
export const floorOf = (stage: Stage, top: number, colour: Colour): string => {
  const { pen, width, height } = stage
  const planks = Array.from({ length: 13 }, (_, i) =>
    pen.wire(way(width / 2 + (i - 6) * 90, top, width / 2 + (i - 6) * 190, height), 2, darker(colour, 0.25), { opacity: 0.5 }),
  )
  return (
    pen.path(sheet(width, height, top), colour) +
    planks.join('') +
    pen.wash(
      sheet(width, height, top),
      pen.blend([
        [0, '#000000', 0.22],
        [0.3, '#000000', 0],
        [1, '#1a0f1c', 0.3],
      ]),
    )
  )
}

/** Walls of books. */
export function library(stage: Stage): Backdrop {
  const { pen, width, height } = stage
  const random = stage.random.branch('books')
  const floor = height * 0.76
  const wood = stage.scene.placeColour ?? '#6b4630'
  const out = [pen.path(sheet(width, height), darker(wood, 0.3))]
  const [rows, columns] = [5, Math.max(2, Math.round(width / 300))]
  for (let c = 0; c < columns; c++) {
    const [x0, w] = [(c * width) / columns, width / columns]
    for (let r = 0; r < rows; r++) {
      const y = ((r + 1) * floor) / rows
      out.push(pen.box(x0 + 14, y - floor / rows + 6, w - 28, floor / rows - 14, 0, darker(wood, 0.55)))
      for (let x = x0 + 18; x < x0 + w - 34;) {
        const bw = random.between(10, 22)
        const bh = (floor / rows) * random.between(0.54, 0.84)
        if (random.chance(0.94)) {
          const colour = random.pick(['#a8402f', '#2f5a8a', '#3f7a4f', '#c9953a', '#6d4a8a', '#d9c9a4', '#7d3040', '#3f6a70'])
          out.push(
            pen.box(x, y - bh - 8, bw, bh, 1.4, colour),
            `<rect x="${x.toFixed(0)}" y="${(y - bh * 0.84).toFixed(0)}" width="${bw.toFixed(0)}" height="3" fill="#f0d58a" opacity="0.6"/>`,
          )
        }
        x += bw + 1
      }
      out.push(pen.box(x0, y - 9, w, 11, 0, wood))
    }
    out.push(pen.box(x0 - 9, 0, 18, floor, 0, lighter(wood, 0.06)))
  }
  out.push(
    pen.wash(
      sheet(width, floor),
      pen.blend([
        [0, '#0d0714', 0.5],
        [0.6, '#0d0714', 0.1],
        [1, '#0d0714', 0.35],
      ]),
    ),
    floorOf(stage, floor, '#84573a'),
    pen.glow(width * 0.5, height * 0.42, width * 0.62, '#ffcf86', 0.55),
    pen.oval(width / 2, height * 0.9, width * 0.36, height * 0.06, '#8c3038'),
    pen.oval(width / 2, height * 0.9, width * 0.31, height * 0.045, '#a8484a'),
  )
  return { behind: out.join(''), ahead: '', floor: height * 0.91, horizon: floor, surface: 'ground' }
}

/** A plain backdrop with a table top and a soft light: for things that are looked at alone. */
export function studio(stage: Stage): Backdrop {
  const { pen, scene, width, height } = stage
  const random = stage.random.branch('studio')
  const main = scene.things[0]?.colours[0]
  const choices: readonly Colour[] = ['#f29f80', '#74b4d4', '#f2c15f', '#a394e0', '#79c29a', '#ee93ad', '#5fa3b8']
  const back =
    scene.placeColour ?? scene.skyColour ?? random.pick(main === undefined ? choices : choices.filter(colour => colour !== main))
  const table = height * 0.7
  const wood = random.pick(['#b98253', '#9a6a48', '#e9dfd2', '#7d5a48'])
  const out = [
    pen.path(sheet(width, height), back),
    pen.glow(width * 0.5, height * 0.42, Math.max(width, height) * 0.6, lighter(back, 0.75), 0.8),
    pen.wash(
      sheet(width, table),
      pen.blend([
        [0, darker(back, 0.3), 0.3],
        [0.7, back, 0],
      ]),
    ),
    pen.path(`M-10 ${table}H${width + 10}V${height + 10}H-10Z`, wood),
  ]
  for (let i = 0; i < 4; i++)
    out.push(
      pen.line(
        [
          [0, table + 24 + i * height * 0.075],
          [width * 0.4, table + 20 + i * height * 0.077],
          [width, table + 27 + i * height * 0.075],
        ],
        2,
        darker(wood, 0.2),
        { opacity: 0.45 },
      ),
    )
  out.push(
    pen.wash(
      sheet(width, height, table),
      pen.blend([
        [0, '#fffaf0', 0.32],
        [0.4, '#fffaf0', 0],
        [1, '#1d0f24', 0.34],
      ]),
    ),
  )
  for (let i = 0; i < 12; i++)
    out.push(pen.glow(random() * width, random() * table * 0.9, random.between(16, 60), '#ffffff', random.between(0.1, 0.32)))
  return { behind: out.join(''), ahead: '', floor: height * 0.84, horizon: table, surface: 'table' }
}

/** A stage with curtains and a cone of light. */
export function theatre(stage: Stage): Backdrop {
  const { pen, width, height } = stage
  const cloth = stage.scene.placeColour ?? '#9c2436'
  const floor = height * 0.78
  const out = [
    pen.path(sheet(width, height), '#1c1226'),
    pen.glow(width / 2, height * 0.5, width * 0.6, '#5a3f8a', 0.8),
    pen.poly(way(width * 0.46, 0, width * 0.54, 0, width * 0.82, floor + 60, width * 0.18, floor + 60), '#fff3cf', {
      bright: true,
      flat: true,
      opacity: 0.22,
    }),
    floorOf(stage, floor, '#7a4f34'),
    pen.oval(width / 2, height * 0.88, width * 0.32, height * 0.07, '#fff3cf', { bright: true, flat: true, opacity: 0.3 }),
  ]
  for (let i = 0; i < 5; i++)
    for (const s of [-1, 1])
      out.push(
        pen.limb(
          [
            [width / 2 + s * width * (0.53 - i * 0.045), -20],
            [width / 2 + s * width * (0.53 - i * 0.04), height * 0.4],
            [width / 2 + s * width * (0.53 - i * 0.03), floor + 26],
          ],
          [width * 0.06, width * 0.055, width * 0.06],
          i % 2 ? cloth : darker(cloth, 0.24),
        ),
      )
  for (let i = 0; i < 9; i++)
    out.push(pen.oval((i + 0.5) * (width / 9), 0, width / 15, height * 0.11, i % 2 ? cloth : darker(cloth, 0.15)))
  return { behind: out.join(''), ahead: '', floor: height * 0.9, horizon: floor, surface: 'ground' }
}

/** A cave with crystals. */
export function cave(stage: Stage): Backdrop {
  const { pen, width, height } = stage
  const random = stage.random.branch('cave')
  const rock = stage.scene.placeColour ?? '#4a4258'
  const glow = random.pick(['#5fd8ff', '#b88bff', '#7dffb8', '#ffb45a'])
  const out = [
    pen.path(sheet(width, height), darker(rock, 0.5)),
    pen.glow(width * 0.5, height * 0.44, width * 0.5, glow, 0.6),
    pen.glow(width * 0.5, height * 0.42, width * 0.22, '#ffffff', 0.4),
  ]
  for (const [depth, share] of points('0.3 0.35, 0.15 0.1')) {
    for (let i = 0; i < 12; i++) {
      const x = (i + random()) * (width / 12)
      const h = height * random.between(0.1, 0.3) * (Math.abs(x / width - 0.5) + 0.35)
      out.push(pen.poly(way(x - 40, -5, x, h + depth * 90, x + 42, -5), darker(rock, share)))
    }
    for (const s of [-1, 1])
      out.push(
        pen.blob(
          [
            [width / 2 + s * width * 0.56, -30],
            [width / 2 + s * width * (0.3 + depth * 0.3), height * 0.3],
            [width / 2 + s * width * (0.4 + depth * 0.1), height * 0.6],
            [width / 2 + s * width * 0.3, height * 1.02],
            [width / 2 + s * width * 0.7, height * 1.1],
          ],
          darker(rock, share),
        ),
      )
  }
  out.push(pen.path(`M0 ${height * 0.78}Q${width * 0.5} ${height * 0.7} ${width} ${height * 0.78}V${height}H0Z`, rock))
  for (let i = 0; i < 9; i++) {
    const [x, y, h] = [
      random.chance(0.5) ? random.between(0, width * 0.26) : random.between(width * 0.74, width),
      height * random.between(0.8, 0.94),
      random.between(40, 110),
    ]
    out.push(
      pen.glow(x, y - h / 2, h, glow, 0.5),
      pen.poly(
        way(x - h * 0.16, y, x - h * 0.2, y - h * 0.6, x, y - h, x + h * 0.2, y - h * 0.6, x + h * 0.16, y),
        lighter(glow, 0.2),
        { bright: true },
      ),
      pen.poly(way(x, y, x, y - h, x + h * 0.2, y - h * 0.6, x + h * 0.16, y), darker(glow, 0.25), { bright: true }),
    )
  }
  return { behind: out.join(''), ahead: '', floor: height * 0.89, horizon: height * 0.74, surface: 'ground' }
}
