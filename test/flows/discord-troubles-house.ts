import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import { type Job, phaseOf } from '#core/job.ts'
import { noMeter } from '#core/meter.ts'
import type { Log } from '#core/ports.ts'
import { createDiscord, type Discord as Adapter, type DiscordTables, discordTables } from '../../adapters/discord/discord.ts'
import { shippedSettings } from '../../src/config/shipped.ts'
import { localEngine } from '../../src/jobs/local.ts'
import { createMedia } from '../../src/media/picture.ts'
import { createModels } from '../../src/models/models.ts'
import { outputFetcher } from '../../src/models/outputs.ts'
import { createReplicate } from '../../src/replicate/client.ts'
import { serveSandbox } from '../../src/sandbox/serve.ts'
import { createService } from '../../src/service/service.ts'
import { openStore } from '../../src/store/open.ts'
import { type Channel, type Discord, type Guild, type Person, type Seen, startDiscord } from '../platforms/discord/discord.ts'

/** Waits are long: a machine may have ten things to do. */
export const longMs = 60_000

export type Line = { readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }

/** A place of its own with a person in it, so that what breaks there is no concern of others. */
export type Spot = {
  readonly channel: Channel
  readonly person: Person
  /** Words that stand in what is asked here and nowhere else. */
  readonly mark: string
}

/** The product's parts, joined as its root joins them, between a Discord and a Replicate of the test's own. */
export type House = AsyncDisposable & {
  readonly discord: Discord
  readonly lines: readonly Line[]
  /** Moves the clock of Discord and of the product ahead. */
  readonly advance: (ms: number) => void
  readonly isHealthy: () => boolean
  /** A fresh channel with a fresh person, in a server of its own where one is given. */
  spot(guild?: Guild): Spot
  /** What the bot has said in a channel or thread, oldest first. */
  said(channel: Channel): readonly Seen[]
  /** The jobs of a place as they are stored, oldest first. */
  jobs(channel: Channel): Promise<readonly Job[]>
  /** How many predictions of the place there are at Replicate. */
  predictions(spot: Spot): Promise<number>
  /**
   * Waits until all that was asked at a place has ended, and lists what is wrong then: more than `atMost` payments (1 for
   * each job), money that is set aside still, events that wait, messages that promise more, rules of Discord that were broken.
   */
  ended(spot: Spot, expected: { readonly jobs: number; readonly where?: Channel }): Promise<readonly string[]>
  /** What the service does once an hour and soon after each start. */
  sweep(): Promise<unknown>
  /** Connects, where the house was opened without. */
  attach(): Promise<void>
}

/** Opens the house. `before` does something to Discord before the product connects. */
export async function openHouse(
  options: { readonly before?: (discord: Discord) => void; readonly attach?: boolean } = {},
): Promise<House> {
  await using opening = new AsyncDisposableStack()
  let shiftMs = 0
  const now = (): number => Date.now() + shiftMs
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-troubles-'))
  opening.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const discord = opening.use(await startDiscord({ now, answerWithinMs: 10_000 }))
  const sandbox = await serveSandbox({ dataDir: join(dataDir, 'sandbox'), port: 0 })
  opening.defer(() => sandbox.close())
  const store = opening.use(
    await openStore<DiscordTables>({ url: `sqlite:${join(dataDir, 'store.db')}`, dataDir, tables: discordTables }),
  )
  const lines: Line[] = []
  const write =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push({ level, message, fields: { ...fields } })
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') }
  const replicate = createReplicate({ token: 'r8_troubles', baseUrl: sandbox.baseUrl, now })
  opening.defer(() => replicate.close())
  const models = createModels({
    replicate,
    cards: store.shelves.cards,
    fetchOutput: outputFetcher({ origins: [new URL(sandbox.baseUrl).origin] }),
    offered: [],
    log,
  })
  const adapter: Adapter = createDiscord({
    discord: { api: discord.url, token: discord.token, shards: 'auto' },
    catalogue,
    menu: messageMenu,
    records: store.records,
    now,
    meter: noMeter,
    log,
    patience: { lookEveryMs: 20, againAfterMs: 50 },
  })
  opening.defer(() => adapter.close())
  // What fails is tried again soon: a test has no quarter of an hour.
  const engine = localEngine({ database: store.database, now, log, retryMs: failures => 150 * failures })
  opening.use(engine)
  const service = createService({
    records: store.records,
    shelves: store.shelves,
    blobs: store.blobs,
    locks: store.locks,
    engine,
    models,
    media: createMedia(),
    links: { fetch: () => Promise.reject(new Error('Nobody links to anything here.')) },
    platforms: new Map([['discord', adapter.platform]]),
    world: { now, random: below => Math.floor(Math.random() * below) },
    log,
    meter: noMeter,
    prices: [],
    above: [shippedSettings(true)],
    charged: true,
  })
  await service.recover()
  engine.start(service.work, { atMost: 16 })
  options.before?.(discord)

  const said = (channel: Channel): readonly Seen[] =>
    discord.messages(channel).filter(({ authorId }) => authorId === discord.bot.id)
  const jobs = async (channel: Channel): Promise<readonly Job[]> =>
    (await store.records.list('jobs', {})).filter(({ address }) => (address.thread ?? address.channel) === channel.id)
  const predictions = async ({ mark }: Spot): Promise<number> => {
    let count = 0
    for (let next: string | null = `${sandbox.baseUrl}/predictions`; next !== null;) {
      const response: Response = await fetch(next, { headers: { authorization: 'Bearer r8_troubles' } })
      const page = (await response.json()) as { next: string | null; results: readonly { input: unknown }[] }
      count += page.results.filter(({ input }) => JSON.stringify(input).includes(mark)).length
      next = page.next
    }
    return count
  }
  const attach = async (): Promise<void> => {
    await adapter.attach(service.desk)
    await discord.until(() => discord.commands().includes('imagine') && adapter.isHealthy(), longMs)
  }
  let spots = 0
  if (options.attach !== false) await attach()
  const open = opening.move()

  return {
    discord,
    lines,
    advance(ms) {
      shiftMs += ms
    },
    isHealthy: () => adapter.isHealthy(),
    spot(guild = discord.home.guild) {
      const mark = `mark${(++spots).toString().padStart(3, '0')}`
      const person = discord.person(`person of ${mark}`, { guilds: [guild] })
      return { channel: discord.channel(guild, { name: mark }), person, mark }
    },
    said,
    jobs,
    predictions,
    async ended(spot, { jobs: expected, where = spot.channel }) {
      const all = await eventually('The end of every job', async () => {
        const found = await jobs(where)
        return found.length >= expected && found.every(({ closedAt }) => closedAt !== undefined) ? found : undefined
      })
      const troubles: string[] = []
      if (all.length !== expected) troubles.push(`${all.length} jobs for ${expected} that were asked for`)
      const paid = await predictions(spot)
      const begun = all.filter(({ runs }) => runs.some(({ state }) => state.phase !== 'new')).length
      if (paid > begun) troubles.push(`${paid} predictions for ${begun} jobs`)
      for (const job of all) {
        const row = await store.records.get('ledger', job.id)
        if (row !== undefined && row.settled === undefined) troubles.push(`money is set aside for a job that is ${phaseOf(job)}`)
      }
      const waits = await eventually('The taking of every event', async () => {
        const found = await store.records.list('discord_waiting', {})
        return found.length === 0 ? 0 : undefined
      }).catch(() => 'more')
      if (waits !== 0) troubles.push('an event waits though it was handled')
      for (const message of said(where)) {
        if (message.loading) troubles.push('a message is “thinking” for ever')
        if (message.buttons.some(({ label }) => label === 'Cancel' || label === 'Stop'))
          troubles.push(`a message can be stopped though nothing runs: ${message.text}`)
      }
      return [...troubles, ...discord.violations]
    },
    sweep: () => service.sweep(new AbortController().signal),
    attach,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Waits until `look` answers something, asking every 20 ms. */
export async function eventually<Result>(what: string, look: () => Promise<Result | undefined>): Promise<Result> {
  for (const end = performance.now() + longMs; performance.now() < end; await sleep(20)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error(`${what} did not come within ${longMs} ms.`)
}
