import type { Answer, Use } from './control.ts'
import type { Answered } from './interaction-routes.ts'
import { messageJson, ownersJson, type Signer } from './message.ts'
import { modalOf, seenOf } from './seen.ts'
import { fileLimitBytes } from './uploads.ts'
import { until } from './until.ts'
import { channelJson, memberJson, userJson } from './wire.ts'
import type { ChannelState, InteractionState, Json, MessageState, World } from './world.ts'

const did: Readonly<Record<number, Answer['did']>> = {
  4: 'message',
  5: 'defer',
  6: 'defer update',
  7: 'update',
  8: 'choices',
  9: 'modal',
}

export type Begun = {
  /** 2 command, 3 component, 4 autocomplete, 5 form */
  readonly type: number
  readonly userId: string
  readonly channel: ChannelState
  readonly data: Json
  readonly name?: string
  readonly targetMessageId?: string
  readonly source?: MessageState | null
}

/** Begins interactions, tells the bot of them and brings what it answered. */
export function createInteractions(world: World, signer: Signer, answerWithinMs: number) {
  const waiting = new Map<string, (answer: Answer) => void>()
  const timers = new Set<NodeJS.Timeout>()

  function payload(interaction: InteractionState, { channel, data, source = null }: Begun): Json {
    const guild = channel.guildId === null ? undefined : world.guilds.get(channel.guildId)
    const user = world.users.get(interaction.userId)!
    const member = guild?.members.get(user.id)
    return {
      id: interaction.id,
      application_id: world.application.id,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      data,
      channel_id: channel.id,
      channel: { ...channelJson(world, channel), permissions: String(world.permissions(channel, user.id)) },
      ...(guild === undefined || member === undefined
        ? { user: userJson(user), context: 1 }
        : {
            guild_id: guild.id,
            guild: { id: guild.id, locale: 'en-US', features: [] },
            guild_locale: 'en-US',
            member: { ...memberJson(world, member), permissions: String(world.permissions(channel, user.id)) },
            context: 0,
          }),
      ...(source === null ? {} : { message: messageJson(world, signer, source) }),
      locale: user.locale,
      app_permissions: String(world.permissions(channel, world.bot.id)),
      entitlements: [],
      authorizing_integration_owners: ownersJson(channel.guildId),
      attachment_size_limit: fileLimitBytes(world, channel.guildId),
    }
  }

  const standing = (interaction: InteractionState, id: string | null): MessageState | null =>
    (id === null ? undefined : world.channels.get(interaction.channelId)?.messages.get(id)) ?? null

  function useOf(interaction: InteractionState, answer: Promise<Answer>): Use {
    const messages = () =>
      [interaction.originalId, ...interaction.followUpIds]
        .flatMap(id => standing(interaction, id) ?? [])
        .map(message => seenOf(world, signer, message))
    return {
      id: interaction.id,
      token: interaction.token,
      channelId: interaction.channelId,
      answer,
      message() {
        const message = standing(interaction, interaction.originalId)
        return message === null ? null : seenOf(world, signer, message)
      },
      messages,
      shows: (check, withinMs) =>
        until(
          () => messages().findLast(check),
          withinMs,
          () => `What came of the interaction: ${JSON.stringify(messages().map(({ raw }) => raw))}`,
        ),
    }
  }

  return {
    begin(given: Begun): Use {
      const interaction: InteractionState = {
        id: world.id(),
        token: '',
        type: given.type,
        at: world.now(),
        userId: given.userId,
        channelId: given.channel.id,
        guildId: given.channel.guildId,
        name: given.name ?? null,
        targetMessageId: given.targetMessageId ?? null,
        sourceId: given.source?.id ?? null,
        acknowledgedAt: null,
        knows: () => true,
        expired: false,
        private: false,
        originalId: null,
        bare: false,
        followUpIds: [],
      }
      const token = Buffer.from(`interaction:${interaction.id}:${'t'.repeat(60)}`).toString('base64url')
      const begun = Object.assign(interaction, { token })
      world.interactions.set(token, begun)
      const answer = new Promise<Answer>(resolve => {
        const timer = setTimeout(() => {
          timers.delete(timer)
          waiting.delete(begun.id)
          resolve({
            did: 'nothing',
            afterMs: world.now() - begun.at,
            private: false,
            message: null,
            modal: null,
            choices: [],
          })
        }, answerWithinMs)
        timers.add(timer)
        waiting.set(begun.id, answered => {
          clearTimeout(timer)
          timers.delete(timer)
          resolve(answered)
        })
      })
      world.tell('INTERACTION_CREATE', begun.guildId, payload(begun, given))
      return useOf(begun, answer)
    },
    /** Hears of a first answer. */
    told({ interaction, type, data }: Answered): void {
      const message = standing(interaction, interaction.originalId)
      waiting.get(interaction.id)?.({
        did: did[type] ?? 'nothing',
        afterMs: world.now() - interaction.at,
        private: interaction.private,
        message: message === null ? null : seenOf(world, signer, message),
        modal: type === 9 ? modalOf(data, { channelId: interaction.channelId, messageId: interaction.sourceId }) : null,
        choices: ((data['choices'] as Json[] | undefined) ?? []).map(({ name, value }) => ({
          name: name as string,
          value: value as string | number,
        })),
      })
      waiting.delete(interaction.id)
    },
    end(): void {
      timers.forEach(clearTimeout)
    },
  }
}
