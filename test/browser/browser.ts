import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { test } from 'vitest'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/** Where Chromium is on this machine, or undefined. `CHROMIUM` names another place. */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const named = env['CHROMIUM']
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined
  return candidates.find(path => existsSync(path))
}

const missing = 'There is no Chromium here (looked in /usr/bin; CHROMIUM may name another place), so nothing is seen of the page.'

/** Whether page tests run at all. Where `CI` is set a machine without a browser is a failure, not a reason to skip. */
export const hasBrowser = findChromium() !== undefined

/** `test`, for tests that look at a page: skipped with a sentence where there is no browser, failing there when `CI` is set. */
export const pageTest: typeof test = hasBrowser
  ? test
  : ((process.env['CI'] === undefined || process.env['CI'] === ''
      ? (title: string) => test.skip(`${title} (${missing})`, () => {})
      : (title: string) =>
          test(title, () => {
            throw new Error(missing)
          })) as unknown as typeof test)

/** A browser window and what went wrong in it: errors of scripts, refused loads, broken policies. */
export type Window = AsyncDisposable & { readonly page: Page; readonly troubles: readonly string[] }

/** A browser to be opened once a file of tests. */
export type TestBrowser = AsyncDisposable & {
  /** A window with storage of its own. A request to another machine is counted as trouble. */
  open(options?: BrowserContextOptions): Promise<Window>
}

/** Starts Chromium without a screen. It reaches this machine alone. */
export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(missing)
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  })
  return {
    async open(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const troubles: string[] = []
      page.on('pageerror', error => troubles.push(error.message))
      page.on('console', line => {
        // A status of ours is told as a line, too; the tests look at those themselves.
        if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) troubles.push(line.text())
      })
      page.on('request', request => {
        const { hostname, protocol } = new URL(request.url())
        if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && !['127.0.0.1', 'localhost'].includes(hostname))
          troubles.push(`a request to ${hostname}`)
      })
      return { page, troubles, [Symbol.asyncDispose]: () => context.close() }
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
