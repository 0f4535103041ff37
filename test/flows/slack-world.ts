import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manifestOf } from '../../adapters/slack/slack.ts'
import { catalogue, messageMenu } from '../../src/core/catalogue.ts'
import { type Json, type Logged, type Manifest, type Seen, type Slack, type Start, startSlack } from '../platforms/slack/slack.ts'
import { type Started, startProduct } from './process.ts'

/** Long enough for a machine that others use too. */
export const waitMs = 60_000
/** An app has three seconds; here it shares two cores with others, and how soon it is belongs into the bench. */
const patientMs = 20_000

/** A Slack, and a folder on which one process of the product after another lives. */
export type SlackWorld = AsyncDisposable & {
  readonly slack: Slack
  readonly folder: string
  /** Starts the product and waits until Slack has it. `bent`: with a slower store or a clock that is ahead. */
  start(env?: Readonly<Record<string, string>>, bent?: 'bent'): Promise<Started>
}

/** A workspace whose app was made from the product's own manifest. `mode`: how the product is reached. */
export async function openSlackWorld(options: Start = {}): Promise<SlackWorld> {
  const { mode = 'socket' } = options
  const folder = await mkdtemp(join(tmpdir(), 'replichat-slack-'))
  const manifest = manifestOf({ catalogue, menu: messageMenu, by: mode }) as Manifest
  const slack = await startSlack({ manifest, ackWithinMs: patientMs, triggerMs: patientMs, ...options })
  return {
    slack,
    folder,
    async start(env = {}, bent) {
      const way = mode === 'socket' ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET: slack.signingSecret }
      const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl, ...way }
      const script = bent === undefined ? ['src/door.mjs', 'start'] : ['test/flows/bent-product.ts']
      const product = await startProduct(folder, { ...tokens, ...env }, script)
      const isThere = (): boolean => /Slack: .* in /.test(product.output()) && (mode === 'http' || slack.sockets.length > 0)
      try {
        await slack.until(isThere, waitMs)
        if (mode === 'http') await slack.eventsTo(`${product.url}/slack/events`)
      } catch (error) {
        await product.kill()
        throw new Error(`The product was not on Slack within ${waitMs} ms. It said:\n${product.output()}`, { cause: error })
      }
      return product
    },
    async [Symbol.asyncDispose]() {
      await slack.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A finished picture or answer: it says what to do next. */
export const isDone = ({ buttons, streaming }: Seen): boolean =>
  !streaming && buttons.some(({ label }) => label === 'Again' || label === 'Regenerate')

/** What the bot said in the thread of a message, once `check` holds for it. */
export const answerTo = (slack: Slack, root: Seen, check: (answer: Seen) => boolean = isDone): Promise<Seen> =>
  slack.sees(
    root.channelId,
    seen => seen.threadTs === (root.threadTs ?? root.ts) && seen.ts > root.ts && seen.userId === slack.bot.id && check(seen),
    waitMs,
  )

/** Every text that a message showed, in order, as the requests brought it there: what was appended to a stream is joined. */
export function framesOf(slack: Slack, message: Seen): readonly string[] {
  const frames: string[] = []
  for (const { method, status, error, args, answer } of slack.requests) {
    if (status !== 200 || error !== null) continue
    const ts = args['ts'] ?? answer['ts']
    if (ts !== message.ts || !method.startsWith('chat.')) continue
    const text = textIn(args)
    const isMore = method === 'chat.appendStream' || method === 'chat.stopStream'
    frames.push(isMore ? `${frames.at(-1) ?? ''}${text}` : text)
  }
  return frames
}

/** The words of a request, whichever way they were written. */
export function textIn(args: Json): string {
  const chunks = (args['chunks'] as readonly { readonly text?: string }[] | undefined) ?? []
  const blocks = (args['blocks'] as readonly { readonly type: string; readonly text?: unknown }[] | undefined) ?? []
  const shown = blocks.flatMap(({ type, text }) => (type === 'markdown' ? [String(text)] : []))
  if (shown.length > 0) return shown.join('\n')
  const whole = args['markdown_text'] ?? (chunks.length > 0 ? chunks.map(({ text = '' }) => text).join('') : args['text'])
  return typeof whole === 'string' ? whole : ''
}

/** What the bot was told to slow down for: nothing, in a good test. */
export const slowedDown = ({ requests }: Slack): readonly Logged[] =>
  requests.filter(({ status, error }) => status === 429 || error === 'ratelimited')

/** Requests that Slack refused, each as a line; what a good test has none of. */
export const refused = ({ requests }: Slack): readonly string[] =>
  requests.flatMap(({ method, error }) => (error === null ? [] : [`${method}: ${error}`]))
