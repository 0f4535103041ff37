import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fate, Json, Logged, Match } from './control.ts'
import { argFaults, describedMethod, readArgs } from './described.ts'
import type { Limits } from './limits.ts'
import { Refusal } from './refusal.ts'
import type { World } from './world.ts'
import { word } from './word.ts'

export const botToken = 'xoxb-1000000000-replichat'
export const appToken = 'xapp-1-A0APP00001-replichat'

/** One method: gets its arguments and answers what comes beside `ok`. Throws a Refusal. */
export type Method = (args: Json, asked: { readonly token: string }) => Promise<Json> | Json
export type Methods = Readonly<Record<string, Method>>

type Hook = { readonly match: Match; readonly fate: Fate; left: number }
type Sent = { readonly status: number; readonly json: Json; readonly headers?: Readonly<Record<string, string>> }
type Plain = Exclude<Fate, string | { readonly delayMs: number } | { readonly errorAfter: string }>

/** Methods that an app-level token is for. */
const withAppToken = /^apps\.connections\.open$/
const withoutToken = /^(?:oauth\.v2\.access|api\.test)$/

/** The Web API: reads a request, lets the hooks meddle, judges it, counts it and has it answered. */
export function createWebApi(given: { readonly world: World; readonly limits: Limits; readonly methods: Methods }) {
  const { world, limits, methods } = given
  const requests: Logged[] = []
  const hooks: Hook[] = []
  /** Tokens that installations gave out, with their scopes. */
  const installed = new Map<string, readonly string[]>()
  const { bot = [], bot_optional = [] } = world.manifest.oauth_config?.scopes ?? {}
  const scopes = [...bot, ...bot_optional]

  function checkToken(method: string, token: string): void {
    if (withoutToken.test(method)) return
    if (token === '') throw new Refusal('not_authed', 'no token')
    const isApp = token === appToken
    if (!isApp && token !== botToken && !installed.has(token)) throw new Refusal('invalid_auth')
    if (world.token === 'uninstalled' && !isApp) throw new Refusal('account_inactive')
    if (world.token === 'revoked' && !isApp) throw new Refusal('token_revoked')
    if (withAppToken.test(method) !== isApp && method !== 'auth.test')
      throw new Refusal('not_allowed_token_type', `a token of the wrong kind`)
  }

  function checkArgs(method: string, args: Json, token: string): void {
    const described = describedMethod(method)
    if (described === null) throw new Refusal('unknown_method', 'a method that is not described')
    const has = installed.get(token) ?? scopes
    const kind = world.channels.get(word(args['channel'] ?? args['channel_id']))?.kind
    const prefix = kind === 'im' ? 'im:' : kind === 'private' ? 'groups:' : kind === 'public' ? 'channels:' : null
    const wanted = described.scopes.filter(
      one => !method.startsWith('conversations.') || prefix === null || one.startsWith(prefix),
    )
    if (wanted.length > 0 && !wanted.some(one => has.includes(one)))
      throw new Refusal('missing_scope', `needs one of ${wanted.join(', ')}`, {
        extra: { needed: wanted.join(','), provided: has.join(',') },
      })
    const { missing, wrong, unknown } = argFaults(described, args)
    if (unknown.length > 0) world.violate(`${method}: unknown arguments ${unknown.join(', ')}`)
    const faults = [...missing.map(name => `missing required field: ${name}`), ...wrong]
    if (faults.length > 0)
      throw new Refusal('invalid_arguments', faults.join('; '), { messages: faults.map(one => `[ERROR] ${one}`) })
  }

  async function perform(log: Logged, token: string): Promise<Sent> {
    try {
      checkToken(log.method, token)
      const latched = world.latches.get(log.method)
      if (latched !== undefined) throw new Refusal(latched)
      const waitS = limits.count(log.method, word(log.args['channel']))
      if (waitS > 0) return tooFast(waitS)
      checkArgs(log.method, log.args, token)
      const method = methods[log.method]
      if (method === undefined) throw new Refusal('unknown_method', 'a method that the stand-in does not play')
      const answer = await method(log.args, { token })
      if (log.method === 'oauth.v2.access') installed.set(String(answer['access_token']), String(answer['scope']).split(','))
      return { status: 200, json: { ok: true, ...answer }, headers: { 'x-oauth-scopes': scopes.join(',') } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.broke !== null) world.violate(`${log.method}: ${error.broke} (${error.error})`)
      const { messages } = error
      return {
        status: 200,
        json: {
          ok: false,
          error: error.error,
          ...error.extra,
          ...(messages.length > 0 ? { response_metadata: { messages } } : {}),
        },
        headers: { 'x-oauth-scopes': scopes.join(',') },
      }
    }
  }

  const tooFast = (seconds: number): Sent => ({
    status: 429,
    json: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
  })

  function fated(log: Logged, fate: Plain): Sent & { readonly text?: string } {
    if ('limitedForS' in fate) return tooFast(limits.block(log.method, fate.limitedForS))
    if ('error' in fate) {
      const { error, messages = [] } = fate
      return { status: 200, json: { ok: false, error, ...(messages.length > 0 ? { response_metadata: { messages } } : {}) } }
    }
    return {
      status: fate.status,
      json: {},
      text: fate.body ?? 'made so by the test',
      ...(fate.headers && { headers: fate.headers }),
    }
  }

  function send(response: ServerResponse, log: Logged, sent: Sent & { readonly text?: string }): void {
    log.status = sent.status
    log.error = typeof sent.json['error'] === 'string' ? sent.json['error'] : null
    log.answer = sent.json
    log.answeredAt = world.clock.now()
    const isText = sent.text !== undefined
    response.writeHead(sent.status, { 'content-type': isText ? 'text/plain' : 'application/json', ...sent.headers })
    response.end(isText ? sent.text : JSON.stringify(sent.json))
  }

  function takeHook(log: Logged): Fate | null {
    const found = hooks.find(({ match, left }) => left > 0 && (typeof match === 'string' ? match === log.method : match(log)))
    if (found === undefined) return null
    found.left--
    return found.fate
  }

  /** Notes a request and lets the hooks have it; null when it is answered already. */
  function begin(request: IncomingMessage, url: URL, args: Json): Logged {
    const { pathname: path } = url
    const method = path.startsWith('/api/') ? path.slice(5) : path
    const log: Logged = {
      ...{ at: world.clock.now(), method, path, headers: request.headers, args },
      ...{ status: 0, error: null, answeredAt: null, answer: {} },
    }
    requests.push(log)
    return log
  }

  /** Answers a request by what `does` says, when no hook has something else in mind. */
  async function through(response: ServerResponse, log: Logged, does: () => Promise<Sent | null>): Promise<void> {
    const fate = takeHook(log)
    if (fate === 'hang') return
    if (fate === 'cut') return void response.socket?.resetAndDestroy()
    if (fate !== null && typeof fate === 'object') {
      if ('delayMs' in fate) await new Promise(resolve => setTimeout(resolve, fate.delayMs))
      else if (!('errorAfter' in fate)) return send(response, log, fated(log, fate))
    }
    const sent = await does()
    if (fate === 'cut after') return void response.socket?.resetAndDestroy()
    if (sent === null) return
    if (fate !== null && typeof fate === 'object' && 'errorAfter' in fate)
      return send(response, log, { status: 200, json: { ok: false, error: fate.errorAfter } })
    send(response, log, sent)
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): Promise<void> {
    const form = formOf(request, url, body)
    const header = /^Bearer (.+)$/.exec(String(request.headers['authorization'] ?? ''))?.[1]
    const { token: inForm, ...rest } = form
    const args = readArgs(rest)
    const log = begin(request, url, args)
    await through(response, log, () => perform(log, header ?? word(inForm)))
  }

  return {
    requests,
    answer,
    begin,
    through,
    /** Whether a token may read files. */
    mayRead: (token: string): boolean =>
      world.token === 'live' &&
      (token === botToken ? scopes.includes('files:read') : (installed.get(token)?.includes('files:read') ?? false)),
    hook(match: Match, fate: Fate, times: number): () => void {
      const hook = { match, fate, left: times }
      hooks.push(hook)
      return () => {
        hook.left = 0
      }
    },
  }
}
export type WebApi = ReturnType<typeof createWebApi>

/** The arguments as they came: in the address, as a form or as JSON. */
function formOf(request: IncomingMessage, url: URL, body: Buffer): Record<string, unknown> {
  const query = Object.fromEntries(url.searchParams)
  const type = String(request.headers['content-type'] ?? '')
  try {
    if (type.startsWith('application/json')) return { ...query, ...(JSON.parse(body.toString()) as Json) }
  } catch {
    return query
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString())) }
}
