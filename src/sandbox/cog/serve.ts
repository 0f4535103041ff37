import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CogOptions, createCogContainer } from './container.ts'

/** A stand-in container with a port of its own. */
export type ServedCog = {
  /** `http://host:port` */
  readonly origin: string
  close(): Promise<void>
}

/** Serves a model by Cog's HTTP API on a port (0: a free one). */
export async function serveCog({
  port,
  host = '127.0.0.1',
  ...options
}: CogOptions & { readonly port: number; readonly host?: string }): Promise<ServedCog> {
  const container = createCogContainer({ ...options, shutdown: () => void setImmediate(() => void close()) })
  const server = createAdaptorServer({ fetch: container.app.fetch }) as Server
  let closing: Promise<unknown> | undefined
  const close = async (): Promise<void> => {
    closing ??= (async () => {
      const closed = once(server, 'close')
      container.close()
      server.close()
      server.closeAllConnections()
      await closed
    })()
    await closing
  }
  server.listen(port, host)
  await once(server, 'listening')
  const { port: actual } = server.address() as AddressInfo
  return { origin: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, close }
}
