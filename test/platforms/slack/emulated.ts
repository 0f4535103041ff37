import { createEmulator } from 'emulate'
import { Pool } from 'undici'
import type { Json } from './control.ts'

/** How many people can be made: the emulator takes people only at its start, so they stand ready without a name. */
const spares = 60
/** The emulator counts 5,000 requests an hour for a token, so the bot has several of its own there. */
const botTokens = 12

export const botUserId = 'U0BOT00001'
export const botId = 'B0BOT00001'
export const appId = 'A0APP00001'
export const clientId = '1234567890.1234567890'
export const clientSecret = 'a-client-secret-of-tests'

export type Emulated = {
  readonly url: string
  /** The token under which the emulator knows somebody who stands ready. */
  readonly spare: (at: number) => string
  readonly ownerToken: string
  /** Asks the emulator in the bot's name, or with somebody's token. */
  call(method: string, args: Json, token?: string): Promise<Record<string, unknown>>
  /** Hands a request on as it is; `localhost` addresses in the answer are its own. */
  pass(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }>
  close(): Promise<void>
}

/** Starts the emulator that keeps people, channels, messages, files and views behind the front. */
export async function startEmulated(given: {
  readonly team: { readonly name?: string; readonly domain?: string }
  readonly scopes: readonly string[]
  readonly signingSecret: string
  readonly redirectUris: readonly string[]
  /** The front's own address, which takes the place of the emulator's in all that it answers. */
  readonly origin: () => string
}): Promise<Emulated> {
  const bots = Array.from({ length: botTokens }, (_, at) => `xoxb-inner-${at}`)
  const people = Array.from({ length: spares }, (_, at) => ({ name: `spare${at}`, token: `xoxp-inner-${at}` }))
  const everything = [
    'channels:read',
    'channels:history',
    'channels:manage',
    'groups:read',
    'groups:history',
    'groups:write',
    'im:read',
    'im:history',
    'im:write',
    'mpim:history',
    'chat:write',
    'files:read',
    'files:write',
    'reactions:write',
    'reactions:read',
    'users:read',
    'users:read.email',
    'team:read',
  ]
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        signing_secret: given.signingSecret,
        team: { name: given.team.name ?? 'Test', domain: given.team.domain ?? 'test' },
        users: people.map(({ name }) => ({ name })),
        oauth_apps: [
          {
            app_id: appId,
            client_id: clientId,
            client_secret: clientSecret,
            name: 'Replichat',
            redirect_uris: [...given.redirectUris],
            scopes: [...given.scopes],
            bot_id: botId,
            bot_user_id: botUserId,
            bot_name: 'replichat',
          },
        ],
        tokens: [
          ...bots.map(token => ({
            token,
            type: 'bot' as const,
            user_id: botUserId,
            bot_id: botId,
            app_id: appId,
            scopes: everything,
          })),
          ...people.map(({ name, token }) => ({ token, type: 'user' as const, user: name, scopes: everything })),
          { token: 'xoxp-inner-owner', type: 'user' as const, user: 'admin', scopes: everything },
        ],
      },
    },
  })
  const pool = new Pool(emulator.url.replace('localhost', '127.0.0.1'), { connections: 16 })
  let turn = 0

  return {
    url: emulator.url,
    ownerToken: 'xoxp-inner-owner',
    spare(at) {
      const one = people[at]
      if (one === undefined) throw new Error(`The stand-in can play ${spares} people.`)
      return one.token
    },
    async call(method, args, token) {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: `/api/${method}`,
        headers: {
          authorization: `Bearer ${token ?? bots[turn++ % bots.length] ?? ''}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(args),
      })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`The emulator answered ${method} with ${statusCode}: ${text.slice(0, 200)}`)
      return JSON.parse(text.replaceAll(emulator.url, given.origin())) as Record<string, unknown>
    },
    async pass(method, path, headers, sent) {
      const { statusCode, headers: got, body } = await pool.request({ method, path, headers, body: sent })
      const kept = Object.entries(got).flatMap(([name, value]) =>
        value === undefined || /^(?:connection|transfer-encoding|content-length|keep-alive|date)$/.test(name)
          ? []
          : [[name, String(value)] as const],
      )
      return { status: statusCode, headers: Object.fromEntries(kept), body: Buffer.from(await body.arrayBuffer()) }
    },
    async close() {
      await pool.destroy()
      await emulator.close()
    },
  }
}
