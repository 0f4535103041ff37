import type { Address } from '#core/address.ts'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import type { Form } from '#core/form.ts'
import { noMeter } from '#core/meter.ts'
import type { Desk, Log, Platform, Suggestion } from '#core/ports.ts'
import type { DiscordOptions } from '../../../adapters/discord/discord.ts'
import { createDiscord, type DiscordTables, discordTables } from '../../../adapters/discord/discord.ts'
import type { Patience } from '../../../adapters/discord/gateway.ts'
import { openStore } from '../../../src/store/open.ts'
import { type Discord, type Start, startDiscord } from '../../platforms/discord/discord.ts'

export type Line = { readonly level: 'info' | 'warn' | 'error'; readonly message: string; readonly fields: object }

/** An adapter that listens to a Discord of the test's own, with a service behind it that only writes down what it is told. */
export type Ears = AsyncDisposable & {
  readonly discord: Discord
  readonly platform: Platform
  readonly events: Inbound[]
  readonly present: (readonly string[])[]
  /** The same with what was said of the start, and of which servers it tells. */
  readonly told: {
    readonly ids: readonly string[]
    readonly start: 'going on' | 'done' | undefined
    readonly covers: ((workspace: string) => boolean) | undefined
  }[]
  readonly lines: Line[]
  /** How long it took until each interaction was acknowledged, in ms. */
  readonly accepted: number[]
  /** What the service does with events, forms and completions; each may be changed by a test. */
  readonly service: {
    handle: (event: Inbound) => Promise<void>
    form: (action: string) => Promise<Form>
    suggest: () => Promise<readonly Suggestion[]>
    present: () => Promise<void>
    places: () => Promise<readonly Address[]>
  }
  readonly records: Awaited<ReturnType<typeof openStore<DiscordTables>>>['records']
  readonly isHealthy: () => boolean
  readonly drain: () => void
  /** Waits for the first event of a type, or for the newest that is not older than `from`. */
  event<Type extends Inbound['type']>(type: Type, from?: number): Promise<Extract<Inbound, { type: Type }>>
  /** The line of the log that holds some words, waiting for it. */
  line(words: string): Promise<Line>
  /** Ends the adapter as at the end of the process, and leaves Discord and the store. */
  stop(): Promise<void>
  /** Begins anew on the same Discord and store, as the next process would. */
  again(): Promise<void>
}

type Setup = {
  readonly start?: Start
  readonly options?: Partial<DiscordOptions>
  readonly patience?: Partial<Patience> & { readonly settleAgainMs?: number; readonly lookAfterMs?: number }
  /** Does something to Discord before the adapter connects. */
  readonly before?: (discord: Discord) => void
  readonly attach?: boolean
}

/** Starts a Discord and listens to it. */
export async function listen({ start = {}, options = {}, patience = {}, before, attach = true }: Setup = {}): Promise<Ears> {
  // On a machine that does ten things at once the stand-in itself takes seconds for its first answer.
  const discord = await startDiscord({ answerWithinMs: 10_000, ...start })
  before?.(discord)
  const store = await openStore<DiscordTables>({ url: 'memory:', dataDir: 'unused', tables: discordTables })
  const events: Inbound[] = []
  const present: (readonly string[])[] = []
  const told: Ears['told'] = []
  const lines: Line[] = []
  const accepted: number[] = []
  const log: Log = {
    info: (fields, message) => void lines.push({ level: 'info', fields, message }),
    warn: (fields, message) => void lines.push({ level: 'warn', fields, message }),
    error: (fields, message) => void lines.push({ level: 'error', fields, message }),
  }
  const service: Ears['service'] = {
    handle: async () => {},
    form: async () => {
      throw new Fault('input', 'There is no such form.')
    },
    suggest: async () => [],
    present: async () => {},
    places: async () => [],
  }
  const desk = {
    handle: async (event: Inbound) => {
      events.push(event)
      await service.handle(event)
    },
    form: (action: string) => service.form(action),
    suggest: () => service.suggest(),
    places: () => service.places(),
    present: async (
      _platform: string,
      ids: readonly string[],
      { covers, start }: NonNullable<Parameters<Desk['present']>[2]> = {},
    ) => {
      present.push(ids)
      told.push({ ids, start, covers })
      await service.present()
    },
    open: async () => undefined,
    linkTo: () => undefined,
  } as unknown as Desk
  const create = () =>
    createDiscord({
      discord: { api: discord.url, token: discord.token, shards: 'auto', ...options },
      catalogue,
      menu: messageMenu,
      records: store.records,
      now: Date.now,
      meter: { ...noMeter, accepted: (_of, ms) => void accepted.push(ms) },
      log,
      patience: { lookEveryMs: 20, againAfterMs: 50, lookAfterMs: 20, ...patience },
    })
  let adapter = create()
  if (attach)
    await adapter.attach(desk).catch(async (thrown: unknown) => {
      await discord.close()
      throw thrown
    })
  return {
    discord,
    get platform() {
      return adapter.platform
    },
    events,
    present,
    told,
    lines,
    accepted,
    service,
    records: store.records,
    isHealthy: () => adapter.isHealthy(),
    drain: () => adapter.drain(),
    event: (type, from = 0) =>
      discord.until(() =>
        events.slice(from).find((event): event is Extract<Inbound, { type: typeof type }> => event.type === type),
      ),
    line: words => discord.until(() => lines.find(({ message }) => message.includes(words))),
    stop: () => adapter.close(),
    async again() {
      adapter = create()
      await adapter.attach(desk)
    },
    async [Symbol.asyncDispose]() {
      await adapter.close()
      await discord.close()
      await store[Symbol.asyncDispose]()
    },
  }
}
