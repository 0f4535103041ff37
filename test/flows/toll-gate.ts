import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A door in front of a sandbox that lets a test act between the sandbox's answer to a create and its arrival. */
export type TollGate = AsyncDisposable & {
  /** The sandbox's API base as seen through the gate. */
  readonly baseUrl: string
  /** Called once with each create that was answered; the answer is held until the promise resolves. */
  onCreated: (() => Promise<void>) | undefined
}

/** Opens a gate in front of a sandbox (`http://127.0.0.1:port/v1`). Everything passes unchanged. */
export async function openTollGate(sandboxUrl: string): Promise<TollGate> {
  const target = new URL(sandboxUrl)
  const server = createServer((incoming, outgoing) => {
    const forward = request(
      { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      answer => {
        const pass = (): void => {
          if (outgoing.destroyed) return void answer.resume()
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        }
        const isCreate = incoming.method === 'POST' && /\/predictions$/.test(incoming.url ?? '') && answer.statusCode === 201
        if (isCreate && gate.onCreated !== undefined) void gate.onCreated().then(pass)
        else pass()
      },
    )
    forward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => forward.destroy())
    outgoing.on('error', () => {})
    incoming.pipe(forward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const gate: TollGate = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    onCreated: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return gate
}
