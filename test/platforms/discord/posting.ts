import { demand, sendRight } from './access.ts'
import { kept } from './components.ts'
import { type AllowedMentions, calledBy, defaultAllowed } from './mentions.ts'
import { flag, hasFlag, messageEvent, type Signer } from './message.ts'
import { badForm, Refusal } from './refusal.ts'
import { checkDraft, type Draft, mentionFaults } from './rules.ts'
import { attachmentsAfter, type FilePart } from './uploads.ts'
import { channelJson } from './wire.ts'
import type { ChannelState, Json, MessageState, OfInteraction, World } from './world.ts'

const list = (value: unknown): readonly Json[] => (value as readonly Json[] | null | undefined) ?? []
const withoutNulls = (embed: Json): Json => Object.fromEntries(Object.entries(embed).filter(([, value]) => value !== null))

/** Flags that a bot may set with a new message, and those it may change later. */
const settable = flag.suppressEmbeds | flag.suppressNotifications | flag.voiceMessage | flag.componentsV2
const editable = flag.suppressEmbeds | flag.componentsV2

function flagsAfter(body: Json, had: MessageState | null, further: number): number {
  const given = body['flags'] as number | null | undefined
  const allowed = (had === null ? settable : editable) | further
  if (given != null && (given & ~allowed) !== 0)
    throw badForm([
      { path: ['flags'], code: 'MESSAGE_FLAGS_INVALID', message: `The flags ${given & ~allowed} cannot be set here.` },
    ])
  if (had === null) return given ?? 0
  if (given == null) return had.flags
  if (hasFlag(had, flag.componentsV2) && (given & flag.componentsV2) === 0)
    throw badForm([
      {
        path: ['flags'],
        code: 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG',
        message: 'The IS_COMPONENTS_V2 flag cannot be removed.',
      },
    ])
  return (had.flags & ~editable) | (given & editable)
}

/**
 * The message that a request makes or leaves, checked against every rule. What an edit does not name stays. `furtherFlags` are those
 * that only answers to interactions may set.
 */
export function draftOf(
  world: World,
  channel: ChannelState,
  body: Json,
  files: readonly FilePart[],
  had: MessageState | null,
  furtherFlags = 0,
): Draft {
  const faults = mentionFaults(body['allowed_mentions'] as Json | null | undefined)
  if (faults.length > 0) throw badForm(faults)
  const given = <T>(key: string, read: (value: unknown) => T, old: T | undefined): T =>
    body[key] === undefined && old !== undefined ? old : read(body[key])
  const draft: Draft = {
    content: given('content', value => ((value as string | null | undefined) ?? '').trim(), had?.content),
    embeds: given('embeds', value => list(value).map(withoutNulls), had?.embeds),
    components: given('components', value => kept(list(value)), had?.components),
    attachments: attachmentsAfter(world, channel, body, files, had?.attachments ?? []),
    flags: flagsAfter(body, had, furtherFlags),
    hasPoll: body['poll'] != null,
    hasStickers: list(body['sticker_ids']).length > 0,
  }
  checkDraft(draft)
  return draft
}

/** Throws when the bot may not write this at this channel with its own token. */
export function demandForDraft(world: World, channel: ChannelState, draft: Draft, hasNewFiles: boolean): void {
  demand(world, channel, sendRight(channel))
  if (draft.embeds.length > 0) demand(world, channel, 'EMBED_LINKS')
  if (hasNewFiles) demand(world, channel, 'ATTACH_FILES')
}

const blocksNothing = (world: World, guildId: string | null, draft: Draft): void => {
  const words = guildId === null ? [] : (world.guilds.get(guildId)?.blockedWords ?? [])
  const text = JSON.stringify([draft.content, draft.components, draft.embeds])
  if (words.some(word => text.includes(word))) throw new Refusal(200000)
}

export type NewMessage = {
  readonly channel: ChannelState
  readonly authorId: string
  readonly draft: Draft
  readonly allowed: AllowedMentions | undefined
  readonly id?: string
  readonly type?: number
  readonly nonce?: string | number | null
  readonly replyTo?: string | null
  readonly of?: OfInteraction | null
  readonly onlyFor?: string | null
  readonly webhook?: boolean
}

/** Puts a message into its channel and tells of it. A message in an archived thread opens the thread again. */
export function post(world: World, signer: Signer, given: NewMessage): MessageState {
  const { channel, authorId, draft } = given
  const isFromInteraction = (given.of ?? null) !== null
  if (authorId === world.bot.id) blocksNothing(world, channel.guildId, draft)
  if (
    authorId === world.bot.id &&
    channel.recipientId !== null &&
    world.users.get(channel.recipientId)?.acceptsDirectMessages === false
  )
    throw new Refusal(50007)
  const guild = channel.guildId === null ? null : (world.guilds.get(channel.guildId) ?? null)
  const answered = given.replyTo == null ? null : (world.findMessage(given.replyTo)?.authorId ?? null)
  const called = calledBy(
    world,
    guild,
    draft,
    given.allowed === undefined ? defaultAllowed(isFromInteraction || given.webhook === true) : given.allowed,
    answered,
  )
  const { hasPoll: _poll, hasStickers: _stickers, ...looks } = draft
  const message: MessageState = {
    ...looks,
    id: given.id ?? world.id(),
    channelId: channel.id,
    guildId: channel.guildId,
    authorId,
    type: given.type ?? (given.replyTo == null ? 0 : 19),
    at: world.now(),
    editedAt: null,
    nonce: given.nonce ?? null,
    replyTo: given.replyTo ?? null,
    mentions: called.users,
    roleMentions: called.roles,
    everyone: called.everyone,
    pinged: [...called.users, ...called.roles, ...(called.everyone ? ['everyone'] : [])],
    of: given.of ?? null,
    onlyFor: given.onlyFor ?? null,
    webhook: given.webhook ?? false,
    threadId: null,
    reactions: new Set(),
  }
  channel.messages.set(message.id, message)
  if (authorId === world.bot.id) channel.typingUntil = 0
  if (channel.thread?.archived === true) reopen(world, channel)
  if (message.onlyFor === null) world.tell('MESSAGE_CREATE', channel.guildId, messageEvent(world, signer, message))
  return message
}

function reopen(world: World, channel: ChannelState): void {
  if (channel.thread === null) return
  channel.thread.archived = false
  channel.thread.changedAt = world.now()
  world.tell('THREAD_UPDATE', channel.guildId, channelJson(world, channel))
}

/** Gives a message a new look and tells of it. Nobody is called by an edit, but the names it mentions are those of the new text. */
export function amend(
  world: World,
  signer: Signer,
  message: MessageState,
  draft: Draft,
  allowed: AllowedMentions | undefined,
): void {
  if (message.authorId === world.bot.id) blocksNothing(world, message.guildId, draft)
  const guild = message.guildId === null ? null : (world.guilds.get(message.guildId) ?? null)
  const answered = message.replyTo === null ? null : (world.findMessage(message.replyTo)?.authorId ?? null)
  const called = calledBy(world, guild, draft, allowed === undefined ? defaultAllowed(message.of !== null) : allowed, answered)
  message.content = draft.content
  message.embeds = draft.embeds
  message.components = draft.components
  message.attachments = draft.attachments
  message.flags = draft.flags & ~flag.loading
  message.mentions = called.users
  message.roleMentions = called.roles
  message.everyone = called.everyone
  message.editedAt = world.now()
  if (message.onlyFor === null) world.tell('MESSAGE_UPDATE', message.guildId, messageEvent(world, signer, message))
}

/** Takes messages away and tells of it: one by one, or several as one event. */
export function remove(world: World, channel: ChannelState, messages: readonly MessageState[]): void {
  for (const { id } of messages) channel.messages.delete(id)
  const guild = channel.guildId === null ? {} : { guild_id: channel.guildId }
  const ids = messages.filter(({ onlyFor }) => onlyFor === null).map(({ id }) => id)
  if (messages.length > 1) world.tell('MESSAGE_DELETE_BULK', channel.guildId, { ids, channel_id: channel.id, ...guild })
  else for (const id of ids) world.tell('MESSAGE_DELETE', channel.guildId, { id, channel_id: channel.id, ...guild })
}
