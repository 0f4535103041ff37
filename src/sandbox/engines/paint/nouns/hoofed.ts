import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { bodyMarks, type Hoofed, horns } from './hoofed-marks.ts'

/** How a tall animal is drawn: standing, running, leaping or lying. */
export const drawHoofed =
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
    const [headLong, headThick] = beast.head
    // To drink, the neck goes down until the mouth is at the ground, however long it is; a trunk gets there by itself.
    const low = look.act === 'drink' && beast.trunk !== true
    const reach = Math.hypot(nx, ny)
    const drop = -headLong * 0.8 - headThick * 0.2 - shoulder[1]
    const poll: Point = low
      ? [shoulder[0] + Math.max(reach * 0.45, Math.sqrt(Math.max(0, reach * reach - drop * drop))), shoulder[1] + drop]
      : [shoulder[0] + nx, shoulder[1] + (look.act === 'sleep' ? ny * 0.35 : ny)]
    const nose: Point = low
      ? [poll[0] + headLong * 0.5, -headThick * 0.15]
      : [poll[0] + headLong * 0.86, poll[1] + headLong * (beast.trunk ? 0.3 : 0.52)]
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
      // A trunk, or a head that is down, reaches far to the front.
      width:
        beast.trunk || low ? Math.max(half * 2 + headLong + nx, end[0] * 2 + (beast.trunk ? 30 : 8)) : half * 2 + headLong + nx,
      height: high,
      seat: [0, y0 - thick * 0.4 - (beast.hump === 1 ? thick * 0.4 : 0)],
      head: { at: [top[0], top[1] - headThick * 0.5], width: headThick * 1.2 },
      neck: { at: [(s[0] + top[0]) / 2, (s[1] + top[1]) / 2], width: nw * 1.5 },
      eyes: { at: [top[0] + headLong * 0.26, top[1]], apart: 5 },
      hold: end,
    }
  }
