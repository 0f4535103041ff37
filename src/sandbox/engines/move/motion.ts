import type { Random } from '../paint/random.ts'
import type { Scene } from '../paint/scene.ts'
import type { Gait } from './gait.ts'

/** Where the camera looks: the middle of its view and its width, as shares of the sheet. */
export type View = { readonly x: number; readonly y: number; readonly wide: number }

/** How the things that go are moved, as shares of the sheet: `lean` tips their heads to the right, `tall` stretches them from the floor up, `turn` is in radians. */
export type Pose = {
  readonly x: number
  readonly y: number
  readonly lean: number
  readonly tall: number
  readonly turn: number
}

/** What moves in a clip at a moment. */
export type Motion = {
  readonly view: (along: number) => View
  readonly pose: (seconds: number) => Pose
  /** How far what falls has come, in sheets to the right and down. */
  readonly fall: (seconds: number) => readonly [number, number]
  /** How far the top of the sky has drifted to the right, in sheets. */
  readonly sky: (seconds: number) => number
}

const still: Pose = { x: 0, y: 0, lean: 0, tall: 1, turn: 0 }
const wave = (seconds: number, periodSeconds: number, shift = 0): number =>
  Math.sin((seconds / periodSeconds) * 2 * Math.PI + shift)
const ease = (share: number): number => share * share * (3 - 2 * share)

/** How a gait moves its thing after some seconds of `length`. All gaits go to the right: that is where things look. */
function posed(gait: Gait, seconds: number, length: number): Pose {
  const along = length === 0 ? 0 : seconds / length
  const across = (reach: number): number => (along - 0.5) * reach
  switch (gait) {
    case 'run':
      return {
        ...still,
        x: across(0.38),
        y: -0.028 * Math.abs(wave(seconds, 0.72)),
        turn: 0.03 * wave(seconds, 0.72),
        tall: 1 + 0.015 * wave(seconds, 0.36),
      }
    case 'roll':
      return { ...still, x: across(0.38), y: -0.004 * Math.abs(wave(seconds, 0.3)) }
    case 'fly':
      return {
        ...still,
        x: across(0.4),
        y: 0.03 * wave(seconds, 2.2),
        turn: 0.05 * wave(seconds, 2.2, 1.2),
        tall: 1 + 0.05 * wave(seconds, 0.6),
      }
    case 'swim':
      return {
        ...still,
        x: across(0.34),
        y: 0.022 * wave(seconds, 2.6),
        lean: 0.03 * wave(seconds, 0.8),
        turn: 0.03 * wave(seconds, 2.6, 1),
      }
    case 'sail':
      return { ...still, x: across(0.2), y: 0.008 * wave(seconds, 2.4), turn: 0.035 * wave(seconds, 3) }
    case 'float':
      return { ...still, x: across(0.14), y: -0.1 * along + 0.02 * wave(seconds, 3.4), turn: 0.025 * wave(seconds, 4) }
    case 'rise':
      return { ...still, y: 0.14 - 0.5 * ease(along), x: 0.003 * wave(seconds, 0.16) }
    case 'jump':
      return { ...still, y: -0.14 * Math.max(0, wave(seconds, 1)), tall: 1 - 0.05 * Math.max(0, -wave(seconds, 1)) }
    case 'dance':
      return {
        ...still,
        x: 0.03 * wave(seconds, 2),
        y: -0.02 * Math.abs(wave(seconds, 0.5)),
        lean: 0.14 * wave(seconds, 1),
        tall: 1 + 0.03 * wave(seconds, 0.5),
      }
    case 'breathe':
      return { ...still, lean: 0.02 * wave(seconds, 3.2), tall: 1 + 0.014 * wave(seconds, 1.7) }
    default:
      return gait satisfies never
  }
}

const rising = new Set(['embers', 'bubbles'])

/** Which way and how fast the air's things fall, in sheets a second. */
function fallOf(scene: Scene): readonly [number, number] {
  const windy = scene.weather.includes('wind') || scene.weather.includes('storm')
  if (scene.weather.includes('rain') || scene.weather.includes('storm')) return [windy ? -0.5 : -0.18, 1.05]
  if (scene.weather.includes('snow')) return [windy ? 0.16 : 0.03, 0.13]
  if (scene.sights.some(sight => rising.has(sight))) return [0.01, -0.14]
  if (windy) return [0.4, 0.02]
  return [0.04, 0.09]
}

/** The words of a prompt that lead the camera. */
const orders: readonly (readonly [RegExp, 'in' | 'out' | 'left' | 'right' | 'still'])[] = [
  [/\bzoom(?:s|ing)?[ -]?out|pull(?:s|ing)?[ -](?:back|out)\b/i, 'out'],
  [/\bzoom(?:s|ing)?[ -]?in|push(?:es|ing)?[ -]in|close[ -]?up\b/i, 'in'],
  [/\bpan(?:s|ning)?(?: \w+){0,2} left\b/i, 'left'],
  [/\bpan(?:s|ning)?\b|\btracking shot\b/i, 'right'],
  [/\bstatic (?:shot|camera)|locked[ -]off|tripod\b/i, 'still'],
]

/** How far the camera may come in from the whole sheet. */
const nearest = 0.84

function viewOf(order: (typeof orders)[number][1], whole: boolean): (along: number) => View {
  const middle = { x: 0.5, y: 0.5 }
  const room = (1 - nearest) / 2
  return along => {
    const eased = ease(along)
    switch (order) {
      case 'in':
        return { ...middle, wide: 1 - (1 - nearest) * eased }
      case 'out':
        return { ...middle, wide: nearest + (1 - nearest) * eased }
      case 'left':
      case 'right': {
        const way = (order === 'left' ? -1 : 1) * (whole ? eased : 2 * eased - 1)
        // From a picture that was handed in the first frame is all of it: the camera comes nearer before it goes aside.
        return { x: 0.5 + room * way, y: 0.5, wide: whole ? 1 - (1 - nearest) * eased : nearest }
      }
      case 'still':
        return { ...middle, wide: whole ? 1 : 0.93 }
      default:
        return order satisfies never
    }
  }
}

/** With these the camera rather stays: going along, it would hide that they go. */
const travels: ReadonlySet<Gait> = new Set<Gait>(['run', 'roll', 'fly', 'swim', 'sail'])

/** The motion of a clip: what the prompt says of the camera, what its things do, its weather; the rest by the seed. `whole`: the first frame shows all of the sheet. */
export function motionOf(
  prompt: string,
  scene: Scene,
  gait: Gait | undefined,
  seconds: number,
  whole: boolean,
  random: Random,
): Motion {
  const told = orders.find(([words]) => words.test(prompt))?.[1]
  const order =
    told ??
    (whole
      ? 'in'
      : random.pick(
          gait !== undefined && travels.has(gait) ? (['in', 'out', 'still'] as const) : (['in', 'out', 'left', 'right'] as const),
        ))
  const [x, y] = fallOf(scene)
  const drift = (random.chance(0.5) ? 1 : -1) * random.between(0.012, 0.02) * (scene.weather.includes('wind') ? 2 : 1)
  return {
    view: viewOf(order, whole),
    pose: now => (gait === undefined ? still : posed(gait, now, seconds)),
    fall: now => [x * now, y * now],
    sky: now => Math.max(-0.07, Math.min(0.07, drift * (now - seconds / 2))),
  }
}
