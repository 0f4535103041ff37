import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import { type Job, phaseOf } from '#core/job.ts'
import { noMeter } from '#core/meter.ts'
import type { Log } from '#core/ports.ts'
import { createSlack, manifestOf, type Slack as Adapter, type SlackOptions } from '../../adapters/slack/slack.ts'
import { type SlackTables, slackTables } from '../../adapters/slack/tables.ts'
import { shippedSettings } from '../../src/config/shipped.ts'
import { localEngine } from '../../src/jobs/local.ts'
import { createMedia } from '../../src/media/picture.ts'
import { createModels } from '../../src/models/models.ts'
import { outputFetcher } from '../../src/models/outputs.ts'
import { createReplicate } from '../../src/replicate/client.ts'
import { serveSandbox } from '../../src/sandbox/serve.ts'
import { createServer } from '../../src/server/server.ts'
import { createService } from '../../src/service/service.ts'
import { openStore } from '../../src/store/open.ts'
import type { Channel, Json, Logged, Manifest, Person, Seen, Slack, Use } from '../platforms/slack/slack.ts'
import { startSlack } from '../platforms/slack/slack.ts'

/** Waits are long: a machine may have ten things to do. */
export const longMs = 100_000
/** For the same reason Slack is more patient here than it is. */
const patientMs = 20_000

export type Line = { readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }

/** A channel of its own with a person in it, so that what breaks there is no concern of others. */
export type Spot = {
  readonly channel: Channel
  readonly person: Person
  /** Words that stand in what is asked here and nowhere else. */
  readonly mark: string
}

/** The product's parts, joined as its root joins them, between a Slack and a Replicate of the test's own. */
export type House = AsyncDisposable & {
  readonly slack: Slack
  readonly lines: readonly Line[]
  spot(): Promise<Spot>
  /** Asks for an answer by a mention in the channel. */
  ask(spot: Spot, words?: string): Promise<Seen>
  /** Asks for one picture by the command. */
  paint(spot: Spot, more?: string): Use
  /** What the bot has said at a place and in its threads, oldest first. */
  said(spot: Spot): readonly Seen[]
  /** Waits until the bot has said something of this kind there. */
  sees(spot: Spot, check: (message: Seen) => boolean): Promise<Seen>
  /** The jobs of a place as they are stored, oldest first. */
  jobs(spot: Spot): Promise<readonly Job[]>
  /** How each of them ended. */
  phases(spot: Spot): Promise<readonly (string | undefined)[]>
  /** How many predictions of the place there are at Replicate. */
  predictions(spot: Spot): Promise<number>
  /** Whether a request is about a place, be it a message in it or a picture on its way there. */
  isAbout(spot: Spot): (request: Logged) => boolean
  /**
   * Waits until all that was asked at a place has ended, and lists what is wrong then: more payments than jobs, money that
   * is set aside still, events that wait, messages and threads that promise more, rules of Slack that were broken.
   */
  ended(spot: Spot, expected: { readonly jobs: number }): Promise<readonly string[]>
}

/** Opens the house. `before` does something to Slack before the product connects. */
export async function openHouse(
  options: { readonly mode?: 'socket' | 'http'; readonly before?: (slack: Slack) => void } = {},
): Promise<House> {
  const { mode = 'socket' } = options
  await using opening = new AsyncDisposableStack()
  const now = Date.now
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-troubles-'))
  opening.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const manifest = manifestOf({ catalogue, menu: messageMenu, by: mode }) as Manifest
  const slack = opening.use(
    await startSlack({
      ...{ manifest, mode, ackWithinMs: patientMs, triggerMs: patientMs },
      // Many spots at once ask more of one workspace than people would; limits are looked at where they are made.
      limitsFasterBy: 20,
      retriesAfterMs: [500, 1_000, 2_000, 4_000],
    }),
  )
  const sandbox = await serveSandbox({ dataDir: join(dataDir, 'sandbox'), port: 0 })
  opening.defer(() => sandbox.close())
  const store = opening.use(
    await openStore<SlackTables>({ url: `sqlite:${join(dataDir, 'store.db')}`, dataDir, tables: slackTables }),
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
  const receive: SlackOptions['receive'] =
    mode === 'socket' ? { by: 'socket', appToken: slack.appToken } : { by: 'http', signingSecret: slack.signingSecret }
  const adapter: Adapter = createSlack({
    slack: { api: slack.apiUrl, botToken: slack.botToken, secretKey: new Uint8Array(32), receive },
    catalogue,
    menu: messageMenu,
    records: store.records,
    now,
    meter: noMeter,
    log,
    patience: { apartMs: 50, againMs: 50, mostAgainMs: 500 },
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
    platforms: new Map([['slack', adapter.platform]]),
    world: { now, random: below => Math.floor(Math.random() * below) },
    log,
    meter: noMeter,
    prices: [],
    above: [shippedSettings(true)],
    charged: true,
  })
  await service.recover()
  engine.start(service.work, { atMost: 16 })
  options.before?.(slack)
  await adapter.attach(service.desk)
  if (adapter.app === undefined) await slack.until(() => slack.sockets.length === 2, longMs)
  else {
    const server = opening.use(await createServer({ host: '127.0.0.1', port: 0, log, health: () => adapter.isHealthy() }))
    server.mount('/slack', adapter.app)
    await slack.eventsTo(`${server.url}/slack/events`)
  }
  const open = opening.move()

  const said = ({ channel }: Spot): readonly Seen[] => {
    const roots = slack.messages(channel)
    const all = roots.flatMap(({ ts }) => slack.messages(channel, ts))
    return all.filter(({ userId }) => userId === slack.bot.id).toSorted((a, b) => (a.ts < b.ts ? -1 : 1))
  }
  const jobs = async ({ channel }: Spot): Promise<readonly Job[]> =>
    (await store.records.list('jobs', {})).filter(({ address }) => address.channel === channel.id)
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
  const aboutPictures = ({ mark }: Spot): ReadonlySet<string> => {
    const begun = slack.requests.filter(
      ({ method, args }) => method === 'files.getUploadURLExternal' && JSON.stringify(args).includes(mark),
    )
    return new Set(begun.flatMap(({ answer }) => (typeof answer['file_id'] === 'string' ? [answer['file_id']] : [])))
  }
  const people = Array.from({ length: 20 }, (_, at) => slack.user(`person ${at}`))
  let spots = 0

  return {
    slack,
    lines,
    async spot() {
      const mark = `mark${(++spots).toString().padStart(3, '0')}`
      const person = people[spots % people.length] ?? slack.home.person
      return { channel: await slack.channel(mark), person, mark }
    },
    ask: ({ channel, person, mark }, words = 'Count to 12.') => slack.say(person, channel, `<@${slack.bot.id}> ${words} ${mark}`),
    paint: ({ channel, person, mark }, more = '') =>
      slack.command(person, channel, '/imagine', `a red boat ${mark}${more} --count 1 --more megapixels=0.25`),
    said,
    sees: (spot, check) =>
      slack
        .until(() => said(spot).findLast(check), longMs)
        .catch((cause: unknown) => {
          const told = { shown: said(spot).map(({ raw }) => raw), lines, violations: slack.violations }
          throw new Error(`It was not said in ${spot.channel.name}: ${JSON.stringify(told)}`, { cause })
        }),
    jobs,
    phases: async spot => (await jobs(spot)).map(({ runs }) => runs[0]?.state.phase),
    predictions,
    isAbout(spot) {
      const { channel, mark } = spot
      return ({ method, path, args }) => {
        if (args['channel'] === channel.id || args['channel_id'] === channel.id) return true
        const words = JSON.stringify(args)
        if (method.startsWith('files.') || path.startsWith('/upload/'))
          return words.includes(mark) || [...aboutPictures(spot)].some(id => words.includes(id) || path.includes(id))
        return false
      }
    },
    async ended(spot, { jobs: expected }) {
      const all = await eventually('The end of every job', async () => {
        const found = await jobs(spot)
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
        const found = await store.records.list('slack_waiting', {})
        return found.some(({ body }) => isOf(body, spot)) ? undefined : 0
      }).catch(() => 'more')
      if (waits !== 0) troubles.push('an event waits though it was handled')
      for (const message of said(spot)) {
        if (message.streaming) troubles.push(`a stream is open: ${message.text}`)
        if (message.buttons.some(({ label }) => label === 'Cancel' || label === 'Stop'))
          troubles.push(`a message can be stopped though nothing runs: ${message.text}`)
        if (message.pinged.length > 0) troubles.push(`a message calls ${message.pinged.join()}`)
      }
      for (const { ts } of slack.messages(spot.channel))
        if (slack.status(spot.channel, ts) !== null) troubles.push('a thread says that an answer comes, and none does')
      return [...troubles, ...slack.violations]
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

const isOf = (body: Json, { channel }: Spot): boolean => JSON.stringify(body).includes(channel.id)

const has = (label: string) => (message: Seen) => !message.streaming && message.buttons.some(button => button.label === label)
/** A picture that is finished, and an answer. */
export const isWhole = (message: Seen): boolean => has('Again')(message) && message.images.length === 1
export const isAnswered = has('Regenerate')

/** Counted to the end, in however many messages, and nothing twice. */
export function counts(messages: readonly Seen[], to: number): boolean {
  const numbers = messages.flatMap(({ text }) => [...text.replace(/\n[^\n]*$/, '').matchAll(/\b\d+\b/g)].map(([n]) => Number(n)))
  return Array.from({ length: to }, (_, at) => at + 1).every(n => numbers.filter(other => other === n).length === 1)
}

/** Waits until `look` answers something, asking every 20 ms. */
export async function eventually<Result>(what: string, look: () => Promise<Result | undefined>): Promise<Result> {
  for (const end = performance.now() + longMs; performance.now() < end; await sleep(20)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error(`${what} did not come within ${longMs} ms.`)
}
