// The least there can be behind a create: a server that reads the body and answers with ready-made bytes.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { say } from '../child.ts'
import type { SandboxSays } from './words.ts'

const ready = JSON.stringify({ id: 'p', status: 'starting', output: null, urls: { stream: 'http://127.0.0.1/' } })
const server = createServer((incoming, response) => {
  incoming.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(ready))
})
server.listen(0, '127.0.0.1', () =>
  say<SandboxSays>({ type: 'listening', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }),
)
