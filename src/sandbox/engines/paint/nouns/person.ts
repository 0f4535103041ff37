import { brightness, type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { headgear, type Person } from './headgear.ts'

const skins: readonly Colour[] = ['#f2c9a5', '#e3ac80', '#c68a5e', '#8f5b3a', '#6d4229']

const hairs: readonly Colour[] = ['#2b211e', '#4a2f20', '#8a5a30', '#c9974f', '#9c3f22']

/** How a person is drawn, standing, sitting, walking or dancing. */
export const drawPerson =
  (person: Person) =>
  (pen: Pen, look: Look): Drawn => {
    const random = look.random.branch('person')
    const skin = random.pick(skins)
    const deep = brightness(skin) < 0.5
    // Fair hair around a dark face hides the face.
    const hair = person.hairColour ?? random.pick(deep ? hairs.slice(0, 2) : hairs)
    const top = look.colours[0] ?? person.top
    const bottom = look.colours[1] ?? (person.wear === 'trousers' ? (person.legs ?? '#3a4666') : top)
    const suited = person.headgear === 'helmet' || person.headgear === 'visor'
    const r = person.child ? 13 : 10.5
    const hy = person.child ? -72 : -86
    const shoulder = hy + r + 5
    const hip = person.child ? -28 : -40
    const act = look.act === 'fly' ? 'jump' : look.act
    const seated = act === 'sit' || act === 'ride' || act === 'read' || act === 'sleep'
    const drop = seated ? -hip - (act === 'ride' ? 34 : 14) : 0
    const y = (value: number): number => value + drop
    const limb = person.wear === 'suit' ? top : bottom
    const shoe = suited ? lighter(top, 0.2) : '#3a2d2a'
    const out: string[] = []
    const leg = (x: number, knee: Point, foot: Point, colour: Colour): string =>
      pen.limb([[x, y(hip)], knee, foot], suited ? [13, 11, 10] : [11, 8.6, 7], colour) +
      pen.limb(way(foot[0] - 1, foot[1] + 1, foot[0] + 8, foot[1] + 1.6), [6.4, 5], shoe)
    if (person.extra === 'cape')
      out.push(
        pen.blob(
          [
            [-10, y(shoulder)],
            [10, y(shoulder)],
            [14, y(hip)],
            [act === 'jump' || act === 'run' ? -52 : 4, y(hip) + 26],
            [-34, y(hip) + 20],
          ],
          darker('#c92f38', 0.05),
        ),
      )
    if (person.extra === 'wings')
      for (const s of [-1, 1])
        out.push(
          pen.blob(
            [
              [s * 5, y(shoulder) + 4],
              [s * 36, y(shoulder) - 24],
              [s * 46, y(shoulder) + 4],
              [s * 28, y(shoulder) + 26],
              [s * 8, y(shoulder) + 18],
            ],
            '#f4f7ff',
            { opacity: 0.9 },
          ),
        )
    if (person.extra === 'pack') out.push(pen.box(-19, y(shoulder) - 4, 16, 30, 5, '#d3d8df'))
    if (person.hair === 'long')
      out.push(
        pen.blob(
          [
            [-r * 1.05, y(hy) - 4],
            [0, y(hy) - r * 1.1],
            [r * 1.05, y(hy) - 4],
            [r * 1.1, y(hy) + r * 2.1],
            [0, y(hy) + r * 1.7],
            [-r * 1.15, y(hy) + r * 2.3],
          ],
          hair,
        ),
      )
    const swing = act === 'run' || act === 'jump' ? 17 : act === 'dance' ? 13 : 4
    if (person.extra === 'fishtail')
      out.push(
        pen.limb(way(0, y(hip) - 4, 6, y(hip) + 16, -4, y(hip) + 30, -18, y(hip) + 34), [21, 18, 10, 5], '#2fa597'),
        pen.blob(way(-16, y(hip) + 34, -38, y(hip) + 20, -32, y(hip) + 36, -40, y(hip) + 46), '#49c4b2'),
      )
    else if (person.wear === 'robe' && act !== 'ride')
      out.push(pen.blob(way(-9, y(shoulder) + 2, 9, y(shoulder) + 2, 17, y(hip), 22, -2, 0, 0, -22, -2, -17, y(hip)), bottom))
    else if (act === 'ride') out.push(leg(4, [12, y(hip) + 14], [8, y(hip) + 32], limb))
    else if (seated) out.push(leg(-4, [17, y(hip) + 2], [19, -3], darker(limb, 0.18)), leg(3, [23, y(hip) + 4], [25, -3], limb))
    else
      out.push(
        leg(-4, [-4 - swing * 0.4, -20], [-5 - swing, act === 'jump' ? -12 : -3], darker(limb, 0.18)),
        leg(4, [6 + swing * 0.6, -20], [5 + swing * (act === 'dance' ? 2 : 0.8), act === 'dance' ? -20 : -3], limb),
      )
    const farHand: Point =
      act === 'dance' || act === 'jump'
        ? [-26, y(shoulder) - 22]
        : act === 'read'
          ? [17, y(hip) - 12]
          : act === 'ride'
            ? [20, y(hip) - 10]
            : [-14 - swing * 0.4, y(hip) + 2]
    const nearHand: Point =
      act === 'dance' || act === 'jump'
        ? [27, y(shoulder) - 18]
        : act === 'read'
          ? [21, y(hip) - 10]
          : act === 'ride'
            ? [22, y(hip) - 8]
            : look.holds === 'kite'
              ? [24, y(shoulder) - 20]
              : look.holds === undefined
                ? [17 + swing * 0.4, y(hip) - 4]
                : [25, y(shoulder) + 18]
    const arm = (from: number, hand: Point, colour: Colour): string =>
      pen.limb(
        [[from, y(shoulder) + 3], [(from + hand[0]) / 2 + (from < 0 ? -4 : 5), (y(shoulder) + hand[1]) / 2 + 3], hand],
        suited ? [10, 9, 8] : [8, 7, 6],
        colour,
      ) + pen.oval(hand[0], hand[1], suited ? 5 : 3.8, suited ? 5 : 3.8, suited ? lighter(top, 0.2) : skin)
    out.push(arm(-9, farHand, darker(top, 0.16)))
    out.push(pen.limb(way(0, y(hy) + r * 0.6, 0, y(shoulder) + 2), [7, 8], skin))
    const waist = person.wear === 'dress' ? 9 : 11
    out.push(
      pen.blob(
        [
          [-9, y(shoulder) - 1],
          [9, y(shoulder) - 1],
          [14, y(shoulder) + 6],
          [waist, y(hip) - 6],
          [waist + 1, y(hip) + 4],
          [-waist - 1, y(hip) + 4],
          [-waist, y(hip) - 6],
          [-14, y(shoulder) + 6],
        ],
        top,
      ),
    )
    if (person.wear === 'dress')
      out.push(
        pen.blob(
          [
            [-9, y(hip) - 8],
            [9, y(hip) - 8],
            [act === 'dance' ? 34 : 21, y(hip) + 18],
            [0, y(hip) + 23],
            [act === 'dance' ? -30 : -21, y(hip) + 18],
          ],
          bottom,
        ),
      )
    if (person.extra === 'tutu')
      out.push(
        ...[0, 1, 2].map(i => pen.oval(0, y(hip) - 1 + i * 2, 31 - i * 3, 7.5, lighter(top, 0.3 + i * 0.15), { opacity: 0.9 })),
      )
    if (person.extra === 'apron') out.push(pen.box(-8, y(shoulder) + 6, 16, y(hip) - y(shoulder) + 4, 3, '#fbfaf7'))
    if (suited && person.headgear === 'helmet')
      out.push(
        pen.box(-7, y(shoulder) + 8, 14, 10, 2, '#5c6b80'),
        pen.oval(-3, y(shoulder) + 13, 1.8, 1.8, '#ef5b48', { bright: true }),
        pen.oval(3, y(shoulder) + 13, 1.8, 1.8, '#57c7f2', { bright: true }),
      )
    if (person.headgear === 'hood')
      out.push(
        pen.blob(
          [
            [-r * 1.3, y(hy) + r * 1.3],
            [-r * 1.35, y(hy) - r * 0.4],
            [0, y(hy) - r * 1.7],
            [r * 1.35, y(hy) - r * 0.4],
            [r * 1.3, y(hy) + r * 1.3],
          ],
          darker(top, 0.1),
        ),
      )
    if (person.headgear !== 'helmet') {
      out.push(pen.oval(0, y(hy), r, r * 1.08, skin))
      if (person.hair !== 'none' && person.headgear !== 'hood')
        out.push(
          pen.blob(
            [
              [-r * 1.06, y(hy) + 2],
              [-r * 0.95, y(hy) - r * 0.8],
              [0, y(hy) - r * 1.3],
              [r * 0.95, y(hy) - r * 0.8],
              [r * 1.02, y(hy) - 1],
              [r * 0.5, y(hy) - r * 0.45],
              [-r * 0.4, y(hy) - r * 0.5],
            ],
            hair,
          ),
        )
      if (person.hair === 'bun') out.push(pen.oval(-2, y(hy) - r * 1.4, r * 0.5, r * 0.45, hair))
      if (person.beard !== undefined)
        out.push(
          pen.blob(
            [
              [-r * 0.9, y(hy) + 2],
              [r * 0.95, y(hy) + 2],
              [r * 0.6, y(hy) + r * 1.3],
              [0, y(hy) + r * 2.4],
              [-r * 0.6, y(hy) + r * 1.3],
            ],
            person.beard,
          ),
        )
      for (const s of [-1, 1]) {
        if (deep && act !== 'sleep') out.push(pen.oval(1.5 + s * 4, y(hy), 2.4, 2.2, '#fbf6ef'))
        out.push(pen.eye(1.5 + s * 4, y(hy), 1.8, act === 'sleep'))
      }
      out.push(
        pen.line(way(-1.5, y(hy) + r * 0.48, 1.5, y(hy) + r * 0.58, 4.5, y(hy) + r * 0.48), 1.3, deep ? '#f0b9a6' : '#9a4b42'),
        ...[-1, 1].map(s => pen.oval(1.5 + s * 6.4, y(hy) + 3.6, 2.2, 1.5, '#ec8d80', { flat: true, opacity: 0.5 })),
      )
    }
    out.push(headgear(pen, person, y(hy), r))
    const carries = look.holds === undefined ? person.carries : undefined
    if (carries === 'staff' || carries === 'wand')
      out.push(
        pen.limb(way(nearHand[0], nearHand[1] + 30, nearHand[0] + 2, nearHand[1] - 40), [3.4, 3.4], '#7a5230'),
        pen.glow(nearHand[0] + 2, nearHand[1] - 44, 18, '#8fe3ff', 0.9),
        pen.oval(nearHand[0] + 2, nearHand[1] - 44, 5, 5, '#c9f3ff', { bright: true }),
      )
    if (carries === 'sword')
      out.push(
        pen.poly(
          [
            [nearHand[0] - 2.2, nearHand[1] - 2],
            [nearHand[0] + 10, nearHand[1] - 44],
            [nearHand[0] + 2.6, nearHand[1] - 1],
          ],
          '#dfe6ee',
        ),
        pen.limb(way(nearHand[0] - 6, nearHand[1] - 5, nearHand[0] + 7, nearHand[1] - 1), [3, 3], '#d9a93c'),
      )
    out.push(arm(10, nearHand, top))
    return {
      svg: out.join(''),
      width: 62,
      height: -y(hy) + r * 1.5,
      seat: [0, y(hy) - r],
      head: { at: [0, y(hy) - r * 0.72], width: r * 1.9 },
      neck: { at: [0, y(hy) + r * 1.2], width: 19 },
      eyes: { at: [1.5, y(hy)], apart: 8 },
      hold: nearHand,
    }
  }
