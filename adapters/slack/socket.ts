import { setTimeout as sleep } from 'node:timers/promises'
import type { LogLevel } from '@slack/bolt'
import { Fault } from '#core/fault.ts'
import type { Log } from '#core/ports.ts'
import type { Hear, Receivers } from './delivery.ts'
import { textAt, valueAt, type Payload } from './payload.ts'
import { within } from './within.ts'

/** When connections are opened and given up, in ms. */
export type SocketPatience = {
  /** The start waits so long for the first connection. */
  readonly openMs: number
  /** The second connection is opened so much later: Slack ends each after about as long as the other, and never both at once. */
  readonly apartMs: number
  /** A connection has so long from asking for it to Slack's hello. */
  readonly helloMs: number
  /** A connection that could not be opened is tried again after so long, then after twice as long, up to `mostAgainMs`. */
  readonly againMs: number
  readonly mostAgainMs: number
  /** Without any connection for so long is told and makes us unhealthy. */
  readonly redAfterMs: number
  /** A connection that answers no ping for so long is given up. */
  readonly pongMs: number
}

const usualPatience: SocketPatience = {
  openMs: 10_000,
  apartMs: 3 * 60_000,
  helloMs: 15_000,
  againMs: 500,
  mostAgainMs: 60_000,
  redAfterMs: 60_000,
  pongMs: 15_000,
}

/** Two connections: Slack ends each of them now and then, and what it sends meanwhile comes by the other. */
const lines = 2

/** A connection that Slack wants to end is kept for so long, in ms: Slack itself keeps it for some seconds. */
const lastWordsMs = 4_000

/** Connections that Slack ends sooner than this, one after the other, are opened anew with pauses, in ms: usually one lives for minutes. */
const briefMs = 10_000

/** How long closing waits for Slack to say goodbye, in ms. */
const goodbyeMs = 1_000

/** What Slack says of an app token that can never work, and what the operator can do. */
const hopeless: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack refuses SLACK_APP_TOKEN. Copy it again from the app’s page: Basic Information, App-Level Tokens.',
  not_authed: 'Slack refuses SLACK_APP_TOKEN. Copy it again from the app’s page: Basic Information, App-Level Tokens.',
  account_inactive: 'SLACK_APP_TOKEN belongs to an app that is no longer installed. Install it again and copy its tokens.',
  token_revoked: 'SLACK_APP_TOKEN was revoked. Make another on the app’s page: Basic Information, App-Level Tokens.',
  missing_scope:
    'SLACK_APP_TOKEN lacks the scope connections:write. Make another token with it: Basic Information, App-Level Tokens.',
  not_allowed_token_type:
    'SLACK_APP_TOKEN is no app-level token; it begins with xapp-, under Basic Information, App-Level Tokens.',
  forbidden_team: 'Slack does not let this app connect from its workspace.',
  team_disabled: 'Slack has closed the workspace this app belongs to.',
  user_removed_from_team: 'SLACK_APP_TOKEN belongs to somebody who left the workspace. Make another on the app’s page.',
}

/** Listens by sockets that we open to Slack: no public address is needed. `now` in ms since the epoch. */
export function createSockets(options: {
  readonly api: string
  readonly appToken: string
  readonly hear: Hear
  readonly now: () => number
  readonly log: Log
  readonly patience?: Partial<SocketPatience>
}): Receivers {
  const { api, appToken, hear, now, log } = options
  const patience = { ...usualPatience, ...options.patience }
  const closing = new AbortController()
  const open = new Set<Line>()
  const first = Promise.withResolvers<void>()
  const running: Promise<void>[] = []
  let lostAt: number | undefined = now()
  let isTold = false
  let condemned = false

  const opened = (line: Line): void => {
    open.add(line)
    if (isTold) log.info({}, 'Slack: connected again.')
    lostAt = undefined
    isTold = false
    condemned = false
    first.resolve()
  }
  const lost = (line: Line): void => {
    if (open.delete(line) && open.size === 0) lostAt = now()
  }
  const watch = setInterval(() => {
    if (isTold || condemned || lostAt === undefined || now() - lostAt < patience.redAfterMs) return
    isTold = true
    log.error({}, 'Slack: no connection for a minute; it is tried again all the time.')
  }, 1_000)
  watch.unref()

  /** Holds one connection after the other, the next begun as soon as Slack wants the last one to end. */
  const hold = async (): Promise<void> => {
    let againMs = patience.againMs
    let wasBrief = false
    const rest = async (): Promise<void> => {
      await sleep(againMs, undefined, { signal: closing.signal }).catch(() => {})
      againMs = Math.min(againMs * 2, patience.mostAgainMs)
    }
    while (!closing.signal.aborted) {
      try {
        const line = await connect({ api, appToken, hear, patience }, closing.signal)
        const openedAt = now()
        opened(line)
        await line.over
        lost(line)
        // What is on its way over it is still taken and acknowledged while the next one is opened.
        void sleep(lastWordsMs, undefined, { signal: closing.signal })
          .catch(() => {})
          .then(() => line.close())
        const isBrief = now() - openedAt < briefMs
        if (!isBrief) againMs = patience.againMs
        else if (wasBrief) await rest()
        wasBrief = isBrief
      } catch (thrown) {
        if (closing.signal.aborted) return
        const sentence = hopeless[codeOf(thrown) ?? '']
        if (sentence !== undefined) {
          if (!condemned) log.error({}, sentence)
          condemned = true
          first.reject(new Fault('config', sentence))
          // A token can be refused for a moment, too, while Slack is unwell: it is asked again, though seldom.
          againMs = patience.mostAgainMs
        } else log.warn({ reason: reasonOf(thrown), againMs }, 'Slack: a connection could not be opened; it is tried again')
        await rest()
      }
    }
  }

  return {
    async open() {
      first.promise.catch(() => {})
      running.push(hold())
      running.push(
        sleep(patience.apartMs, undefined, { signal: closing.signal }).then(
          () => Promise.all(Array.from({ length: lines - 1 }, hold)).then(() => {}),
          () => {},
        ),
      )
      const isThere = await within(
        first.promise.then(() => true),
        patience.openMs,
      ).catch(async (thrown: unknown) => {
        closing.abort()
        throw thrown
      })
      if (isThere !== true) log.warn({}, 'Slack cannot be reached yet; it is tried again all the time.')
    },
    isHealthy: () => !condemned && (lostAt === undefined || now() - lostAt < patience.redAfterMs),
    async close() {
      closing.abort()
      clearInterval(watch)
      await Promise.all([...open].map(line => line.close()))
      await within(Promise.allSettled(running), goodbyeMs)
    },
  }
}

/** One connection that Slack has greeted. `over`: it takes nothing more, or not for long. */
type Line = { readonly over: Promise<void>; close(): Promise<void> }

type Connecting = {
  readonly api: string
  readonly appToken: string
  readonly hear: Hear
  readonly patience: SocketPatience
}

/** Opens one connection. Rejects with what Slack or the network said. */
async function connect({ api, appToken, hear, patience }: Connecting, signal: AbortSignal): Promise<Line> {
  // A large library, and not everybody listens by sockets.
  const { SocketModeReceiver } = await import('@slack/bolt')
  const { client } = new SocketModeReceiver({
    appToken,
    // By itself the library waits for seconds before it connects again, and throws where nobody can catch it.
    autoReconnectEnabled: false,
    clientPingTimeout: patience.pongMs,
    logger: silent,
    installerOptions: {
      clientOptions: { slackApiUrl: api, retryConfig: { retries: 0 }, timeout: patience.helloMs, rejectRateLimitedCalls: true },
    },
  })
  const over = Promise.withResolvers<void>()
  // The library closes at once when Slack says that it wants to, and what Slack sends until then is lost.
  const readers = client.listeners('ws_message') as ((data: unknown, isBinary: boolean) => void)[]
  client.removeAllListeners('ws_message')
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    if (isGoodbye(data)) over.resolve()
    else for (const read of readers) read(data, isBinary)
  })
  client.on('close', () => over.resolve())
  client.on('error', () => {})
  client.on('slack_event', (envelope: Payload & { readonly ack: (shows?: object) => Promise<void> }) => {
    const body = valueAt(envelope, 'body')
    const takesShows = valueAt(envelope, 'accepts_response_payload') === true
    let acked: Promise<boolean> | undefined
    const ack = (shows?: Payload): Promise<boolean> =>
      (acked ??= envelope.ack(takesShows ? shows : undefined).then(
        () => true,
        () => false,
      ))
    if (typeof body === 'object' && body !== null) void hear({ body: body as Payload, ack })
    else void ack()
  })
  const close = async (): Promise<void> => {
    const said = client.disconnect().then(() => true)
    // Said twice, the library no longer waits for an answer, which on a dead line would keep the process for half a minute.
    if ((await within(said, goodbyeMs)) !== true) await client.disconnect()
  }
  const started = client.start()
  started.catch(() => {})
  const late = Promise.withResolvers<never>()
  late.promise.catch(() => {})
  const timer = setTimeout(() => late.reject(new Error('Slack did not greet a new connection.')), patience.helloMs)
  const stop = (): void => late.reject(new Error('closing'))
  signal.addEventListener('abort', stop)
  try {
    await Promise.race([started, late.promise, over.promise.then(() => Promise.reject(new Error('Slack ended the connection.')))])
    return { over: over.promise, close }
  } catch (thrown) {
    void close()
    throw thrown
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** Slack asks for the connection to end: it may send on it for some seconds yet, but should not have to. */
function isGoodbye(data: unknown): boolean {
  if (typeof data !== 'string' || !data.includes('"disconnect"')) return false
  try {
    return textAt(JSON.parse(data), 'type') === 'disconnect'
  } catch {
    return false
  }
}

const codeOf = (thrown: unknown): string | undefined => textAt(thrown, 'data', 'error')

/** Why, without addresses: those of sockets hold a ticket. */
const reasonOf = (thrown: unknown): string =>
  codeOf(thrown) ?? (thrown instanceof Error ? thrown.message.replace(/\b(wss?|https?):\S+/g, '…').slice(0, 200) : 'unknown')

/** The library writes addresses and what people say into its log. */
const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => 'error' as LogLevel,
  setName() {},
}
