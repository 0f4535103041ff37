import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, DiscordAPIError, Events, GatewayCloseCodes, Status } from 'discord.js'
import { Fault } from '#core/fault.ts'
import type { Log } from '#core/ports.ts'
import { createClient } from './client.ts'
import type { DiscordOptions } from './options.ts'

/** An event of the gateway as it came, by Discord's own name, and the shard it came by. */
export type Dispatch = { readonly name: string; readonly data: unknown; readonly shard: number }

/** The connection to Discord's gateway, which comes back by itself. */
export interface Gateway {
  /** Connects for the first time. Resolves when that worked or when it goes on trying; throws a `config` fault where trying is no use. */
  open(): Promise<void>
  /** The client that is connected or connecting now. */
  client(): Client | undefined
  /** Whether every shard is connected, or was a minute ago. */
  isHealthy(): boolean
  /** Whether messages that do not speak to us come with their words. */
  readsContent(): boolean
  /** Our token was refused elsewhere: nothing works until the operator sets another. */
  condemn(reason: string): void
  close(): Promise<void>
}

/** When the connection is looked after, in ms. */
export type Patience = {
  readonly lookEveryMs: number
  /** Not connected for so long is told and makes us unhealthy. */
  readonly redAfterMs: number
  /** Not connected for so long: the library is given up and a new client made; then after twice as long, up to `mostRenewMs`. */
  readonly renewAfterMs: number
  readonly mostRenewMs: number
  /** A connection that could not be begun is begun again after so long; then after twice as long, up to `mostRenewMs`. */
  readonly againAfterMs: number
  /** The start waits so long for the first connection. */
  readonly openMs: number
}

const usualPatience: Patience = {
  lookEveryMs: 1_000,
  redAfterMs: 60_000,
  renewAfterMs: 180_000,
  mostRenewMs: 15 * 60_000,
  againAfterMs: 2_000,
  openMs: 10_000,
}

/** Discord's numbers of closes that we go on after by ourselves. */
const closes: { readonly [Name in 'DisallowedIntents' | 'ShardingRequired']: number } = GatewayCloseCodes

/** Closes after which the same attempt would be refused again, and what the operator can do. */
const hopeless: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord refuses DISCORD_TOKEN. Copy the token of the bot again from the developer portal, under Bot.',
  [GatewayCloseCodes.InvalidShard]:
    'Discord refuses this shard: SHARD_IDS must be below SHARD_COUNT, the same SHARD_COUNT in every process.',
  [GatewayCloseCodes.ShardingRequired]:
    'Discord wants more shards for as many servers as this bot is in: raise SHARDS or SHARD_COUNT, or set SHARDS=auto.',
  [GatewayCloseCodes.InvalidAPIVersion]: 'Discord no longer speaks this version of its gateway; a newer Replichat is needed.',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know what we ask to hear; a newer Replichat is needed.',
}

/** Opens the gateway. `onDispatch` gets every event at once, before the library has read it. `now` in ms since the epoch. */
export function createGateway(options: {
  readonly discord: DiscordOptions
  readonly onDispatch: (dispatch: Dispatch) => void
  readonly now: () => number
  readonly log: Log
  readonly patience?: Partial<Patience>
}): Gateway {
  const { discord, onDispatch, now, log } = options
  const patience = { ...usualPatience, ...options.patience }
  const closing = new AbortController()
  /** The first shard is ready: nobody waits for the others. */
  const begun = Promise.withResolvers<void>()
  let client: Client | undefined
  let readsContent = true
  /** Why trying is no use any more. */
  let condemned: string | undefined
  let lostAt: number | undefined = now()
  /** What was last said to be missing. */
  let told: string | undefined
  let renewAt = now() + patience.renewAfterMs
  let renewAfterMs = patience.renewAfterMs
  let againAfterMs = patience.againAfterMs
  /** A new client is wanted though a part of this one works. */
  let isUrgent = false

  const condemn = (reason: string): void => {
    if (condemned !== undefined) return
    condemned = reason
    log.error({}, reason)
  }

  const connect = async (): Promise<void> => {
    for (;;) {
      const next = createClient(discord, readsContent)
      client = next
      let closedBy: number | undefined
      let isDealtWith = false
      attend(next, code => {
        closedBy = code
        // What the first connection is refused for is dealt with below.
        isDealtWith = next.isReady()
        if (isDealtWith) refused(code)
      })
      isUrgent = false
      try {
        await next.login(discord.token)
        if (closing.signal.aborted) await next.destroy()
        return
      } catch (thrown) {
        if (closing.signal.aborted || next !== client || isDealtWith) return
        const code = closedBy ?? (isUnauthorized(thrown) ? GatewayCloseCodes.AuthenticationFailed : undefined)
        if (code === undefined) {
          log.warn({ reason: reasonOf(thrown), againMs: againAfterMs }, 'Discord could not be reached; it is tried again')
          beginAgain()
          return
        }
        if (!withoutContent(code)) {
          condemnBy(code)
          return
        }
      }
    }
  }

  const beginAgain = (): void => {
    isUrgent = true
    renewAt = now() + againAfterMs
    againAfterMs = Math.min(againAfterMs * 2, patience.mostRenewMs)
  }

  const condemnBy = (code: number): void => condemn(hopeless[code] ?? `Discord closed the connection for good (${code}).`)

  /** After 4014 it goes on without the words of messages that do not speak to us. Whether that may help. */
  const withoutContent = (code: number): boolean => {
    if (code !== closes.DisallowedIntents || !readsContent) return false
    readsContent = false
    log.warn(
      {},
      'Discord: without the Message Content intent the bot reads only what mentions it, replies to it or is sent to it directly. It can be switched on in the developer portal, under Bot; then start again.',
    )
    return true
  }

  /** A connection that worked was closed for good. */
  const refused = (code: number): void => {
    // It was in few enough servers when it was connected; asked anew, Discord advises more shards.
    const hasGrown = code === closes.ShardingRequired && discord.shards === 'auto'
    if (withoutContent(code) || hasGrown) beginAgain()
    else condemnBy(code)
  }

  const renew = async (): Promise<void> => {
    const old = client
    old?.removeAllListeners(Events.Raw)
    await old?.destroy().catch(() => {})
    if (!closing.signal.aborted) await connect()
  }

  const attend = (one: Client, onClosed: (code: number) => void): void => {
    one.on(Events.Raw as 'raw', (packet: { readonly t: string | null; readonly d: unknown }, shard: number) => {
      if (packet.t !== null && one === client) onDispatch({ name: packet.t, data: packet.d, shard })
    })
    one.once(Events.ShardReady, () => begun.resolve())
    one.on(Events.Error, error => log.error({ reason: reasonOf(error) }, 'Discord: the client failed at something'))
    one.on(Events.ShardError, (error, shard) =>
      log.warn({ reason: reasonOf(error), shard }, 'Discord: the connection had an error'),
    )
    one.on(Events.ShardDisconnect, ({ code }) => onClosed(code))
    one.on(Events.ShardReconnecting, shard => {
      // The library says so of an end that we made, too.
      if (!closing.signal.aborted) log.info({ shard }, 'Discord: the connection is lost and made again')
    })
    one.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, 'Discord: the connection goes on'))
    one.on(Events.Invalidated, () => log.warn({}, 'Discord: the session is over'))
    one.on(Events.Warn, message => log.warn({ reason: message.slice(0, 200) }, 'Discord: the client warns'))
  }

  const isShardReady = ({ status }: { readonly status: Status }): boolean => status === Status.Ready
  const isConnected = (): boolean => client !== undefined && client.isReady() && client.ws.shards.every(isShardReady)

  /**
   * One shard that never gets ready keeps the library from reading what all others tell: it would only be gathered. Those
   * that are ready begin without it.
   */
  const goWithout = (): boolean => {
    const { ws } = client ?? {}
    if (ws === undefined || !ws.shards.some(isShardReady)) return false
    if (ws.status !== Status.Ready) ws.status = Status.Ready
    return true
  }

  /** What of the shards is not connected, in words; empty where it is all of them. */
  const missing = (): string => {
    const shards = [...(client?.ws.shards.values() ?? [])]
    const lost = shards.filter(shard => !isShardReady(shard)).map(({ id }) => id)
    if (lost.length === shards.length) return ''
    return `${lost.length === 1 ? 'shard' : 'shards'} ${lost.join(', ')} of ${client?.options.shardCount ?? shards.length}`
  }

  /** Looks after the connection, since the library alone tries for ever and says nothing. */
  const look = (): void => {
    if (isConnected()) {
      if (told !== undefined) log.info({}, 'Discord: connected again.')
      lostAt = undefined
      told = undefined
      renewAfterMs = patience.renewAfterMs
      againAfterMs = patience.againAfterMs
      renewAt = Infinity
      return
    }
    if (lostAt === undefined) {
      lostAt = now()
      renewAt = Math.min(renewAt, lostAt + renewAfterMs)
    }
    const isPartly = goWithout()
    const lostMs = now() - lostAt
    const lost = missing()
    if (lostMs >= patience.redAfterMs && told !== lost && condemned === undefined) {
      told = lost
      const since = `not connected for ${Math.round(lostMs / 1_000)} s`
      log.warn(
        { lostMs },
        lost === ''
          ? `Discord: ${since}; it is tried on.`
          : `Discord: ${lost} ${since}, and the servers there are not heard; it is tried on.`,
      )
    }
    // A new client takes the shards that work down with the one that does not: seldom enough.
    const dueAt = isPartly && !isUrgent ? Math.max(renewAt, lostAt + patience.mostRenewMs) : renewAt
    if (now() < dueAt || condemned !== undefined) return
    renewAfterMs = Math.min(renewAfterMs * 2, patience.mostRenewMs)
    renewAt = now() + renewAfterMs
    void renew().catch((thrown: unknown) => log.error({ reason: reasonOf(thrown) }, 'Discord: connecting anew failed'))
  }
  let timer: NodeJS.Timeout | undefined

  return {
    async open() {
      timer = setInterval(look, patience.lookEveryMs)
      timer.unref()
      const late = sleep(patience.openMs, undefined, { ref: false, signal: closing.signal }).catch(() => {})
      await Promise.race([connect(), begun.promise, late])
      look()
      if (condemned !== undefined) throw new Fault('config', condemned)
    },
    client: () => client,
    isHealthy: () => condemned === undefined && (isConnected() || (lostAt !== undefined && now() - lostAt < patience.redAfterMs)),
    readsContent: () => readsContent,
    condemn,
    async close() {
      closing.abort()
      clearInterval(timer)
      await client?.destroy().catch(() => {})
    },
  }
}

const isUnauthorized = (thrown: unknown): boolean =>
  (thrown instanceof DiscordAPIError && thrown.status === 401) ||
  (thrown instanceof Error && 'code' in thrown && thrown.code === 'TokenInvalid')

/** An error in a few words: the library's own hold requests with tokens in them. */
const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}`.slice(0, 300) : 'unknown'
