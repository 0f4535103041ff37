import type { Channel, ChannelOptions, Json, MessageRef, Person, PersonOptions, Ref, Said, Upload } from './control.ts'
import { botUserId } from './emulated.ts'
import { asked, change, drop, record, tellMessage } from './posting.ts'
import { channelType, type ChannelState, type MessageState, type World } from './world.ts'

export const idOf = (ref: Ref): string => (typeof ref === 'string' ? ref : ref.id)

/** A person as tests name them. */
export const personOf = (world: World, id: string): Person => ({ id, name: world.people.get(id)?.name ?? id })

/** What a channel is to a test. */
const channelOf = ({ id, name, kind }: ChannelState): Channel => ({ id, name, kind })

/** What people do in channels: come, go, say, change and delete. */
export function createPeople(world: World) {
  const tokenOf = (id: string): string => {
    const person = world.people.get(id)
    if (person?.token == null) throw new Error(`${id} is nobody who could do that.`)
    return person.token
  }
  const existing = (ref: Ref): ChannelState => {
    const channel = world.channel(idOf(ref))
    if (channel === null) throw new Error(`There is no channel ${idOf(ref)}.`)
    return channel
  }
  const messageOf = ({ channelId, ts }: MessageRef): MessageState => {
    const message = world.find(channelId, ts)
    if (message === null) throw new Error(`There is no message ${ts} in ${channelId}.`)
    return message
  }

  async function channel(name: string, options: ChannelOptions = {}): Promise<Channel> {
    const isPrivate = options.private ?? false
    const { ownerToken } = world.inner
    const made = (await asked(world, 'conversations.create', { name, is_private: isPrivate }, ownerToken))['channel'] as Json
    const owner = String(made['creator'])
    const people = options.members?.map(idOf) ?? [...world.people.keys()].filter(id => id !== botUserId)
    const members = [...people, ...((options.withBot ?? true) ? [botUserId] : [])].filter(id => id !== owner)
    if (members.length > 0)
      await asked(world, 'conversations.invite', { channel: made['id'], users: members.join(',') }, ownerToken)
    const state: ChannelState = {
      id: String(made['id']),
      name,
      kind: isPrivate ? 'private' : 'public',
      members: new Set([owner, ...members]),
      archived: false,
      deleted: false,
      shared: options.shared ?? false,
      userId: null,
      messages: new Map(),
    }
    world.channels.set(state.id, state)
    return channelOf(state)
  }

  async function openDm(ref: Ref): Promise<Channel> {
    const id = idOf(ref)
    const known = [...world.channels.values()].find(one => one.userId === id)
    if (known !== undefined) return channelOf(known)
    const made = (await asked(world, 'conversations.open', { users: id, return_im: true }))['channel'] as Json
    const state: ChannelState = {
      id: String(made['id']),
      name: personOf(world, id).name,
      kind: 'im',
      members: new Set([id, botUserId]),
      archived: false,
      deleted: false,
      shared: false,
      userId: id,
      messages: new Map(),
    }
    world.channels.set(state.id, state)
    return channelOf(state)
  }

  async function upload(token: string, file: Upload, share: Json): Promise<Record<string, unknown>> {
    const begun = await asked(world, 'files.getUploadURLExternal', { filename: file.name, length: file.bytes.length }, token)
    const id = String(begun['file_id'])
    await world.inner.pass('POST', `/upload/v1/${id}`, { 'content-type': 'application/octet-stream' }, Buffer.from(file.bytes))
    const done = await asked(world, 'files.completeUploadExternal', { files: [{ id, title: file.name }], ...share }, token)
    const json = (done['files'] as readonly Record<string, unknown>[])[0] ?? {}
    const mimetype = file.mimetype ?? String(json['mimetype'])
    world.files.set(id, {
      ...{ id, name: file.name, alt: '', title: file.name, mimetype, readyAt: world.clock.now() },
      ...{ bytes: Buffer.from(file.bytes), url: String(json['url_private']) },
    })
    return { ...json, mimetype }
  }

  async function say(who: Ref, where: Ref, text: string, said: Said = {}): Promise<MessageState> {
    const there = existing(where)
    const id = idOf(who)
    const token = tokenOf(id)
    const threadTs = typeof said.thread === 'string' ? said.thread : said.thread?.ts
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
    const broadcast = said.broadcast === true ? { reply_broadcast: true } : {}
    const files = said.files ?? []
    const posted = await asked(
      world,
      'chat.postMessage',
      { channel: there.id, text: text || ' ', ...thread, ...broadcast },
      token,
    )
    const uploads: Json[] = []
    // The emulator shows a file as a message of its own; people's files stand in the message they were sent with.
    for (const file of files) {
      const json = await upload(token, file, { channel_id: there.id, ...thread })
      uploads.push(file.stub === true ? { id: json['id'], mode: 'file_access', file_access: 'check_file_info' } : json)
    }
    const other = said.asBot === undefined ? {} : { bot_id: 'B0OTHER001', username: said.asBot, app_id: 'A0OTHER001' }
    const json = {
      ...(posted['message'] as Json),
      text,
      client_msg_id: crypto.randomUUID(),
      ...(uploads.length > 0 ? { subtype: 'file_share', files: uploads, upload: false } : {}),
      ...other,
      ...said.fields,
    }
    const state = record(world, there, json, { silent: true })
    const team = world.people.get(id)?.options.teamId
    if (team !== undefined) state.json = { ...state.json, user_team: team, source_team: team }
    tellMessage(world, there, state)
    return state
  }

  return {
    tokenOf,
    existing,
    messageOf,
    channel,
    openDm,
    say,
    user(name: string, options: PersonOptions = {}): Person {
      const spare = [...spareIds(world)][0]
      if (spare === undefined) throw new Error('Nobody stands ready any more: the stand-in plays 60 people.')
      world.spares.delete(spare.id)
      world.people.set(spare.id, { id: spare.id, name, token: spare.token, options })
      return { id: spare.id, name }
    },
    change(ref: Ref, options: PersonOptions): void {
      const person = world.people.get(idOf(ref))
      if (person === undefined) throw new Error(`There is no ${idOf(ref)}.`)
      person.options = { ...person.options, ...options }
      world.tell({ type: 'user_change', user: { id: person.id } })
    },
    async invite(where: Ref, who: Ref = botUserId): Promise<void> {
      const there = existing(where)
      await asked(world, 'conversations.invite', { channel: there.id, users: idOf(who) }, world.inner.ownerToken)
      there.members.add(idOf(who))
      const fields = { user: idOf(who), channel: there.id, channel_type: channelType(there).charAt(0).toUpperCase() }
      if (world.isMember(there)) world.tell({ type: 'member_joined_channel', ...fields, team: world.team.id })
    },
    async kick(where: Ref, who: Ref = botUserId): Promise<void> {
      const there = existing(where)
      await asked(world, 'conversations.kick', { channel: there.id, user: idOf(who) }, world.inner.ownerToken)
      there.members.delete(idOf(who))
      const isBot = idOf(who) === botUserId
      if (isBot) world.tell({ type: there.kind === 'private' ? 'group_left' : 'channel_left', channel: there.id })
      else if (world.isMember(there)) world.tell({ type: 'member_left_channel', user: idOf(who), channel: there.id })
    },
    async archive(where: Ref): Promise<void> {
      const there = existing(where)
      await asked(world, 'conversations.archive', { channel: there.id }, world.inner.ownerToken)
      there.archived = true
      world.tell({ type: there.kind === 'private' ? 'group_archive' : 'channel_archive', channel: there.id, user: 'U000000001' })
    },
    removeChannel(where: Ref): Promise<void> {
      const there = existing(where)
      there.deleted = true
      world.tell({ type: there.kind === 'private' ? 'group_deleted' : 'channel_deleted', channel: there.id })
      return Promise.resolve()
    },
    async edit(ref: MessageRef, text: string): Promise<MessageState> {
      const message = messageOf(ref)
      const args = { channel: ref.channelId, ts: ref.ts, text }
      const answer = await asked(world, 'chat.update', args, tokenOf(message.userId))
      const { edited } = answer['message'] as Json
      change(world, existing(ref.channelId), message, { ...message.json, text, edited })
      return message
    },
    async delete(ref: MessageRef): Promise<void> {
      const message = messageOf(ref)
      const token = message.userId === botUserId ? undefined : tokenOf(message.userId)
      await drop(world, existing(ref.channelId), message, token)
    },
    async react(who: Ref, ref: MessageRef, name: string): Promise<void> {
      const message = messageOf(ref)
      await asked(world, 'reactions.add', { channel: ref.channelId, timestamp: ref.ts, name }, tokenOf(idOf(who)))
      addReaction(message, name, idOf(who))
      const item = { type: 'message', channel: ref.channelId, ts: ref.ts }
      world.tell({ type: 'reaction_added', user: idOf(who), reaction: name, item, item_user: message.userId })
    },
  }
}

const spareIds = (world: World) => world.spares.values()

/** Adds a reaction to what is kept of a message. */
export function addReaction(message: MessageState, name: string, userId: string): void {
  const reactions = (message.json['reactions'] as readonly { name: string; users: string[]; count: number }[] | undefined) ?? []
  const others = reactions.filter(one => one.name !== name)
  const users = [...(reactions.find(one => one.name === name)?.users ?? []), userId]
  message.json = { ...message.json, reactions: [...others, { name, users, count: users.length }] }
}
