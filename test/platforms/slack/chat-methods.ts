import { checkBlocks, longestMarkdown, withIds } from './block-rules.ts'
import type { Json } from './control.ts'
import { botUserId } from './emulated.ts'
import { asked, change, drop, keep, record, visibleChannel, writableChannel } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Methods } from './web-api.ts'
import type { ChannelState, MessageState, World } from './world.ts'
import { word } from './word.ts'

/** The longest text of a changed message. */
const longestUpdate = 4_000
/** The longest payload of a message's metadata, in characters of its JSON. */
const longestMetadata = 16_000

/** What is said by a request, Markdown as the text it stands for. */
export function content(world: World, args: Json, longest: number): Record<string, unknown> {
  const { text, markdown_text: markdown, blocks, attachments, metadata } = args
  if (markdown !== undefined && (text !== undefined || blocks !== undefined))
    throw new Refusal('markdown_text_conflict', 'markdown_text beside text or blocks')
  if (word(markdown).length > longestMarkdown) throw new Refusal('msg_too_long', `markdown_text over ${longestMarkdown}`)
  if (word(text).length > longest) throw new Refusal('msg_too_long', `text over ${longest} characters`)
  checkBlocks(world, blocks)
  checkMetadata(metadata)
  const said = { text: markdown ?? text, blocks: withIds(blocks), attachments, metadata }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

export function checkMetadata(metadata: unknown): void {
  if (metadata === undefined) return
  if (typeof metadata !== 'object' || metadata === null)
    throw new Refusal('invalid_metadata_format', 'metadata that is no object')
  const { event_type: type, event_payload: payload } = metadata as Json
  if (typeof type !== 'string' || typeof payload !== 'object' || payload === null)
    throw new Refusal('invalid_metadata_schema', 'metadata without event_type and event_payload')
  if (JSON.stringify(payload).length > longestMetadata) throw new Refusal('metadata_too_large', 'metadata that is too large')
}

const hasContent = (said: Record<string, unknown>): boolean =>
  word(said['text']) !== '' ||
  (Array.isArray(said['blocks']) && said['blocks'].length > 0) ||
  (Array.isArray(said['attachments']) && said['attachments'].length > 0)

/** The bot's own message that a request means. */
export function ownMessage(world: World, channel: ChannelState, ts: unknown, error = 'cant_update_message'): MessageState {
  const message = channel.messages.get(String(ts))
  if (message === undefined || message.json['subtype'] === 'tombstone') throw new Refusal('message_not_found')
  if (message.userId !== botUserId) throw new Refusal(error, 'a message of somebody else')
  return message
}

/** Writing in channels ends what was said to be going on in their threads. */
export function endStatus(world: World, channelId: string, threadTs: unknown): void {
  if (typeof threadTs === 'string') world.statuses.delete(`${channelId}:${threadTs}`)
}

/** Posting, changing and deleting messages. */
export function chatMethods(world: World): Methods {
  const passed = (args: Json): Json =>
    Object.fromEntries(
      [
        'thread_ts',
        'reply_broadcast',
        'unfurl_links',
        'unfurl_media',
        'link_names',
        'parse',
        'mrkdwn',
        'username',
        'icon_emoji',
        'icon_url',
      ]
        .filter(name => args[name] !== undefined)
        .map(name => [name, args[name]]),
    )

  return {
    async 'chat.postMessage'(args) {
      const scopes = world.manifest.oauth_config?.scopes
      const isPublic = [...(scopes?.bot ?? []), ...(scopes?.bot_optional ?? [])].includes('chat:write.public')
      const named = await directOf(world, args['channel'])
      const channel = writableChannel(world, named, isPublic)
      const said = content(world, args, Number.POSITIVE_INFINITY)
      if (!hasContent(said)) throw new Refusal('no_text', 'a post without content')
      const thread = args['thread_ts']
      if (thread !== undefined && !channel.messages.has(word(thread)))
        world.violate(`chat.postMessage: no thread ${word(thread)}`)
      if (thread !== undefined && channel.messages.get(word(thread))?.threadTs != null)
        world.violate('chat.postMessage: thread_ts is that of a reply, not of the root')
      const answer = await asked(world, 'chat.postMessage', { channel: channel.id, ...passed(args), ...said })
      const message = record(world, channel, answer['message'] as Json)
      endStatus(world, channel.id, message.threadTs)
      return { ...answer, message: message.json }
    },
    async 'chat.update'(args) {
      const channel = writableChannel(world, args['channel'], true)
      const message = ownMessage(world, channel, args['ts'])
      if (message.stream?.open === true) throw new Refusal('streaming_state_conflict')
      const said = content(world, args, longestUpdate)
      if (!hasContent(said) && said['metadata'] === undefined && !Array.isArray(said['blocks']))
        throw new Refusal('no_text', 'a change without content')
      const answer = await asked(world, 'chat.update', { channel: channel.id, ts: message.ts, ...said })
      const json = answer['message'] as Json
      // The emulator drops metadata and files that are not named again; Slack keeps them.
      const kept = { metadata: message.json['metadata'], files: message.json['files'], ...json }
      message.stream = null
      change(world, channel, message, Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)))
      return { ...answer, message: message.json }
    },
    async 'chat.delete'(args) {
      const channel = visibleChannel(world, args['channel'])
      const message = ownMessage(world, channel, args['ts'], 'cant_delete_message')
      await drop(world, channel, message)
      return { channel: channel.id, ts: message.ts }
    },
    'chat.postEphemeral'(args) {
      const channel = writableChannel(world, args['channel'])
      const user = String(args['user'])
      if (!world.isMember(channel, user)) throw new Refusal('user_not_in_channel')
      const said = content(world, args, Number.POSITIVE_INFINITY)
      if (!hasContent(said)) throw new Refusal('no_text', 'a post without content')
      const thread = args['thread_ts']
      const isActive = thread === undefined || Number(channel.messages.get(word(thread))?.json['reply_count'] ?? 0) > 0
      // In a thread that nobody has answered in, nobody sees it.
      if (!isActive) world.violate('chat.postEphemeral: in a thread without replies, where nobody sees it')
      const message = keep(world, channel, { ...said, ...passed(args) }, { onlyFor: user, use: null })
      return { message_ts: message.ts }
    },
    'chat.getPermalink'(args) {
      const channel = visibleChannel(world, args['channel'])
      if (!channel.messages.has(String(args['message_ts']))) throw new Refusal('message_not_found')
      const permalink = `${world.origin}/archives/${channel.id}/p${String(args['message_ts']).replace('.', '')}`
      return { channel: channel.id, permalink }
    },
    'blocks.validate'(args) {
      checkBlocks(world, args['blocks'])
      return {}
    },
  }
}

/** A person's id stands for their direct channel with the bot. */
async function directOf(world: World, named: unknown): Promise<unknown> {
  const id = String(named)
  if (!world.people.has(id)) return named
  const known = [...world.channels.values()].find(({ userId }) => userId === id)
  return known?.id ?? (await world.openDm(id))
}
