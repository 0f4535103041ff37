import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { barriers } from './barriers.ts'
import { pageTest } from './browser.ts'
import { pageProduct } from './product.ts'

const product = pageProduct({ SANDBOX_PACE: '0.1' })

/** A window on a channel of its own. */
async function visit(channel: string, act: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void> {
  const id = crypto.randomUUID()
  const made = await fetch(`${product.url}/api/rooms`, {
    method: 'POST',
    headers: { origin: product.url },
    body: JSON.stringify({ id, name: channel }),
  })
  expect(made.status).toBe(201)
  await product.visit(
    `/c/${id}`,
    async page => {
      await page.waitForSelector('.composer textarea')
      await act(page)
    },
    options,
  )
}

// By the button: on a phone Enter begins a new line.
const say = async (page: Page, text: string): Promise<void> => {
  await page.fill('.composer textarea', text)
  await page.click('.send')
}
const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent + document.activeElement.id')
const quick = '--more num_inference_steps=1 megapixels=0.25'
const phone = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true } as const

pageTest('the settings of a channel are changed in a dialog, by keys alone, and the focus comes back', () =>
  visit('set', async page => {
    await say(page, '/config show')
    await page.locator('text="Change…"').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open] >> text=Channel settings')
    expect(await focused(page)).toContain('field-model-image')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'detached' })
    expect(await focused(page)).toBe('Change…')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    await page.fill('#field-chat-memory', '12')
    await page.selectOption('#field-chat-listen', 'all')
    await page.fill('#field-chat-system', 'You are\nbrief.')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('dialog', { state: 'detached' })
    const answer = page.locator('.message.service.private').last()
    await answer.locator('text=Changed in this channel').waitFor()
    expect(await answer.locator('li').allInnerTexts()).toEqual([
      'chat.system is now “You are brief.”',
      'chat.listen is now all',
      'chat.memory is now 12',
    ])
  }),
)

pageTest('a wrong field is answered with a sentence, and the next opening shows what holds', () =>
  visit('wrong', async page => {
    await say(page, '/config show')
    await page.click('text="Change…"')
    await page.fill('#field-chat-memory', 'lots')
    await page.click('dialog >> text=Save')
    await page.waitForSelector('.failure >> text=must be a whole number from 0 to 400, got “lots”. Nothing was changed.')
    await page.click('text="Change…"')
    expect(await page.inputValue('#field-chat-memory')).toBe('40')
  }),
)

pageTest('a picture is painted from other words', () =>
  visit('words', async page => {
    await say(page, `/imagine a red fox ${quick}`)
    await page.click('.actions >> text="Reword…"')
    await page.waitForSelector('dialog[open] >> text=Paint from other words')
    expect(await page.inputValue('#field-prompt')).toBe('a red fox')
    await page.fill('#field-prompt', '')
    await page.click('dialog >> text="Paint"')
    // The browser itself keeps an empty field that is needed.
    expect(await page.locator('dialog[open]').count()).toBe(1)
    await page.fill('#field-prompt', 'a blue fox')
    await page.click('dialog >> text="Paint"')
    await page.waitForSelector('.note >> text=“a blue fox”')
  }),
)

pageTest('a picture is varied, many are chosen from a list, and Delete asks once', () =>
  visit('vary', async page => {
    await say(page, '/imagine huts --count 5 --model stability-ai/sdxl --more num_inference_steps=1 width=128 height=128')
    const first = page.locator('.message.service').first()
    await first.locator('select.chosen').waitFor()
    await first.locator('select.chosen').selectOption({ label: 'Vary 2' })
    await page.locator('.message.service').nth(1).locator('.note').waitFor()
    await first.locator('text="Delete"').click()
    await first.locator('text="Keep it"').click()
    expect(await first.locator('.tile').count()).toBe(5)
    await first.locator('text="Delete"').click()
    await first.locator('text="Yes, delete"').click()
    await first.locator('.note >> text=Deleted by').waitFor()
    expect(await first.locator('.tile').count()).toBe(0)
    expect(await first.locator('.actions button').allInnerTexts()).toEqual(['Again', 'Reword…'])
  }),
)

pageTest('the gallery takes a picture down when it is deleted there', () =>
  visit('walls', async page => {
    await say(page, `/imagine a lonely lighthouse ${quick}`)
    await page.waitForSelector('.note >> text=lighthouse')
    await page.click('.sidebar >> text=Gallery')
    await page.click('.shot[aria-label^="a lonely lighthouse"]')
    await page.click('.facts >> text="Delete"')
    await page.click('.facts >> text="Yes, delete"')
    await page.waitForSelector('.notice >> text=Deleted.')
    await page.waitForSelector('[aria-label^="a lonely lighthouse"]', { state: 'detached' })
    expect(await page.locator('.light-box[open]').count()).toBe(0)
  }),
)

pageTest('the menu on a message answers it or paints it, by keys alone', () =>
  visit('menu', async page => {
    await say(page, 'a small red boat')
    await page.waitForSelector('.actions >> text=Regenerate')
    const own = page.locator('.message.person').first()
    await own.locator('[aria-label="More to do with this message"]').focus()
    await page.keyboard.press('Enter')
    await own.locator('.menu button:focus').waitFor()
    expect(await focused(page)).toBe('Reply with AI')
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await own.locator('.menu').count()).toBe(0)
    await page.keyboard.press('Enter')
    await own.locator('.menu button:focus').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.note >> text=“a small red boat”')
    await own.hover()
    await own.locator('[aria-label="More to do with this message"]').click()
    await own.locator('text="Reply with AI"').click()
    await page.locator('.actions >> text=Regenerate').nth(1).waitFor()
  }),
)

for (const colorScheme of ['light', 'dark'] as const) {
  pageTest(`the ${colorScheme} forms keep nobody out, on a desk and on a narrow phone`, async () => {
    for (const size of [{}, phone]) {
      await visit(
        `open ${colorScheme} ${Object.keys(size).length}`,
        async page => {
          await say(page, '/config show')
          await page.click('text="Change…"')
          await page.waitForSelector('dialog[open]')
          expect(await barriers(page)).toEqual([])
          const [left, right, width] = await page.evaluate<readonly number[]>(
            `(({ left, right }) => [left, right, innerWidth])(document.querySelector('dialog').getBoundingClientRect())`,
          )
          expect(left).toBeGreaterThanOrEqual(0)
          expect(right).toBeLessThanOrEqual(width ?? 0)
          expect(
            await page.evaluate(
              `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('dialog'))`,
            ),
          ).toBe(0)
          await page.keyboard.press('Escape')
          await page.waitForSelector('dialog', { state: 'detached' })
        },
        { colorScheme, ...size },
      )
    }
  })
}
