import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startProduct } from '../flows/process.ts'
import { pageTest, startBrowser } from './browser.ts'
import { sayElsewhere } from './say.ts'

pageTest(
  'a killed service that starts again finds every page where it was, and nothing typed, sent or on its way is lost',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'replichat-restart-'))
    await using parts = new AsyncDisposableStack()
    parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
    const browser = parts.use(await startBrowser())
    const first = parts.use(await startProduct(join(folder, 'data'), { SANDBOX_PACE: '0.1' }))
    const { url } = first
    const window = parts.use(await browser.open())
    const open = async (path: string): Promise<Page> => {
      const page = await window.page.context().newPage()
      page.setDefaultTimeout(25_000)
      page.on('pageerror', error => window.troubles.length === 0 && expect.fail(error.message))
      await page.goto(url + path)
      return page
    }
    const [gallery, jobs, chat] = await Promise.all([open('/gallery'), open('/jobs'), open('/c/general')])
    await sayElsewhere(url, '/imagine a red fox in the snow --count 2')
    await sayElsewhere(url, '/imagine a boat on a lake')
    await gallery.waitForSelector('.shot.there >> nth=2')
    await gallery.fill('[aria-label="Search the prompts"]', 'fox')
    await gallery.waitForSelector('p[role=status] >> text="2 pictures"', { state: 'attached' })
    await jobs.locator('.job', { hasText: 'fox' }).locator('.job-head').click()
    await jobs.waitForSelector('.job.open .run')
    await sayElsewhere(url, '/imagine a slow train [sandbox:slow=4s]')
    await jobs.locator('.job', { hasText: 'a slow train' }).locator('.state', { hasText: '%' }).waitFor()

    // Half a file is on its way when the service dies.
    const session = await window.page.context().newCDPSession(chat)
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 2_000_000,
    })
    await writeFile(join(folder, 'notes.txt'), 'words, and more words\n'.repeat(300_000))
    await chat.setInputFiles('input[type=file]', join(folder, 'notes.txt'))
    await chat.waitForSelector('.thumbnails progress')
    await first.kill()
    await Promise.all([gallery, jobs, chat].map(page => page.waitForSelector('.line >> text=Reconnecting')))
    await chat.fill('.composer textarea', 'said while nobody was there')
    await chat.press('.composer textarea', 'Enter')
    await chat.waitForSelector('[aria-label="Waiting for the files"]')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    })
    expect(await chat.inputValue('.composer textarea')).toBe('said while nobody was there')

    parts.use(await startProduct(join(folder, 'data'), { SANDBOX_PACE: '0.1', PORT: new URL(url).port }))
    await Promise.all([gallery, jobs, chat].map(page => page.waitForSelector('.line', { state: 'detached' })))
    await chat.waitForSelector('.message.person:not(.unsent) >> text=said while nobody was there')
    await chat.waitForSelector('.message.person .sent-file >> text=notes.txt')
    expect(await chat.inputValue('.composer textarea')).toBe('')
    expect(await chat.locator('.message >> text=said while nobody was there').count()).toBe(1)

    await jobs.locator('.job', { hasText: 'a slow train' }).locator('.state >> text=Done').waitFor()
    expect(await jobs.locator('.job.open .asked').innerText()).toBe('a red fox in the snow')
    expect(new URL(gallery.url()).pathname).toBe('/gallery')
    expect(await gallery.inputValue('[aria-label="Search the prompts"]')).toBe('fox')
    expect(await gallery.locator('.shot').count()).toBe(2)
    await sayElsewhere(url, '/imagine another fox')
    await gallery.waitForSelector('[aria-label^="another fox"]')
    await chat.fill('.composer textarea', 'a draft')
    await chat.reload()
    await chat.waitForSelector('.composer textarea')
    expect(await chat.inputValue('.composer textarea')).toBe('a draft')
    expect(window.troubles).toEqual([])
  },
)
