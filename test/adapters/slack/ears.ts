import { catalogue, messageMenu } from '#core/catalogue.ts'
import type { Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import type { Form } from '#core/form.ts'
import { noMeter } from '#core/meter.ts'
import type { Desk, Log, Platform } from '#core/ports.ts'
import { say } from '#core/post.ts'
import type { JobRow } from '#core/report.ts'
import type { OAuthOptions } from '../../../adapters/slack/install.ts'
import { createSlack, type SlackOptions } from '../../../adapters/slack/slack.ts'
import type { SocketPatience } from '../../../adapters/slack/socket.ts'
import { type SlackTables, slackTables } from '../../../adapters/slack/tables.ts'
import { createServer } from '../../../src/server/server.ts'
import { openStore } from '../../../src/store/open.ts'
import { type Slack, type Start, startSlack } from '../../platforms/slack/slack.ts'

export type Line = { readonly level: 'info' | 'warn' | 'error'; readonly message: string; readonly fields: object }

/** An adapter that listens to a Slack of the test's own, with a service behind it that only writes down what it is told. */
export type Ears = AsyncDisposable & {
  readonly slack: Slack
  readonly platform: Platform
  readonly events: Inbound[]
  readonly present: (readonly string[])[]
  readonly lines: Line[]
  /** How long it took until each thing was acknowledged, in ms. */
  readonly accepted: number[]
  /** What the service does; each may be changed by a test. */
  readonly service: {
    handle: (event: Inbound) => Promise<void>
    form: (action: string) => Promise<Form>
    checkForm: (form: string, values: Values) => Promise<Readonly<Record<string, string>>>
    jobs: readonly JobRow[]
  }
  readonly records: Awaited<ReturnType<typeof openStore<SlackTables>>>['records']
  readonly isHealthy: () => boolean
  readonly drain: () => void
  /** The address of our own server, where Slack's requests come by HTTP. */
  readonly url: string
  /** Waits for the first event of a type, or for the first that is not older than `from`. */
  event<Type extends Inbound['type']>(type: Type, from?: number): Promise<Extract<Inbound, { type: Type }>>
  /** The line of the log that holds some words, waiting for it. */
  line(words: string): Promise<Line>
  /** Ends the adapter as at the end of the process, and leaves Slack and the store. */
  stop(): Promise<void>
  /** Begins anew on the same Slack and store, as the next process would. */
  again(): Promise<void>
}

export type Setup = {
  readonly start?: Start
  readonly options?: (slack: Slack) => Partial<SlackOptions>
  readonly patience?: Partial<SocketPatience>
  /** Workspaces bring their own token by installing us. */
  readonly byInstallation?: true
  /** Does something to Slack before the adapter connects. */
  readonly before?: (slack: Slack) => void
}

const oauthOf = ({ app, origin }: Slack): OAuthOptions => ({
  clientId: app.clientId,
  clientSecret: app.clientSecret,
  publicUrl: origin,
})

/** Starts a Slack and listens to it. */
export async function listen({
  start = {},
  options = () => ({}),
  patience = {},
  byInstallation,
  before,
}: Setup = {}): Promise<Ears> {
  const slack = await startSlack(start)
  before?.(slack)
  const store = await openStore<SlackTables>({ url: 'memory:', dataDir: 'unused', tables: slackTables })
  const events: Inbound[] = []
  const present: (readonly string[])[] = []
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
    checkForm: async () => ({}),
    jobs: [],
  }
  const desk = {
    handle: async (event: Inbound) => {
      events.push(event)
      await service.handle(event)
    },
    form: (action: string) => service.form(action),
    checkForm: (form: string, values: Values) => service.checkForm(form, values),
    help: async () => say('actor', 'Type `/help` to see what is possible.'),
    jobs: async () => ({ rows: service.jobs }),
    present: async (_platform: string, ids: readonly string[]) => void present.push(ids),
    open: async () => undefined,
    linkTo: () => undefined,
  } as unknown as Desk
  const server = await createServer({ host: '127.0.0.1', port: 0, log, health: () => true })
  const { mode = 'socket' } = start
  const create = () =>
    createSlack({
      slack: {
        api: slack.apiUrl,
        ...(byInstallation === true ? { oauth: oauthOf(slack) } : { botToken: slack.botToken }),
        secretKey: Buffer.alloc(32, 7),
        receive:
          mode === 'http' ? { by: 'http', signingSecret: slack.signingSecret } : { by: 'socket', appToken: slack.appToken },
        ...options(slack),
      },
      catalogue,
      menu: messageMenu,
      records: store.records,
      now: Date.now,
      meter: { ...noMeter, accepted: (_of, ms) => void accepted.push(ms) },
      log,
      patience: { apartMs: 100, ...patience },
    })
  const close = async (): Promise<void> => {
    await server.close({ drainMs: 0 })
    await slack.close()
    await store[Symbol.asyncDispose]()
  }
  let adapter = create()
  if (adapter.app !== undefined) server.mount('/slack', adapter.app)
  try {
    await adapter.attach(desk)
    if (mode === 'http') await slack.eventsTo(`${server.url}/slack/events`)
  } catch (thrown) {
    await adapter.close()
    await close()
    throw thrown
  }
  return {
    slack,
    get platform() {
      return adapter.platform
    },
    events,
    present,
    lines,
    accepted,
    service,
    records: store.records,
    isHealthy: () => adapter.isHealthy(),
    drain: () => adapter.drain(),
    url: server.url,
    event: (type, from = 0) =>
      slack.until(() =>
        events.slice(from).find((event): event is Extract<Inbound, { type: typeof type }> => event.type === type),
      ),
    line: words => slack.until(() => lines.find(({ message }) => message.includes(words))),
    stop: () => adapter.close(),
    async again() {
      adapter = create()
      await adapter.attach(desk)
    },
    async [Symbol.asyncDispose]() {
      await adapter.close()
      await close()
    },
  }
}

/** Waits until Slack has had an answer to everything it sent, or says what it still waits for. */
export const settled = (slack: Slack): Promise<unknown> =>
  slack.until(() => slack.deliveries.every(({ ackedAfterMs, failed }) => ackedAfterMs !== null || failed !== null))
