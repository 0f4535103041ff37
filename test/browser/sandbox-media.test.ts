import { afterAll, beforeAll, expect } from 'vitest'
import { zeroscopeV2Xl } from '../../src/sandbox/models/zeroscope-v2-xl.ts'
import { startSandbox, type Started } from '../sandbox/start.ts'
import { hasBrowser, pageTest, startBrowser, type TestBrowser } from './browser.ts'

let sandbox: Started
let browser: TestBrowser | undefined
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 0.01 })
  if (hasBrowser) browser = await startBrowser()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await sandbox[Symbol.asyncDispose]()
})

/** Runs a model to its end and brings its first file. */
async function made(
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly id: string; readonly base64: string }> {
  const { id, output } = await sandbox.json('POST', path, body, { prefer: 'wait=60' })
  const answer = await fetch(String([output].flat()[0]))
  return { id, base64: Buffer.from(await answer.arrayBuffer()).toString('base64') }
}

pageTest('a browser plays the clips and hears the speech of the sandbox', async () => {
  if (browser === undefined) throw new Error('no browser')
  const input = { prompt: 'a fox running through the snow', width: 256, height: 256, num_frames: 16, fps: 4, seed: 3 }
  const clip = await made('/predictions', { version: zeroscopeV2Xl.versions[0]?.id, input })
  const sounds = await Promise.all(
    ['mp3', 'flac', 'wav'].map(audio_format =>
      made('/models/minimax/speech-02-turbo/predictions', { input: { text: 'Good morning.', audio_format } }),
    ),
  )
  await using window = await browser.open()
  const film = await window.page.evaluate(async base64 => {
    const bytes = Uint8Array.from(atob(base64), char => char.charCodeAt(0))
    const video = document.createElement('video')
    video.muted = true
    video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/mp4' }))
    const heard = (name: string): Promise<void> =>
      new Promise((done, failed) => {
        video.addEventListener(name, () => done(), { once: true })
        video.addEventListener('error', () => failed(new Error(video.error?.message ?? 'no video')), { once: true })
      })
    await heard('loadeddata')
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = [64, 64]
    const context = canvas.getContext('2d')
    const shotAt = async (seconds: number): Promise<number[]> => {
      const shown = heard('seeked')
      video.currentTime = seconds
      await shown
      context?.drawImage(video, 0, 0, 64, 64)
      return [...(context?.getImageData(0, 0, 64, 64).data ?? [])]
    }
    const [early, late] = [await shotAt(0.5), await shotAt(3.2)]
    const moved = early.reduce((sum, value, i) => sum + Math.abs(value - (late[i] ?? 0)), 0) / early.length
    const light = early.reduce((sum, value) => sum + value, 0) / early.length
    const { videoWidth: width, videoHeight: height, duration } = video
    const ended = heard('ended')
    video.currentTime = 3.6
    await video.play()
    await ended
    return { width, height, duration, moved, light }
  }, clip.base64)
  expect(film).toMatchObject({ width: 256, height: 256, duration: 4 })
  expect(film.moved).toBeGreaterThan(3)
  expect(film.light).toBeGreaterThan(60)

  for (const { base64 } of sounds) {
    const sound = await window.page.evaluate(async encoded => {
      const bytes = Uint8Array.from(atob(encoded), char => char.charCodeAt(0))
      const context = new OfflineAudioContext(1, 1, 32_000)
      const decoded = await context.decodeAudioData(bytes.buffer)
      const samples = decoded.getChannelData(0)
      return {
        seconds: decoded.duration,
        level: Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length),
      }
    }, base64)
    expect(sound.seconds).toBeGreaterThan(0.7)
    expect(sound.seconds).toBeLessThan(2.5)
    expect(sound.level).toBeGreaterThan(0.05)
  }

  // The page of a prediction shows them in place.
  await window.page.goto(`${sandbox.baseUrl.replace(/\/v1$/, '')}/p/${clip.id}`)
  await window.page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
  expect(window.troubles).toEqual([])
})
