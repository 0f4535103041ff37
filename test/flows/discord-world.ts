import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Discord,
  type Logged,
  type Ref,
  type Seen,
  type Start,
  startDiscord,
  type Use,
} from '../platforms/discord/discord.ts'
import { type Started, startProduct } from './process.ts'

export { predictionsOf } from './predictions.ts'

/** Long enough for a machine that many others use. */
export const waitMs = 120_000

/** A Discord, and a folder on which one process of the product after another lives. */
export type DiscordWorld = AsyncDisposable & {
  readonly discord: Discord
  readonly folder: string
  /** Starts the product and waits until it has said hello to Discord. `bent`: with a slower store or a clock that is ahead. */
  start(env?: Readonly<Record<string, string>>, bent?: 'bent'): Promise<Started>
}

export async function openDiscordWorld(options: Start = {}): Promise<DiscordWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-discord-'))
  const discord = await startDiscord(options)
  return {
    discord,
    folder,
    async start(env = {}, bent) {
      const tokens = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url }
      const script = bent === undefined ? ['src/door.mjs', 'start'] : ['test/flows/bent-product.ts']
      const product = await startProduct(folder, { ...tokens, ...env }, script)
      const isThere = (): boolean =>
        /Discord: .* in \d+ servers?\./.test(product.output()) && discord.commands().includes('imagine')
      try {
        await discord.until(isThere, waitMs)
      } catch {
        await product.kill()
        throw new Error(`The product was not on Discord within ${waitMs} ms. It said:\n${product.output()}`)
      }
      return product
    },
    async [Symbol.asyncDispose]() {
      await discord.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A finished picture or answer: it says what to do next. */
export const isDone = ({ buttons }: Seen): boolean => buttons.some(({ label }) => label === 'Again' || label === 'Regenerate')

/** What came in a channel as a reply to a message, once `check` holds for it. */
export const replyTo = (discord: Discord, message: Seen, check: (reply: Seen) => boolean): Promise<Seen> =>
  discord.sees(message.channelId, reply => reply.replyTo === message.id && check(reply), waitMs)

/** What a person alone is told after a use, below what it was used on. */
export const toldPrivately = (use: Use): Promise<Seen> =>
  use.shows(
    ({ id, private: isPrivate, loading, text }) => isPrivate && !loading && text !== '' && BigInt(id) > BigInt(use.id),
    waitMs,
  )

/** Every text that a message showed, in order, as the requests brought it there. */
export function framesOf(discord: Discord, message: Ref | Use): readonly string[] {
  const id = typeof message === 'string' ? message : 'token' in message ? message.token : message.id
  return discord.requests
    .filter(({ path, method, status }) => method === 'PATCH' && status === 200 && path.includes(`/${id}`))
    .map(({ body }) => textIn(body))
}

/** The texts of a request's body, in the order in which they are shown. */
export function textIn(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const { content, components } = body as { readonly content?: unknown; readonly components?: unknown }
  const inner = Array.isArray(components) ? components.map(textIn) : []
  return [typeof content === 'string' ? content : '', ...inner].filter(text => text !== '').join('\n')
}

/** What the bot was told to slow down for: nothing, in a good test. */
export const slowedDown = ({ requests }: Discord): readonly Logged[] => requests.filter(({ status }) => status === 429)
