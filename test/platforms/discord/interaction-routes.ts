import { flag, hasFlag, messageJson } from './message.ts'
import { allowedIn } from './message-routes.ts'
import { amend, draftOf, post, remove } from './posting.ts'
import { badForm, type FieldFault, Refusal } from './refusal.ts'
import { type Call, done, ok, type Reply, type Routes } from './route.ts'
import { modalFaults } from './rules.ts'
import { TooFast } from './too-fast.ts'
import type { ChannelState, InteractionState, Json, MessageState, OfInteraction, World } from './world.ts'

/** The first answer must come within this, measured from the creation. */
export const answerMs = 3_000
/** So long a token lives after it was answered in time. */
export const tokenMs = 15 * 60_000

/** What the first answers to an interaction tell the people who wait for it. */
export type Answered = { readonly interaction: InteractionState; readonly type: number; readonly data: Json }

const answersFor: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
}

const ofInteraction = (interaction: InteractionState): OfInteraction => ({
  id: interaction.id,
  type: interaction.type,
  userId: interaction.userId,
  guildId: interaction.guildId,
  name: interaction.name,
  targetMessageId: interaction.targetMessageId,
  interactedMessageId: interaction.sourceId,
})

const messageTypeOf = (interaction: InteractionState): number =>
  interaction.type !== 2 ? 0 : interaction.targetMessageId === null ? 20 : 23

const channelOf = (world: World, interaction: InteractionState): ChannelState => {
  const channel = world.channels.get(interaction.channelId)
  if (channel === undefined) throw new Refusal(10003)
  return channel
}

/** Puts a message of the bot's that came of an interaction where it was used. */
function postOf(
  { world, signer, body, files }: Call,
  interaction: InteractionState,
  given: Json,
  isFirst: boolean,
): MessageState {
  const channel = channelOf(world, interaction)
  const isPrivate = (((given['flags'] as number | null | undefined) ?? 0) & flag.ephemeral) !== 0
  const draft = draftOf(world, channel, given, files, null, flag.ephemeral)
  const original = isFirst ? null : interaction.originalId
  return post(world, signer, {
    channel,
    authorId: world.bot.id,
    draft,
    allowed: allowedIn(given === body ? body : given),
    type: isFirst ? messageTypeOf(interaction) : original === null ? 0 : 19,
    of: ofInteraction(interaction),
    onlyFor: isPrivate ? interaction.userId : null,
    ...(original !== null && channel.messages.get(original)?.onlyFor === null ? { replyTo: original } : {}),
  })
}

/** The empty message that stands there until a deferred answer is filled: “is thinking…”. */
function postLoading({ world, signer }: Call, interaction: InteractionState, isPrivate: boolean): MessageState {
  return post(world, signer, {
    channel: channelOf(world, interaction),
    authorId: world.bot.id,
    draft: {
      content: '',
      embeds: [],
      components: [],
      attachments: [],
      flags: flag.loading | (isPrivate ? flag.ephemeral : 0),
      hasPoll: false,
      hasStickers: false,
    },
    allowed: { parse: [] },
    type: messageTypeOf(interaction),
    of: ofInteraction(interaction),
    onlyFor: isPrivate ? interaction.userId : null,
  })
}

/** Whether only these flags are set in the data of a deferred answer, the message of which does not exist yet. */
function deferFaults(data: Json): readonly FieldFault[] {
  const others = Object.keys(data).filter(key => key !== 'flags' && data[key] != null)
  const flags = ((data['flags'] as number | null | undefined) ?? 0) & ~flag.ephemeral
  return [
    ...(flags === 0
      ? []
      : [
          {
            path: ['data', 'flags'],
            code: 'MESSAGE_FLAGS_INVALID',
            message: `A deferred answer takes EPHEMERAL alone, not ${flags}.`,
          },
        ]),
    ...others.map(key => ({ path: ['data', key], code: 'NOT_ALLOWED', message: 'A deferred answer has no message yet.' })),
  ]
}

function choiceFaults(data: Json): readonly FieldFault[] {
  const choices = (data['choices'] as readonly Json[] | null | undefined) ?? []
  return choices.flatMap(({ name, value }, at) => {
    const path = ['data', 'choices', String(at)]
    return [
      ...(typeof name === 'string' && name.length >= 1 && name.length <= 100
        ? []
        : [{ path: [...path, 'name'], code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 100 in length.' }]),
      ...(typeof value === 'string' && value.length > 100
        ? [{ path: [...path, 'value'], code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 100 or fewer in length.' }]
        : []),
    ]
  })
}

const refuseForm = (faults: readonly FieldFault[]): void => {
  if (faults.length > 0) throw badForm(faults)
}

/** Does what a callback asks for; the message that it made or changed, if any. */
function act(call: Call, interaction: InteractionState, type: number, data: Json): MessageState | null {
  const { world, signer, files } = call
  switch (type) {
    case 4: {
      const message = postOf(call, interaction, data, true)
      interaction.originalId = message.id
      interaction.private = message.onlyFor !== null
      return message
    }
    case 5: {
      refuseForm(deferFaults(data))
      interaction.private = (((data['flags'] as number | null | undefined) ?? 0) & flag.ephemeral) !== 0
      const message = postLoading(call, interaction, interaction.private)
      interaction.originalId = message.id
      interaction.bare = true
      return message
    }
    case 6:
    case 7: {
      const channel = channelOf(world, interaction)
      const source = interaction.sourceId === null ? undefined : channel.messages.get(interaction.sourceId)
      if (interaction.sourceId === null)
        throw badForm([{ path: ['type'], code: 'INTERACTION_TYPE_INVALID', message: 'No message stands behind this.' }])
      interaction.originalId = interaction.sourceId
      if (source === undefined || type === 6) return source ?? null
      amend(world, signer, source, draftOf(world, channel, data, files, source), allowedIn(data))
      return source
    }
    case 8:
      refuseForm(choiceFaults(data))
      return null
    default:
      refuseForm(modalFaults(data))
      return null
  }
}

/** `told` hears of each first answer. */
export function interactionRoutes(told: (answered: Answered) => void): Routes {
  const callback = (call: Call): Reply => {
    const { world, signer, places, query, body } = call
    const interaction = world.interactions.get(places['interaction_token']!)
    if (interaction === undefined || interaction.id !== places['interaction_id'])
      throw new Refusal(10062, 'an answer to an interaction that never was')
    // Who lost the answer to a first try may try once more.
    if (interaction.acknowledgedAt !== null)
      throw new Refusal(40060, interaction.knows() ? 'a second first answer to an interaction' : null)
    if (interaction.expired || world.now() - interaction.at > answerMs) throw new Refusal(10062)
    const type = body['type'] as number
    const data = (body['data'] as Json | null | undefined) ?? {}
    if (!answersFor[interaction.type]!.includes(type))
      throw badForm([
        {
          path: ['type'],
          code: 'INTERACTION_TYPE_INVALID',
          message: `An answer of type ${type} does not go with an interaction of type ${interaction.type}.`,
        },
      ])
    const message = act(call, interaction, type, data)
    interaction.acknowledgedAt = world.now()
    interaction.knows = call.isConnected
    told({ interaction: interaction, type, data })
    if (query.get('with_response') !== 'true') return done
    return ok({
      interaction: {
        id: interaction.id,
        type: interaction.type,
        ...(message === null
          ? {}
          : {
              response_message_id: message.id,
              response_message_loading: hasFlag(message, flag.loading),
              response_message_ephemeral: message.onlyFor !== null,
            }),
      },
      ...(message === null || type === 6
        ? {}
        : { resource: { type: type === 5 ? 4 : type, message: messageJson(world, signer, message) } }),
    })
  }

  /** The interaction of a token that still lives and was answered. */
  const alive = ({ world, places }: Call): InteractionState => {
    const interaction = world.interactions.get(places['webhook_token']!)
    if (interaction === undefined || places['webhook_id'] !== world.application.id) throw new Refusal(50027)
    if (interaction.expired || world.now() - interaction.at > tokenMs) throw new Refusal(50027)
    if (interaction.acknowledgedAt === null) throw new Refusal(10015, 'a call with a token before its first answer')
    return interaction
  }
  const target = (call: Call): { readonly interaction: InteractionState; readonly message: MessageState } => {
    const interaction = alive(call)
    const asked = call.places['message_id'] ?? interaction.originalId
    const isOurs = asked !== null && (asked === interaction.originalId || interaction.followUpIds.includes(asked))
    const message = isOurs ? channelOf(call.world, interaction).messages.get(asked) : undefined
    if (message === undefined) throw new Refusal(10008)
    return { interaction, message }
  }
  const show = (call: Call): Reply => ok(messageJson(call.world, call.signer, target(call).message))
  const change = (call: Call): Reply => {
    const { world, signer, body, files } = call
    const { interaction, message } = target(call)
    const draft = draftOf(world, channelOf(world, interaction), body, files, message)
    amend(world, signer, message, draft, allowedIn(body))
    if (message.id === interaction.originalId) interaction.bare = false
    return ok(messageJson(world, signer, message))
  }
  const drop = (call: Call): Reply => {
    const { interaction, message } = target(call)
    remove(call.world, channelOf(call.world, interaction), [message])
    if (message.id === interaction.originalId) interaction.bare = false
    return done
  }
  const followUp = (call: Call): Reply => {
    const { world, signer, buckets, body, files } = call
    const interaction = alive(call)
    const limited = buckets.countHidden('webhook posts', interaction.channelId)
    if (limited !== null) throw new TooFast(limited)
    const loading = interaction.bare ? channelOf(world, interaction).messages.get(interaction.originalId ?? '') : undefined
    if (loading !== undefined) {
      const { flags: _, ...rest } = body
      amend(
        world,
        signer,
        loading,
        draftOf(world, channelOf(world, interaction), { ...rest, ...keptFlags(body) }, files, loading),
        allowedIn(body),
      )
      interaction.bare = false
      return ok(messageJson(world, signer, loading))
    }
    const message = postOf(call, interaction, body, false)
    interaction.followUpIds.push(message.id)
    return ok(messageJson(world, signer, message))
  }

  const messages = '/webhooks/{webhook_id}/{webhook_token}/messages'
  return {
    'POST /interactions/{interaction_id}/{interaction_token}/callback': callback,
    'POST /webhooks/{webhook_id}/{webhook_token}': followUp,
    [`GET ${messages}/@original`]: show,
    [`PATCH ${messages}/@original`]: change,
    [`DELETE ${messages}/@original`]: drop,
    [`GET ${messages}/{message_id}`]: show,
    [`PATCH ${messages}/{message_id}`]: change,
    [`DELETE ${messages}/{message_id}`]: drop,
  }
}

/** Of a follow-up that fills a deferred answer: whether it is private was settled when it was deferred. */
const keptFlags = (body: Json): Json =>
  typeof body['flags'] === 'number' ? { flags: body['flags'] & (flag.componentsV2 | flag.suppressEmbeds) } : {}
