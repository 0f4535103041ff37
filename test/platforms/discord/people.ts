import { commandData, type Uploads, uploaded, visibleCommand } from './command-use.ts'
import type { Discord, Ref, Seen } from './control.ts'
import { formData } from './form-use.ts'
import type { createInteractions } from './interactions.ts'
import { hasFlag, flag, messageEvent, messageJson, type Signer } from './message.ts'
import { has } from './permissions.ts'
import { post, remove } from './posting.ts'
import { walk } from './components.ts'
import type { Draft } from './rules.ts'
import { seenOf } from './seen.ts'
import type { ChannelState, Json, MessageState, UserState, World } from './world.ts'

export const idOf = (ref: Ref): string => (typeof ref === 'string' ? ref : ref.id)

type Deeds = Pick<
  Discord,
  | 'say'
  | 'editMessage'
  | 'deleteMessage'
  | 'deleteMessages'
  | 'slash'
  | 'autocomplete'
  | 'click'
  | 'choose'
  | 'submit'
  | 'messageCommand'
>

/** What people do in Discord's client. What the client would not let them do throws, since it is the test that is wrong. */
export function createPeople(
  world: World,
  signer: Signer,
  uploads: Uploads,
  interactions: ReturnType<typeof createInteractions>,
): Deeds {
  const userOf = (ref: Ref): UserState => {
    const user = world.users.get(idOf(ref))
    if (user === undefined) throw new Error(`Nobody has the id ${idOf(ref)}.`)
    return user
  }
  const channelOf = (ref: Ref): ChannelState => {
    const channel = world.channels.get(idOf(ref))
    if (channel === undefined) throw new Error(`No channel has the id ${idOf(ref)}.`)
    return channel
  }
  const messageOf = (ref: Ref): MessageState => {
    const message = world.findMessage(idOf(ref))
    if (message === null) throw new Error(`No message has the id ${idOf(ref)}.`)
    return message
  }
  const seen = (message: MessageState): Seen => seenOf(world, signer, message)

  /** A person at a channel that they see. */
  const present = (person: Ref, channel: ChannelState): UserState => {
    const user = userOf(person)
    if (!has(world.permissions(channel, user.id), 'VIEW_CHANNEL'))
      throw new Error(`${user.name} does not see the channel ${channel.name}.`)
    return user
  }
  /** A message that a person sees. */
  const before = (
    person: Ref,
    ref: Ref,
  ): { readonly user: UserState; readonly message: MessageState; readonly channel: ChannelState } => {
    const message = messageOf(ref)
    const channel = channelOf(message.channelId)
    const user = present(person, channel)
    if (message.onlyFor !== null && message.onlyFor !== user.id) throw new Error(`${user.name} does not see this message.`)
    return { user, message, channel }
  }

  function useComponent(
    person: Ref,
    ref: Ref,
    what: string,
    fits: (component: Json) => boolean,
    data: (component: Json) => Json,
  ) {
    const { user, message, channel } = before(person, ref)
    const component = [...walk(message.components)].map(one => one.component).find(fits)
    if (component === undefined) throw new Error(`The message has no ${what}. It shows: ${JSON.stringify(seen(message).buttons)}`)
    if (component['disabled'] === true) throw new Error(`${what} is switched off.`)
    if (component['custom_id'] === undefined) throw new Error(`${what} is a link.`)
    return interactions.begin({
      type: 3,
      userId: user.id,
      channel,
      source: message,
      data: { id: component['id'], custom_id: component['custom_id'], component_type: component['type'], ...data(component) },
    })
  }

  return {
    say(person, place, text, options = {}) {
      const channel = channelOf(place)
      const user = present(person, channel)
      const replyTo = options.replyTo === undefined ? null : idOf(options.replyTo)
      const draft: Draft = {
        content: text,
        embeds: (options.embeds ?? []) as readonly Json[],
        components: [],
        attachments: (options.attachments ?? []).map(file => uploaded(world, uploads, channel.id, file)),
        flags: 0,
        hasPoll: false,
        hasStickers: false,
      }
      const message = post(world, signer, {
        channel,
        authorId: user.id,
        draft,
        allowed: { parse: ['users', 'roles', 'everyone'], replied_user: options.pingReply ?? true },
        replyTo,
        webhook: options.webhook ?? false,
        ...(options.id === undefined ? {} : { id: options.id }),
        ...(options.type === undefined ? {} : { type: options.type }),
      })
      return seen(message)
    },
    editMessage(ref, text) {
      const message = messageOf(ref)
      message.content = text
      message.editedAt = world.now()
      world.tell('MESSAGE_UPDATE', message.guildId, messageEvent(world, signer, message))
      return seen(message)
    },
    deleteMessage(ref) {
      const message = messageOf(ref)
      remove(world, channelOf(message.channelId), [message])
    },
    deleteMessages(refs) {
      const messages = refs.map(messageOf)
      if (messages.length < 2) throw new Error('Several at once are at least two.')
      remove(world, channelOf(messages[0]!.channelId), messages)
    },
    slash(person, place, command, options = {}) {
      const channel = channelOf(place)
      const user = present(person, channel)
      const { data, name } = commandData(world, signer, uploads, { channel, userId: user.id, command, options, focused: null })
      return interactions.begin({ type: 2, userId: user.id, channel, data, name })
    },
    autocomplete(person, place, command, options, focused) {
      const channel = channelOf(place)
      const user = present(person, channel)
      const given = focused in options ? options : { ...options, [focused]: '' }
      const { data, name } = commandData(world, signer, uploads, { channel, userId: user.id, command, options: given, focused })
      return interactions.begin({ type: 4, userId: user.id, channel, data, name })
    },
    click(person, ref, customIdOrLabel) {
      const fits = (one: Json): boolean =>
        one['type'] === 2 && (one['custom_id'] === customIdOrLabel || one['label'] === customIdOrLabel)
      return useComponent(person, ref, `button “${customIdOrLabel}”`, fits, () => ({}))
    },
    choose(person, ref, customId, values) {
      const fits = (one: Json): boolean => one['custom_id'] === customId && one['type'] !== 2
      return useComponent(person, ref, `select ${customId}`, fits, component => {
        const {
          options = [],
          min_values: fewest = 1,
          max_values: most = 1,
        } = component as {
          options?: readonly Json[]
          min_values?: number
          max_values?: number
        }
        const known = options.map(option => option['value'])
        const wrong = values.find(value => component['type'] === 3 && !known.includes(value))
        if (wrong !== undefined) throw new Error(`“${wrong}” is none of the options of ${customId}: ${known.join(', ')}.`)
        if (values.length < fewest || values.length > most) throw new Error(`${customId} takes ${fewest} to ${most} values.`)
        return { values }
      })
    },
    submit(person, modal, values = {}) {
      const channel = channelOf(modal.of.channelId)
      const user = present(person, channel)
      const source = modal.of.messageId === null ? null : (channel.messages.get(modal.of.messageId) ?? null)
      return interactions.begin({
        type: 5,
        userId: user.id,
        channel,
        source,
        data: formData(world, signer, uploads, modal, values),
      })
    },
    messageCommand(person, ref, name) {
      const { user, message, channel } = before(person, ref)
      const command = visibleCommand(world, channel, user.id, name, 3)
      if (hasFlag(message, flag.loading)) throw new Error('A message that is still loading has no menu.')
      return interactions.begin({
        type: 2,
        userId: user.id,
        channel,
        name,
        targetMessageId: message.id,
        data: {
          id: command.id,
          name: command.name,
          type: 3,
          target_id: message.id,
          ...(command['guild_id'] === undefined ? {} : { guild_id: command['guild_id'] }),
          resolved: { messages: { [message.id]: messageJson(world, signer, message) } },
        },
      })
    },
  }
}
