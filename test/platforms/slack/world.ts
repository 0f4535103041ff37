import type { Clock } from './clock.ts'
import type { ChannelKind, Json, Manifest, PersonOptions, Start } from './control.ts'
import { botUserId, type Emulated } from './emulated.ts'

export type PersonState = {
  readonly id: string
  name: string
  /** What the emulator knows them by; null for the bot. */
  readonly token: string | null
  options: PersonOptions
}
export type StreamState = {
  open: boolean
  readonly startedAt: number
  text: string
  /** Cards by their id. */
  readonly tasks: Map<string, Json>
  blocks: readonly Json[]
  stoppedByUser: boolean
  /** How many bytes it has grown by, cards included. */
  bytes: number
}
export type MessageState = {
  readonly channelId: string
  readonly ts: string
  readonly threadTs: string | null
  readonly userId: string
  /** The message as Slack sends it. */
  json: Record<string, unknown>
  /** The one person that sees it; null for everybody. */
  readonly onlyFor: string | null
  stream: StreamState | null
  /** By way of which use it came. */
  readonly use: string | null
}
export type ChannelState = {
  readonly id: string
  readonly name: string
  readonly kind: ChannelKind
  readonly members: Set<string>
  archived: boolean
  deleted: boolean
  readonly shared: boolean
  /** The person of a direct channel. */
  readonly userId: string | null
  readonly messages: Map<string, MessageState>
}
export type ViewState = {
  json: Record<string, unknown>
  readonly userId: string
  errors: Readonly<Record<string, string>>
  /** What stands in its fields by block and action, as Slack sends it. */
  values: Record<string, Record<string, Record<string, unknown>>>
  /** Which use opened it. */
  readonly trigger: string | null
}
export type FileState = {
  readonly id: string
  readonly name: string
  readonly alt: string
  readonly title: string
  readonly mimetype: string
  readonly bytes: Buffer
  readonly readyAt: number
  readonly url: string
}

/** All that the front knows beside the emulator, and the one place where things happen. */
export type World = {
  readonly clock: Clock
  readonly start: Start
  readonly inner: Emulated
  readonly manifest: Manifest
  readonly team: { id: string; name: string; domain: string }
  readonly people: Map<string, PersonState>
  /** People of the emulator whom nobody plays yet. */
  readonly spares: Map<string, { readonly id: string; readonly token: string }>
  readonly channels: Map<string, ChannelState>
  readonly files: Map<string, FileState>
  /** The modals that stand open before somebody, the top one last. */
  readonly modals: Map<string, ViewState[]>
  readonly homes: Map<string, ViewState>
  readonly ephemerals: MessageState[]
  readonly statuses: Map<string, { text: string; loading: readonly string[]; until: number }>
  readonly sessions: Map<string, { status: string | null; title: string | null }>
  readonly prompts: Map<string, readonly { title: string; message: string }[]>
  readonly latches: Map<string, string>
  readonly violations: string[]
  token: 'live' | 'revoked' | 'uninstalled'
  origin: string
  /** The direct channel with a person, made when there is none yet. */
  openDm: (userId: string) => Promise<string>
  violate(what: string): void
  /** Tells the app of an event, when it is subscribed to it. */
  tell(event: Json): void
  onTold(hear: (event: Json) => void): void
  /** A timestamp for what the emulator does not keep. */
  ts(): string
  channel(id: string): ChannelState | null
  find(channelId: string, ts: string): MessageState | null
  isMember(channel: ChannelState, userId?: string): boolean
}

/** Which subscription brings an event. */
function subscriptionOf(event: Json): string {
  if (event['type'] !== 'message') return String(event['type'])
  return { channel: 'message.channels', group: 'message.groups', im: 'message.im', mpim: 'message.mpim' }[
    String(event['channel_type'])
  ] as string
}

export function createWorld(given: {
  readonly clock: Clock
  readonly start: Start
  readonly inner: Emulated
  readonly manifest: Manifest
  readonly teamId: string
}): World {
  const hearers: ((event: Json) => void)[] = []
  const violations: string[] = []
  let counter = 0
  const { team = {} } = given.start
  const subscribed = new Set(given.manifest.settings?.event_subscriptions?.bot_events ?? [])
  const world: World = {
    clock: given.clock,
    start: given.start,
    inner: given.inner,
    manifest: given.manifest,
    team: { id: given.teamId, name: team.name ?? 'Test', domain: team.domain ?? 'test' },
    people: new Map(),
    spares: new Map(),
    channels: new Map(),
    files: new Map(),
    modals: new Map(),
    homes: new Map(),
    ephemerals: [],
    statuses: new Map(),
    sessions: new Map(),
    prompts: new Map(),
    latches: new Map(),
    violations,
    token: 'live',
    origin: '',
    openDm: () => Promise.reject(new Error('Nobody is there yet.')),
    violate: what => void violations.push(what),
    tell(event) {
      if (!subscribed.has(subscriptionOf(event))) return
      for (const hear of hearers) hear(event)
    },
    onTold: hear => void hearers.push(hear),
    ts: () => `${Math.floor(Date.now() / 1_000)}.${String(900_000 + (++counter % 100_000)).padStart(6, '0')}`,
    channel(id) {
      const found = world.channels.get(id)
      return found === undefined || found.deleted ? null : found
    },
    find: (channelId, ts) => world.channel(channelId)?.messages.get(ts) ?? null,
    isMember: (channel, userId = botUserId) => channel.members.has(userId),
  }
  return world
}

/** `channel_type` in events. */
export const channelType = ({ kind }: ChannelState): string => (kind === 'im' ? 'im' : kind === 'private' ? 'group' : 'channel')
/** The key of a thread. */
export const threadKey = (channelId: string, ts: string | null): string => `${channelId}:${ts ?? ''}`
