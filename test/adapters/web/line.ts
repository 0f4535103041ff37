import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends exactly these bytes and answers what comes back, until the server closes. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  let answer = ''
  socket.on('data', (piece: string) => (answer += piece))
  socket.write(text)
  await once(socket, 'close', { signal: AbortSignal.timeout(10_000) })
  return answer
}

/** A request with exactly these header lines; the server is asked to close after it. */
export const rawRequest = (method: string, path: string, headers: readonly string[], version = '1.1'): string =>
  [`${method} ${path} HTTP/${version}`, ...headers, 'Connection: close', '', ''].join('\r\n')

/** The status of an answer. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
