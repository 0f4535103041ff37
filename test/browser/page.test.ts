import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { Fault } from '#core/fault.ts'
import type { GalleryRow, Reports } from '#core/report.ts'
import { createLink } from '../../adapters/web/web.ts'
import { startConsole, type TestConsole } from '../adapters/web/harness.ts'
import { hasBrowser, pageTest, startBrowser, type TestBrowser, type Window } from './browser.ts'
import { say, sayElsewhere } from './say.ts'

let browser: TestBrowser | undefined
beforeAll(async () => {
  if (hasBrowser) browser = await startBrowser()
})
afterAll(() => browser?.[Symbol.asyncDispose]())

const open = async (options?: Parameters<TestBrowser['open']>[0]): Promise<Window> => {
  if (browser === undefined) throw new Error('The browser was not started.')
  return browser.open(options)
}

/** A window on a console, both closed at the end. Every test ends with nothing having gone wrong in the page. */
async function visit(
  act: (at: { readonly page: Window['page']; readonly service: TestConsole }) => Promise<void>,
  options: Parameters<typeof startConsole>[0] & { readonly window?: Parameters<TestBrowser['open']>[0] } = {},
): Promise<void> {
  await using service = await startConsole(options)
  await using window = await open(options.window)
  await window.page.goto(service.url)
  await window.page.waitForSelector('.composer textarea')
  await act({ page: window.page, service })
  expect(window.troubles).toEqual([])
}

/** What an expression gives in the page. */
const look = <Value>(page: Window['page'], expression: string): Promise<Value> => page.evaluate(expression)

const dot = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#c84' } })
  .png()
  .toBuffer()

/** One of many pictures, the newest first. */
const galleryRow = (index: number): GalleryRow => ({
  id: `j${index}-0-0`,
  at: Date.UTC(2026, 10, 20) - index * 60_000,
  job: `j${index}`,
  picture: { blob: `b${index}`, contentType: 'image/png', width: 800, height: 600, alt: `picture ${index}` },
  prompt: `picture ${index}`,
  model: 'owner/name',
  charged: true,
  address: { platform: 'web', workspace: 'home', channel: 'general' },
  actor: { id: 'you', name: 'Admin' },
})

/** A gallery of these rows, in pages as they are asked for. */
const galleryOf =
  (rows: readonly GalleryRow[]): Reports['gallery'] =>
  async (_, { before = Infinity, limit }) => {
    const rest = rows.filter(row => row.at < before)
    const last = rest[limit - 1]
    return { rows: rest.slice(0, limit), ...(rest.length > limit && last !== undefined && { next: last.at }) }
  }

describe('the page', () => {
  pageTest('an empty channel invites, and one click on a suggestion ends in pictures with buttons', () =>
    visit(
      async ({ page }) => {
        await page.click('text=/imagine a red fox in the snow --count 4')
        expect(await look(page, 'document.activeElement.tagName')).toBe('TEXTAREA')
        await page.waitForSelector('.progress')
        await page.waitForSelector('.tile.there >> nth=3')
        await page.waitForSelector('.actions >> text=Again')
        expect(await page.locator('.tile').count()).toBe(4)
        expect(await page.textContent('.note')).toContain('a red fox in the snow')
        expect(await page.locator('.progress').count()).toBe(0)
        await page.waitForSelector('p[role=status] >> text=4 pictures are ready.', { state: 'attached' })
      },
      { stepMs: 60 },
    ),
  )

  pageTest('the page says that it is the sandbox where it is, and nothing of it elsewhere', async () => {
    await visit(
      async ({ page }) => {
        await page.waitForSelector('.sidebar >> text=nothing is charged')
        await page.waitForSelector('.invitation >> text=This is the sandbox')
      },
      { charged: false },
    )
    await visit(async ({ page }) => {
      expect(await page.locator('text=/sandbox/i').count()).toBe(0)
    })
  })

  pageTest('what is read out is words, and who speaks is called the same as on the screen', () =>
    visit(async ({ page }) => {
      await say(page, 'name my bakery')
      await page.waitForSelector('text=Regenerate')
      await page.waitForSelector('p.unseen[role=status] >> text=Answer:', { state: 'attached' })
      const read = await page.locator('p.unseen[role=status]').first().innerText()
      expect(read).toContain('Saltmouth Loaf – plain')
      expect(read).not.toMatch(/[*`|\]]/)
      expect(await page.locator('.message.person').getAttribute('aria-label')).toMatch(/^You, /)
    }),
  )

  pageTest('both words of a command stand out, and on a phone a table is readable without scrolling it', () =>
    visit(
      async ({ page }) => {
        await say(page, '/config show')
        await page.click('.send')
        await page.waitForSelector('.table.cards td')
        expect(await page.locator('.message.person .command b').innerText()).toBe('/config show')
        expect(
          await look(page, `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.table'))`),
        ).toBe(0)
        const lefts = await page
          .locator('.table tbody tr >> nth=0 >> td')
          .evaluateAll(cells => cells.map(cell => cell.getBoundingClientRect().left))
        expect(new Set(lefts).size).toBe(1)
      },
      { window: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true } },
    ),
  )

  pageTest('the bar of a job never goes back', () =>
    visit(
      async ({ page }) => {
        // Watched from before it is there: a busy machine may look for it after its end.
        const watched = look<readonly number[]>(
          page,
          `(async () => {
            const widths = []
            while (document.querySelector('.bar') === null) await new Promise(resolve => requestAnimationFrame(resolve))
            for (let bar; (bar = document.querySelector('.bar')) !== null; ) {
              widths.push(new DOMMatrix(getComputedStyle(bar).transform).a)
              await new Promise(resolve => requestAnimationFrame(resolve))
            }
            return widths
          })()`,
        )
        await say(page, '/imagine hills')
        const seen = await watched
        expect(seen.length).toBeGreaterThan(3)
        expect(seen).toEqual([...seen].sort((a, b) => a - b))
      },
      { stepMs: 25 },
    ),
  )

  pageTest('an answer grows as it is written, code can be copied, and nothing of the model becomes HTML', () =>
    visit(async ({ page }) => {
      await say(
        page,
        '<img src=x onerror="document.title=1"> **bold** [bad](javascript:alert(1)) ![pic](http://127.0.0.1:9/a.png)',
      )
      await page.waitForSelector('text=Regenerate')
      const own = page.locator('.message.person').first()
      expect(await own.locator('img:not(.face)').count()).toBe(0)
      expect(await own.locator('strong').textContent()).toBe('bold')
      expect(await own.innerHTML()).not.toContain('javascript:')
      expect(await own.locator('a[href="http://127.0.0.1:9/a.png"]').getAttribute('rel')).toContain('noopener')
      expect(await page.locator('.code figcaption span').textContent()).toBe('python')
      expect(await page.locator('.table table').count()).toBe(1)
      await page.click('.code >> text=Copy')
      await page.waitForSelector('.code >> text=/Copied|Could not copy/')
    }),
  )

  pageTest('no text takes the page down, however deep it is nested', () =>
    visit(async ({ page }) => {
      for (const piece of ['> ', '1. ', '- ', '[', '*a ', '|-']) {
        await say(page, piece.repeat(Math.floor(11_000 / piece.length)))
        await page.waitForSelector(`.message.person:not(.unsent) >> nth=${['> ', '1. ', '- ', '[', '*a ', '|-'].indexOf(piece)}`)
      }
      await say(page, 'still here')
      await page.waitForSelector('.message.person >> text=still here')
    }),
  )

  pageTest('a slash opens the commands; Tab completes; a wrong value is said under its chip before anything is sent', () =>
    visit(async ({ page, service }) => {
      const field = page.locator('.composer textarea')
      await field.focus()
      await page.keyboard.type('/im')
      await page.waitForSelector('.palette >> text=/imagine')
      await page.keyboard.press('Tab')
      expect(await field.inputValue()).toBe('/imagine ')
      await page.keyboard.type('a fox --co')
      await page.keyboard.press('Tab')
      await page.keyboard.type('9 ')
      await page.waitForSelector('.chip.wrong >> text=must be from 1 to 8, got 9')
      await page.keyboard.press('Enter')
      expect(service.desk.events).toEqual([])
      await field.fill('/imagine a fox --aspect ')
      await page.waitForSelector('.palette >> text=16:9')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      expect(await field.inputValue()).toBe('/imagine a fox --aspect 16:9 ')
      await field.fill('/imagine a fox --model flux')
      await page.waitForSelector('.palette >> text=black-forest-labs/flux-schnell')
      await page.keyboard.press('Escape')
      await field.fill('/imagin a fox')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.trouble >> text=Did you mean /imagine')
      expect(await field.inputValue()).toBe('/imagin a fox')
    }),
  )

  pageTest('Up edits the last message, Escape leaves it as it was', () =>
    visit(async ({ page, service }) => {
      await say(page, 'frist words')
      await page.waitForSelector('text=Regenerate')
      await page.press('.composer textarea', 'ArrowUp')
      await page.waitForSelector('.about >> text=Editing your message')
      expect(await page.inputValue('.composer textarea')).toBe('frist words')
      await page.press('.composer textarea', 'Escape')
      await page.waitForSelector('.about', { state: 'detached' })
      expect(await page.inputValue('.composer textarea')).toBe('')
      await page.press('.composer textarea', 'ArrowUp')
      await page.waitForSelector('.about')
      await say(page, 'first words')
      await page.waitForSelector('.message.person >> text=first words')
      await page.waitForSelector('.message.person >> text=edited')
      expect(service.desk.events.at(-1)).toMatchObject({ type: 'edited', text: 'first words' })
    }),
  )

  pageTest('danger asks once, where it stands, and can be left', () =>
    visit(async ({ page, service }) => {
      await say(page, '/imagine hills')
      await page.dblclick('.actions >> text=Delete')
      await page.waitForSelector('text=Keep it', { state: 'detached' })
      expect(service.desk.events).toHaveLength(1)
      await page.click('.actions >> text=Delete')
      await page.click('text=Yes, delete')
      await page.waitForSelector('.message.service', { state: 'detached' })
    }),
  )

  pageTest('Cancel acts at once', () =>
    visit(
      async ({ page, service }) => {
        await say(page, '/imagine hills')
        await page.click('.actions >> text=Cancel')
        await page.waitForSelector('.note >> text=Canceled')
        expect(service.desk.events.at(-1)).toMatchObject({ type: 'button' })
      },
      // Long enough for a busy machine to press it before the end: twenty steps of it.
      { stepMs: 500 },
    ),
  )

  pageTest('pictures that are pasted and dropped show before they are sent, and go along', () =>
    visit(async ({ page, service }) => {
      const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#c84' } })
        .png()
        .toBuffer()
      const give = (event: 'paste' | 'drop', target: string, name: string): Promise<unknown> =>
        look(
          page,
          `(() => {
            const data = new DataTransfer()
            const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), letter => letter.charCodeAt(0))
            data.items.add(new File([bytes], '${name}', { type: 'image/png' }))
            const options = { bubbles: true, cancelable: true }
            const event = '${event}' === 'paste' ? new ClipboardEvent('paste', { ...options, clipboardData: data }) : new DragEvent('drop', { ...options, dataTransfer: data })
            document.querySelector('${target}').dispatchEvent(event)
          })()`,
        )
      await give('paste', '.composer textarea', 'pasted.png')
      await give('drop', 'main', 'dropped.png')
      await page.waitForSelector('.thumbnails img >> nth=1')
      await page.click('[aria-label="Take pasted.png away"]')
      await give('paste', '.composer textarea', 'again.png')
      await say(page, 'what is this')
      await page.waitForSelector('.sent-pictures .tile.there >> nth=1')
      expect(await page.locator('.thumbnails').count()).toBe(0)
      const [event] = service.desk.events
      expect(event).toMatchObject({
        type: 'message',
        attachments: [{ name: 'dropped.png', type: 'image/png' }, { name: 'again.png' }],
      })
    }),
  )

  pageTest('the light box goes from picture to picture by keys, offers the download, and gives the focus back', () =>
    visit(async ({ page }) => {
      await say(page, '/imagine hills at dusk --count 2')
      await page.waitForSelector('.actions >> text=Again')
      await page.click('.tile >> nth=0')
      await page.waitForSelector('.light-box >> text=1 of 2')
      await page.keyboard.press('ArrowRight')
      await page.waitForSelector('.light-box >> text=2 of 2')
      expect(await page.getAttribute('.light-box a[download]', 'download')).toBe('hills-at-dusk-2.webp')
      expect(await page.getAttribute('.light-box .stage img', 'alt')).toBe('hills at dusk')
      await page.keyboard.press('Escape')
      await page.waitForSelector('.light-box', { state: 'detached' })
      expect(await look(page, 'document.activeElement.className')).toContain('tile')
    }),
  )

  pageTest('who reads above the end is left there, and is told that something new came', () =>
    visit(
      async ({ page, service }) => {
        await say(page, 'one')
        await page.waitForSelector('text=Regenerate')
        await say(page, 'two')
        await page.waitForSelector('text=Regenerate >> nth=1')
        const fromEnd = () =>
          look<number>(
            page,
            `(view => view.scrollHeight - view.scrollTop - view.clientHeight)(document.querySelector('.scroll'))`,
          )
        const top = () => look<number>(page, `document.querySelector('.scroll').scrollTop`)
        expect(await fromEnd()).toBeLessThan(2)
        await page.hover('.scroll')
        await page.mouse.wheel(0, -4_000)
        await page.waitForSelector('.pill')
        const before = await top()
        await sayElsewhere(service.url, 'three')
        await page.waitForSelector('text=Regenerate >> nth=2')
        expect(await top()).toBe(before)
      },
      { window: { viewport: { width: 900, height: 420 } } },
    ),
  )

  pageTest('a restarted service is noticed, nothing typed is lost, and what was said meanwhile is sent once', () =>
    visit(async ({ page, service }) => {
      await say(page, 'before')
      await page.waitForSelector('text=Regenerate')
      await page.route('**/api/**', route => route.abort())
      await service.restart()
      await page.waitForSelector('text=Reconnecting')
      await say(page, 'meanwhile')
      await page.fill('.composer textarea', 'a draft')
      await page.waitForSelector('.message.unsent >> text=meanwhile')
      await page.unroute('**/api/**')
      await page.waitForSelector('.message.unsent', { state: 'detached', timeout: 20_000 })
      await page.waitForSelector('text=Regenerate >> nth=1')
      expect(await page.inputValue('.composer textarea')).toBe('a draft')
      expect(service.desk.events.filter(event => event.type === 'message')).toHaveLength(1)
      await page.reload()
      await page.waitForSelector('.message >> text=meanwhile')
      expect(await page.inputValue('.composer textarea')).toBe('a draft')
    }),
  )

  pageTest('channels are made, keep their own drafts, and are told apart when something new is in them', () =>
    visit(async ({ page, service }) => {
      await page.fill('.composer textarea', 'for general')
      await page.click('[aria-label="New channel"]')
      await page.keyboard.type('Night Sky')
      await page.keyboard.press('Enter')
      await page.waitForSelector('h1 >> text=night-sky')
      expect(await page.inputValue('.composer textarea')).toBe('')
      expect(new URL(page.url()).pathname).toMatch(/^\/c\/[\w-]{36}$/)
      await sayElsewhere(service.url, 'over there')
      await page.waitForSelector('.place.unread >> text=general')
      await page.goBack()
      await page.waitForSelector('h1 >> text=general')
      expect(await page.inputValue('.composer textarea')).toBe('for general')
      expect(await page.locator('.place.unread').count()).toBe(0)
    }),
  )

  pageTest('two tabs keep a draft each, and what one sends takes nothing from the other', () =>
    visit(async ({ page }) => {
      const other = await page.context().newPage()
      await other.goto(page.url())
      await page.fill('.composer textarea', 'of the first')
      await other.fill('.composer textarea', 'of the second')
      await page.press('.composer textarea', 'Enter')
      await page.waitForSelector('.message.person:not(.unsent) >> text=of the first')
      await other.reload()
      expect(await other.inputValue('.composer textarea')).toBe('of the second')
      await page.reload()
      expect(await page.inputValue('.composer textarea')).toBe('')
      const third = await page.context().newPage()
      await third.goto(page.url())
      expect(await third.inputValue('.composer textarea')).toBe('of the second')
    }),
  )

  pageTest('eight tabs at once all open, send, and hear what the others said', () =>
    visit(async ({ page, service }) => {
      const tabs = [page]
      while (tabs.length < 8) {
        const tab = await page.context().newPage()
        await tab.goto(service.url)
        await tab.waitForSelector('.composer textarea')
        tabs.push(tab)
      }
      for (const [index, tab] of tabs.entries()) await say(tab, `said in tab ${index}`)
      for (const tab of tabs)
        for (const index of tabs.keys()) await tab.waitForSelector(`.message >> text="said in tab ${index}"`)
      expect(await page.locator('.line').count()).toBe(0)
    }),
  )

  pageTest('a tab opened in the background takes no line of the browser until it is looked at, and then misses nothing', () =>
    visit(async ({ page, service }) => {
      const feeds: string[] = []
      page.context().on('request', request => void (request.url().includes('/api/feed') && feeds.push(request.url())))
      const hidden = await page.context().newPage()
      await hidden.addInitScript(`
        let isHidden = true
        Object.defineProperty(Document.prototype, 'hidden', { get: () => isHidden })
        addEventListener('look at me', () => { isHidden = false; document.dispatchEvent(new Event('visibilitychange')) })`)
      await hidden.goto(service.url)
      await hidden.waitForSelector('.invitation')
      await say(page, 'said meanwhile')
      await page.waitForSelector('text=Regenerate')
      expect(feeds).toEqual([])
      await look(hidden, `dispatchEvent(new Event('look at me'))`)
      await hidden.waitForSelector('.message.person >> text=said meanwhile')
      await hidden.waitForSelector('text=Regenerate')
      expect(feeds).toHaveLength(1)
    }),
  )

  pageTest(
    'a picture that did not come while the service was away is asked for again, and only one that is gone is called so',
    () =>
      visit(async ({ page, service }) => {
        await page.route('**/files/**', route => route.abort())
        await say(page, '/imagine hills')
        await page.waitForSelector('.actions >> text=Again')
        await page.waitForSelector('.tile.loading img')
        expect(await page.locator('.tile-words').count()).toBe(0)
        await page.unroute('**/files/**')
        await page.waitForSelector('.tile.there')
        await page.route('**/files/**', route => route.fulfill({ status: 410, body: '' }))
        await page.goto(`${service.url}/jobs`)
        await page.goto(service.url)
        await page.waitForSelector('.tile.gone >> text=no longer kept')
      }),
  )

  pageTest('a file that cannot go along is said, and the message goes without it; an empty one is not taken at all', () =>
    visit(async ({ page, service }) => {
      await page.setInputFiles('input[type=file]', { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
      await page.waitForSelector('.notice >> text=empty.txt is empty')
      expect(await page.locator('.thumbnails').count()).toBe(0)
      await page.route('**/api/uploads**', route => route.fulfill({ status: 400, json: { error: 'The file is odd.' } }))
      await page.setInputFiles('input[type=file]', { name: 'odd.txt', mimeType: 'text/plain', buffer: Buffer.from('words') })
      await page.waitForSelector('.thumbnails .wrong >> text=The file is odd.')
      await page.fill('.composer textarea', 'these words alone')
      expect(await page.locator('.send').isDisabled()).toBe(true)
      await page.press('.composer textarea', 'Enter')
      await page.click('text=Send without it')
      await page.waitForSelector('.message.person:not(.unsent) >> text=these words alone')
      expect(await page.locator('.thumbnails').count()).toBe(0)
      expect(service.desk.events).toHaveLength(1)
      expect(service.desk.events[0]).toMatchObject({ type: 'message', attachments: [] })
      expect(await look(page, 'document.activeElement.tagName')).toBe('TEXTAREA')
    }),
  )

  pageTest('a thread opens under its message, is listed below its channel, and has an address of its own', () =>
    visit(async ({ page }) => {
      await say(page, '/chat let us plan a garden')
      await page.click('.thread-link >> text=let us plan a garden')
      await page.waitForSelector('.thread-root >> text=let us plan a garden')
      await page.waitForSelector('text=Regenerate')
      await page.reload()
      await page.waitForSelector('.thread-root >> text=let us plan a garden')
      await page.waitForSelector('.threads .place.here')
      await page.click('[aria-label="Back to #general"]')
      await page.waitForSelector('.thread-link')
    }),
  )

  pageTest('the gallery goes on for as long as one scrolls, and comes back to where one was', () => {
    const rows = Array.from({ length: 150 }, (_, index) => galleryRow(index))
    return visit(
      async ({ page }) => {
        await page.click('.sidebar >> text=Gallery')
        await page.waitForSelector('.shot >> nth=59')
        const before = await page.locator('.shot').count()
        expect(before).toBeLessThan(150)
        for (const end = performance.now() + 10_000; (await page.locator('.shot').count()) < 150;) {
          expect(performance.now()).toBeLessThan(end)
          await look(page, `document.querySelector('.listing').scrollTo(0, 1e6)`)
        }
        const names = await page.locator('.shot').evaluateAll(shots => shots.map(shot => shot.getAttribute('aria-label')))
        expect(names).toEqual(rows.map(row => `${row.prompt}. Open larger.`))
        const top = await look<number>(page, `document.querySelector('.listing').scrollTop`)
        expect(top).toBeGreaterThan(500)
        await page.click('.sidebar .rooms >> text=general')
        await page.waitForSelector('.composer')
        await page.goBack()
        await page.waitForSelector('.shot >> nth=149')
        expect(await look(page, `document.querySelector('.listing').scrollTop`)).toBe(top)
      },
      {
        wrap: desk => ({ ...desk, gallery: galleryOf(rows), thumbnail: async () => ({ bytes: dot, contentType: 'image/png' }) }),
      },
    )
  })

  pageTest('the light box reads on in the gallery, and a list that cannot be read offers to try again', () => {
    let isAway = true
    const rows = Array.from({ length: 70 }, (_, index) => galleryRow(index))
    const hung = galleryOf(rows)
    const gallery: Reports['gallery'] = async (...ask) => {
      if (isAway) throw new Fault('platform', 'The shelves are being dusted.')
      return hung(...ask)
    }
    return visit(
      async ({ page }) => {
        await page.click('.sidebar >> text=Gallery')
        await page.waitForSelector('text=The shelves are being dusted.')
        isAway = false
        await page.click('text=Try again')
        await page.waitForSelector('.shot >> nth=59')
        await page.click('.shot >> nth=50')
        await page.waitForSelector('.facts .prompt >> text="picture 50"')
        for (let at = 51; at < 70; at++) {
          await page.keyboard.press('ArrowRight')
          await page.waitForSelector(`.facts .prompt >> text="picture ${at}"`)
        }
      },
      { wrap: desk => ({ ...desk, gallery, thumbnail: async () => ({ bytes: dot, contentType: 'image/png' }) }) },
    )
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    pageTest(`on a narrow ${colorScheme} phone nothing scrolls sideways, and the channels are a drawer`, () =>
      visit(
        async ({ page }) => {
          await say(page, 'hello')
          await page.click('.send')
          await page.waitForSelector('text=Regenerate')
          await page.fill('.composer textarea', '/imagine a very-long-word-'.concat('x'.repeat(80), ' --count 9 '))
          await page.click('.message >> nth=0')
          const wide = await look(
            page,
            `[document.documentElement, document.querySelector('.scroll')].map(element => element.scrollWidth - element.clientWidth)`,
          )
          expect(wide).toEqual([0, 0])
          await page.click('button[aria-label="Channels"]')
          await page.waitForSelector('.drawer-open .sidebar')
          expect(await page.locator('main').getAttribute('inert')).not.toBeNull()
          await page.keyboard.press('Escape')
          expect(await page.locator('.drawer-open').count()).toBe(0)
        },
        { window: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, colorScheme } },
      ),
    )
  }

  pageTest('the switch of colours holds over a reload, before the first paint', () =>
    visit(async ({ page }) => {
      const ground = () => look(page, 'getComputedStyle(document.documentElement).colorScheme')
      await page.click('[aria-label^="Colours: the system"]')
      await page.click('[aria-label^="Colours: light"]')
      expect(await ground()).toBe('dark')
      await page.reload({ waitUntil: 'commit' })
      await page.waitForSelector('.composer')
      expect(await ground()).toBe('dark')
    }),
  )

  pageTest('the keyboard alone reaches a button under a message, and the focus is seen', () =>
    visit(async ({ page }) => {
      await say(page, '/imagine hills')
      await page.waitForSelector('.actions >> text=Vary')
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Shift+Tab')
        if ((await look(page, 'document.activeElement.textContent')) === 'Vary') break
      }
      expect(await look(page, 'document.activeElement.textContent')).toBe('Vary')
      expect(await look(page, 'getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
      await page.keyboard.press('Enter')
      await page.waitForSelector('text=You pressed vary.')
    }),
  )

  pageTest('where others can reach it, the page opens by a link, and says so to whoever has none', async () => {
    await using service = await startConsole({ host: '0.0.0.0' })
    await using window = await open()
    const { page } = window
    await page.goto(service.url)
    await page.waitForSelector('text=The console opens with a one-time link.')
    await page.goto(createLink('member', { secretKey: service.secretKey, baseUrl: service.url, now: Date.now() }))
    await page.waitForSelector('.invitation')
    expect(new URL(page.url()).pathname).toBe('/c/general')
    expect(await page.locator('[aria-label="New channel"]').count()).toBe(0)
    await say(page, 'hello')
    await page.waitForSelector('text=Regenerate')
    await page.context().clearCookies()
    await service.restart()
    await page.waitForSelector('.refused >> text=one-time link')
    expect(window.troubles).toEqual([])
  })
})
