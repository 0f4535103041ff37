import type { Seen, SeenView } from './looks.ts'

export type * from './looks.ts'

export type Person = { readonly id: string; readonly name: string }
export type Channel = { readonly id: string; readonly name: string; readonly kind: ChannelKind }
export type ChannelKind = 'public' | 'private' | 'im'
/** A person, a channel or its id. */
export type Ref = string | { readonly id: string }
/** A message: where it is and its timestamp. */
export type MessageRef = { readonly channelId: string; readonly ts: string }
export type Json = Readonly<Record<string, unknown>>

export type PersonOptions = {
  readonly admin?: boolean
  readonly owner?: boolean
  readonly primaryOwner?: boolean
  /** A guest of several channels, or of one. */
  readonly restricted?: boolean
  readonly ultraRestricted?: boolean
  readonly deleted?: boolean
  readonly bot?: boolean
  /** Of another workspace, by Slack Connect. */
  readonly teamId?: string
  readonly realName?: string
}
export type ChannelOptions = {
  readonly private?: boolean
  /** Whether the bot is in it; yes unless told. */
  readonly withBot?: boolean
  /** Everybody there is unless told. */
  readonly members?: readonly Ref[]
  /** Shared with another workspace. */
  readonly shared?: boolean
}
export type Upload = {
  readonly name: string
  readonly bytes: Uint8Array
  /** What Slack says it is; read from the name unless told. */
  readonly mimetype?: string
  /** Told without addresses, as a stub that `files.info` fills. */
  readonly stub?: boolean
}
export type Said = {
  /** The root of the thread it is said in. */
  readonly thread?: string | { readonly ts: string }
  readonly files?: readonly Upload[]
  /** Also shown in the channel. */
  readonly broadcast?: boolean
  /** Said by an app of somebody else's; people see it under this name. */
  readonly asBot?: string
  /** More or other fields of the event. */
  readonly fields?: Json
}

/** What became of one envelope that wants an answer within three seconds. */
export type Answer = {
  /** `nothing`: the person reads that the app did not respond. */
  readonly did: 'ack' | 'nothing'
  /** From its sending to the answer. */
  readonly afterMs: number
  /** What came with the answer; empty when nothing did. */
  readonly payload: Json
}
/** One use of a command, a button, a shortcut or a form. */
export type Use = {
  readonly triggerId: string
  readonly responseUrl: string | null
  readonly answer: Promise<Answer>
  /** What was said by way of its answer or its `response_url`, oldest first, as it stands now. */
  messages(): readonly Seen[]
  /** Waits until one of them is so, the newest being asked first. */
  shows(check: (message: Seen) => boolean, withinMs?: number): Promise<Seen>
  /** Waits for a view that its trigger opened or pushed. */
  opens(check?: (view: SeenView) => boolean, withinMs?: number): Promise<SeenView>
}

/** One request as the stand-in got it. */
export type Logged = {
  readonly at: number
  /** `chat.postMessage`; the path for what is no method. */
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Arguments, JSON in them read; without the token. */
  readonly args: Json
  /** 0 while it is not answered and when the answer never left. */
  status: number
  /** Slack's word for what is wrong; null when nothing is. */
  error: string | null
  answeredAt: number | null
  /** What was answered. */
  answer: Json
}
/** Which requests a hook is for: a method's name, or a question. */
export type Match = string | ((request: Logged) => boolean)
export type Fate =
  /** This status instead of the answer; nothing happens. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** `{ok: false, error}` with status 200; nothing happens. */
  | { readonly error: string; readonly messages?: readonly string[] }
  /** 429 with Retry-After, whole seconds; asking again before its time is a violation. */
  | { readonly limitedForS: number }
  /** As always, but only after a while. */
  | { readonly delayMs: number }
  /** It happens, but the answer says this error. */
  | { readonly errorAfter: string }
  /** Nothing happens and no answer ever comes. */
  | 'hang'
  /** The connection breaks and nothing has happened. */
  | 'cut'
  /** It happens, and the connection breaks before the answer. */
  | 'cut after'

/** One sending of an envelope. */
export type Delivery = {
  readonly at: number
  readonly kind: 'events_api' | 'slash_commands' | 'interactive'
  /** The event's type or the interaction's; the command itself. */
  readonly name: string
  /** `Ev…` of events; the envelope's id otherwise. */
  readonly id: string
  /** 0 for the first. */
  readonly attempt: number
  /** Which connection got it: the number of the socket, or the address; null when none was there. */
  readonly to: number | string | null
  readonly payload: Json
  /** Null while there is none. */
  ackedAfterMs: number | null
  failed: 'timeout' | 'no connection' | 'refused' | 'broken' | null
}

export type Manifest = {
  readonly oauth_config?: { readonly scopes?: { readonly bot?: readonly string[]; readonly bot_optional?: readonly string[] } }
  readonly features?: {
    readonly slash_commands?: readonly { readonly command: string; readonly should_escape?: boolean }[]
    readonly shortcuts?: readonly { readonly callback_id: string; readonly type: string }[]
    readonly app_home?: { readonly home_tab_enabled?: boolean; readonly messages_tab_enabled?: boolean }
    readonly agent_view?: unknown
  }
  readonly settings?: { readonly event_subscriptions?: { readonly bot_events?: readonly string[] } }
}

export type Start = {
  /** Slack's clock in milliseconds; the real one unless told. */
  readonly now?: () => number
  /** How events reach the bot: by sockets unless told; by HTTP once `eventsTo` was called. */
  readonly mode?: 'socket' | 'http'
  readonly team?: { readonly name?: string; readonly domain?: string }
  readonly users?: readonly (PersonOptions & { readonly name: string })[]
  readonly channels?: readonly (ChannelOptions & { readonly name: string })[]
  /** What the app may and gets; one with every scope, event, command and shortcut that tests use unless told. */
  readonly manifest?: Manifest
  /** Where the installation page may send people back to. */
  readonly redirectUris?: readonly string[]
  /** After how long an unacknowledged envelope has failed: 3 s, in real time. */
  readonly ackWithinMs?: number
  /** How long a trigger lives: 3 s, on Slack's clock. */
  readonly triggerMs?: number
  /** When a failed event is sent again, after the failure before: 1 s, 1 min, 5 min, on Slack's clock. */
  readonly retriesAfterMs?: readonly number[]
  /** Makes every window of the rate limits so many times shorter. */
  readonly limitsFasterBy?: number
  /** How long until a new file is ready for blocks, on Slack's clock: 0 unless told. */
  readonly filesReadyAfterMs?: number
  /** How long after `files.completeUploadExternal` a file's message appears: 0 unless told. */
  readonly sharesAfterMs?: number
}

/** A running Slack, seen from both sides: what people do in it, and what the bot did to it. */
export type Slack = AsyncDisposable & {
  /** The base for the library: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string
  readonly origin: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly team: { readonly id: string; readonly name: string }
  readonly app: { readonly id: string; readonly clientId: string; readonly clientSecret: string; readonly botId: string }
  readonly bot: Person
  /** There from the start: a channel with the bot, an owner of the workspace and a person without rights of their own. */
  readonly home: { readonly channel: Channel; readonly owner: Person; readonly person: Person }
  readonly clock: { now(): number; /** Moves Slack's clock ahead. */ advance(ms: number): void }
  /** Where events go by HTTP; asks the address for its challenge first and throws when it does not give it back. */
  eventsTo(url: string): Promise<void>

  user(name: string, options?: PersonOptions): Person
  /** Changes what a person is. */
  change(person: Ref, options: PersonOptions): void
  channel(name: string, options?: ChannelOptions): Promise<Channel>
  /** The direct channel of a person and the bot. */
  openDm(person: Ref): Promise<Channel>
  /** Invites the bot, or a person when one is named. */
  invite(channel: Ref, who?: Ref): Promise<void>
  /** Takes the bot out, or a person when one is named. */
  kick(channel: Ref, who?: Ref): Promise<void>
  archive(channel: Ref): Promise<void>
  /** Deletes a channel; the bot is told. */
  removeChannel(channel: Ref): Promise<void>

  /** The text is as Slack sends it: `<@U…>` for a mention, `&amp;`, `&lt;` and `&gt;` for what is typed so. */
  say(person: Ref, channel: Ref, text: string, options?: Said): Promise<Seen>
  edit(message: MessageRef, text: string): Promise<Seen>
  delete(message: MessageRef): Promise<void>
  react(person: Ref, message: MessageRef, name: string): Promise<void>
  /** Uses a slash command; `@name` and `#name` in it are sent as the manifest says. Throws in a thread and for one that the manifest does not have, as Slack's client does not offer it. */
  command(person: Ref, channel: Ref, command: string, text?: string): Use
  /** Presses a button by its action id or its label, of a message or a view. Throws when the person sees no such button. */
  click(person: Ref, on: MessageRef | SeenView, actionIdOrLabel: string): Use
  /** Chooses in a select, radio buttons or check boxes, by value or label. */
  choose(person: Ref, on: MessageRef | SeenView, actionId: string, values: readonly string[]): Use
  /** What an external select offers for what was typed. */
  suggest(person: Ref, on: MessageRef | SeenView, actionId: string, typed: string): Use
  /** Uses a shortcut of a message's menu, or one of everywhere when no message is given. */
  shortcut(person: Ref, message: MessageRef | null, callbackId: string): Use
  /** Sends the modal that is on top; fields by block id or label. What is not named keeps what stands in it. */
  submitView(person: Ref, values?: Readonly<Record<string, string | readonly string[]>>): Use
  /** Closes the modal on top. */
  closeView(person: Ref): void
  openHome(person: Ref, tab?: 'home' | 'messages'): Promise<void>
  /** Presses the stop button that a stream or a session that is processing shows. */
  stop(person: Ref, channel: Ref, thread: string): void

  /** What everybody there sees, oldest first: of the channel itself, of one thread with its root when it is named. */
  messages(channel: Ref, thread?: string): readonly Seen[]
  /** One message as it stands, or null when it is gone. */
  message(ref: MessageRef): Seen | null
  /** What one person alone sees, oldest first. */
  ephemerals(person: Ref, channel?: Ref): readonly Seen[]
  /** The modals that stand open before a person, the top one last. */
  views(person: Ref): readonly SeenView[]
  /** What a person's home shows, null before it was published. */
  homeOf(person: Ref): SeenView | null
  /** What is said to be going on in a thread; null when nothing is. */
  status(channel: Ref, thread: string): { readonly text: string; readonly loading: readonly string[] } | null
  /** A thread's session and its title, and the prompts that are offered. */
  session(channel: Ref, thread: string): { readonly status: string | null; readonly title: string | null }
  prompts(channel: Ref, thread?: string): readonly { readonly title: string; readonly message: string }[]
  /** Waits until something is so; throws after `withinMs`, 5 s unless told. */
  until<T>(what: () => T | null | undefined | false, withinMs?: number): Promise<T>
  /** Waits until a message of a channel or of any of its threads is so, the newest being asked first. */
  sees(channel: Ref, check: (message: Seen) => boolean, withinMs?: number): Promise<Seen>

  /** Every request, in the order of arrival. */
  readonly requests: readonly Logged[]
  /** What the bot did against the rules. Empty in a good test. */
  readonly violations: readonly string[]
  /** What becomes of requests; of the next so many (1 unless told). The returned function takes it away. */
  hook(match: Match, fate: Fate, times?: number): () => void
  /** From now on a method always answers with this error, as one that a workspace does not have; null takes it away. */
  latch(method: string, error: string | null): void
  /** Sets how often a method may be asked. */
  limit(method: string, times: number, perMs: number): void
  /** Every `response_url` that was given out is dead. */
  expireResponseUrls(): void
  revokeToken(): void
  /** The token that was revoked is good again. */
  restoreToken(): void
  uninstall(): void

  /** Every sending of every envelope. */
  readonly deliveries: readonly Delivery[]
  /** Open sockets by number, in the order of opening. */
  readonly sockets: readonly number[]
  /** How many sockets were ever opened. */
  readonly connected: number
  /** Asks one socket, or all, to go: `warning` keeps it for ten seconds more, the others close it at once. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled', socket?: number): void
  /** Cuts every socket without a word. */
  cutSockets(): void
  /** New sockets are refused, until told otherwise. */
  refuseSockets(refuse: boolean): void
  /** Sockets stay open but nothing comes on them any more, not even pings, until told otherwise. */
  silence(silent: boolean): void
  /** Every envelope comes twice, until told otherwise. */
  doubleEnvelopes(double: boolean): void
  /** Events come so much later, on the real clock; 0 takes it away. */
  delayEvents(ms: number): void
  /** The next so many events never come. */
  dropEvents(times: number): void
  /** The last event of this type comes once more, as a retry. */
  again(type: string): void
  /** Sends an event that the stand-in does not make by itself. */
  event(event: Json): void
  close(): Promise<void>
}
