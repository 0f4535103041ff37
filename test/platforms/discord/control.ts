import type { Modal, Seen } from './looks.ts'
import type { Permission } from './permissions.ts'

export type * from './looks.ts'

/** A thing of Discord or its id. */
export type Ref = string | { readonly id: string }
export type Person = { readonly id: string; readonly name: string; readonly bot: boolean }
export type Guild = { readonly id: string; readonly name: string }
/** A text channel, a thread (then `parentId` is its channel) or a direct channel (then `guildId` is null). */
export type Channel = {
  readonly id: string
  readonly name: string
  readonly guildId: string | null
  readonly parentId: string | null
}

/** The first thing that the bot did with an interaction. */
export type Answer = {
  readonly did: 'message' | 'defer' | 'defer update' | 'update' | 'choices' | 'modal' | 'nothing'
  /** From the interaction's creation to the answer. */
  readonly afterMs: number
  readonly private: boolean
  /** As it stood right then. */
  readonly message: Seen | null
  readonly modal: Modal | null
  readonly choices: readonly { readonly name: string; readonly value: string | number }[]
}

/** One use of a command, a button, a select or a form. */
export type Use = {
  readonly id: string
  readonly token: string
  readonly channelId: string
  /** `did: 'nothing'` when the bot let its three seconds pass: the person reads “The application did not respond”. */
  readonly answer: Promise<Answer>
  /** Its first answer as it stands now: null before there is one and when it was deleted. */
  message(): Seen | null
  /** Its first answer and its follow-ups that still are. */
  messages(): readonly Seen[]
  /** Waits until one of its messages is so, the newest being asked first. */
  shows(check: (message: Seen) => boolean, withinMs?: number): Promise<Seen>
}

export type Upload = {
  readonly name: string
  readonly bytes: Uint8Array
  readonly contentType?: string
  readonly description?: string
}
export type Said = {
  readonly attachments?: readonly Upload[]
  readonly replyTo?: Ref
  /** Whether the reply calls the author it answers; yes unless told. */
  readonly pingReply?: boolean
  readonly embeds?: readonly object[]
  readonly id?: string
  /** The kind of message: 0 and 19 are people talking, the others are the system's. */
  readonly type?: number
  /** Sent through a webhook of the guild. */
  readonly webhook?: boolean
}
/** What is given to a command's options: an attachment, a person, a channel or a plain value. */
export type OptionValue = string | number | boolean | Upload | { readonly id: string }
export type FieldValue = string | boolean | readonly string[] | readonly Upload[]

/** One request as the stand-in got it. */
export type Logged = {
  readonly at: number
  readonly method: string
  /** The path's template in the published description, `/channels/{channel_id}/messages`. */
  readonly route: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The JSON, of a multipart body its `payload_json`. */
  readonly body: unknown
  readonly files: readonly { readonly field: string; readonly name: string; readonly bytes: Buffer }[]
  readonly bucket: string | null
  /** 0 while it is not answered and when the answer never left. */
  status: number
  /** Discord's code in a refusal. */
  code: number | null
  answeredAt: number | null
}

/** Which requests a hook is for: `PATCH /channels/{channel_id}/messages/{message_id}`, or a question. */
export type Match = string | ((request: Logged) => boolean)
export type Fate =
  /** This status instead of the answer; nothing happens. */
  | {
      readonly status: number
      readonly code?: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** 429, and asking again before its time is a violation. */
  | { readonly limitedForMs: number; readonly scope?: 'user' | 'shared' | 'global' }
  /** As always, but only after a while. */
  | { readonly delayMs: number }
  /** Nothing happens and no answer ever comes. */
  | 'hang'
  /** The connection breaks and nothing has happened. */
  | 'cut'
  /** It happens, and the connection breaks before the answer. */
  | 'cut after'

export type Happening = { readonly name: string; readonly data: Readonly<Record<string, unknown>> }
/** Which events are meant: `MESSAGE_CREATE`, or a question. */
export type Which = string | ((event: Happening) => boolean)
/** Events are promised neither once nor in order; this is how tests make it so. */
export type Meddling = {
  /** Keeps such events back until released. */
  hold(which: Which): { readonly held: readonly Happening[]; release(order?: 'same' | 'reversed'): void }
  /** The next such event comes twice. */
  twice(which: Which): void
  /** The next such event never comes. */
  drop(which: Which): void
  /** The last such event comes once more now. */
  again(which: Which): void
}

export type GuildOptions = {
  readonly name?: string
  /** 0 to 3; 2 and 3 raise the limit of a file. */
  readonly premiumTier?: number
  /** Ids and so the shard are Discord's to choose; tests of shards choose them. */
  readonly id?: string
}
export type ChannelOptions = { readonly name?: string; readonly nsfw?: boolean; readonly type?: number }
export type PersonOptions = { readonly bot?: boolean; readonly locale?: string; readonly acceptsDirectMessages?: boolean }

export type Start = {
  /** The stand-in's clock in milliseconds; the real one unless told. */
  readonly now?: () => number
  /** Privileged intents that the application was given: MESSAGE_CONTENT alone unless told. */
  readonly allowedIntents?: number
  /** Makes every window of the rate limits so many times shorter. */
  readonly limitsFasterBy?: number
  /** After how long a person reads that the application did not respond: 3 s, in real time. */
  readonly answerWithinMs?: number
  readonly heartbeatMs?: number
  readonly botPublic?: boolean
  /** How many shards may identify within 5 s: one unless told. */
  readonly identifiesAtOnce?: number
}

/** A running Discord, seen from both sides: what people do in it, and what the bot did to it. */
export type Discord = AsyncDisposable & {
  /** The base for the library: `http://127.0.0.1:PORT/api`. */
  readonly url: string
  readonly origin: string
  readonly token: string
  readonly application: { readonly id: string; readonly public: boolean }
  readonly bot: Person
  /** A guild that is there from the start, with a channel, its owner and a person without rights of their own. */
  readonly home: { readonly guild: Guild; readonly channel: Channel; readonly owner: Person; readonly person: Person }
  readonly clock: { now(): number; /** Moves Discord's clock ahead. */ advance(ms: number): void }

  /** A guild with the bot in it; told to the bot when it is connected. */
  guild(options?: GuildOptions): Guild
  channel(guild: Ref, options?: ChannelOptions): Channel
  /** A person, a member of the given guilds; of home when none is given. */
  person(name: string, options?: PersonOptions & { readonly guilds?: readonly Ref[] }): Person
  /** A thread that a person opened, of a message when one is given. */
  thread(
    channel: Ref,
    name: string,
    options?: { readonly message?: Ref; readonly private?: boolean; readonly owner?: Ref },
  ): Channel
  /** The channel in which a person and the bot write to each other. */
  direct(person: Ref): Channel
  /** Gives and takes rights at a channel, above everything else, or in a whole guild. The bot's when nobody is named. */
  permit(place: Ref, rights: { readonly allow?: readonly Permission[]; readonly deny?: readonly Permission[] }, who?: Ref): void
  /** What somebody may do at a channel. */
  permissions(channel: Ref, who?: Ref): readonly Permission[]
  leaveGuild(guild: Ref): void
  joinGuild(guild: Ref): void
  /** A person leaves a guild. */
  removeMember(guild: Ref, person: Ref): void
  makeGuildUnavailable(guild: Ref): void
  makeGuildAvailable(guild: Ref): void
  deleteChannel(channel: Ref): void
  deleteThread(thread: Ref): void
  archiveThread(thread: Ref, options?: { readonly locked?: boolean }): void
  /** Messages of the bot with this text in them are blocked by the guild's AutoMod. */
  blockWords(guild: Ref, words: readonly string[]): void

  say(person: Ref, channel: Ref, text: string, options?: Said): Seen
  editMessage(message: Ref, text: string): Seen
  deleteMessage(message: Ref): void
  /** Several at once, as a moderator does it: one event. */
  deleteMessages(messages: readonly Ref[]): void
  /** Uses a registered command: `config model` names a subcommand. Throws where Discord's client would not let it be sent. */
  slash(person: Ref, channel: Ref, command: string, options?: Readonly<Record<string, OptionValue>>): Use
  /** What is offered while an option is typed. */
  autocomplete(person: Ref, channel: Ref, command: string, options: Readonly<Record<string, OptionValue>>, focused: string): Use
  /** Presses a button by its custom id or its label. Throws when the person sees no such button or it is off. */
  click(person: Ref, message: Ref, customIdOrLabel: string): Use
  choose(person: Ref, message: Ref, customId: string, values: readonly string[]): Use
  /** Sends a form; fields by custom id or label. What is not named keeps what stands in it. */
  submit(person: Ref, modal: Modal, values?: Readonly<Record<string, FieldValue>>): Use
  /** Uses an entry of a message's menu. */
  messageCommand(person: Ref, message: Ref, name: string): Use

  /** What everybody there sees, oldest first. */
  messages(channel: Ref): readonly Seen[]
  /** What one person alone sees there beside it, oldest first; everywhere when no channel is named. */
  privately(person: Ref, channel?: Ref): readonly Seen[]
  /** One message as it stands, or null when it is gone. */
  message(message: Ref): Seen | null
  /** Until when (Discord's clock) the bot is shown typing there; null when it is not. */
  typing(channel: Ref): number | null
  threads(channel: Ref): readonly (Channel & { readonly archived: boolean; readonly locked: boolean })[]
  /** The names of the registered commands, `config model` for a subcommand; of one guild when it is named. */
  commands(guild?: Ref): readonly string[]
  /** Registers commands without the bot. */
  register(commands: readonly object[], guild?: Ref): void
  /** Waits until something is so; throws after `withinMs`, 5 s unless told. */
  until<T>(what: () => T | null | undefined | false, withinMs?: number): Promise<T>
  /** Waits until one of a channel's messages is so, the newest being asked first. */
  sees(channel: Ref, check: (message: Seen) => boolean, withinMs?: number): Promise<Seen>

  /** Every request, in the order of arrival. */
  readonly requests: readonly Logged[]
  /** What the bot did against the rules, and what the stand-in itself sent that is not as described. Empty in a good test. */
  readonly violations: readonly string[]
  /** What becomes of requests; of the next so many (1 unless told). The returned function takes it away. */
  hook(match: Match, fate: Fate, times?: number): () => void
  /** Sets the limit of a route, as in `POST /channels/{channel_id}/messages`, for each channel, guild or token. */
  bucket(route: string, limit: number, perMs: number): void
  /** Every token of an interaction that was given out is as dead as after 15 minutes. */
  expireTokens(): void
  /** Every address of a file that was given out is dead. */
  expireUrls(): void
  /** From now on REST answers 401 and the gateway closes with 4004, as after a reset of the bot's token. */
  resetToken(): void
  allowIntents(intents: number): void

  /** Sessions that are connected now: intents, shard, whether ready. */
  readonly sessions: readonly { readonly id: string; readonly intents: number; readonly shard: readonly [number, number] }[]
  /** Connections and what was asked on them: `identify`, `resume`. */
  readonly gatewayLog: readonly string[]
  /** Cuts every connection of the gateway without a word. */
  cutTcp(): void
  /** Asks every connection to reconnect. */
  op7(): void
  /** Tells every connection that its session is invalid. */
  op9(resumable: boolean): void
  /** Closes every connection with a code. */
  closeGateway(code: number): void
  /** No heartbeat is acknowledged any more, until told otherwise. */
  dropHeartbeatAcks(drop: boolean): void
  /** New connections to the gateway are refused, until told otherwise. */
  refuseConnections(refuse: boolean): void
  /** Cuts a shard and lets it connect, and never be ready, until told otherwise. */
  muteShard(shard: number, mute: boolean): void
  readonly events: Meddling
  close(): Promise<void>
}
