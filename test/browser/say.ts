import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Says something as people do: typed into the field and sent by Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await page.fill('.composer textarea', text)
  await page.press('.composer textarea', 'Enter')
}

/** Says something in #general from another window of the same person. */
export async function sayElsewhere(url: string, text: string): Promise<void> {
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { origin: url },
    body: JSON.stringify({ id: crypto.randomUUID(), room: 'general', text, files: [] }),
  })
  expect(response.status).toBe(201)
}
