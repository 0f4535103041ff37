import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { notesTables, type NotesTables } from '../../../adapters/slack/notes-tables.ts'
import { type ReplyNote, writeReply } from '../../../adapters/slack/ref.ts'
import { createSurface, type Speaking } from '../../../adapters/slack/surface.ts'
import { createWeb, type Web } from '../../../adapters/slack/web-client.ts'
import { noMeter } from '../../../src/core/meter.ts'
import type { Desk, Log, Surface } from '../../../src/core/ports.ts'
import type { Picture, Post, ReplyRef } from '../../../src/core/post.ts'
import { openStore } from '../../../src/store/open.ts'
import type { Logged, Slack, Start } from '../../platforms/slack/control.ts'
import { startSlack } from '../../platforms/slack/slack.ts'

/** One line of the log as it was given. */
export type Line = { readonly level: string; readonly fields: Readonly<Record<string, unknown>>; readonly message: string }

/** A Slack, our way out to it, and a store on a disk. */
export type Outgoing = AsyncDisposable & {
  readonly slack: Slack
  readonly web: Web
  readonly surface: Surface
  readonly speaking: Speaking
  /** The half that speaks of another process, on the same store. */
  readonly another: () => Speaking
  readonly log: readonly Line[]
  readonly throttled: () => number
  readonly revoked: readonly string[]
  readonly pictures: Pictures
  readonly signal: AbortSignal
  /** A question in the home channel, and where its answer goes: into its thread. */
  readonly asked: (text?: string, more?: Partial<ReplyNote>) => Promise<{ readonly thread: string; readonly reply: ReplyRef }>
  /** Where the answer to a command in the home channel goes. */
  readonly commanded: (more?: Partial<ReplyNote>) => ReplyRef
  readonly requestsTo: (method: string) => readonly Logged[]
  /** How many files are noted that are to be deleted. */
  readonly toDelete: () => Promise<number>
}

/** Pictures that are kept. */
export type Pictures = {
  readonly add: (blob: string, contentType?: string) => Promise<Picture>
  link: string | undefined
}

// The library is large: what it takes to load is no test's time.
await import('@slack/bolt')

/** Opens all of it. `renewMs`: how soon a status is said anew; `within`: how long Slack's answers may take, in ms. */
export async function outgoing(
  start: Start = {},
  { renewMs = 60_000, within = {} }: { readonly renewMs?: number; readonly within?: { readonly frameMs?: number } } = {},
): Promise<Outgoing> {
  const parts = new AsyncDisposableStack()
  const slack = parts.use(await startSlack(start))
  const dataDir = await mkdtemp(join(tmpdir(), 'replichat-slack-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true }))
  const store = parts.use(
    await openStore<NotesTables>({ url: `sqlite:${join(dataDir, 'store.db')}`, dataDir, tables: notesTables }),
  )
  const log: Line[] = []
  const logger = Object.fromEntries(
    ['info', 'warn', 'error'].map(level => [
      level,
      (fields: Line['fields'], message: string) => void log.push({ level, fields, message }),
    ]),
  ) as unknown as Log
  let throttled = 0
  const revoked: string[] = []
  const web = createWeb({
    api: slack.apiUrl,
    tokenOf: team => Promise.resolve(team === slack.team.id ? slack.botToken : undefined),
    meter: { ...noMeter, throttled: () => void throttled++ },
    onRevoked: (_team, error) => void revoked.push(error),
    pausesMs: [5, 10, 20],
    now: () => slack.clock.now(),
    within: { frameMs: 10_000, textMs: 10_000, filesMs: 10_000, ...within },
  })
  const kept = new Map<string, { readonly bytes: Uint8Array; readonly contentType: string }>()
  const pictures: Pictures = {
    link: undefined,
    async add(blob, contentType = 'image/png') {
      const isPicture = contentType.startsWith('image/')
      const background = { r: kept.size, g: 20, b: 30 }
      const bytes = isPicture
        ? await sharp({ create: { width: 8, height: 8, channels: 3, background } })
            .png()
            .toBuffer()
        : Buffer.from(blob)
      kept.set(blob, { bytes, contentType })
      return { blob, contentType, width: 8, height: 8, alt: `picture ${blob}` }
    },
  }
  const desk: Pick<Desk, 'open' | 'linkTo'> = {
    open: (blob, { types } = {}) => {
      const found = kept.get(blob)
      const isShown = found === undefined || types === undefined || types.includes(found.contentType)
      return Promise.resolve(isShown ? found : undefined)
    },
    linkTo: () => pictures.link,
  }
  const waits = { renewMs, looksMs: [5, 10, 20, 20], picturePausesMs: [5, 5, 5] }
  const open = (): Speaking =>
    parts.use(createSurface({ web, records: store.records, desk: () => desk, now: () => slack.clock.now(), log: logger, waits }))
  const speaking = open()
  const { home, team } = slack
  const person = { id: home.person.id, team: team.id }
  const base = { team: team.id, channel: home.channel.id, person }

  return {
    slack,
    web,
    speaking,
    surface: speaking.surface,
    another: open,
    log,
    throttled: () => throttled,
    revoked,
    pictures,
    signal: AbortSignal.timeout(60_000),
    async asked(text = 'What is a lighthouse?', more = {}) {
      const { ts } = await slack.say(home.person, home.channel, text)
      return { thread: ts, reply: writeReply({ ...base, thread: ts, message: ts, ...more }) }
    },
    commanded: (more = {}) => writeReply({ ...base, ...more }),
    requestsTo: method => slack.requests.filter(request => request.method === method),
    toDelete: async () => (await store.records.list('slack_discards', {})).length,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** What an answer shows before its words come. */
export const thinking: Post = {
  audience: 'channel',
  blocks: [
    { type: 'progress', label: 'Thinking', beforeWords: true },
    { type: 'actions', buttons: [{ action: 'stop:j1', label: 'Stop', tone: 'primary' }] },
  ],
}

/** An answer that is still being written. */
export const draft = (markdown: string): Post => ({
  audience: 'channel',
  blocks: [
    { type: 'text', markdown },
    { type: 'actions', buttons: [{ action: 'stop:j1', label: 'Stop', tone: 'primary' }] },
  ],
})

/** An answer at its end. */
export const ended = (markdown: string): Post => ({
  audience: 'channel',
  blocks: [
    { type: 'text', markdown },
    { type: 'note', text: 'some/model · 4 s' },
    { type: 'actions', buttons: [{ action: 'regenerate:j1', label: 'Regenerate' }] },
  ],
})
