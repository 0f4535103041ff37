import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import Replicate, { validateWebhook } from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })
const { key: secret } = await replicate.webhooks.default.secret.get()

const done = Promise.withResolvers()
const server = createServer(async (request, response) => {
  const { headers } = request
  const body = await text(request)
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(name => headers[`webhook-${name}`])
  const isValid = await validateWebhook({ id, timestamp, signature, body, secret })
  response.writeHead(isValid ? 204 : 401).end()
  if (isValid) done.resolve(JSON.parse(body))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const { latest_version: version } = await replicate.models.get('replicate', 'hello-world')
await replicate.predictions.create({
  version: version.id,
  input: { text: 'Ada' },
  webhook: `http://127.0.0.1:${server.address().port}/webhooks`,
  webhook_events_filter: ['completed'],
})
const told = await done.promise
console.log('told', told.status)
console.log(told.output)
server.close()
server.closeAllConnections()
