import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect } from 'vitest'
import { pageTest } from './browser.ts'
import { pageProduct } from './product.ts'
import { say } from './say.ts'

// At the models' own pace: people watch them work here.
const product = pageProduct()

/** A window on a channel of its own. */
const visit = (channel: string, act: (page: Page) => Promise<void>): Promise<void> =>
  product.visit('/', async page => {
    await page.waitForSelector('.composer textarea')
    await enter(page, channel)
    await act(page)
  })

async function enter(page: Page, channel: string): Promise<void> {
  const there = page.locator('.sidebar .rooms .name', { hasText: new RegExp(`^${channel}$`) })
  if ((await there.count()) > 0) {
    await there.first().click()
  } else {
    await page.click('[aria-label="New channel"]')
    await page.fill('.name-field input', channel)
    await page.press('.name-field input', 'Enter')
  }
  await page.waitForSelector(`.composer textarea[placeholder*="${channel}"]`)
}

/** The service's newest message once it is finished, its words and the addresses of its pictures. */
async function answered(page: Page, number: number): Promise<{ readonly words: string; readonly pictures: readonly string[] }> {
  const message = page.locator('.message.service').nth(number - 1)
  await message.locator('.note, .failure, .table').first().waitFor()
  await message.locator('.progress').waitFor({ state: 'detached' })
  const pictures = await message
    .locator('.tile.there img')
    .evaluateAll(images => images.map(image => image.getAttribute('src') ?? ''))
  return { words: (await message.innerText()).trim(), pictures }
}

pageTest('/imagine a red fox in the snow --count 4 shows a rising percent and ends in four pictures that differ', () =>
  visit('foxes', async page => {
    // Watched from before it is asked for: a busy machine may come to look only at the end.
    const watched = page.evaluate(async () => {
      const seen: number[] = []
      while (document.querySelector('.actions')?.textContent?.includes('Again') !== true) {
        const found = /(\d+)%/.exec(document.querySelector('.progress')?.textContent ?? '')
        if (found !== null && seen.at(-1) !== Number(found[1])) seen.push(Number(found[1]))
        await new Promise(resolve => setTimeout(resolve, 30))
      }
      return seen
    })
    await say(page, '/imagine a red fox in the snow --count 4')
    const percents = await watched
    expect(percents.length).toBeGreaterThan(2)
    expect(percents).toEqual([...percents].sort((a, b) => a - b))
    await page.locator('.tile.there').nth(3).waitFor()
    const { words, pictures } = await answered(page, 1)
    expect(new Set(pictures).size).toBe(4)
    expect(words).toContain('a red fox in the snow')
    const bytes = await Promise.all(
      pictures.map(async path => Buffer.from(await (await fetch(`${product.url}${path}`)).arrayBuffer())),
    )
    const thumbs = await Promise.all(
      bytes.map(picture => sharp(picture).resize(32, 32, { fit: 'fill' }).removeAlpha().raw().toBuffer()),
    )
    const apart = thumbs.flatMap((one, i) =>
      thumbs.slice(i + 1).map(other => one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length),
    )
    // Mean difference of a colour value, of 255: not the same scene with another grain.
    expect(Math.min(...apart)).toBeGreaterThan(4)
  }),
)

pageTest('--count 8 is two predictions in one message, and the same seed gives the same picture', () =>
  visit('many', async page => {
    const list = async (): Promise<number> => {
      const response = await fetch(`${product.url}/sandbox/v1/predictions`, { headers: { authorization: 'Bearer r8_test' } })
      return ((await response.json()) as { results: unknown[] }).results.length
    }
    const before = await list()
    await say(page, '/imagine sailing boats at sunset --count 8 --seed 11')
    await page.locator('.tile.there').nth(7).waitFor()
    const eight = await answered(page, 1)
    expect(new Set(eight.pictures).size).toBe(8)
    expect((await list()) - before).toBe(2)
    expect(await page.locator('.message.service').count()).toBe(1)
    await say(page, '/imagine sailing boats at sunset --seed 11')
    const one = await answered(page, 2)
    expect(one.pictures).toEqual([eight.pictures[0]])
  }),
)

pageTest('an answer visibly grows, a channel remembers what it was told first, and another knows nothing of it', () =>
  visit('memories', async page => {
    const watched = page.evaluate(async () => {
      const seen: number[] = []
      while (document.querySelector('.actions')?.textContent?.includes('Regenerate') !== true) {
        const length = document.querySelector('.message.service .body')?.textContent?.length ?? 0
        if (seen.at(-1) !== length) seen.push(length)
        await new Promise(resolve => requestAnimationFrame(resolve))
      }
      return seen
    })
    await say(page, 'My favourite tree is the larch. Tell me in about 60 words what you can do.')
    const lengths = await watched
    expect(lengths.length).toBeGreaterThan(5)
    await say(page, 'Thank you.')
    await answered(page, 2)
    await say(page, 'What did I tell you first?')
    expect((await answered(page, 3)).words).toMatch(/larch/i)
    await enter(page, 'strangers')
    await say(page, 'What did I tell you first?')
    expect((await answered(page, 1)).words).not.toMatch(/larch/i)
  }),
)

pageTest('the model of a channel is changed and used from then on', () =>
  visit('models', async page => {
    await say(page, '/config model image stability-ai/sdxl')
    await page.waitForSelector('text=now paints in this channel')
    await say(page, '/imagine a lighthouse --more num_inference_steps=6')
    await page.waitForSelector('.note >> text=stability-ai/sdxl')
    await page.locator('.tile.there').first().waitFor()
  }),
)

pageTest('a text file as a picture and a link to this machine get one clear sentence each, and nothing is spent', () =>
  visit('refusals', async page => {
    const list = async (): Promise<number> => {
      const response = await fetch(`${product.url}/sandbox/v1/predictions`, { headers: { authorization: 'Bearer r8_test' } })
      return ((await response.json()) as { results: unknown[] }).results.length
    }
    const before = await list()
    const notes = join(product.folder, 'holiday.png')
    await writeFile(notes, 'These are only words, whatever the name says.\n')
    await page.setInputFiles('input[type=file]', notes)
    await say(page, '/imagine something like this --model stability-ai/sdxl')
    await page.waitForSelector('.failure >> text=holiday.png is not a picture')
    await say(page, '/imagine a door --model stability-ai/sdxl --image http://127.0.0.1/secret.png')
    await page.waitForSelector('.failure >> text=only public addresses can be fetched')
    await say(page, '/imagine a boat --model nobody/nothing')
    await page.waitForSelector('.failure >> text=knows no model')
    expect(await list()).toBe(before)
  }),
)

pageTest('a file of 200 MB is refused in one sentence before it is sent', () =>
  visit('heavy', async page => {
    const big = join(product.folder, 'big.png')
    await writeFile(big, Buffer.alloc(200 * 1024 * 1024))
    await page.setInputFiles('input[type=file]', big)
    await page.waitForSelector('text=/25 MB/')
  }),
)
