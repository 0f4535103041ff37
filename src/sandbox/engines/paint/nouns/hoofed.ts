import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, quads, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** A tall animal seen from the side. Lengths are in units of the drawing. */
type Hoofed = {
  readonly coat: Colour
  readonly belly?: Colour
  readonly hoof?: Colour
  readonly body: readonly [halfLength: number, thickness: number]
  readonly legs: readonly [length: number, width: number]
  /** Where the head ends up, seen from the shoulder. */
  readonly neck: readonly [dx: number, dy: number, width: number]
  readonly head: readonly [length: number, thickness: number]
  readonly mane?: Colour
  readonly horns?: 'antlers' | 'horn' | 'curved' | 'bumps' | 'nose' | 'ram'
  readonly ears?: 'leaf' | 'long' | 'fan'
  readonly tail?: 'horse' | 'tuft' | 'stub'
  readonly hump?: number
  readonly marks?: 'patches' | 'stripes' | 'giraffe' | 'fawn'
  readonly markColour?: Colour
  readonly trunk?: boolean
  readonly muzzle?: Colour
}

function bodyMarks(pen: Pen, beast: Hoofed, colour: Colour, look: Look, by: number): string {
  const [half, thick] = beast.body
  const random = look.random.branch('marks')
  const out: string[] = []
  if (beast.marks === 'stripes') {
    for (let i = -4; i <= 4; i++)
      out.push(
        pen.limb(
          way((i / 4.6) * half, by - thick * 0.52, (i / 4.6) * half + 4, by, (i / 4.6) * half, by + thick * 0.38),
          [4.4, 3.6, 1],
          colour,
          { flat: true },
        ),
      )
  } else if (beast.marks === 'patches') {
    for (const [dx, dy, rx, ry] of quads('-0.6 -0.18 0.28 0.26, 0.05 0.02 0.3 0.28, 0.62 -0.16 0.2 0.24')) {
      out.push(
        pen.blob(
          Array.from({ length: 7 }, (_, i): Point => {
            const a = (i / 7) * Math.PI * 2
            const wobble = random.between(0.75, 1.15)
            return [dx * half + Math.cos(a) * rx * half * wobble, by + dy * thick + Math.sin(a) * ry * thick * wobble]
          }),
          colour,
        ),
      )
    }
  } else if (beast.marks === 'giraffe' || beast.marks === 'fawn') {
    const r = beast.marks === 'giraffe' ? 4.4 : 1.6
    for (let i = 0; i < 22; i++) {
      const x = ((i % 8) / 7 - 0.5) * half * 1.75 + random.between(-1.5, 1.5)
      const y = by + (Math.floor(i / 8) - 1) * thick * 0.28 + random.between(-1, 1) + (beast.marks === 'fawn' ? -3 : 0)
      out.push(pen.oval(x, y, r, r * 0.86, colour, { flat: true }, random.between(-30, 30)))
    }
  }
  return out.join('')
}

function horns(pen: Pen, beast: Hoofed, x: number, y: number, unit: number): string {
  const bone = '#d8c4a0'
  switch (beast.horns) {
    case 'antlers':
      return [-1, 1]
        .map(s => {
          const tip: Point = [x - 6 + s * unit * 0.95, y - unit * 2.6]
          const stem: Point[] = [[x - 3, y], [x - 6 + s * unit * 1.1, y - unit * 1.2], tip]
          return (
            pen.limb(stem, [3.6, 3, 1], s < 0 ? darker('#a77f56', 0.2) : '#b48a5e') +
            [0.9, 1.5, 2]
              .map((h, i) =>
                pen.limb(
                  way(x - 6 + s * unit * 1.05, y - unit * h, x - 6 + s * unit * (1.75 + i * 0.08), y - unit * (h + 0.7)),
                  [2.4, 0.8],
                  '#b48a5e',
                ),
              )
              .join('') +
            pen.limb(way(x - 5 + s * unit * 0.8, y - unit * 0.8, x + s * unit * 0.2, y - unit * 1.6), [2.2, 0.8], '#b48a5e')
          )
        })
        .join('')
    case 'horn':
      return (
        pen.limb(way(x + 4, y - 1, x + 10, y - unit * 1.3, x + 15, y - unit * 2.7), [5, 3.4, 0.6], '#f7d877') +
        [0.7, 1.3, 1.9]
          .map(h => pen.line(way(x + 4 + h * 3.6, y - unit * h, x + 9 + h * 3.4, y - unit * (h + 0.12)), 0.9, '#c79a35'))
          .join('')
      )
    case 'curved':
      return [-1, 1]
        .map(s =>
          pen.limb(
            way(x - 3 + s * 2, y, x - 4 + s * 8, y - 6, x + s * 7, y - 13),
            [4.4, 3.4, 0.8],
            s < 0 ? darker(bone, 0.2) : bone,
          ),
        )
        .join('')
    case 'ram':
      return (
        pen.limb(way(x, y + 2, x - 8, y - 8, x - 17, y - 15), [5, 4, 1], bone) +
        pen.limb(way(x + 3, y + 2, x - 3, y - 9, x - 11, y - 17), [5, 4, 1], darker(bone, 0.15))
      )
    case 'bumps':
      return [-3, 3]
        .map(
          dx =>
            pen.limb(way(x + dx, y + 1, x + dx - 1, y - 8), [2.4, 2], beast.coat) +
            pen.oval(x + dx - 1, y - 9, 2.4, 2, '#5a3d22'),
        )
        .join('')
    default:
      return ''
  }
}

const drawHoofed =
  (beast: Hoofed) =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? beast.coat
    const mark = look.colours[1] ?? beast.markColour ?? darker(coat, 0.5)
    const mane =
      beast.mane === undefined ? undefined : (look.colours[1] ?? (look.colours.length > 0 ? darker(coat, 0.45) : beast.mane))
    const belly = beast.belly ?? lighter(coat, 0.35)
    const [half, thick] = beast.body
    const [legLong, legWide] = beast.legs
    const moving = look.act === 'run' || look.act === 'jump' || look.act === 'fly' || look.act === 'dance'
    const lift = look.act === 'jump' || look.act === 'fly' ? 10 : 0
    const lying = look.act === 'sleep' || look.act === 'sit'
    const by = lying ? -thick * 0.55 : -legLong - thick * 0.42
    const shoulder: Point = [half * 0.82, by - thick * 0.2]
    const [nx, ny, nw] = beast.neck
    const poll: Point = [shoulder[0] + nx, shoulder[1] + (look.act === 'sleep' ? ny * 0.35 : ny)]
    const [headLong, headThick] = beast.head
    const nose: Point = [poll[0] + headLong * 0.86, poll[1] + headLong * (beast.trunk ? 0.3 : 0.52)]
    const dark = darker(coat, 0.25)
    const hoof = beast.hoof ?? '#3a2d2a'
    const leg = (x: number, swing: number, colour: Colour): string => {
      if (lying)
        return pen.limb(
          way(x, by + thick * 0.3, x + 12, -legWide * 0.5, x + 22, -legWide * 0.5),
          [legWide, legWide * 0.8, legWide * 0.7],
          colour,
        )
      const knee: Point = [x + swing * 0.7, -legLong * 0.52 - lift]
      const foot: Point = [x + swing * (moving && swing < 0 ? 1.7 : 1.1), -3 - lift - (moving ? Math.abs(swing) * 0.25 : 0)]
      return (
        pen.limb([[x, by + thick * 0.1], knee, foot], [legWide * 1.7, legWide, legWide * 0.85], colour) +
        pen.limb(way(foot[0], foot[1] - 2, foot[0] + 1, foot[1] + 2), [legWide, legWide * 1.2], hoof)
      )
    }
    const swing = moving ? 16 : 1.5
    const y0 = by - lift
    const rump: Point = [-half * 0.98, y0 - thick * 0.2]
    const out: string[] = []
    if (beast.tail === 'horse')
      out.push(
        pen.limb(
          [rump, [rump[0] - 9, rump[1] + 4], [rump[0] - (moving ? 26 : 13), rump[1] + (moving ? 6 : 28)]],
          [6, 12, 2],
          mane ?? dark,
        ),
      )
    else if (beast.tail === 'tuft')
      out.push(
        pen.limb([rump, [rump[0] - 7, rump[1] + 12], [rump[0] - 8, rump[1] + 26]], [3, 2.4, 2], coat),
        pen.oval(rump[0] - 8, rump[1] + 28, 3, 5, mane ?? dark),
      )
    else out.push(pen.oval(rump[0] - 2, rump[1] + 1, 6, 4.5, lighter(coat, 0.5)))
    out.push(leg(-half * 0.62, -swing * 0.7, dark), leg(half * 0.82, swing * 1.2, dark))
    if (beast.hump)
      for (let i = 0; i < beast.hump; i++)
        out.push(
          pen.oval(
            -half * 0.3 + i * half * 0.62 - (beast.hump === 1 ? -half * 0.28 : 0),
            y0 - thick * 0.55,
            half * 0.27,
            thick * 0.5,
            coat,
          ),
        )
    out.push(
      pen.blob(
        [
          [-half, y0 - thick * 0.1],
          [-half * 0.72, y0 - thick * 0.5],
          [0, y0 - thick * 0.42],
          [half * 0.7, y0 - thick * 0.52],
          [half, y0 - thick * 0.05],
          [half * 0.72, y0 + thick * 0.42],
          [0, y0 + thick * 0.46],
          [-half * 0.7, y0 + thick * 0.4],
        ],
        coat,
      ),
      pen.blob(
        [
          [-half * 0.6, y0 + thick * 0.32],
          [0, y0 + thick * 0.3],
          [half * 0.66, y0 + thick * 0.3],
          [half * 0.4, y0 + thick * 0.44],
          [-half * 0.4, y0 + thick * 0.44],
        ],
        belly,
      ),
      bodyMarks(pen, beast, mark, look, y0),
    )
    const lifted = (p: Point): Point => [p[0], p[1] - lift]
    const [s, top, end] = [lifted(shoulder), lifted(poll), lifted(nose)]
    if (mane !== undefined)
      out.push(
        pen.limb(
          [
            [s[0] - nw * 0.5, s[1] - nw * 0.1],
            [(s[0] + top[0]) / 2 - nw * 0.52, (s[1] + top[1]) / 2 - 1],
            [top[0] - 3, top[1] - headThick * 0.5],
          ],
          [nw * 0.55, nw * 0.7, nw * 0.4],
          mane,
        ),
      )
    out.push(
      pen.limb(
        way(s[0] - 3, s[1] + thick * 0.08, (s[0] + top[0]) / 2, (s[1] + top[1]) / 2, top[0] + 1, top[1] + 1),
        [nw * 1.75, nw, headThick * 0.9],
        coat,
      ),
    )
    if (beast.marks === 'giraffe' || beast.marks === 'stripes') {
      for (let i = 1; i <= 5; i++) {
        const [cx, cy] = [s[0] + (top[0] - s[0]) * (i / 6), s[1] + (top[1] - s[1]) * (i / 6)]
        out.push(
          beast.marks === 'giraffe'
            ? pen.oval(cx + (i % 2 ? 2 : -2), cy, 3.2, 3.2, mark, { flat: true })
            : pen.limb(way(cx - nw * 0.5, cy, cx + nw * 0.42, cy + 4), [3, 2], mark, { flat: true }),
        )
      }
    }
    if (beast.ears === 'fan')
      out.push(
        pen.blob(
          [
            [top[0] - 4, top[1] - 12],
            [top[0] - 20, top[1] - 10],
            [top[0] - 24, top[1] + 8],
            [top[0] - 12, top[1] + 18],
            [top[0] - 2, top[1] + 8],
          ],
          darker(coat, 0.12),
        ),
      )
    else out.push(pen.limb(way(top[0] - 5, top[1] - 3, top[0] - 9, top[1] - (beast.ears === 'long' ? 17 : 10)), [5, 1.6], dark))
    out.push(horns(pen, beast, top[0] + 1, top[1] - headThick * 0.45, headThick * 0.62))
    out.push(
      pen.limb(
        [[top[0] - 1, top[1]], [(top[0] + end[0]) / 2, (top[1] + end[1]) / 2], end],
        [headThick, headThick * 0.82, headThick * 0.58],
        coat,
      ),
    )
    if (beast.horns === 'nose')
      out.push(pen.limb(way(end[0] - 3, end[1] - 4, end[0] + 3, end[1] - 10, end[0] + 3, end[1] - 19), [7, 4.6, 0.8], '#d9d3c4'))
    if (beast.trunk) {
      out.push(
        pen.limb(
          way(end[0] - 2, end[1] - 2, end[0] + 9, end[1] + 14, end[0] + 7, end[1] + 34, end[0] + 16, end[1] + 42),
          [14, 10, 7, 5],
          coat,
        ),
      )
      out.push(pen.limb(way(end[0] - 4, end[1] + 5, end[0] + 4, end[1] + 16, end[0] + 17, end[1] + 15), [4.4, 3.6, 1], '#f4eddc'))
    } else {
      const muzzle = beast.muzzle ?? mix(coat, '#2c2022', 0.4)
      out.push(
        pen.limb([[end[0] - headLong * 0.16, end[1] - headLong * 0.1], end], [headThick * 0.64, headThick * 0.6], muzzle),
        pen.oval(end[0] + headThick * 0.08, end[1] - headThick * 0.06, 1.1, 1.4, '#221a1c', { flat: true }),
      )
    }
    out.push(pen.limb(way(top[0] - 3, top[1] - 4, top[0] - 4, top[1] - (beast.ears === 'long' ? 19 : 12)), [5.4, 1.4], coat))
    if (mane !== undefined && beast.horns !== 'antlers')
      out.push(pen.limb(way(top[0] - 5, top[1] - 6, top[0] + 3, top[1] - 3, top[0] + 5, top[1] + 3), [4, 5, 1], mane))
    out.push(pen.eye(top[0] + headLong * 0.26, top[1] + headLong * 0.04, Math.max(1.7, headThick * 0.11), look.act === 'sleep'))
    out.push(leg(-half * 0.82, -swing, coat), leg(half * 0.62, swing * 0.7, coat))
    const high = Math.max(-top[1] + headThick, -y0 + thick * 0.5)
    return {
      svg: out.join(''),
      width: half * 2 + headLong + nx,
      height: high,
      seat: [0, y0 - thick * 0.4 - (beast.hump === 1 ? thick * 0.4 : 0)],
      head: { at: [top[0], top[1] - headThick * 0.5], width: headThick * 1.2 },
      neck: { at: [(s[0] + top[0]) / 2, (s[1] + top[1]) / 2], width: nw * 1.5 },
      eyes: { at: [top[0] + headLong * 0.26, top[1]], apart: 5 },
      hold: end,
    }
  }

const hoofed = (words: string, size: number, home: Noun['home'], spec: Hoofed): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw: drawHoofed(spec),
})
const horse: Hoofed = {
  coat: '#9a5b32',
  body: [31, 30],
  legs: [38, 6.4],
  neck: [13, -27, 13],
  head: [21, 12],
  mane: '#3f2418',
  tail: 'horse',
}

/** Animals seen from the side: hoofed ones, and the heavy ones. */
export const hooves: Readonly<Record<string, Noun>> = {
  horse: hoofed('horse|pony|stallion|mare|foal|mustang', 1.15, 'meadow', horse),
  unicorn: hoofed('unicorn|pegasus', 1.15, 'meadow', {
    ...horse,
    coat: '#f5f2fa',
    mane: '#d58be8',
    horns: 'horn',
    hoof: '#d9b45a',
    muzzle: '#f3cfe0',
  }),
  zebra: hoofed('zebra', 1.1, 'desert', {
    ...horse,
    coat: '#f6f3ec',
    mane: '#2b2930',
    marks: 'stripes',
    markColour: '#2b2930',
    neck: [11, -23, 14],
    tail: 'tuft',
  }),
  donkey: hoofed('donkey|mule|burro', 0.95, 'farm', {
    ...horse,
    coat: '#8b8178',
    mane: '#4b433d',
    ears: 'long',
    tail: 'tuft',
    muzzle: '#e6ddd2',
  }),
  deer: hoofed('deer|stag|doe|fawn|reindeer|buck|antelope|gazelle|impala', 1, 'forest', {
    coat: '#b3743f',
    belly: '#eed9bd',
    body: [26, 23],
    legs: [42, 4.6],
    neck: [11, -26, 9.5],
    head: [17, 10.5],
    horns: 'antlers',
    tail: 'stub',
    marks: 'fawn',
    markColour: '#eed0a4',
  }),
  moose: hoofed('moose|elk|caribou|bison|buffalo|yak', 1.3, 'forest', {
    coat: '#61442f',
    body: [33, 33],
    legs: [38, 6.4],
    neck: [12, -16, 17],
    head: [24, 15],
    horns: 'antlers',
    tail: 'stub',
  }),
  cow: hoofed('cow|bull|calf|ox|cattle', 1.1, 'farm', {
    coat: '#f5f1ea',
    body: [36, 34],
    legs: [28, 7.6],
    neck: [9, -11, 18],
    head: [21, 15],
    horns: 'curved',
    tail: 'tuft',
    marks: 'patches',
    markColour: '#322c30',
    muzzle: '#e9a9a4',
  }),
  goat: hoofed('goat|ibex|chamois', 0.75, 'mountains', {
    coat: '#ded5c6',
    body: [29, 25],
    legs: [30, 5.4],
    neck: [10, -19, 11],
    head: [17, 11],
    horns: 'ram',
    tail: 'stub',
  }),
  giraffe: hoofed('giraffe|okapi', 1.7, 'desert', {
    coat: '#e9bd68',
    belly: '#f5e1b4',
    body: [22, 20],
    legs: [38, 4.6],
    neck: [15, -52, 8.6],
    head: [14, 8.4],
    mane: '#7d4a22',
    horns: 'bumps',
    tail: 'tuft',
    marks: 'giraffe',
    markColour: '#9a5a28',
  }),
  camel: hoofed('camel|dromedary', 1.25, 'desert', {
    coat: '#cb9a5e',
    body: [30, 25],
    legs: [38, 5.6],
    neck: [19, -21, 9],
    head: [16, 10],
    hump: 2,
    tail: 'tuft',
  }),
  llama: hoofed('llama|alpaca', 0.95, 'mountains', {
    coat: '#efe3cf',
    body: [27, 27],
    legs: [28, 6],
    neck: [8, -32, 12],
    head: [15, 11],
    ears: 'long',
    tail: 'stub',
  }),
  elephant: hoofed('elephant|mammoth', 1.7, 'desert', {
    coat: '#8f949f',
    body: [38, 44],
    legs: [26, 13],
    neck: [10, -10, 24],
    head: [18, 24],
    ears: 'fan',
    trunk: true,
    tail: 'tuft',
    hoof: '#d9d2c5',
  }),
  rhino: hoofed('rhino|rhinoceros|triceratops', 1.4, 'desert', {
    coat: '#868a8e',
    body: [39, 38],
    legs: [20, 11],
    neck: [9, -4, 22],
    head: [24, 18],
    horns: 'nose',
    tail: 'tuft',
  }),
  hippo: hoofed('hippo|hippopotamus', 1.3, 'river', {
    coat: '#8c7f8d',
    body: [40, 40],
    legs: [15, 12],
    neck: [8, -6, 24],
    head: [24, 22],
    tail: 'stub',
    muzzle: '#b79aa2',
  }),
}
