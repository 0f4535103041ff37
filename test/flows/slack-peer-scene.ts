import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../platforms/discord/until.ts'
import { startPeer } from '../platforms/slack/peer.ts'
import { startProduct } from './process.ts'

// A script for a network of its own: the product on a Slack that nobody here wrote. It prints what came of it, as JSON.

const mode = process.argv[2] === 'http' ? 'http' : 'socket'
const port = 33_996
const waitMs = 40_000

type Message = Readonly<Record<string, unknown>>

const folder = await mkdtemp(join(tmpdir(), 'replichat-peer-'))
try {
  await using peer = await startPeer(`http://127.0.0.1:${port}/slack/events`)
  const app = mode === 'http' ? peer.httpApp : peer.socketApp
  const way =
    mode === 'http' ? { SLACK_SIGNING_SECRET: peer.httpApp.signingSecret } : { SLACK_APP_TOKEN: peer.socketApp.appToken }
  const tokens = { SLACK_BOT_TOKEN: app.botToken, SLACK_API_URL: peer.apiUrl, PORT: String(port), ...way }
  await using product = await startProduct(folder, tokens)
  await until(() => /Slack: .* in /.test(product.output()), waitMs, product.output)

  let messages: readonly Message[] = []
  const sees = async (check: (message: Message) => boolean): Promise<Message> => {
    const end = Date.now() + waitMs
    for (;;) {
      messages = await peer.messages()
      const found = messages.findLast(message => message['user'] === app.botUserId && check(message))
      if (found !== undefined) return found
      if (Date.now() > end)
        throw new Error(`Not so within ${waitMs} ms:\n${JSON.stringify(messages, null, 1)}\n${product.output()}`)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  const shows = (message: Message, label: string): boolean => JSON.stringify(message['blocks'] ?? []).includes(`"${label}"`)

  const place = { channel: peer.channel, user: peer.person }
  const said = await peer.control('/message', { ...place, text: `<@${app.botUserId}> what is a fox?` })
  const { ts } = said['message'] as { readonly ts: string }
  const answer = await sees(message => message['thread_ts'] === ts && shows(message, 'Regenerate'))
  await peer.control('/command', {
    ...place,
    command: '/imagine',
    text: 'a red fox --count 1 --more megapixels=0.25',
    appId: mode === 'http' ? 'A02EVENTS' : 'A01SOCKET',
  })
  const picture = await sees(message => shows(message, 'Again'))
  const code = await product.stop()
  const own = messages.filter(message => message['user'] === app.botUserId)
  console.log(
    JSON.stringify({ answer, picture, code, own: own.length, errors: product.output().match(/"level":"error".*/g) ?? [] }),
  )
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
