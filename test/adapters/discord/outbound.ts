import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, expect } from 'vitest'
import { discordTables, type DiscordTables } from '../../../adapters/discord/tables.ts'
import { writeReply, type InteractionNote } from '../../../adapters/discord/ref.ts'
import { createRest, type Rest } from '../../../adapters/discord/rest.ts'
import { createSurface } from '../../../adapters/discord/surface.ts'
import type { Log, Records, Surface } from '../../../src/core/ports.ts'
import { noMeter } from '../../../src/core/meter.ts'
import type { Picture, ReplyRef } from '../../../src/core/post.ts'
import { openStore } from '../../../src/store/open.ts'
import { type Discord, startDiscord, type Start, type Use } from '../../platforms/discord/discord.ts'

/** One line of the log as it was given. */
export type Line = { readonly level: string; readonly fields: Readonly<Record<string, unknown>>; readonly message: string }

/** A Discord, our way out to it, and a store on a disk. */
export type Outbound = AsyncDisposable & {
  readonly discord: Discord
  readonly rest: Rest
  readonly surface: Surface
  readonly pictures: Pictures
  readonly log: readonly Line[]
  readonly throttled: () => number
  readonly signal: AbortSignal
  /** The surface of another process, which remembers nothing but what is stored. */
  readonly another: () => Surface
  /** A command was used and acknowledged so; where its answer goes. */
  readonly asked: (
    deferred: Exclude<InteractionNote['deferred'], 'update'>,
    options?: { readonly direct?: boolean; readonly fileBytes?: number },
  ) => Promise<{ readonly use: Use; readonly reply: ReplyRef }>
  /** Presses a button: acknowledged without a message. */
  readonly pressed: (message: string, label: string) => Promise<{ readonly use: Use; readonly reply: ReplyRef }>
  /** Where the answer to a person's message goes. */
  readonly said: (text: string) => { readonly id: string; readonly reply: ReplyRef }
  readonly requestsTo: (method: string, route: RegExp) => Discord['requests']
}

/** Pictures that are kept: bytes by name, and how often each was opened. */
export type Pictures = {
  readonly add: (blob: string, bytes: number) => Promise<Picture>
  readonly opened: string[]
  readonly forget: (blob: string) => void
  link: string | undefined
}

const pause = { pausesMs: [5, 10, 20] }

/** What opens it for one test. After each it is closed, and Discord must have had nothing to object to. Called once a file. */
export function outboundPerTest(): (start?: Start) => Promise<Outbound> {
  let open: Outbound | undefined
  afterEach(async () => {
    const violations = open?.discord.violations ?? []
    await open?.[Symbol.asyncDispose]()
    open = undefined
    expect(violations).toEqual([])
  })
  return async start => (open = await outbound(start))
}

/** Opens all of it. */
export async function outbound(start: Start = {}): Promise<Outbound> {
  const parts = new AsyncDisposableStack()
  const discord = parts.use(await startDiscord({ limitsFasterBy: 20, answerWithinMs: 60_000, ...start }))
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-discord-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true }))
  const store = parts.use(
    await openStore<DiscordTables>({ url: `sqlite:${join(dataDir, 'store.db')}`, dataDir, tables: discordTables }),
  )
  const log: Line[] = []
  const logger = Object.fromEntries(
    ['info', 'warn', 'error'].map(level => [
      level,
      (fields: Line['fields'], message: string) => void log.push({ level, fields, message }),
    ]),
  ) as unknown as Log
  let throttled = 0
  const meter = { ...noMeter, throttled: () => void throttled++ }
  const pictures = await createPictures()
  const now = (): number => discord.clock.now()
  const rest = createRest({ api: discord.url, token: discord.token, meter, log: logger, ...pause })
  const surfaceOf = (records: Records<DiscordTables>): Surface =>
    createSurface({ rest, records, desk: () => pictures.opener, now, log: logger })
  const { home } = discord
  discord.register([{ name: 'imagine', description: 'Paint', type: 1, contexts: [0, 1], integration_types: [0] }])

  const acknowledge = async (use: Use, type: number, flags: number): Promise<void> => {
    const response = await fetch(`${discord.url}/v10/interactions/${use.id}/${use.token}/callback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type, ...(type === 5 && { data: { flags } }) }),
    })
    if (response.status !== 204) throw new Error(`The acknowledgment was answered with ${response.status}.`)
  }
  const note = (use: Use, deferred: InteractionNote['deferred']): InteractionNote => ({
    application: discord.application.id,
    token: use.token,
    at: now(),
    deferred,
  })

  return {
    discord,
    rest,
    surface: surfaceOf(store.records),
    pictures,
    log,
    throttled: () => throttled,
    signal: AbortSignal.timeout(60_000),
    another: () => surfaceOf(store.records),
    async asked(deferred, { direct = false, fileBytes = 10 * 1024 * 1024 } = {}) {
      const channel = direct ? discord.direct(home.person) : home.channel
      const use = discord.slash(home.person, channel, 'imagine')
      await acknowledge(use, 5, deferred === 'actor' ? 64 : 0)
      const place = { ...(!direct && { guild: home.guild.id }), channel: channel.id }
      return { use, reply: writeReply({ ...place, fileBytes, interaction: note(use, deferred) }) }
    },
    async pressed(message, label) {
      const use = discord.click(home.person, message, label)
      await acknowledge(use, 6, 0)
      const place = { guild: home.guild.id, channel: home.channel.id, message }
      return { use, reply: writeReply({ ...place, fileBytes: 10 * 1024 * 1024, interaction: note(use, 'update') }) }
    },
    said(text) {
      const { id } = discord.say(home.person, home.channel, text)
      return {
        id,
        reply: writeReply({ guild: home.guild.id, channel: home.channel.id, message: id, fileBytes: 10 * 1024 * 1024 }),
      }
    },
    requestsTo: (method, route) => discord.requests.filter(request => request.method === method && route.test(request.route)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

async function createPictures(): Promise<
  Pictures & { readonly opener: Parameters<typeof createSurface>[0]['desk'] extends () => infer O ? O : never }
> {
  const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a33' } })
    .png()
    .toBuffer()
  const kept = new Map<string, Uint8Array>()
  const opened: string[] = []
  /** A picture of that many bytes: what follows its end is nobody's concern. */
  const sized = (bytes: number): Uint8Array => Buffer.concat([small, Buffer.alloc(Math.max(0, bytes - small.length))])
  const pictures = {
    opened,
    link: undefined as string | undefined,
    async add(blob: string, bytes: number) {
      kept.set(blob, sized(bytes))
      return { blob, contentType: 'image/png', width: 8, height: 8, alt: `a drawing of ${blob}` }
    },
    forget: (blob: string) => void kept.delete(blob),
    opener: {
      async open(blob: string, { atMostBytes = Number.POSITIVE_INFINITY } = {}) {
        opened.push(blob)
        const bytes = kept.get(blob)
        if (bytes === undefined) return undefined
        // What is less than a tenth of the picture is more than an encoder can do.
        if (atMostBytes < bytes.length / 10) return undefined
        return { bytes: sized(Math.min(bytes.length, atMostBytes)), contentType: 'image/png' }
      },
      linkTo: (blob: string) => (pictures.link === undefined ? undefined : `${pictures.link}/${blob}`),
    },
  }
  return pictures
}
