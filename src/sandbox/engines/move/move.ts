import type { Engine, EngineEvent, EngineRun } from '../../engine.ts'
import { apart } from '../apart.ts'
import { progressBar } from '../paint/progress.ts'
import { hash, pictureSeed } from '../paint/random.ts'
import { type Clip, clipSize, type Told } from './clip.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const whole = (value: unknown, fallback: number, low: number, high: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(Math.max(low, Math.min(high, value))) : fallback
const seedOf = (value: unknown): number => whole(value, 0, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)

/** The most frames of one clip: ten seconds at twelve a second. */
const mostFrames = 120
const mostFramesPerSecond = 30
/** What clips have whose model does not ask. */
const usualFramesPerSecond = 12
/** The shorter edge of a clip at most, in pixels: a frame of 576x320 costs a processor 36 ms, one of 512x288 about 29. */
const shortEdge = { asked: 320, official: 288 }
/** Waits of a run in all. */
const stepsMs = 3_000

/** Films one clip in another thread; frames go on in `bar` after those it has counted before. */
async function* filmed(run: EngineRun, clip: Clip, bar: (done: number) => string, before: number): AsyncGenerator<EngineEvent> {
  for await (const told of apart<Told>(new URL('./worker.ts', import.meta.url), clip, run.signal)) {
    if (told.type === 'note') yield { type: 'log', line: told.line }
    else if (told.type === 'frame') {
      const line = bar(before + told.done)
      if (line !== '') yield { type: 'log', line }
    } else {
      yield { type: 'file', bytes: told.bytes, contentType: 'video/mp4', extension: 'mp4' }
      yield { type: 'metrics', metrics: { video_output_duration_seconds: clip.frames / clip.framesPerSecond } }
    }
  }
}

const sizeNote = (width: number, height: number, clip: Clip): readonly string[] =>
  width === clip.width && height === clip.height
    ? []
    : [`note: the sandbox films small, so the clip is ${clip.width}x${clip.height} and not ${width}x${height}`]

async function opened(run: EngineRun, value: unknown): Promise<{ readonly image?: Uint8Array }> {
  const url = text(value)
  return url === '' ? {} : { image: await run.open(url) }
}

/** The engine that plays `anotherjesse/zeroscope-v2-xl`: as many clips as asked for, of the frames and pace asked for. */
export const zeroscope: Engine = async function* (run) {
  const { input } = run
  const [width, height] = [whole(input['width'], 576, 256, 2048), whole(input['height'], 320, 256, 2048)]
  const asked = { frames: whole(input['num_frames'], 24, 1, 1000), pace: whole(input['fps'], 8, 1, 1000) }
  const frames = Math.min(mostFrames, asked.frames)
  const framesPerSecond = Math.min(mostFramesPerSecond, asked.pace)
  const seed = seedOf(input['seed'])
  const clips = whole(input['batch_size'], 1, 1, 4)
  yield { type: 'log', line: `Using seed: ${seed}` }
  const start = await opened(run, input['init_video'])
  const clip: Clip = {
    prompt: text(input['prompt']),
    negative: text(input['negative_prompt']),
    seed,
    ...clipSize(width, height, shortEdge.asked),
    frames,
    framesPerSecond,
    ...(start.image === undefined || isFilm(start.image) ? {} : start),
  }
  const notes = [
    ...sizeNote(width, height, clip),
    ...(frames < asked.frames ? [`note: the sandbox films at most ${mostFrames} frames, not ${asked.frames}`] : []),
    ...(framesPerSecond < asked.pace
      ? [`note: the sandbox films at most ${mostFramesPerSecond} frames a second, not ${asked.pace}`]
      : []),
    ...(start.image !== undefined && clip.image === undefined
      ? ['note: the sandbox cannot look into a video, so the clip is made from the prompt alone; a picture would be taken']
      : []),
  ]
  for (const line of notes) yield { type: 'log', line }
  const steps = whole(input['num_inference_steps'], 50, 1, 500)
  const denoising = progressBar(steps)
  for (let step = 1; step <= steps; step++) {
    await run.sleep(stepsMs / steps)
    const line = denoising(step)
    if (line !== '') yield { type: 'log', line }
  }
  const bar = progressBar(frames * clips)
  for (let nth = 0; nth < clips; nth++)
    yield* filmed(run, { ...clip, seed: clips === 1 ? seed : pictureSeed(seed, nth) }, bar, nth * frames)
}

/** Whether bytes are a film: MP4 and QuickTime, WebM, AVI. */
function isFilm(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  return (head.startsWith('ftyp', 4) && !/^avi[fs]|^mif1|^hei/.test(head.slice(8))) || /^(\x1aE\xdf\xa3|RIFF.{4}AVI )/s.test(head)
}

/** One clip of a model that says how long and how large it is. */
async function* official(
  run: EngineRun,
  asked: {
    readonly width: number
    readonly height: number
    readonly seconds: number
    readonly seed: number
    readonly image: unknown
  },
  notes: readonly string[],
): AsyncGenerator<EngineEvent> {
  const { input } = run
  const { width, height, seconds, seed } = asked
  yield { type: 'log', line: `Using seed: ${seed}` }
  const clip: Clip = {
    prompt: text(input['prompt']),
    negative: text(input['negative_prompt']),
    seed,
    ...clipSize(width, height, shortEdge.official),
    frames: Math.min(mostFrames, seconds * usualFramesPerSecond),
    framesPerSecond: usualFramesPerSecond,
    ...(await opened(run, asked.image)),
  }
  for (const line of [...sizeNote(width, height, clip), ...notes]) yield { type: 'log', line }
  await run.sleep(stepsMs)
  yield* filmed(run, clip, progressBar(clip.frames), 0)
}

/** The engine that plays `google/veo-3-fast`. */
export const veoFast: Engine = run => {
  const { input } = run
  const [long, short] = input['resolution'] === '1080p' ? [1920, 1080] : [1280, 720]
  const isTall = input['aspect_ratio'] === '9:16'
  return official(
    run,
    {
      width: isTall ? short : long,
      height: isTall ? long : short,
      seconds: whole(input['duration'], 8, 1, 10),
      seed: seedOf(input['seed']),
      image: input['image'],
    },
    input['generate_audio'] === false ? [] : ['note: the clips of the sandbox are silent'],
  )
}

/** The engine that plays `minimax/video-01`: six seconds, the same for the same prompt, as this model takes no seed. */
export const video: Engine = run =>
  official(
    run,
    { width: 1280, height: 720, seconds: 6, seed: hash(text(run.input['prompt'])), image: run.input['first_frame_image'] },
    [],
  )
