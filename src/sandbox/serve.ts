import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSandbox, type SandboxOptions } from './sandbox.ts'

/** A sandbox with a server of its own. */
export type ServedSandbox = {
  /** `http://host:port/v1` */
  readonly baseUrl: string
  close(): Promise<void>
}

/** Serves a sandbox at `/v1` of its own port (0: a free one) and goes on with what it left unfinished. Prints nothing. */
export async function serveSandbox({
  host = '127.0.0.1',
  port = 4000,
  ...options
}: SandboxOptions & { readonly host?: string; readonly port?: number }): Promise<ServedSandbox> {
  const sandbox = createSandbox(options)
  const server = createAdaptorServer({ fetch: sandbox.app.fetch }) as Server
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (thrown) {
    await sandbox.close()
    throw thrown
  }
  sandbox.start()
  const { port: actual } = server.address() as AddressInfo
  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/v1`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      await sandbox.close()
      server.closeAllConnections()
      await closed
    },
  }
}
