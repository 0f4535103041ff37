import { createHmac } from 'node:crypto'
import { request } from 'undici'

/** The app's signing secret. */
export const signingSecret = 'a-signing-secret-of-tests'

/** What signs a body, by the real clock, which is the one that the app has. */
export function signatureOf(body: string, seconds = Math.floor(Date.now() / 1_000)): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${signature}` }
}

export type Posted = { readonly status: number; readonly text: string; readonly noRetry: boolean }

/** Posts something signed to the app; null when no answer came in time. Throws when the connection breaks. */
export async function post(
  url: string,
  sent: { readonly json: unknown } | { readonly form: Readonly<Record<string, string>> },
  withinMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Posted | null> {
  const isForm = 'form' in sent
  const body = isForm ? new URLSearchParams(sent.form).toString() : JSON.stringify(sent.json)
  const late = AbortSignal.timeout(withinMs)
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        ...signatureOf(body),
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...headers,
      },
      body,
      signal: late,
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, text, noRetry: answer.headers['x-slack-no-retry'] !== undefined }
  } catch (error) {
    if (late.aborted) return null
    throw error
  }
}
