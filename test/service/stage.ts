import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import sharp from 'sharp'
import type { Actor, Address } from '#core/address.ts'
import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import type { PictureJob } from '#core/job.ts'
import { type Meter, noMeter } from '#core/meter.ts'
import type { Price } from '#core/money.ts'
import type { Archive, Directory, Links, Log, Models, Platform, Records, Surface, Tables } from '#core/ports.ts'
import type { Block, MessageRef, Post, ReplyRef } from '#core/post.ts'
import type { Layer, SettingKey, SettingValues } from '#core/settings.ts'
import { localEngine } from '../../src/jobs/local.ts'
import { createMedia } from '../../src/media/picture.ts'
import { createCogModels } from '../../src/models/cog.ts'
import { createModels } from '../../src/models/models.ts'
import { outputFetcher } from '../../src/models/outputs.ts'
import { createReplicate } from '../../src/replicate/client.ts'
import type { SandboxModel } from '../../src/sandbox/models/model.ts'
import { serveSandbox } from '../../src/sandbox/serve.ts'
import { createServer } from '../../src/server/server.ts'
import { createService, type Service } from '../../src/service/service.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { addressFor } from '../../src/webhooks/address.ts'
import { askedSecrets } from '../../src/webhooks/secrets.ts'
import { createWebhooks } from '../../src/webhooks/webhooks.ts'
import { eventually } from '../flows/console.ts'
import { sketchModels } from '../sandbox/sketch.ts'

/** A message as the people of the stage see it, with every frame it went through. */
export type Seen = { readonly ref: MessageRef; readonly reply: ReplyRef; frames: Post[]; lasts: number; removed: boolean }

/** The service on a real store, engine, client and sandbox, with a surface that remembers every frame. */
export type Stage = AsyncDisposable & {
  readonly service: Service
  readonly store: Store
  readonly baseUrl: string
  /** Where the service itself listens for webhooks, without a path. */
  readonly publicUrl: string
  /** For each end of a prediction that a webhook told: how long after it. */
  readonly lagsMs: readonly number[]
  /** What the service answered to each webhook. */
  readonly webhookAnswers: readonly number[]
  readonly messages: Seen[]
  /** The newest frame of every message. */
  readonly shown: () => readonly Post[]
  readonly command: (command: string, values?: Values, options?: Partial<Said>) => Promise<void>
  readonly say: (text: string, options?: Partial<Said>) => Promise<void>
  readonly press: (label: string, options?: Partial<Said>) => Promise<void>
  /** `/forget me`, and yes. */
  readonly forgetMe: (options?: Partial<Said>) => Promise<void>
  /** The newest message's post, once `found` holds. */
  readonly until: (what: string, found: (post: Post) => boolean) => Promise<Post>
  /** Predictions the sandbox has, newest first. */
  readonly predictions: () => Promise<
    readonly { readonly id: string; readonly status: string; readonly input: Record<string, unknown> }[]
  >
  readonly fault: (fault: Record<string, unknown>) => Promise<void>
}
export type Said = { readonly id: string; readonly address: Address; readonly actor: Actor }

export const general: Address = { platform: 'stage', workspace: 'house', channel: 'general' }
export const ada: Actor = { id: 'ada', name: 'Ada' }
export const ben: Actor = { id: 'ben', name: 'Ben' }

/** All the words of a post. */
export const wordsOf = (post: Post): string =>
  post.blocks
    .map(wordsIn)
    .filter(words => words !== '')
    .join('\n')
const wordsIn = (block: Block): string => {
  if (block.type === 'text') return block.markdown
  if (block.type === 'progress') return block.label
  if (block.type === 'table') return block.rows.flat().join(' ')
  return 'text' in block ? block.text : ''
}
export const isFinished = (post: Post): boolean =>
  !post.blocks.some(
    block =>
      block.type === 'progress' ||
      (block.type === 'actions' && block.buttons.some(button => ['Cancel', 'Stop'].includes(button.label))),
  )
export const buttonsOf = (post: Post): readonly string[] =>
  post.blocks.flatMap(block => (block.type === 'actions' ? block.buttons.map(button => button.label) : []))
export const picturesOf = (post: Post): readonly string[] =>
  post.blocks.flatMap(block => (block.type === 'pictures' ? block.pictures.map(picture => picture.blob) : []))

/** Resolves when no job is open any more, and the engine has none left: what is closed may still be about to begin a summary. */
export const closed = (stage: Stage): Promise<true> =>
  eventually('The end of all jobs', async () => {
    const isLeft = stage.store.database.prepare('SELECT 1 FROM queue LIMIT 1').get() !== undefined
    return !isLeft && (await stage.store.records.list('jobs', { where: { isOpen: 1 } })).length === 0 ? true : undefined
  })

/** Says something, and answers the last words of what was answered, once every job is closed. */
export async function ask(stage: Stage, text: string, said: Partial<Said> = {}): Promise<string> {
  const before = stage.messages.length
  await stage.say(text, said)
  await closed(stage)
  return wordsOf(stage.messages[before]?.frames.at(-1) as never)
}

/** The words of the newest message as it stands. */
export const last = (stage: Stage): string => wordsOf(stage.shown().at(-1) as never)

/** Does something that ends in a new message, and answers it once it is finished. */
export async function ended(stage: Stage, act: () => Promise<void>): Promise<Post> {
  const before = stage.shown().length
  await act()
  return stage.until('the end', post => stage.shown().indexOf(post) >= before && isFinished(post))
}

/** The newest job, which paints. */
export const newestPicture = async (stage: Stage): Promise<PictureJob> =>
  (await stage.store.records.list('jobs', { newestFirst: true, limit: 1 }))[0] as PictureJob

export type StageOptions = {
  /** How long the models take, as a share of their own time (0.1). Who watches progress wants 1. */
  readonly pace?: number
  /** What the sandbox plays: sketches (the default), or its own models, which really paint. */
  readonly models?: readonly SandboxModel[]
  readonly settings?: Partial<SettingValues>
  /** Settings that the operator keeps others from changing. */
  readonly locked?: readonly SettingKey[]
  readonly prices?: readonly Price[]
  readonly admins?: readonly string[]
  readonly textChars?: number
  readonly links?: Links
  readonly charged?: boolean
  /** Milliseconds since the epoch, for the service and the engine. */
  readonly now?: () => number
  /** Stands between the service and what it stores. */
  readonly wrapRecords?: (records: Records<Tables>) => Records<Tables>
  /** Stands between the service and its models. */
  readonly wrapModels?: (models: Models) => Models
  readonly retryMs?: (failures: number) => number
  /** The sandbox tells of predictions by webhooks; after so many ms of silence it is asked. */
  readonly webhookSilenceMs?: number
  /** A surface that takes posts and refuses every edit. */
  readonly refusesEdits?: boolean
  /** Stands between the service and its surface. */
  readonly wrapSurface?: (surface: Surface) => Surface
  /** The permission that the platform says is missing. */
  readonly missing?: string
  /** The operator decides which workspaces of the platform may use the service; without it, all may. */
  readonly isGoverned?: boolean
  /** What `ALLOWED_WORKSPACES` names. */
  readonly allowedWorkspaces?: readonly string[]
  /** Stands for what the platform knows about people and places, where it is given. */
  readonly directory?: Partial<Directory>
  /** Cog containers of the operator's, by name. */
  readonly cogs?: Readonly<Record<string, string>>
  /** What the platform's adapter itself keeps. */
  readonly archive?: Archive
  /** Hears what is counted. */
  readonly meter?: Meter
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-stage-'))
  const sandbox = await serveSandbox({ dataDir, port: 0, models: options.models ?? sketchModels, pace: options.pace ?? 0.1 })
  const store = await openStore({ url: 'memory:', dataDir })
  const { now = Date.now } = options
  const log: Log = { info() {}, warn() {}, error: (fields, message) => console.error(message, fields) }
  const engine = localEngine({
    database: store.database,
    log,
    now,
    ...(options.retryMs !== undefined && { retryMs: options.retryMs }),
  })
  const replicate = createReplicate({ token: 'r8_stage', baseUrl: sandbox.baseUrl })
  const { webhookSilenceMs } = options
  const server = await createServer({ host: '127.0.0.1', port: 0, log, health: () => true })
  const lagsMs: number[] = []
  const secrets = askedSecrets({ ask: replicate.webhooks.getSecret, now, log })
  const webhookAnswers: number[] = []
  const noting = new Hono().use(async (c, next) => {
    await next()
    webhookAnswers.push(c.res.status)
  })
  const webhooks = createWebhooks({ records: store.records, engine, secrets, now, log, onLag: lagMs => lagsMs.push(lagMs) })
  server.mount('/webhooks', noting.route('/', webhooks))
  const cog = options.cogs === undefined ? undefined : createCogModels(options.cogs, now)
  const models = createModels({
    replicate,
    cards: store.shelves.cards,
    fetchOutput: outputFetcher({ origins: [sandbox.baseUrl] }),
    offered: ['stability-ai/sdxl'],
    ...(cog !== undefined && { cog }),
    ...(webhookSilenceMs !== undefined && { webhook: order => addressFor(server.url, order) }),
  })

  const messages: Seen[] = []
  const byNonce = new Map<string, Seen>()
  const admins = options.admins ?? ['ada']
  const platform: Platform = {
    surface: {
      limits: {
        textChars: options.textChars ?? 4_000,
        picturesPerPost: 10,
        fileBytes: 10_000_000,
        editEveryMs: 20,
        privateReplies: true,
      },
      async post(reply, post, { nonce }) {
        const known = byNonce.get(nonce)
        if (known !== undefined) return known.ref
        const seen: Seen = { ref: `message ${messages.length}` as MessageRef, reply, frames: [post], lasts: 0, removed: false }
        byNonce.set(nonce, seen)
        messages.push(seen)
        return seen.ref
      },
      async edit(ref, post, { last }) {
        if (options.refusesEdits) throw new Error('The platform refuses every edit.')
        const seen = messages.find(message => message.ref === ref)
        if (seen === undefined || seen.removed) throw new Fault('gone', 'The message is gone.')
        seen.frames.push(post)
        if (last) seen.lasts++
        return { shown: true, restMs: 0 }
      },
      bucketOf: message => message,
      async remove(ref) {
        for (const seen of messages) if (seen.ref === ref) seen.removed = true
      },
      async thread(reply, _title, { nonce }) {
        return { address: { ...general, thread: nonce }, reply: `${reply} in ${nonce}` as ReplyRef }
      },
    },
    directory: {
      isAdmin: async actor => admins.includes(actor.id),
      missing: async () => options.missing,
      open: async attachment =>
        attachment.ref === 'fox.png'
          ? sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
              .png()
              .toBuffer()
          : Buffer.from('just words'),
      isMember: async () => true,
      forget: async () => {},
      ...options.directory,
    },
    ...(options.archive !== undefined && { archive: options.archive }),
    isOwn: options.isGoverned !== true,
  }
  const operator: Layer = {
    name: 'operator',
    values: {
      'model.image': 'deployment:sandbox/flux-fast',
      'model.chat': 'deployment:sandbox/llama-chat',
      'chat.memory': 40,
      'image.max': 'count=8',
      'budget.unknown': 0.25,
      ...options.settings,
    },
    ...(options.locked !== undefined && { locked: options.locked }),
  }
  const links: Links = options.links ?? {
    fetch: () => Promise.reject(new Fault('input', 'That link points into a private network.')),
  }
  const service = createService({
    records: options.wrapRecords?.(store.records) ?? store.records,
    shelves: store.shelves,
    blobs: store.blobs,
    locks: store.locks,
    engine,
    models: options.wrapModels?.(models) ?? models,
    media: createMedia(),
    links,
    platforms: new Map([['stage', { ...platform, surface: options.wrapSurface?.(platform.surface) ?? platform.surface }]]),
    world: { now, random: below => Math.floor(Math.random() * below) },
    log,
    meter: options.meter ?? noMeter,
    prices: options.prices ?? [],
    above: [operator],
    charged: options.charged ?? true,
    ...(options.allowedWorkspaces !== undefined && { allowedWorkspaces: options.allowedWorkspaces }),
    ...(webhookSilenceMs !== undefined && { webhookSilenceMs }),
  })
  await service.recover()
  engine.start(service.work, { atMost: 16 })

  let events = 0
  const base = (said: Partial<Said> | undefined): Said & { readonly at: number; readonly reply: ReplyRef } => {
    const address = said?.address ?? general
    return {
      id: `event ${++events}`,
      actor: ada,
      at: now(),
      reply: `reply in ${address.channel} ${address.thread ?? ''}` as ReplyRef,
      ...said,
      address,
    }
  }
  const shown = (): readonly Post[] => messages.filter(message => !message.removed).map(message => message.frames.at(-1) as Post)
  const until = async (what: string, found: (post: Post) => boolean): Promise<Post> => {
    for (const end = performance.now() + 20_000; performance.now() < end; await sleep(10)) {
      const post = shown().findLast(found)
      if (post !== undefined) return post
    }
    throw new Error(`${what} did not come. Shown: ${JSON.stringify(shown().at(-1))}`)
  }
  const api = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(new URL(path, sandbox.baseUrl), {
      ...init,
      headers: { authorization: 'Bearer r8_stage', 'content-type': 'application/json' },
    })
    return response.json()
  }
  const press = async (label: string, said?: Partial<Said>): Promise<void> => {
    const seen = messages.findLast(message => buttonsOf(message.frames.at(-1) as Post).includes(label))
    const button = seen?.frames
      .at(-1)
      ?.blocks.flatMap(block => (block.type === 'actions' ? block.buttons : []))
      .find(known => known.label === label)
    if (seen === undefined || button === undefined) throw new Error(`There is no button ${label}.`)
    await service.desk.handle({ type: 'button', action: button.action, message: seen.ref, ...base(said) })
  }
  return {
    service,
    store,
    baseUrl: sandbox.baseUrl,
    publicUrl: server.url,
    lagsMs,
    webhookAnswers,
    messages,
    shown,
    until,
    command: (command, values = {}, said) => service.desk.handle({ type: 'command', command, values, ...base(said) }),
    say: (text, said) => {
      const event = base(said)
      return service.desk.handle({
        type: 'message',
        text,
        addressed: true,
        attachments: [],
        message: `said ${event.id}` as MessageRef,
        ...event,
      })
    },
    press,
    async forgetMe(said) {
      await service.desk.handle({ type: 'command', command: 'forget', values: { what: 'me' }, ...base(said) })
      await press('Forget everything of me', said)
    },
    predictions: async () =>
      ((await api('/v1/predictions')) as { results: { id: string; status: string; input: Record<string, unknown> }[] }).results,
    fault: async fault => void (await api('/_sandbox/faults', { method: 'POST', body: JSON.stringify(fault) })),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]()
      await cog?.close()
      await replicate.close()
      await store[Symbol.asyncDispose]()
      await sandbox.close()
      await server.close({ drainMs: 0 })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
