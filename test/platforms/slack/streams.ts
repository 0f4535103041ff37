import { checkBlocks, longestMarkdown, withIds } from './block-rules.ts'
import { checkMetadata, endStatus, ownMessage } from './chat-methods.ts'
import type { Json } from './control.ts'
import { asked, change, record, writableChannel } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Methods } from './web-api.ts'
import { type ChannelState, type MessageState, type StreamState, threadKey, type World } from './world.ts'
import { word } from './word.ts'

/** How long a stream stays open, however much comes on it: reported of the real service, documented nowhere. */
export const streamLivesMs = 5 * 60_000
/** How many bytes of text and cards one streamed message takes; the least of what was reported. */
export const streamBytes = 10_600
/** A card's details count about twice. */
const detailsCount = 2
const mostBlocks = 50

type Chunk = Readonly<Record<string, unknown>>

const bytesOf = (text: unknown): number => Buffer.byteLength(word(text))

/** The chunks of a request, whichever way its text was written. */
function chunksOf(world: World, args: Json): readonly Chunk[] {
  const { markdown_text: markdown, chunks } = args
  if (markdown !== undefined && chunks !== undefined) throw new Refusal('markdown_text_conflict', 'markdown_text beside chunks')
  if (markdown !== undefined) {
    if (word(markdown).length > longestMarkdown)
      throw new Refusal('msg_too_long', `markdown_text over ${longestMarkdown} characters`)
    return [{ type: 'markdown_text', text: word(markdown) }]
  }
  if (chunks === undefined) return []
  if (!Array.isArray(chunks)) throw new Refusal('invalid_chunks', 'chunks that are no list')
  for (const chunk of chunks as Chunk[]) checkChunk(world, chunk)
  return chunks as Chunk[]
}

function checkChunk(world: World, chunk: Chunk): void {
  const { type } = chunk
  if (type === 'markdown_text') {
    if (typeof chunk['text'] !== 'string') throw new Refusal('invalid_chunks', 'a chunk of text without text')
    if (chunk['text'].length > longestMarkdown) throw new Refusal('msg_too_long', `a chunk over ${longestMarkdown} characters`)
    return
  }
  // Cards are for apps that are declared agents.
  if (world.manifest.features?.agent_view === undefined) throw new Refusal('invalid_chunks')
  if (type === 'task_update') {
    const isKnown = /^(?:pending|in_progress|complete|error)$/.test(String(chunk['status']))
    if (typeof chunk['id'] !== 'string' || typeof chunk['title'] !== 'string' || !isKnown)
      throw new Refusal('invalid_chunks', 'a card without id, title or a known status')
    return
  }
  if (type === 'plan_update') {
    if (typeof chunk['title'] !== 'string') throw new Refusal('invalid_chunks', 'a plan without a title')
    return
  }
  if (type !== 'blocks') throw new Refusal('invalid_chunks', `a chunk of type ${String(type)}`)
  checkBlocks(world, chunk['blocks'], 'message', 'msg_blocks_too_many')
}

/** Puts chunks behind what a stream holds; refuses what it cannot hold, whole. */
function append(stream: StreamState, chunks: readonly Chunk[]): void {
  const grows = chunks.reduce((sum, chunk) => {
    if (chunk['type'] === 'markdown_text') return sum + bytesOf(chunk['text'])
    return sum + bytesOf(chunk['title']) + detailsCount * (bytesOf(chunk['details']) + bytesOf(chunk['output']))
  }, 0)
  if (stream.bytes + grows > streamBytes)
    throw new Refusal('msg_too_long', `a streamed message of ${stream.bytes + grows} bytes, of at most ${streamBytes}`)
  const blocks = chunks.flatMap(chunk => (chunk['type'] === 'blocks' ? (chunk['blocks'] as readonly Json[]) : []))
  if (stream.blocks.length + blocks.length > mostBlocks)
    throw new Refusal('msg_blocks_too_many', `more than ${mostBlocks} blocks in one stream`)
  stream.bytes += grows
  stream.blocks = [...stream.blocks, ...blocks]
  for (const chunk of chunks) {
    if (chunk['type'] === 'markdown_text') stream.text += String(chunk['text'])
    if (chunk['type'] === 'task_update') stream.tasks.set(String(chunk['id']), chunk)
    if (chunk['type'] === 'plan_update') stream.tasks.set('', chunk)
  }
}

/** Streams: begun, grown, ended by the app, by their time or by the person who presses stop. */
export function createStreams(world: World) {
  const threads = (channel: ChannelState): boolean => channel.kind === 'im'

  /** Ends a stream; what it showed becomes an ordinary message of the emulator's. */
  async function seal(channel: ChannelState, message: MessageState, blocks: unknown, metadata: unknown): Promise<void> {
    const { stream } = message
    if (stream === null) return
    stream.open = false
    const shown = [...stream.blocks, ...(Array.isArray(blocks) ? (blocks as readonly Json[]) : [])]
    const fields = {
      text: stream.text,
      ...(shown.length > 0 ? { blocks: withIds(shown) } : {}),
      ...(metadata === undefined ? {} : { metadata }),
    }
    await world.inner.call('chat.update', { channel: channel.id, ts: message.ts, ...fields, text: stream.text || ' ' })
    change(world, channel, message, { ...message.json, ...fields })
  }

  function open(channel: ChannelState, args: Json): { readonly message: MessageState; readonly stream: StreamState } {
    const message = ownMessage(world, channel, args['ts'], 'message_not_owned_by_app')
    const { stream } = message
    if (stream?.stoppedByUser === true) throw new Refusal('stopped_by_user')
    if (stream === null || !stream.open) throw new Refusal('message_not_in_streaming_state')
    return { message, stream }
  }

  const methods: Methods = {
    async 'chat.startStream'(args) {
      const channel = writableChannel(world, args['channel'])
      const thread = args['thread_ts']
      if (thread === undefined && threads(channel))
        throw new Refusal('invalid_arguments', 'a stream in a direct channel without thread_ts')
      if (thread !== undefined && !channel.messages.has(word(thread))) throw new Refusal('message_not_found')
      if (thread !== undefined && channel.messages.get(word(thread))?.threadTs != null)
        world.violate('chat.startStream: thread_ts is that of a reply, not of the root')
      if (channel.kind !== 'im') {
        const user = args['recipient_user_id']
        if (user === undefined) throw new Refusal('missing_recipient_user_id', 'a stream in a channel without recipient_user_id')
        if (args['recipient_team_id'] === undefined)
          throw new Refusal('missing_recipient_team_id', 'a stream in a channel without recipient_team_id')
        const person = world.people.get(word(user))
        if (person?.token == null) throw new Refusal('user_not_found', 'a stream for nobody, or for the bot')
        if (args['recipient_team_id'] !== (person.options.teamId ?? world.team.id))
          world.violate('chat.startStream: recipient_team_id is not the team of the person')
      }
      const chunks = chunksOf(world, args)
      const stream: StreamState = {
        open: true,
        startedAt: world.clock.now(),
        text: '',
        tasks: new Map(),
        blocks: [],
        stoppedByUser: false,
        bytes: 0,
      }
      append(stream, chunks)
      const place = { channel: channel.id, ...(thread === undefined ? {} : { thread_ts: thread }) }
      const answer = await asked(world, 'chat.postMessage', { ...place, text: stream.text || ' ' })
      const message = record(world, channel, {
        ...(answer['message'] as Json),
        text: stream.text,
        streaming_state: 'in_progress',
      })
      message.stream = stream
      const { streaming_state: _, ...json } = message.json
      message.json = json
      endStatus(world, channel.id, thread)
      world.clock.after(streamLivesMs, () => {
        if (stream.open) void seal(channel, message, undefined, undefined)
      })
      return { channel: channel.id, ts: message.ts }
    },
    'chat.appendStream'(args) {
      const channel = writableChannel(world, args['channel'])
      const { message, stream } = open(channel, args)
      const chunks = chunksOf(world, args)
      if (chunks.length === 0) throw new Refusal('no_text', 'nothing to append')
      append(stream, chunks)
      message.json = { ...message.json, text: stream.text }
      return { channel: channel.id, ts: message.ts }
    },
    async 'chat.stopStream'(args) {
      const channel = writableChannel(world, args['channel'])
      const { message, stream } = open(channel, args)
      checkBlocks(world, args['blocks'], 'message', 'msg_blocks_too_many')
      checkMetadata(args['metadata'])
      append(stream, chunksOf(world, args))
      await seal(channel, message, args['blocks'], args['metadata'])
      if (args['session_status'] !== undefined) {
        const key = threadKey(channel.id, message.threadTs)
        world.sessions.set(key, { title: null, ...world.sessions.get(key), status: word(args['session_status']) })
      }
      return { channel: channel.id, ts: message.ts, message: message.json }
    },
  }

  return {
    methods,
    /** The person presses stop: every open stream of the thread ends as it is, and the app is told. */
    stop(userId: string, channel: ChannelState, thread: string): void {
      const open = [...channel.messages.values()].filter(one => one.threadTs === thread && one.stream?.open === true)
      for (const message of open) {
        if (message.stream !== null) message.stream.stoppedByUser = true
        void seal(channel, message, undefined, undefined)
      }
      const streaming = open.map(({ ts }) => ts)
      const fields = { channel: channel.id, thread_ts: thread, user: userId, streaming_message_ts: streaming }
      world.tell({ type: 'agent_session_stopped', ...fields, event_ts: world.ts() })
    },
  }
}
