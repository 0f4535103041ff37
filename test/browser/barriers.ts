import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What keeps people who listen, or use keys alone, from using the page as it stands: a line each, serious and worse. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // Through the debugger: the page's own policy rightly takes no scripts from elsewhere.
  await page.evaluate(axe.source)
  return page.evaluate<readonly string[]>(`(async () => {
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(node => id + ': ' + node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')))
  })()`)
}
