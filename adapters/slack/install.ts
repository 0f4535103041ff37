import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Hono } from 'hono'
import type { Log } from '#core/ports.ts'
import type { Self } from './hello.ts'
import { scopes } from './manifest.ts'
import { type Payload, textAt } from './payload.ts'

/** What many workspaces install us by. `publicUrl`: where browsers reach us. */
export type OAuthOptions = { readonly clientId: string; readonly clientSecret: string; readonly publicUrl: string }

/** From the first click to the way back, in ms: Slack's own library gives as long. */
const stateMs = 10 * 60_000

/** How long Slack may take to exchange its code for a token, in ms. */
const exchangeMs = 10_000

const cookie = 'replichat-slack-install'

/**
 * `GET /install` sends to Slack, and `GET /oauth_redirect` is the way back; both are to be mounted at `/slack`. Who starts
 * must be who comes back: the way holds a signed state, and the browser the other half of it. `now` in ms since the epoch.
 */
export function addInstall(
  app: Hono,
  options: {
    readonly oauth: OAuthOptions
    /** The address of Slack's Web API. */
    readonly api: string
    readonly secretKey: Uint8Array
    readonly installed: (self: Self, token: string) => Promise<void>
    readonly now: () => number
    readonly log: Log
  },
): void {
  const { oauth, api, secretKey, installed, now, log } = options
  const redirect = `${oauth.publicUrl}/slack/oauth_redirect`
  const sign = (text: string): string => createHmac('sha256', secretKey).update(`slack install ${text}`).digest('base64url')

  app.get('/install', () => {
    const half = randomBytes(18).toString('base64url')
    const ends = String(now() + stateMs)
    const to = new URL('/oauth/v2/authorize', api)
    to.search = new URLSearchParams({
      client_id: oauth.clientId,
      scope: Object.keys(scopes).join(','),
      redirect_uri: redirect,
      state: `${ends}.${sign(`${ends}.${half}`)}`,
    }).toString()
    const secure = oauth.publicUrl.startsWith('https:') ? '; Secure' : ''
    return new Response(null, {
      status: 302,
      headers: {
        location: to.href,
        'cache-control': 'no-store',
        'set-cookie': `${cookie}=${half}; Path=/slack; HttpOnly; SameSite=Lax; Max-Age=${stateMs / 1_000}${secure}`,
      },
    })
  })

  app.get('/oauth_redirect', async context => {
    const { req } = context
    const [ends = '', signature = ''] = (req.query('state') ?? '').split('.')
    const half = /(?:^|;\s*)replichat-slack-install=([\w-]+)/.exec(req.header('cookie') ?? '')?.[1] ?? ''
    if (half === '' || !isSame(signature, sign(`${ends}.${half}`)) || !(Number(ends) > now()))
      return page(
        400,
        'This link has ended',
        'Begin again at /slack/install, in the same browser, and come back within ten minutes.',
      )
    const code = req.query('code')
    if (code === undefined) return page(200, 'Not installed', 'Nothing was changed. You can install Replichat at any time.')
    try {
      const { self, token } = await exchange({ oauth, api, redirect, code })
      await installed(self, token)
      return page(
        200,
        'Installed',
        `Replichat is in ${self.teamName} now. Invite it into a channel and mention it, or write to it directly.`,
      )
    } catch (thrown) {
      log.warn({ reason: thrown instanceof Error ? thrown.message : 'unknown' }, 'Slack: a workspace could not install us')
      return page(502, 'Not installed', 'Slack did not give its consent to us. Please begin again at /slack/install.')
    }
  })
}

const isSame = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function exchange(asked: {
  readonly oauth: OAuthOptions
  readonly api: string
  readonly redirect: string
  readonly code: string
}): Promise<{ readonly self: Self; readonly token: string }> {
  const { oauth, api, redirect, code } = asked
  const response = await fetch(new URL('oauth.v2.access', api), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: oauth.clientId, client_secret: oauth.clientSecret, code, redirect_uri: redirect }),
    redirect: 'error',
    signal: AbortSignal.timeout(exchangeMs),
  })
  const answer = (await response.json()) as Payload
  const token = textAt(answer, 'access_token')
  const team = textAt(answer, 'team', 'id')
  const user = textAt(answer, 'bot_user_id')
  if (answer['ok'] !== true || token === undefined || team === undefined || user === undefined)
    throw new Error(`Slack answered ${textAt(answer, 'error') ?? 'without a token of a bot and its workspace'}.`)
  return { token, self: { team, teamName: textAt(answer, 'team', 'name') ?? team, user, name: 'replichat' } }
}

const escape = (text: string): string => text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)

const page = (status: number, title: string, text: string): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><body><h1>${escape(title)}</h1><p>${escape(text)}</p></body></html>\n`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    },
  )
