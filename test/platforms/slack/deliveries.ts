import { randomUUID } from 'node:crypto'
import type { Answer, Delivery, Json } from './control.ts'
import { appId, botUserId } from './emulated.ts'
import { post } from './http-events.ts'
import type { Sockets } from './sockets.ts'
import type { World } from './world.ts'
import { word } from './word.ts'

/** When a failed event is sent again: nearly at once, after a minute, after five. */
const retriesAfterMs = [1_000, 60_000, 300_000]
/** How long an app has for its answer. */
const ackWithinMs = 3_000

type Outcome = { readonly payload: unknown } | 'timeout' | 'no connection' | 'refused' | 'broken' | 'refused for good'
type Sent = Pick<Delivery, 'kind' | 'name' | 'id' | 'attempt'> & {
  readonly payload: Json
  readonly takesPayload: boolean
  readonly reason: string
}

/** Brings everything that happens to the app: by sockets or by HTTP, with Slack's patience and its retries. */
export function createDeliveries(world: World, sockets: Sockets) {
  const log: Delivery[] = []
  const withinMs = world.start.ackWithinMs ?? ackWithinMs
  const retries = world.start.retriesAfterMs ?? retriesAfterMs
  const lastOf = new Map<string, Json>()
  let url: string | null = null
  let doubles = false
  let delayMs = 0
  let drops = 0

  const isHttp = (): boolean => world.start.mode === 'http' || url !== null

  function bySocket(sent: Sent, entry: { -readonly [K in keyof Delivery]: Delivery[K] }, envelopeId: string): Promise<Outcome> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        sockets.forget(envelopeId)
        resolve('timeout')
      }, withinMs)
      const settle = (outcome: Outcome): void => {
        clearTimeout(timer)
        resolve(outcome)
      }
      const isEvent = sent.kind === 'events_api'
      const to = sockets.send(
        {
          envelope_id: envelopeId,
          type: sent.kind,
          payload: sent.payload,
          accepts_response_payload: sent.takesPayload,
          ...(isEvent ? { retry_attempt: sent.attempt, retry_reason: sent.reason } : {}),
        },
        { acked: payload => settle({ payload }), broken: () => settle('broken') },
      )
      entry.to = to
      if (to === null) settle('no connection')
    })
  }

  async function byHttp(sent: Sent): Promise<Outcome> {
    if (url === null) return 'no connection'
    const body =
      sent.kind === 'events_api'
        ? { json: sent.payload }
        : sent.kind === 'slash_commands'
          ? { form: sent.payload as Readonly<Record<string, string>> }
          : { form: { payload: JSON.stringify(sent.payload) } }
    const retry = sent.attempt === 0 ? {} : { 'x-slack-retry-num': String(sent.attempt), 'x-slack-retry-reason': sent.reason }
    try {
      const answer = await post(url, body, withinMs, retry)
      if (answer === null) return 'timeout'
      if (answer.status < 200 || answer.status > 299) return answer.noRetry ? 'refused for good' : 'refused'
      if (answer.text === '') return { payload: undefined }
      try {
        return { payload: JSON.parse(answer.text) as unknown }
      } catch {
        return { payload: { text: answer.text } }
      }
    } catch {
      return 'broken'
    }
  }

  /** One sending and what came of it. */
  async function send(sent: Sent): Promise<{ readonly outcome: Outcome; readonly afterMs: number }> {
    const { kind, name, id, attempt, payload } = sent
    const entry: { -readonly [K in keyof Delivery]: Delivery[K] } = {
      ...{ at: world.clock.now(), kind, name, id, attempt, payload },
      ...{ to: isHttp() ? url : null, ackedAfterMs: null, failed: null },
    }
    log.push(entry)
    const begun = performance.now()
    const envelopeId = randomUUID()
    const first = isHttp() ? byHttp(sent) : bySocket(sent, entry, envelopeId)
    if (doubles) void (isHttp() ? byHttp(sent) : bySocket(sent, { ...entry }, randomUUID()))
    const outcome = await first
    const afterMs = performance.now() - begun
    if (typeof outcome !== 'string') {
      entry.ackedAfterMs = afterMs
      const hasPayload =
        typeof outcome.payload === 'object' && outcome.payload !== null && Object.keys(outcome.payload).length > 0
      if (hasPayload && !sent.takesPayload) world.violate(`${kind} ${name}: an answer with a payload, which nobody reads`)
    } else {
      entry.failed = outcome === 'refused for good' ? 'refused' : outcome
      if (outcome === 'timeout' && !sockets.isSilent()) world.violate(`${kind} ${name}: not acknowledged within ${withinMs} ms`)
    }
    return { outcome, afterMs }
  }

  const reasonOf = (outcome: Outcome): string =>
    outcome === 'timeout' ? 'http_timeout' : outcome === 'refused' ? 'http_error' : 'connection_failed'

  function sendEvent(payload: Json, attempt: number, reason: string): void {
    const event = payload['event'] as Json
    const id = String(payload['event_id'])
    void send({ kind: 'events_api', name: String(event['type']), id, attempt, payload, takesPayload: false, reason }).then(
      ({ outcome }) => {
        const waitMs = retries[attempt]
        if (typeof outcome !== 'string' || outcome === 'refused for good' || waitMs === undefined) return
        world.clock.after(waitMs, () => sendEvent(payload, attempt + 1, reasonOf(outcome)))
      },
    )
  }

  function envelopeOf(event: Json): Json {
    const channel = world.channels.get(word(event['channel']))
    return {
      token: 'a-verification-token',
      team_id: world.team.id,
      context_team_id: world.team.id,
      context_enterprise_id: null,
      api_app_id: appId,
      event,
      type: 'event_callback',
      event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
      event_time: Math.floor(Date.now() / 1_000),
      authorizations: [
        { enterprise_id: null, team_id: world.team.id, user_id: botUserId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: channel?.shared ?? false,
      event_context: `4-${randomUUID()}`,
    }
  }

  world.onTold(event => {
    if (drops > 0) return void drops--
    const payload = envelopeOf(event)
    lastOf.set(String(event['type']), payload)
    if (delayMs === 0) return sendEvent(payload, 0, '')
    setTimeout(() => sendEvent(payload, 0, ''), delayMs).unref()
  })

  return {
    log,
    /** Sends something that a person did and that wants an answer; nothing is sent twice. */
    async ask(kind: 'slash_commands' | 'interactive', name: string, payload: Json, takesPayload: boolean): Promise<Answer> {
      const id = randomUUID()
      const { outcome, afterMs } = await send({ kind, name, id, attempt: 0, payload, takesPayload, reason: '' })
      if (typeof outcome === 'string') return { did: 'nothing', afterMs, payload: {} }
      const given = outcome.payload
      return { did: 'ack', afterMs, payload: typeof given === 'object' && given !== null ? (given as Json) : {} }
    },
    async eventsTo(address: string): Promise<void> {
      const challenge = randomUUID()
      const asked = { json: { token: 'a-verification-token', challenge, type: 'url_verification' } }
      const answer = await post(address, asked, withinMs)
      if (answer?.status !== 200 || !answer.text.includes(challenge))
        throw new Error(`${address} did not give the challenge back: ${answer?.status ?? 'no answer'} ${answer?.text ?? ''}`)
      url = address
    },
    double(value: boolean): void {
      doubles = value
    },
    delay(ms: number): void {
      delayMs = ms
    },
    drop(times: number): void {
      drops = times
    },
    again(type: string): void {
      const payload = lastOf.get(type)
      if (payload === undefined) throw new Error(`There was no event ${type} yet.`)
      sendEvent(payload, 1, 'http_timeout')
    },
  }
}
export type Deliveries = ReturnType<typeof createDeliveries>
