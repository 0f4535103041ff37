import type { Json } from './control.ts'
import { appId, botId, botUserId } from './emulated.ts'
import { addReaction } from './people.ts'
import { asked, visibleChannel, writableChannel } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Sockets } from './sockets.ts'
import { appToken, type Methods } from './web-api.ts'
import type { ChannelState, MessageState, World } from './world.ts'
import { word } from './word.ts'

/** The most that `users.list` and `conversations.list` give at once. */
const mostListed = 1_000
const mostMessages = 999

/** A person as `users.info` tells of them: the emulator's answer with what a test made of them. */
function dressedUser(world: World, json: Json): Record<string, unknown> {
  const person = world.people.get(String(json['id']))
  if (person === undefined) return { ...json }
  const { options, name } = person
  const realName = options.realName ?? name
  const isOwner = options.owner === true || options.primaryOwner === true
  return {
    ...json,
    name,
    real_name: realName,
    team_id: options.teamId ?? world.team.id,
    profile: { ...(json['profile'] as Json), display_name: name, real_name: realName, team: options.teamId ?? world.team.id },
    deleted: options.deleted ?? false,
    is_admin: options.admin === true || isOwner,
    is_owner: isOwner,
    is_primary_owner: options.primaryOwner === true,
    is_restricted: options.restricted === true || options.ultraRestricted === true,
    is_ultra_restricted: options.ultraRestricted === true,
    is_bot: options.bot ?? json['is_bot'],
    is_app_user: false,
    ...(options.teamId === undefined ? {} : { is_stranger: true }),
    updated: Math.floor(world.clock.now() / 1_000),
  }
}

const dressedChannel = (world: World, channel: ChannelState, json: Json): Json => ({
  ...json,
  is_member: world.isMember(channel),
  is_ext_shared: channel.shared,
  is_archived: channel.archived,
  context_team_id: world.team.id,
})

/** Who is who and what is where. */
export function placeMethods(world: World, sockets: Sockets): Methods {
  /** A page of what is there, after the cursor that was given. */
  function paged<T>(all: readonly T[], args: Json, most: number, standard: number) {
    const limit = Math.min(most, Number(args['limit'] ?? standard) || standard)
    const from =
      args['cursor'] === undefined || args['cursor'] === '' ? 0 : Number(Buffer.from(word(args['cursor']), 'base64').toString())
    if (!Number.isInteger(from)) throw new Refusal('invalid_cursor', 'a cursor that nobody gave out')
    const isMore = from + limit < all.length
    const next = isMore ? Buffer.from(String(from + limit)).toString('base64') : ''
    return { page: all.slice(from, from + limit), has_more: isMore, response_metadata: { next_cursor: next } }
  }

  function readable(args: Json): ChannelState {
    const channel = visibleChannel(world, args['channel'])
    if (!world.isMember(channel)) throw new Refusal('not_in_channel')
    return channel
  }

  function within(args: Json, messages: readonly MessageState[]): readonly MessageState[] {
    const { oldest = '0', latest = '9999999999', inclusive } = args
    const isIn = (ts: string): boolean =>
      (ts > String(oldest) && ts < String(latest)) || (String(inclusive) === 'true' && (ts === oldest || ts === latest))
    return messages.filter(({ ts }) => isIn(ts))
  }

  const shown = (args: Json, message: MessageState): Json => {
    const { metadata, ...rest } = message.json
    const hasMetadata = metadata !== undefined && /^(?:true|1)$/.test(String(args['include_all_metadata']))
    const json = hasMetadata ? { ...rest, metadata } : rest
    return message.stream?.open === true ? { ...json, streaming_state: 'in_progress' } : json
  }

  /** Messages of which both sides know: the emulator has them, the front knows how they look. */
  async function known(method: string, args: Json, channel: ChannelState): Promise<readonly MessageState[]> {
    const answer = await asked(world, method, { channel: channel.id, ...args })
    const kept = new Set((answer['messages'] as readonly Json[]).map(({ ts }) => String(ts)))
    return [...channel.messages.values()].filter(({ ts }) => kept.has(ts) || Number(ts.split('.')[1]) >= 900_000)
  }

  return {
    'api.test': () => ({}),
    async 'auth.test'(_, { token }) {
      if (token === appToken) return { app_id: appId, app_name: 'Replichat', team_id: world.team.id }
      const answer = await asked(world, 'auth.test', {})
      return { ...answer, user_id: botUserId, bot_id: botId, app_id: appId, is_enterprise_install: false }
    },
    'apps.connections.open'() {
      if (sockets.isFull()) throw new Refusal('too_many_websockets', 'more than ten open connections')
      return { url: sockets.ticket() }
    },
    'apps.uninstall': () => ({}),
    'oauth.v2.access': args => asked(world, 'oauth.v2.access', args),
    'auth.revoke': () => ({ revoked: true }),
    'team.info': () => asked(world, 'team.info', {}),
    'bots.info': args => asked(world, 'bots.info', args),
    async 'users.info'(args) {
      const answer = await asked(world, 'users.info', { user: args['user'] })
      if (!world.people.has(String(args['user']))) throw new Refusal('user_not_found')
      return { user: dressedUser(world, answer['user'] as Json) }
    },
    async 'users.list'(args) {
      const answer = await asked(world, 'users.list', { limit: 1_000 })
      const there = (answer['members'] as readonly Json[]).filter(({ id }) => world.people.has(String(id)))
      const { page, ...rest } = paged(there, args, mostListed, mostListed)
      return { members: page.map(one => dressedUser(world, one)), ...rest }
    },
    async 'conversations.info'(args) {
      const channel = visibleChannel(world, args['channel'])
      const { ok: _, ...answer } = await asked(
        world,
        'conversations.info',
        { channel: channel.id },
        world.inner.ownerToken,
      ).catch(() => asked(world, 'conversations.info', { channel: channel.id }))
      return { ...answer, channel: dressedChannel(world, channel, answer['channel'] as Json) }
    },
    async 'conversations.list'(args) {
      const kinds = word(args['types'] ?? 'public_channel').split(',')
      const kindOf = { public: 'public_channel', private: 'private_channel', im: 'im' }
      const there = [...world.channels.values()].filter(
        one =>
          !one.deleted &&
          kinds.includes(kindOf[one.kind]) &&
          (one.kind === 'public' || world.isMember(one)) &&
          (String(args['exclude_archived']) !== 'true' || !one.archived),
      )
      const { page, ...rest } = paged(there, args, mostListed, 100)
      const infos = page.map(async one => {
        const token = one.kind === 'public' ? world.inner.ownerToken : undefined
        return dressedChannel(
          world,
          one,
          (await asked(world, 'conversations.info', { channel: one.id }, token))['channel'] as Json,
        )
      })
      return { channels: await Promise.all(infos), ...rest }
    },
    async 'conversations.members'(args) {
      const channel = visibleChannel(world, args['channel'])
      const { page, ...rest } = paged([...channel.members], args, mostListed, 100)
      return { members: page, ...rest }
    },
    async 'conversations.open'(args) {
      const users = word(args['users']).split(',')
      if (users.length !== 1 || !world.people.has(users[0] ?? '')) throw new Refusal('user_not_found')
      return { channel: { id: await world.openDm(users[0] ?? '') } }
    },
    async 'conversations.join'(args) {
      const channel = visibleChannel(world, args['channel'])
      if (channel.kind !== 'public')
        throw new Refusal('method_not_supported_for_channel_type', 'joins a channel that is not public')
      const answer = await asked(world, 'conversations.join', { channel: channel.id })
      channel.members.add(botUserId)
      return answer
    },
    async 'conversations.history'(args) {
      const channel = readable(args)
      const all = (await known('conversations.history', { limit: 1_000 }, channel)).filter(({ threadTs }) => threadTs === null)
      const newest = within(args, all).toSorted((a, b) => (a.ts < b.ts ? 1 : -1))
      const { page, ...rest } = paged(newest, args, mostMessages, 100)
      return { messages: page.map(one => shown(args, one)), ...rest }
    },
    async 'conversations.replies'(args) {
      const channel = readable(args)
      const root = channel.messages.get(String(args['ts']))
      if (root === undefined) throw new Refusal('thread_not_found')
      const all = (await known('conversations.replies', { ts: root.threadTs ?? root.ts }, channel))
        .filter(({ threadTs }) => threadTs === root.ts)
        .toSorted((a, b) => (a.ts < b.ts ? -1 : 1))
      const { page, ...rest } = paged(within(args, all), args, mostMessages, mostMessages)
      return { messages: [root, ...page].map(one => shown(args, one)), ...rest }
    },
    async 'reactions.add'(args) {
      const channel = writableChannel(world, args['channel'])
      const message = channel.messages.get(String(args['timestamp']))
      if (message === undefined) throw new Refusal('message_not_found')
      await asked(world, 'reactions.add', args)
      addReaction(message, String(args['name']), botUserId)
      return {}
    },
    async 'reactions.remove'(args) {
      const channel = writableChannel(world, args['channel'])
      const message = channel.messages.get(String(args['timestamp']))
      if (message === undefined) throw new Refusal('message_not_found')
      await asked(world, 'reactions.remove', args)
      const reactions = (message.json['reactions'] as readonly { name: string; users: string[] }[] | undefined) ?? []
      const left = reactions
        .map(one => (one.name === args['name'] ? { ...one, users: one.users.filter(id => id !== botUserId) } : one))
        .filter(({ users }) => users.length > 0)
      message.json = { ...message.json, reactions: left }
      return {}
    },
  }
}
