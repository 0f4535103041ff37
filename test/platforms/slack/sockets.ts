import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { appId } from './emulated.ts'
import type { World } from './world.ts'

/** The most connections that an app may have open. */
export const mostSockets = 10
/** How often the server says that it is there. */
const pingEveryMs = 5_000
/** How long a connection lives on after a warning. */
const warningMs = 10_000

export type Frame = {
  readonly envelope_id: string
  readonly type: 'events_api' | 'slash_commands' | 'interactive'
  readonly payload: unknown
  readonly accepts_response_payload: boolean
  readonly retry_attempt?: number
  readonly retry_reason?: string
}
type Line = { readonly id: number; readonly socket: WebSocket; going: boolean }
type Wait = { readonly line: Line; readonly acked: (payload: unknown) => void; readonly broken: () => void }

/** Socket Mode: tickets, hellos, envelopes to one connection each, and every way a connection ends. */
export function createSockets(world: World) {
  const wss = new WebSocketServer({ noServer: true })
  const lines: Line[] = []
  const tickets = new Set<string>()
  const waits = new Map<string, Wait>()
  let connected = 0
  let refuses = false
  let silent = false
  let turn = 0

  const open = (): readonly Line[] => lines.filter(({ socket, going }) => !going && socket.readyState === socket.OPEN)
  const say = (line: Line, frame: object): void => {
    if (!silent) line.socket.send(JSON.stringify(frame))
  }

  function hear(line: Line, bytes: Buffer): void {
    let frame: { envelope_id?: unknown; payload?: unknown }
    try {
      frame = JSON.parse(bytes.toString()) as typeof frame
    } catch {
      return world.violate('socket: a frame that is not JSON')
    }
    const wait = waits.get(String(frame.envelope_id))
    // An answer that comes twice or late is no answer to anything; whoever waited has judged it.
    if (wait === undefined || wait.line !== line) return
    waits.delete(String(frame.envelope_id))
    wait.acked(frame.payload)
  }

  function connect(socket: WebSocket): void {
    const line: Line = { id: ++connected, socket, going: false }
    lines.push(line)
    socket.on('message', (bytes: Buffer) => hear(line, bytes))
    socket.on('error', () => {})
    const pings = setInterval(() => {
      if (!silent && socket.readyState === socket.OPEN) socket.ping(`Ping from stand-in ${line.id}`)
    }, pingEveryMs)
    socket.on('close', () => {
      clearInterval(pings)
      lines.splice(lines.indexOf(line), 1)
      for (const [id, wait] of [...waits]) {
        if (wait.line !== line) continue
        waits.delete(id)
        wait.broken()
      }
    })
    say(line, {
      type: 'hello',
      num_connections: lines.length,
      debug_info: { host: 'stand-in', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: appId },
    })
  }

  return {
    /** What `apps.connections.open` answers: an address that one connection may use once. */
    ticket(): string {
      const ticket = randomUUID()
      tickets.add(ticket)
      return `${world.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${appId}`
    },
    isFull: () => lines.length >= mostSockets,
    /** Sends a frame to one of the connections; null when there is none. Slack chooses as it likes, here one after the other. */
    send(frame: Frame, then: Pick<Wait, 'acked' | 'broken'>): number | null {
      const there = open()
      const line = there[turn++ % Math.max(1, there.length)]
      if (line === undefined) return null
      waits.set(frame.envelope_id, { line, ...then })
      say(line, frame)
      return line.id
    },
    /** Nobody waits for this answer any more. */
    forget: (envelopeId: string): void => void waits.delete(envelopeId),
    serve(server: Server): void {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const ticket = new URL(request.url ?? '/', world.origin).searchParams.get('ticket') ?? ''
        if (refuses || !tickets.delete(ticket)) return void socket.destroy()
        wss.handleUpgrade(request, socket, head, connect)
      })
    },
    open: (): readonly number[] => open().map(({ id }) => id),
    connected: () => connected,
    disconnect(reason: string, id?: number): void {
      for (const line of [...lines].filter(one => id === undefined || one.id === id)) {
        say(line, { type: 'disconnect', reason, debug_info: { host: 'stand-in' } })
        line.going = reason !== 'warning'
        if (reason === 'warning') world.clock.after(warningMs, () => line.socket.close(1000))
        else setTimeout(() => line.socket.close(1000), 20).unref()
      }
    },
    cut: () => [...lines].forEach(({ socket }) => socket.terminate()),
    refuse(refuse: boolean): void {
      refuses = refuse
    },
    isSilent: () => silent,
    silence(value: boolean): void {
      silent = value
      // A half-dead connection answers no pings either.
      for (const { socket } of lines) if (value) socket.pause()
      for (const { socket } of lines) if (!value) socket.resume()
    },
    end(): void {
      for (const { socket } of [...lines]) socket.terminate()
      wss.close()
    },
  }
}
export type Sockets = ReturnType<typeof createSockets>
