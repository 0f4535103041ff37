import { parentPort, workerData } from 'node:worker_threads'
import { finished } from '../paint/finish.ts'
import { seeded } from '../paint/random.ts'
import { readScene } from '../paint/read.ts'
import type { Clip, Told } from './clip.ts'
import { openFilm } from './film.ts'
import { frameAt } from './frame.ts'
import { sceneGait } from './gait.ts'
import { motionOf } from './motion.ts'
import { stackOf } from './stack.ts'

const clip = workerData as Clip
const { width, height, frames, framesPerSecond, image } = clip
const tell = (told: Told): void => parentPort?.postMessage(told)

const scene = readScene(clip.prompt, clip.negative)
if (image === undefined)
  for (const word of scene.unknown)
    tell({ type: 'note', line: `note: the sandbox painter has no shape for "${word}", it painted an abstract form` })
const stack = await stackOf(scene, clip)
const random = seeded(clip.seed)
const motion = motionOf(
  clip.prompt,
  scene,
  sceneGait(scene),
  frames / framesPerSecond,
  image !== undefined,
  random.branch('motion'),
)
const film = await openFilm(width, height, framesPerSecond)
for (let nth = 0; nth < frames; nth++) {
  const frame = frameAt(stack, motion, nth / framesPerSecond, frames === 1 ? 0 : nth / (frames - 1), width, height)
  // The same chance for each frame: a grain that boils would be seen before the motion.
  film.add(image === undefined ? finished(frame, scene.styles, 'crisp', 7.5, random.branch('finish')) : frame)
  tell({ type: 'frame', done: nth + 1 })
}
tell({ type: 'file', bytes: film.finish() })
