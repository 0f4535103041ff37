import { randomUUID } from 'node:crypto'
import { checkBlocks, withIds } from './block-rules.ts'
import type { Json } from './control.ts'
import { change, drop, keep, record } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { MessageState, World } from './world.ts'

/** How often and how long a `response_url` may be used. */
const mostUses = 5
const livesMs = 30 * 60_000

type Address = {
  readonly use: string
  readonly channelId: string
  readonly userId: string
  /** The message that the use was on. */
  readonly message: MessageState | null
  readonly until: number
  left: number
}

/** The addresses under which an app may answer what people did. */
export function createResponseUrls(world: World) {
  const addresses = new Map<string, Address>()

  /** What was said by way of a use, oldest first. */
  const messagesOf = (use: string): readonly MessageState[] =>
    [...world.ephemerals, ...[...world.channels.values()].flatMap(({ messages }) => [...messages.values()])]
      .filter(message => message.use === use)
      .toSorted((a, b) => (a.ts < b.ts ? -1 : 1))

  function remove(message: MessageState): void {
    const at = world.ephemerals.indexOf(message)
    if (at >= 0) return void world.ephemerals.splice(at, 1)
    const channel = world.channel(message.channelId)
    if (channel !== null) void drop(world, channel, message)
  }

  /** Shows what an answer says: in the place of the message it was on, or beside it. */
  async function show(address: Pick<Address, 'use' | 'channelId' | 'userId' | 'message'>, args: Json): Promise<void> {
    const channel = world.channel(address.channelId)
    if (channel === null) throw new Refusal('channel_not_found')
    const target = address.message ?? messagesOf(address.use).findLast(({ onlyFor }) => onlyFor !== null) ?? null
    if (args['delete_original'] === true) return void (target !== null && remove(target))
    if (args['markdown_text'] !== undefined) throw new Refusal('no_text', 'markdown_text at a response_url, which reads none')
    checkBlocks(world, args['blocks'])
    const { text, attachments } = args
    const blocks = withIds(args['blocks'])
    const isEmpty = (text === undefined || text === '') && !Array.isArray(blocks)
    if (isEmpty) throw new Refusal('no_text', 'an answer without content')
    const thread = args['thread_ts'] === undefined ? {} : { thread_ts: args['thread_ts'] }
    const given = { text: text ?? '', blocks, attachments, ...thread }
    const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    if (args['replace_original'] === true && target !== null) {
      const { blocks: _, ...before } = target.json
      const json = { ...before, ...said, edited: { user: target.userId, ts: world.ts() } }
      if (target.onlyFor !== null) target.json = json
      else {
        await world.inner.call('chat.update', { channel: channel.id, ts: target.ts, ...said })
        change(world, channel, target, json)
      }
      return
    }
    if (args['response_type'] !== 'in_channel')
      return void keep(world, channel, said, { onlyFor: address.userId, use: address.use })
    const answer = await world.inner.call('chat.postMessage', { channel: channel.id, ...said })
    if (answer['ok'] !== true) return void keep(world, channel, said, { onlyFor: null, use: address.use })
    Object.assign(record(world, channel, answer['message'] as Json), { use: address.use })
  }

  return {
    make(given: Omit<Address, 'until' | 'left'>): string {
      const path = `/actions/${world.team.id}/${given.channelId}/${randomUUID()}`
      addresses.set(path, { ...given, until: world.clock.now() + livesMs, left: mostUses })
      return `${world.origin}${path}`
    },
    show,
    messagesOf,
    has: (path: string): boolean => path.startsWith('/actions/'),
    /** Answers a post to an address: the status, and the words. */
    async use(path: string, args: Json): Promise<{ readonly status: number; readonly json: Json }> {
      const address = addresses.get(path)
      const refuse = (error: string, status = 404) => ({ status, json: { ok: false, error } })
      if (address === undefined) return refuse('invalid_url')
      if (address.until <= world.clock.now()) return refuse('expired_url')
      if (address.left === 0) {
        world.violate('response_url: used more than five times')
        return refuse('used_url')
      }
      address.left--
      try {
        await show(address, args)
        return { status: 200, json: { ok: true } }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (error.broke !== null) world.violate(`response_url: ${error.broke} (${error.error})`)
        return refuse(error.error, error.error === 'channel_not_found' ? 404 : 400)
      }
    },
    expire(): void {
      addresses.clear()
    },
  }
}
export type ResponseUrls = ReturnType<typeof createResponseUrls>
