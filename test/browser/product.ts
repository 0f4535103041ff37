import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Started, startProduct } from '../flows/process.ts'
import { hasBrowser, startBrowser, type TestBrowser } from './browser.ts'

/** One process of the product and one browser, for all the tests of a file. */
export type PageProduct = {
  /** Where the console is, without a path. */
  readonly url: string
  /** A folder for what a test gives to the page. */
  readonly folder: string
  /** A window on a path. Every visit ends with nothing having gone wrong in the page. */
  visit(path: string, act: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void>
}

/** Starts them before the first test of the file that calls it, and ends them after the last. */
export function pageProduct(env: Readonly<Record<string, string>> = {}): PageProduct {
  let folder = ''
  let product: Started
  let browser: TestBrowser
  beforeAll(async () => {
    if (!hasBrowser) return
    folder = await mkdtemp(join(tmpdir(), 'replichat-page-'))
    ;[product, browser] = await Promise.all([startProduct(join(folder, 'data'), env), startBrowser()])
  })
  afterAll(async () => {
    if (!hasBrowser) return
    await browser[Symbol.asyncDispose]()
    await product[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  return {
    get url() {
      return product.url
    },
    get folder() {
      return folder
    },
    async visit(path, act, options = {}) {
      await using window = await browser.open(options)
      const { page } = window
      page.setDefaultTimeout(25_000)
      await page.goto(product.url + path)
      await act(page)
      expect(window.troubles).toEqual([])
    },
  }
}
