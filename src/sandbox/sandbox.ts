import { randomBytes } from 'node:crypto'
import { createApp, type SandboxApp } from './app.ts'
import { createClock } from './clock.ts'
import { openDeployments } from './deployment-store.ts'
import { firstDeployments } from './deployments.ts'
import { createExamples } from './examples.ts'
import { createFaults } from './faults.ts'
import { openFiles } from './file-store.ts'
import { catalogue } from './models/catalogue.ts'
import type { SandboxModel } from './models/model.ts'
import { openModels } from './model-store.ts'
import { openInput } from './open-input.ts'
import { openPredictions } from './prediction-store.ts'
import type { Parts, SandboxContext } from './route.ts'
import { accountRoutes } from './routes/account.ts'
import { controlRoutes } from './routes/control.ts'
import { createRoutes } from './routes/create.ts'
import { deploymentRoutes } from './routes/deployments.ts'
import { fileRoutes } from './routes/files.ts'
import { modelRoutes } from './routes/models.ts'
import { ownModelRoutes } from './routes/own-models.ts'
import { outputRoutes } from './routes/outputs.ts'
import { predictionRoutes } from './routes/predictions.ts'
import { searchRoutes } from './routes/search.ts'
import { streamRoutes } from './routes/streams.ts'
import { trainingRoutes } from './routes/trainings.ts'
import { welcomeRoutes } from './routes/welcome.ts'
import { createRunner, type Places } from './runner.ts'
import { newSecret } from './signature.ts'
import { openStore } from './store.ts'
import { addTrained } from './trained.ts'
import { createWebhooks, type WebhookOptions } from './webhooks.ts'

export type SandboxOptions = {
  /** Everything it keeps lies here. One process at a time. */
  readonly dataDir: string
  /** The address of the API, with `/v1`, for links. Without it each request's own address is taken. */
  readonly baseUrl?: string
  /** Milliseconds of the Unix epoch. */
  readonly now?: () => number
  readonly log?: (line: string, facts: Readonly<Record<string, unknown>>) => void
  readonly models?: readonly SandboxModel[]
  /** How long the models take, as a share of their own time (1). What a tag in a prompt asks for stays as it is. */
  readonly pace?: number
  /** How many predictions work at once; the others stay `starting`. */
  readonly places?: Places
  readonly webhookTiming?: Pick<WebhookOptions, 'throttleMs' | 'retryDelaysMs'>
}

/** A Replicate that runs on this machine. */
export type Sandbox = {
  /** Serves `/v1`, `/_sandbox`, `/output` and `/p`; may be mounted below any path: `parent.route('/sandbox', sandbox.app)`. */
  readonly app: SandboxApp
  /** Goes on with the predictions and webhooks an earlier life left unfinished. */
  start(): void
  /** Stops. What runs is kept, and goes on at the next start. */
  close(): Promise<void>
}

// The published time until input, output and logs of an API prediction are removed.
const keepMs = 60 * 60_000
const sweepEveryMs = 60_000
// Where much is over at once, requests get their turn between two parts of it.
const sweepOnMs = 50

/** The address below which a request was made: what stands before its first `/v1/`. */
function baseOfRequest(c: SandboxContext): string {
  const { origin, pathname } = new URL(c.req.url)
  return `${origin}${pathname.slice(0, pathname.indexOf('/v1/'))}/v1`
}

/** Opens a sandbox on a data folder. Throws a sentence when another one has it open. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { dataDir, baseUrl, now = Date.now, log = () => {}, models: played = catalogue, pace = 1 } = options
  const store = openStore(dataDir)
  const clock = createClock(now, Number(store.setting('clock') ?? 0), offset => store.keep('clock', String(offset)))
  const webhookSecret = store.once('webhook secret', newSecret)
  const filesSecret = store.once('files secret', () => randomBytes(32).toString('base64'))
  const predictions = openPredictions(store)
  const files = openFiles(store, clock, filesSecret)
  const models = openModels(store, played)
  const deployments = openDeployments(store, firstDeployments(played))
  const faults = createFaults()
  const webhooks = createWebhooks({
    secret: webhookSecret,
    faults,
    now,
    done: predictions.webhookDone,
    log,
    ...options.webhookTiming,
  })
  const open = openInput(dataDir, files, predictions)
  const model = (name: string): SandboxModel | undefined => models.find(name)
  const examples = createExamples({ store: predictions, clock, model, log, dataDir, open })
  const runner = createRunner({
    store: predictions,
    dataDir,
    clock,
    model,
    pace,
    learnt: (training, value) => addTrained(models, training, value, clock.now()),
    open,
    tell: webhooks.tell,
    log,
    ...(options.places === undefined ? {} : { places: options.places }),
  })
  let sweepingOn: NodeJS.Timeout | undefined
  const sweep = (): void => {
    if (sweepingOn !== undefined) return
    try {
      files.purge()
      if (!predictions.purge(clock.now() - keepMs)) return
      sweepingOn = setTimeout(() => {
        sweepingOn = undefined
        sweep()
      }, sweepOnMs).unref()
    } catch (thrown) {
      log('what is over could not be removed', { why: String(thrown) })
    }
  }
  clock.onAdvance(sweep)
  const sweeping = setInterval(sweep, sweepEveryMs).unref()

  const baseOf = (c: SandboxContext): string => baseUrl?.replace(/\/$/, '') ?? baseOfRequest(c)
  const urlOf = (c: SandboxContext): URL => {
    const { pathname, search } = new URL(c.req.url)
    return new URL(`${baseOf(c)}${pathname.slice(pathname.indexOf('/v1/') + '/v1'.length)}${search}`)
  }
  const parts: Parts = {
    dataDir,
    clock,
    models,
    deployments,
    predictions,
    examples,
    files,
    runner,
    faults,
    webhookSecret,
    deliveries: () => webhooks.deliveries(),
    filesSecret,
    sweep,
    baseOf,
    urlOf,
  }
  const routes = [
    streamRoutes,
    createRoutes,
    predictionRoutes,
    modelRoutes,
    ownModelRoutes,
    trainingRoutes,
    deploymentRoutes,
    searchRoutes,
    accountRoutes,
    fileRoutes,
    outputRoutes,
    controlRoutes,
    welcomeRoutes,
  ]

  return {
    app: createApp(
      parts,
      routes.flatMap(make => make(parts)),
      log,
    ),
    start() {
      sweep()
      runner.resume()
      webhooks.resume(predictions.webhooksDue())
    },
    async close() {
      clearInterval(sweeping)
      clearTimeout(sweepingOn)
      webhooks.close()
      examples.close()
      await runner.close()
      store.close()
    },
  }
}
