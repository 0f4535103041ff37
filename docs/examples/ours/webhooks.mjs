import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// Every delivery is checked on its bytes before it is believed; whoever waits for its prediction is woken.
const server = createServer(async (request, response) => {
  const rawBody = await buffer(request)
  const received = await replicate.webhooks.receive({ rawBody, header: name => request.headers[name] })
  if (received.valid) console.log('told', received.told.status)
  response.writeHead(received.valid ? 204 : 401).end()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

// On the internet this is your https address.
const url = `http://127.0.0.1:${server.address().port}/webhooks`
const output = await replicate.run('replicate/hello-world', { input: { text: 'Ada' }, wait: { mode: 'webhook', url } })
console.log(output)
server.close()
server.closeAllConnections()
await replicate.close()
