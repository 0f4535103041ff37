import type { Image } from '../paint/image.ts'
import type { Motion, Pose, View } from './motion.ts'
import type { Sheet, Stack } from './stack.ts'

/** Where a row of the frame begins on a sheet and how far each pixel goes on, in pixels of the sheet. */
type Row = { readonly u: number; readonly v: number; readonly du: number; readonly dv: number }

/** What lies beyond a sheet's edge: its last pixels, nothing, or its other side. */
type Edge = 'held' | 'open' | 'turning'

/** Lays one sheet over the frame, row by row, each pixel mixed from the four it falls between. */
function lay(frame: Uint8Array, width: number, height: number, sheet: Sheet, rowAt: (y: number) => Row, edge: Edge): void {
  const { data, width: w, height: h } = sheet
  // This loop runs a million times a second of film: plain numbers, no arrays, and out at once where nothing is.
  for (let y = 0; y < height; y++) {
    const row = rowAt(y)
    const { du, dv } = row
    let { u, v } = row
    for (let i = y * width * 3, end = i + width * 3; i < end; i += 3, u += du, v += dv) {
      let left = Math.floor(u)
      let top = Math.floor(v)
      const fu = u - left
      const fv = v - top
      let right = left + 1
      let under = top + 1
      if (edge === 'turning') {
        left = ((left % w) + w) % w
        right = left + 1 === w ? 0 : left + 1
        top = ((top % h) + h) % h
        under = top + 1 === h ? 0 : top + 1
      } else if (left < 0 || top < 0 || right >= w || under >= h) {
        if (edge === 'open') continue
        left = left < 0 ? 0 : left >= w ? w - 1 : left
        right = right < 0 ? 0 : right >= w ? w - 1 : right
        top = top < 0 ? 0 : top >= h ? h - 1 : top
        under = under < 0 ? 0 : under >= h ? h - 1 : under
      }
      const a = (top * w + left) * 4
      const b = (top * w + right) * 4
      const c = (under * w + left) * 4
      const d = (under * w + right) * 4
      if ((data[a + 3]! | data[b + 3]! | data[c + 3]! | data[d + 3]!) === 0) continue
      const kb = fu * (1 - fv)
      const kc = (1 - fu) * fv
      const kd = fu * fv
      const ka = 1 - kb - kc - kd
      const rest = 1 - (data[a + 3]! * ka + data[b + 3]! * kb + data[c + 3]! * kc + data[d + 3]! * kd) / 255
      frame[i] = frame[i]! * rest + data[a]! * ka + data[b]! * kb + data[c]! * kc + data[d]! * kd + 0.5
      frame[i + 1] = frame[i + 1]! * rest + data[a + 1]! * ka + data[b + 1]! * kb + data[c + 1]! * kc + data[d + 1]! * kd + 0.5
      frame[i + 2] = frame[i + 2]! * rest + data[a + 2]! * ka + data[b + 2]! * kb + data[c + 2]! * kc + data[d + 2]! * kd + 0.5
    }
  }
}

/** Rows of a sheet as the camera sees it. `depth` below 1 is far away and moves less, above 1 is near. */
function seen(
  { width: w, height: h }: Sheet,
  { x, y, wide }: View,
  depth: number,
  width: number,
  height: number,
): (row: number) => Row {
  const shown = 1 - (1 - wide) * Math.min(1, depth)
  const [cx, cy] = [0.5 + (x - 0.5) * depth, 0.5 + (y - 0.5) * depth]
  const du = (shown * w) / width
  return row => ({
    u: (cx - shown / 2) * w + du / 2 - 0.5,
    v: (cy - shown / 2) * h + ((row + 0.5) * shown * h) / height - 0.5,
    du,
    dv: 0,
  })
}

/** Rows of what goes: the camera's rows seen back through the pose, around the spot where things stand. */
function gone(sheet: Sheet, pose: Pose, floor: number, rows: (row: number) => Row): (row: number) => Row {
  const [w, h] = [sheet.width, sheet.height]
  const [px, py] = [w / 2, floor * h]
  const [cos, sin] = [Math.cos(pose.turn), Math.sin(pose.turn)]
  const back = (u: number, v: number): readonly [number, number] => {
    const [x, y] = [u - pose.x * w - px, v - pose.y * h - py]
    const [rx, ry] = [x * cos + y * sin, (-x * sin + y * cos) / pose.tall]
    return [rx + ry * pose.lean + px, ry + py]
  }
  return row => {
    const { u, v, du } = rows(row)
    const [u0, v0] = back(u, v)
    const [u1, v1] = back(u + du, v)
    return { u: u0, v: v0, du: u1 - u0, dv: v1 - v0 }
  }
}

/** The frame of a clip at a moment; `along` runs from 0 to 1 over the whole clip. */
export function frameAt(stack: Stack, motion: Motion, seconds: number, along: number, width: number, height: number): Image {
  const data = new Uint8Array(width * height * 3)
  const view = motion.view(along)
  const put = (
    sheet: Sheet | undefined,
    depth: number,
    change: (rows: (row: number) => Row, sheet: Sheet) => (row: number) => Row,
    edge: Edge = 'held',
  ): void => {
    if (sheet !== undefined) lay(data, width, height, sheet, change(seen(sheet, view, depth, width, height), sheet), edge)
  }
  const same = (rows: (row: number) => Row): ((row: number) => Row) => rows
  put(stack.behind, stack.surface === 'given' ? 1 : 0.7, (rows, sheet) => land(stack, motion, seconds, rows, sheet))
  put(stack.things, 1, same)
  const foot = stack.surface === 'air' || stack.surface === 'deep' ? 0.5 : stack.floor
  put(stack.movers, 1, (rows, sheet) => gone(sheet, motion.pose(seconds), foot, rows), 'open')
  put(stack.ahead, 1, same)
  const [fallX, fallY] = motion.fall(seconds)
  put(
    stack.falling,
    1,
    (rows, { width: w, height: h }) =>
      row => {
        const at = rows(row)
        // Nothing falls quite straight: each height has a sway of its own.
        const sway = 0.006 * w * Math.sin(seconds * 1.7 + (at.v / h - fallY) * 9)
        return { ...at, u: at.u - fallX * w + sway, v: at.v - fallY * h }
      },
    'turning',
  )
  put(stack.fog, 1, (rows, { width: w }) => row => {
    const at = rows(row)
    return { ...at, u: at.u + 0.02 * w * Math.sin(seconds * 0.6) }
  })
  put(stack.veil, 0, same)
  return { data, width, height }
}

/** The land itself lives: the sky drifts, the more the higher; water ripples; a picture that was handed in sways like breath. */
function land(
  stack: Stack,
  motion: Motion,
  seconds: number,
  rows: (row: number) => Row,
  { width: w, height: h }: Sheet,
): (row: number) => Row {
  const horizon = stack.horizon * h
  return row => {
    const at = rows(row)
    if (stack.surface === 'given') {
      const swell = Math.exp(-(((at.v / h - 0.55) / 0.3) ** 2))
      const turn = Math.sin(seconds * 1.6)
      return { ...at, u: at.u + 0.009 * w * swell * turn * Math.sin((at.v / h) * 5), v: at.v + 0.008 * h * swell * turn }
    }
    if (stack.surface === 'deep') return { ...at, u: at.u + 0.005 * w * Math.sin((at.v / h) * 22 + seconds * 2.4) }
    const above = Math.max(0, 1 - at.v / horizon)
    if (above > 0) return { ...at, u: at.u - motion.sky(seconds) * w * Math.min(1, above * 1.6) }
    if (stack.surface !== 'water') return at
    const near = (at.v - horizon) / Math.max(1, h - horizon)
    return { ...at, u: at.u + (0.001 + 0.007 * near) * w * Math.sin(26 / (near + 0.16) + seconds * 3.2) }
  }
}
