import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { visibleTo } from './intents.ts'
import { applicationFlags, fullGuildJson, ownUserJson } from './wire.ts'
import type { Json, Told, World } from './world.ts'

type Session = {
  readonly id: string
  readonly intents: number
  readonly shard: readonly [number, number]
  readonly log: { readonly s: number; readonly t: string; readonly d: Json }[]
  seq: number
  socket: WebSocket | null
}
type Packet = { readonly op: number; readonly d?: unknown }

/** Every intent there is; a bit beyond them closes with 4013. */
const everyIntent = (1 << 26) - 1
const privileged = (1 << 1) | (1 << 8) | (1 << 15)
/** What a connection may send: 120 packets in a minute, none longer than 4096 bytes. */
const mostPackets = 120
const longestPacket = 4_096

/** The gateway: sessions with their logs, on the sockets of one server. */
export function createGateway(
  world: World,
  options: { readonly heartbeatMs: number; readonly violate: (what: string) => void; readonly url: () => string },
) {
  const { heartbeatMs, violate } = options
  const sessions = new Map<string, Session>()
  /** The connections with the session each has begun or resumed. */
  const sockets = new Map<WebSocket, Session | null>()
  const log: string[] = []
  const wss = new WebSocketServer({ noServer: true })
  /** Shards that never get to say that they are ready, and what of them waits meanwhile. */
  const mutes = new Set<number>()
  let waiting: { readonly shard: number; readonly begin: () => void }[] = []
  let acks = true
  let refuses = false

  const sendTo = (socket: WebSocket, packet: { op: number; d?: unknown; s?: number; t?: string }): void => {
    socket.send(JSON.stringify({ s: null, t: null, d: null, ...packet }))
  }
  const dispatch = (session: Session, t: string, d: Json): void => {
    const event = { s: ++session.seq, t, d }
    session.log.push(event)
    if (session.socket !== null) sendTo(session.socket, { op: 0, ...event })
  }
  const shardOf = (guildId: string | null, count: number): number =>
    guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count))

  /** Brings an event to each session whose shard and intents it is for. */
  const deliver = ({ name, guildId, data }: Told): void => {
    for (const session of sessions.values()) {
      if (shardOf(guildId, session.shard[1]) !== session.shard[0]) continue
      const seen = visibleTo(world, session.intents, name, guildId, data)
      if (seen !== null) dispatch(session, name, seen)
    }
  }

  function identify(socket: WebSocket, given: unknown): Session | null {
    const {
      token,
      intents,
      shard = [0, 1],
      properties,
    } = (given ?? {}) as Partial<{
      token: string
      intents: number
      shard: [number, number]
      properties: object
    }>
    log.push('identify')
    if (token !== world.token || world.tokenIsReset) return close(socket, 4004, 'Authentication failed.')
    if (typeof intents !== 'number' || (intents & ~everyIntent) !== 0) return close(socket, 4013, 'Invalid intent(s).')
    if ((intents & privileged & ~world.allowedIntents) !== 0) return close(socket, 4014, 'Disallowed intent(s).')
    if (!Array.isArray(shard) || !(shard[0] < shard[1])) return close(socket, 4010, 'Invalid shard.')
    if (properties === undefined) violate('gateway: an identify without properties')
    const session: Session = { id: randomUUID().replaceAll('-', ''), intents, shard, log: [], seq: 0, socket }
    sessions.set(session.id, session)
    const guilds = [...world.guilds.values()].filter(
      guild => world.botsGuild(guild.id) !== null && shardOf(guild.id, shard[1]) === shard[0],
    )
    dispatch(session, 'READY', {
      v: 10,
      user: ownUserJson(world.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: options.url(),
      shard,
      application: { id: world.application.id, flags: applicationFlags(world) },
      private_channels: [],
      relationships: [],
    })
    if ((intents & 1) !== 0)
      for (const guild of guilds) if (!guild.unavailable) dispatch(session, 'GUILD_CREATE', fullGuildJson(world, guild))
    return session
  }

  function resume(socket: WebSocket, given: unknown): Session | null {
    const { token, session_id: id, seq } = (given ?? {}) as Partial<{ token: string; session_id: string; seq: number }>
    log.push('resume')
    if (token !== world.token || world.tokenIsReset) return close(socket, 4004, 'Authentication failed.')
    const session = sessions.get(id ?? '')
    if (session === undefined || typeof seq !== 'number') {
      sendTo(socket, { op: 9, d: false })
      return null
    }
    if (seq > session.seq) return close(socket, 4007, 'Invalid seq.')
    session.socket = socket
    for (const event of session.log.filter(({ s }) => s > seq)) sendTo(socket, { op: 0, ...event })
    dispatch(session, 'RESUMED', {})
    return session
  }

  /** Lets a connection begin or go on, or wait while its shard is mute. */
  function admit(socket: WebSocket, shard: number, begin: () => Session | null): void {
    const act = (): void => void sockets.set(socket, begin())
    if (mutes.has(shard)) waiting.push({ shard, begin: () => (socket.readyState === socket.OPEN ? act() : undefined) })
    else act()
  }

  function close(socket: WebSocket, code: number, reason: string): null {
    socket.close(code, reason)
    return null
  }

  function connect(socket: WebSocket): void {
    const packets: number[] = []
    sockets.set(socket, null)
    sendTo(socket, { op: 10, d: { heartbeat_interval: heartbeatMs } })
    socket.on('message', (bytes: Buffer) => {
      const now = world.now()
      packets.push(now)
      if (packets.filter(at => at > now - 60_000).length > mostPackets) {
        violate(`gateway: more than ${mostPackets} packets within a minute`)
        return close(socket, 4008, 'Rate limited.')
      }
      if (bytes.length > longestPacket) {
        violate(`gateway: a packet of ${bytes.length} bytes, of at most ${longestPacket}`)
        return close(socket, 4002, 'Decode error.')
      }
      const packet = read(bytes)
      const session = sockets.get(socket) ?? null
      switch (packet?.op) {
        case 1:
          if (acks) sendTo(socket, { op: 11 })
          break
        case 2:
          if (session !== null) return close(socket, 4005, 'Already authenticated.')
          admit(socket, (packet.d as { shard?: [number, number] } | undefined)?.shard?.[0] ?? 0, () => identify(socket, packet.d))
          break
        case 3:
        case 4:
        case 8:
          if (session === null) return close(socket, 4003, 'Not authenticated.')
          break
        case 6:
          if (session !== null) return close(socket, 4005, 'Already authenticated.')
          admit(
            socket,
            sessions.get(String((packet.d as { session_id?: unknown } | undefined)?.session_id))?.shard[0] ?? -1,
            () => resume(socket, packet.d),
          )
          break
        default:
          violate(`gateway: a packet with op ${String(packet?.op)}`)
          return close(socket, packet === undefined ? 4002 : 4001, 'Unknown opcode.')
      }
    })
    socket.on('error', () => {})
    socket.on('close', (code: number) => {
      const session = sockets.get(socket)
      sockets.delete(socket)
      if (session?.socket !== socket) return
      session.socket = null
      // A client that says goodbye gives its session up; every other end may be resumed.
      if (code === 1000 || code === 1001) sessions.delete(session.id)
    })
  }

  return {
    /** The sessions that are connected now. */
    sessions: () => [...sessions.values()].filter(({ socket }) => socket !== null),
    log,
    deliver,
    serve(server: Server): void {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (refuses || !/^\/gateway\/?(?:\?|$)/.test(request.url ?? '')) return void socket.destroy()
        log.push('connect')
        wss.handleUpgrade(request, socket, head, connect)
      })
    },
    cutTcp: () => [...sockets.keys()].forEach(socket => socket.terminate()),
    op7: () => [...sockets.keys()].forEach(socket => sendTo(socket, { op: 7 })),
    op9(resumable: boolean): void {
      for (const [socket, session] of sockets) {
        if (session !== null) session.socket = null
        if (session !== null && !resumable) sessions.delete(session.id)
        sockets.set(socket, null)
        sendTo(socket, { op: 9, d: resumable })
      }
    },
    close: (code: number, reason = '') => [...sockets.keys()].forEach(socket => socket.close(code, reason)),
    dropHeartbeatAcks(drop: boolean): void {
      acks = !drop
    },
    mute(shard: number, mute: boolean): void {
      if (mute) {
        mutes.add(shard)
        for (const [socket, session] of sockets) if (session?.shard[0] === shard) socket.terminate()
        return
      }
      mutes.delete(shard)
      const begun = waiting.filter(one => one.shard === shard)
      waiting = waiting.filter(one => one.shard !== shard)
      begun.forEach(({ begin }) => begin())
    },
    refuse(refuse: boolean): void {
      refuses = refuse
    },
    end(): void {
      for (const socket of sockets.keys()) socket.terminate()
      wss.close()
    },
  }
}

function read(bytes: Buffer): Packet | undefined {
  try {
    return JSON.parse(bytes.toString()) as Packet
  } catch {
    return undefined
  }
}
