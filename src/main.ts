import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DiscordTables, discordTables } from '../adapters/discord/tables.ts'
import { type SlackTables, slackTables } from '../adapters/slack/tables.ts'
import {
  type WebTables,
  createLink,
  createOperatorRoutes,
  createWeb,
  fileLink,
  isOpenDoor,
  refuseMetrics,
  webTables,
} from '../adapters/web/web.ts'
import { type Config, parseConfig } from './config/config.ts'
import { catalogue } from '#core/catalogue.ts'
import { Fault } from '#core/fault.ts'
import type { Log, Platform, World } from '#core/ports.ts'
import { openDiscord, openSlack } from './chat-platforms.ts'
import { withDotEnv } from './config/environment.ts'
import { localEngine } from './jobs/local.ts'
import { createLinks } from './links/links.ts'
import { createLog } from './log/log.ts'
import { loopbackOnly } from './server/loopback-only.ts'
import { createMedia } from './media/picture.ts'
import { createMetricsPage } from './metrics/endpoint.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createCogModels } from './models/cog.ts'
import { createModels } from './models/models.ts'
import { outputFetcher } from './models/outputs.ts'
import { loadPrices } from './config/prices.ts'
import { createReplicate } from './replicate/client.ts'
import { openSecretKey } from './config/secret-key.ts'
import { createServer } from './server/server.ts'
import { keepHouse } from './service/housekeeping.ts'
import { createService } from './service/service.ts'
import { offeredModels, shippedSettings } from './config/shipped.ts'
import { openStore } from './store/open.ts'
import { addressFor, isCallable } from './webhooks/address.ts'
import { askedSecrets, givenSecret } from './webhooks/secrets.ts'
import { createWebhooks } from './webhooks/webhooks.ts'

/** How many steps run at once, beside the answers that are being written. More would only be late together. */
const steps = 16

/** How long Replicate may be silent about a prediction, where it tells of them by itself, before it is asked. */
const webhookSilenceMs = 5_000

const machine: World = { now: Date.now, random: below => randomInt(below) }

/** Stands between the parts: each port goes through it once, where it is joined. A test can act there between any two calls. */
export type Seam = <Port extends object>(name: 'records' | 'shelves' | 'blobs' | 'models' | 'surface', port: Port) => Port

/**
 * Opens everything, serves until SIGTERM or SIGINT, and closes in the reverse order. Throws a `config` fault, or an
 * AggregateError of them, when it cannot start. A test may bring a `world` with a clock of its own. `isJson`: all that is
 * printed is an object a line, on a terminal, too.
 */
export async function run(
  env: Readonly<Record<string, string | undefined>>,
  seam: Seam = (_, port) => port,
  world: World = machine,
  isJson = false,
): Promise<void> {
  const config = readConfig(env)
  const log = createLog({
    level: config.logLevel,
    sink: isJson ? { write: line => process.stdout.write(line) } : process.stdout,
    secrets: config.secrets,
  })
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  await using parts = new AsyncDisposableStack()

  const metrics = parts.use(createMetrics({ log, startedAt: world.now() }))
  let healthy = false
  let isConnected = (): boolean => true
  const health = (): boolean => healthy && isConnected()
  const server = parts.use(await createServer({ host: config.host, port: config.port, log, health }))
  const secretKey = openSecretKey(config.secretKey, config.dataDir)
  const store = parts.use(
    await openStore<WebTables & DiscordTables & SlackTables>({
      url: config.store.url.reveal(),
      dataDir: config.dataDir,
      tables: [...webTables, ...discordTables, ...slackTables],
    }),
  )
  const records = seam('records', store.records)
  const shelves = seam('shelves', store.shelves)
  const blobs = seam('blobs', store.blobs)
  const { locks } = store

  const isSandbox = config.replicate === undefined
  const replicateAt = config.replicate ?? { token: undefined, baseUrl: `http://127.0.0.1:${server.port}/sandbox/v1` }
  if (isSandbox) await openSandbox(config, server, replicateAt.baseUrl, log, parts)
  const replicate = createReplicate({
    token: replicateAt.token?.reveal() ?? 'r8_sandbox',
    baseUrl: replicateAt.baseUrl,
    now: world.now,
    onAnswer: metrics.answered,
  })
  parts.defer(() => replicate.close())
  const fetchOutput = outputFetcher({ origins: [new URL(replicateAt.baseUrl).origin] })
  const offered = offeredModels(isSandbox)
  const { publicUrl } = config
  const toldAt = publicUrl !== undefined && isCallable(publicUrl, replicateAt.baseUrl) ? publicUrl : undefined
  const cog = createCogModels(config.cogHosts, world.now)
  parts.defer(() => cog.close())
  const models = seam(
    'models',
    createModels({
      replicate,
      cards: shelves.cards,
      fetchOutput,
      offered,
      cog,
      ...(isSandbox && { where: 'The built-in sandbox' }),
      log,
      ...(toldAt !== undefined && { webhook: order => addressFor(toldAt, order) }),
    }),
  )

  const door = {
    host: config.host,
    port: () => server.port,
    secretKey,
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
  }
  const web = await createWeb({
    catalogue,
    records,
    blobs,
    locks,
    door,
    pageDir: join(import.meta.dirname, '../adapters/web/page/dist'),
    now: world.now,
    log,
    charged: !isSandbox,
  })
  parts.defer(() => web.close())
  const parties = { config, secretKey, records, now: world.now, meter: metrics.meter, log, parts }
  const [discord, slack] = [await openDiscord(parties), await openSlack(parties)]

  const engine = localEngine({ database: store.database, now: world.now, log })
  const platforms = new Map<string, Platform>([['web', { ...web.platform, surface: seam('surface', web.platform.surface) }]])
  if (discord !== undefined) {
    platforms.set('discord', { ...discord.platform, surface: seam('surface', discord.platform.surface) })
  }
  if (slack !== undefined) platforms.set('slack', { ...slack.platform, surface: seam('surface', slack.platform.surface) })
  isConnected = () => discord?.isHealthy() !== false && slack?.isHealthy() !== false
  const media = createMedia()
  const links = createLinks()
  const above = [shippedSettings(isSandbox), config.operator]
  const prices = loadPrices(config.pricesFile)
  const service = createService({
    records,
    shelves,
    blobs,
    locks,
    engine,
    models,
    media,
    links,
    platforms,
    world,
    log,
    meter: metrics.meter,
    prices,
    above,
    charged: !isSandbox,
    ...(config.allowedWorkspaces !== undefined && { allowedWorkspaces: config.allowedWorkspaces }),
    ...(publicUrl !== undefined && { linkTo: blob => fileLink(blob, { secretKey, baseUrl: publicUrl, now: world.now() }) }),
    ...(toldAt !== undefined && { webhookSilenceMs }),
  })
  parts.use(engine)
  if (toldAt !== undefined) {
    const given = config.replicate?.webhookSecret?.reveal()
    const secrets =
      given === undefined ? askedSecrets({ ask: replicate.webhooks.getSecret, now: world.now, log }) : givenSecret(given)
    const onLag = (lagMs: number): void => metrics.meter.webhookLag(lagMs)
    server.mount('/webhooks', createWebhooks({ records, engine, secrets, now: world.now, log, onLag }))
  }
  server.mount('/operator', createOperatorRoutes({ workspaces: service.workspaces, secretKey, now: world.now, log }))
  const refuse = (request: Request) => refuseMetrics(request, { door: web.door, secretKey, now: world.now() })
  server.mount('/metrics', createMetricsPage({ metrics, figures: service.figures, refuse }))
  if (slack?.app !== undefined) server.mount('/slack', slack.app)
  server.mount('/', web.app)
  await web.attach(service.desk)
  await service.recover()
  parts.use(keepHouse(signal => service.sweep(signal), log))
  engine.start(service.work, { atMost: steps })
  healthy = true

  log.info(
    {},
    isSandbox
      ? `Replicate: the built-in sandbox, at ${replicateAt.baseUrl}. Nothing is charged.`
      : await whichAccount(replicate, replicateAt.baseUrl),
  )
  if (config.publicUrl !== undefined && toldAt === undefined)
    log.warn({}, 'Webhooks: Replicate calls https addresses alone, and PUBLIC_URL is none; it is asked all the time instead.')
  log.info({}, `Store: ${config.store.label}.`)
  log.info({}, `Web console: ${config.publicUrl ?? server.url}`)
  if (!isOpenDoor(door)) {
    // Not through the log, which would take the link out as the secret it is.
    const message = 'Admin link, good once and for a day'
    const link = createLink('admin', { secretKey, baseUrl: config.publicUrl ?? server.url, now: world.now() })
    process.stdout.write(isJson ? `${JSON.stringify({ level: 'info', message, link })}\n` : `${message}: ${link}\n`)
  }
  await Promise.race([Promise.all([discord?.attach(service.desk), slack?.attach(service.desk)]), stopped])

  const [signal] = (await stopped) as [unknown]
  log.info(
    { signal: typeof signal === 'string' ? signal : 'stop' },
    'Stopping: new work is refused, and what runs goes on at the next start.',
  )
  healthy = false
  discord?.drain()
  slack?.drain()
  service.drain()
}

const readFile = (path: string): string => readFileSync(path, 'utf8')

/** The environment, and `.env` below it, as a config. Throws every problem at once. */
function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = parseConfig(withDotEnv(env, existsSync('.env') ? readFile('.env') : ''), { readFile })
  if ('config' in read) return read.config
  throw new AggregateError(
    read.problems.map(problem => new Fault('config', problem)),
    read.problems.join('\n'),
  )
}

/** The sandbox is imported only where it plays. */
async function openSandbox(
  config: Config,
  server: Awaited<ReturnType<typeof createServer>>,
  baseUrl: string,
  log: Log,
  parts: AsyncDisposableStack,
): Promise<void> {
  const { createSandbox } = await import('./sandbox/sandbox.ts')
  const sandbox = createSandbox({
    dataDir: join(config.dataDir, 'sandbox'),
    baseUrl,
    pace: config.sandboxPace,
    log: (line, facts) => log.info(facts, line),
  })
  parts.defer(() => sandbox.close())
  server.mount('/sandbox', loopbackOnly(sandbox.app))
  sandbox.start()
}

async function whichAccount(replicate: ReturnType<typeof createReplicate>, baseUrl: string): Promise<string> {
  try {
    const { username } = await replicate.account.get(AbortSignal.timeout(5_000))
    return `Replicate: the account ${username}, at ${baseUrl}.`
  } catch (thrown) {
    return `Replicate: ${baseUrl} could not be asked who we are (${thrown instanceof Error ? thrown.message : 'no answer'}); jobs will say so.`
  }
}
