import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect } from 'vitest'
import { barriers } from './barriers.ts'
import { pageTest } from './browser.ts'
import { type PageProduct, pageProduct } from './product.ts'
import { sayElsewhere } from './say.ts'

const product = pageProduct({ SANDBOX_PACE: '0.1' })
const visit: PageProduct['visit'] = (...visit) => product.visit(...visit)
const say = (text: string): Promise<void> => sayElsewhere(product.url, text)

/** Waits for an expression to hold in the page, whose policy forbids to evaluate it there. */
async function until(page: Page, expression: string): Promise<void> {
  for (const end = performance.now() + 20_000; !(await page.evaluate<boolean>(expression)); await sleep(30))
    if (performance.now() > end) throw new Error(`It did not become true that ${expression}`)
}

const dark = { colorScheme: 'dark' } as const
const light = { colorScheme: 'light' } as const
const phone = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true } as const

describe('before anything was asked for', () => {
  for (const theme of [light, dark]) {
    pageTest(`the ${theme.colorScheme} pages say what will be there, and nothing of them keeps anybody out`, () =>
      visit(
        '/gallery',
        async page => {
          await page.waitForSelector('text=The walls are still bare')
          expect(await barriers(page)).toEqual([])
          await page.click('.sidebar >> text=Jobs')
          await page.waitForSelector('text=Nothing to do')
          expect(await barriers(page)).toEqual([])
          expect(await page.title()).toBe('Jobs · Replichat')
          await page.goBack()
          await page.click('text=Paint the first one')
          await page.waitForSelector('.composer textarea')
          await until(page, `document.querySelector('.composer textarea').value === '/imagine '`)
          expect(await barriers(page)).toEqual([])
        },
        theme,
      ),
    )
  }
})

describe('the gallery', () => {
  pageTest('hangs pictures as they come, opens one with all that is known of it, and downloads it with its sidecar', () =>
    visit('/gallery', async page => {
      await page.waitForSelector('.nothing')
      await say('/imagine a red fox in the snow --count 3 --seed 5')
      await page.waitForSelector('.shot.there >> nth=2')
      await page.click('.shot >> nth=1')
      await page.waitForSelector('.facts >> text=a red fox in the snow')
      await page.waitForSelector('.fact-actions >> text=Again')
      const facts = await page.innerText('.facts dl')
      expect(facts).toContain('black-forest-labs/flux-schnell')
      expect(facts).toMatch(/Seed\s+5/)
      expect(facts).toMatch(/free here/)
      const download = async (words: string) => {
        const [file] = await Promise.all([page.waitForEvent('download'), page.click(`.facts a >> text="${words}"`)])
        return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
      }
      const picture = await download('Picture')
      const sidecar = await download('Details as JSON')
      expect(picture.name).toMatch(/^a-red-fox-in-the-snow-seed-5-2\.(webp|png|jpg)$/)
      expect(sidecar.name).toBe('a-red-fox-in-the-snow-seed-5-2.json')
      const told = JSON.parse(sidecar.bytes.toString()) as Record<string, unknown>
      const { width, height } = await sharp(picture.bytes).metadata()
      expect(told).toMatchObject({
        prompt: 'a red fox in the snow',
        seed: 5,
        model: 'deployment:sandbox/flux-fast',
        width,
        height,
      })
      expect(told['input']).toMatchObject({ num_outputs: 3, seed: 5 })
    }),
  )

  pageTest('goes on by arrows, makes one again, and leads from each to the other', () =>
    visit('/gallery', async page => {
      await page.click('.shot >> nth=0')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await page.waitForSelector('.light-box [aria-label="Next picture"]:disabled', { state: 'attached' })
      await page.click('.facts >> text=Again')
      await page.waitForSelector('.facts >> text=Again: the answer comes in #general.')
      await page.keyboard.press('Escape')
      await page.waitForSelector('.shot.there >> nth=5')
      await page.click('.shot >> nth=0')
      await page.waitForSelector('.kin >> text="Made from"')
      await page.click('.kin button')
      await page.waitForSelector('.facts >> text="Made from this"')
      expect(await page.innerText('.facts dl')).toMatch(/Seed\s+5\b/)
      expect(await barriers(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.waitForSelector('.light-box', { state: 'detached' })
    }),
  )

  pageTest('finds words, says when no picture fits, and comes back to all', () =>
    visit('/gallery', async page => {
      await say('/imagine a boat on a calm lake')
      await page.waitForSelector('.shot.there >> nth=6')
      await page.fill('[aria-label="Search the prompts"]', 'CALM boat')
      await until(page, `document.querySelectorAll('.shot').length === 1`)
      await page.waitForSelector('p[role=status] >> text="1 picture"', { state: 'attached' })
      await page.fill('[aria-label="Search the prompts"]', 'calm fox')
      await page.waitForSelector('text=No prompt here holds “calm fox”')
      await page.click('text=Show all pictures')
      await page.waitForSelector('.shot.there >> nth=6')
      expect(await page.inputValue('[aria-label="Search the prompts"]')).toBe('')
    }),
  )

  pageTest('begins a new picture from one that hangs there', () =>
    visit('/gallery', async page => {
      await page.click('.shot >> nth=0')
      await page.click('.facts >> text=Start from this')
      await page.waitForSelector('.thumbnails img')
      await until(page, `document.querySelector('.composer textarea').value === '/imagine '`)
      await page.waitForSelector('.thumbnails progress', { state: 'detached' })
      await page.press('.composer textarea', 'End')
      await page.keyboard.type('the same by night --model stability-ai/sdxl --more num_inference_steps=5')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.note >> text=the same by night')
      await page.click('.sidebar >> text=Gallery')
      await page.click('[aria-label^="the same by night"]')
      await page.waitForSelector('.kin >> text="Made from"')
      await page.click('.kin button')
      await page.waitForSelector('.facts .prompt >> text=a boat on a calm lake')
    }),
  )
})

describe('the jobs', () => {
  pageTest('show a job as it runs, its inputs and the end of its log, and cancel it', () =>
    visit('/jobs', async page => {
      await page.waitForSelector('.job')
      await say('/imagine a slow train [sandbox:slow=25s]')
      const job = page.locator('.job', { hasText: 'a slow train' })
      await job.locator('.state', { hasText: /\d+%/ }).waitFor()
      await job.locator('.job-head').click()
      await job.locator('.run dl >> text=num_outputs').waitFor()
      await job.locator('.log pre').waitFor()
      expect(await barriers(page)).toEqual([])
      await job.locator('text="Cancel"').click()
      await job.locator('.state >> text=Canceled').waitFor()
      await page.waitForSelector('p[role=status] >> text=Ended: a slow train', { state: 'attached' })
      await job.locator('text="Again"').waitFor()
    }),
  )

  pageTest('say why one failed, and start it again', () =>
    visit('/jobs', async page => {
      await say('/imagine a tower --more nosuch=4')
      await page.locator('.job.bad', { hasText: 'a tower' }).locator('.failure code >> text="nosuch"').waitFor()
      await say('/imagine a castle [sandbox:fail=oom]')
      const failed = page.locator('.job.bad', { hasText: 'a castle' })
      await failed.locator('.failure >> text=ran out of memory').waitFor()
      await failed.locator('text="Again"').click()
      await page.waitForSelector('.notice >> text=Again: the answer comes in #general.')
      await failed.nth(1).locator('.failure').waitFor()
    }),
  )

  pageTest('are reached by keys alone, opened and closed', () =>
    visit('/jobs', async page => {
      await page.waitForSelector('.job')
      await page.focus('.job-head >> nth=0')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.job.open .run')
      expect(await page.evaluate('document.activeElement.getAttribute("aria-expanded")')).toBe('true')
      await page.keyboard.press('Space')
      await page.waitForSelector('.job.open', { state: 'detached' })
    }),
  )
})

for (const theme of [light, dark]) {
  pageTest(
    `every ${theme.colorScheme} page is open to all, on a desk and on a narrow phone, and scrolls down alone`,
    async () => {
      for (const size of [{}, phone]) {
        await visit(
          '/gallery',
          async page => {
            const look = async (): Promise<void> => {
              expect(await barriers(page)).toEqual([])
              expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
              const wide = await page.evaluate(
                `[...document.querySelectorAll('.listing, .scroll')].map(list => list.scrollWidth - list.clientWidth)`,
              )
              expect(wide).toEqual([0])
            }
            await page.waitForSelector('.shot.there')
            await look()
            await page.click('.shot >> nth=0')
            await page.waitForSelector('.facts >> text=Again')
            expect(await barriers(page)).toEqual([])
            await page.keyboard.press('Escape')
            await page.goto(`${product.url}/jobs`)
            await page.click('.job-head >> nth=0')
            await page.waitForSelector('.run')
            await look()
            await page.goto(`${product.url}/c/general`)
            await page.waitForSelector('.message.service')
            await look()
          },
          { ...theme, ...size },
        )
      }
    },
  )
}
