import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { pageTest } from './browser.ts'
import { pageProduct } from './product.ts'
import { say } from './say.ts'

const product = pageProduct({ SANDBOX_PACE: '0.1' })

/** Asks for a model and waits for what plays its answer; answers how long that is, in seconds, and the name it is saved by. */
async function played(
  page: Page,
  tag: 'audio' | 'video',
  text: string,
): Promise<{ readonly seconds: number; readonly name: string }> {
  await say(page, text)
  const player = page.locator(`.made-file ${tag}`).last()
  await player.waitFor()
  const seconds = await player.evaluate(async (media: HTMLMediaElement) => {
    while (!(media.duration > 0)) await new Promise(done => setTimeout(done, 30))
    media.muted = true
    await media.play()
    // What can be heard from its middle on is served in pieces.
    media.currentTime = media.duration / 2
    while (media.currentTime <= media.duration / 2) await new Promise(done => setTimeout(done, 30))
    return media.duration
  })
  const name = (await page.locator('.made-file a').last().getAttribute('download')) ?? ''
  return { seconds, name }
}

pageTest('what any model made is played in its message and can be saved: a voice, a clip', () =>
  product.visit('/', async page => {
    await page.waitForSelector('.composer textarea')
    const voice = await played(page, 'audio', '/run jaaari/kokoro-82m text="Good morning to all of you."')
    expect(voice.seconds).toBeGreaterThan(0.8)
    expect(voice.name).toBe('good-morning-to-all-of-you-1.wav')
    const clip = await played(
      page,
      'video',
      '/run anotherjesse/zeroscope-v2-xl prompt="a boat at sea" width=256 height=256 num_frames=16 fps=4',
    )
    expect(clip.seconds).toBeCloseTo(4, 0)
    expect(clip.name).toBe('a-boat-at-sea-1.mp4')
    expect(await page.locator('.tile.waiting').count()).toBe(0)
  }),
)
