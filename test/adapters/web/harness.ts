import { serve } from '@hono/node-server'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalogue } from '#core/catalogue.ts'
import type { Log } from '#core/ports.ts'
import { createWeb, type DoorOptions, type Web, type WebTables, webTables } from '../../../adapters/web/web.ts'
import { openStore, type Store } from '../../../src/store/open.ts'
import { type ScriptedDesk, scriptedDesk } from './scripted-desk.ts'

/** A console on a free port of this machine, over a real store, with a scripted service behind it. */
export type TestConsole = AsyncDisposable & {
  readonly url: string
  readonly port: number
  readonly web: Web
  readonly desk: ScriptedDesk
  readonly store: Store<WebTables>
  /** What was logged as going wrong. */
  readonly troubles: readonly string[]
  readonly secretKey: Uint8Array
  /** Ends the console and the server, and opens them anew over the same files and port. */
  restart(): Promise<void>
}

const built = join(import.meta.dirname, '../../../adapters/web/page/dist')

export type ConsoleOptions = {
  readonly host?: string
  readonly port?: number
  readonly publicUrl?: string
  readonly stepMs?: number
  readonly now?: () => number
  readonly pageDir?: string
  /** Whether what is made costs money; without it, it does. */
  readonly charged?: boolean
  /** Wraps the scripted desk, for tests that make it fail. */
  readonly wrap?: (desk: ScriptedDesk) => ScriptedDesk
}

/** Starts a console. `host` is what the door is told; the socket is on loopback whatever it says. */
export async function startConsole(options: ConsoleOptions = {}): Promise<TestConsole> {
  const { host = '127.0.0.1', stepMs = 2, now = Date.now, pageDir = built, charged = true } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-web-'))
  const secretKey = new Uint8Array(32).fill(7)
  const troubles: string[] = []
  const log: Log = { info: () => {}, warn: () => {}, error: (_fields, message) => troubles.push(message) }
  let port = options.port ?? 0

  const open = async () => {
    const store = await openStore<WebTables>({ url: `sqlite:${join(dataDir, 'replichat.db')}`, dataDir, tables: webTables })
    const { records, blobs, locks } = store
    const door: DoorOptions = {
      host,
      port: () => port,
      secretKey,
      ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    }
    const web = await createWeb({ catalogue, records, blobs, locks, door, pageDir, charged, now, log })
    const plain = scriptedDesk(() => ({ platform: web.platform, blobs }), stepMs)
    const desk = options.wrap?.(plain) ?? plain
    const server = serve({ fetch: web.app.fetch, port, hostname: '127.0.0.1' }) as Server
    if (!server.listening) await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    await web.attach(desk)
    return { store, web, desk, server }
  }
  let running = await open()
  const close = async (): Promise<void> => {
    const { web, server, desk, store } = running
    await web.close()
    server.closeAllConnections()
    const closed = once(server, 'close')
    server.close()
    await closed
    await desk.idle()
    await store[Symbol.asyncDispose]()
  }
  return {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    get port() {
      return port
    },
    get web() {
      return running.web
    },
    get desk() {
      return running.desk
    },
    get store() {
      return running.store
    },
    troubles,
    secretKey,
    async restart() {
      await close()
      running = await open()
    },
    async [Symbol.asyncDispose]() {
      await close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
