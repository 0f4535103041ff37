import {
  type APIApplicationCommandInteraction,
  type APIInteraction,
  type APIInteractionResponse,
  type APIMessageApplicationCommandInteraction,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandType,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
} from 'discord.js'
import { LRUCache } from 'lru-cache'
import { checkValues, type Command, type MenuEntry } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault } from '#core/fault.ts'
import { opensForm } from '#core/form.ts'
import type { Meter } from '#core/meter.ts'
import type { Desk, Log } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import { type Acks, whisper } from './ack.ts'
import { completions } from './completions.ts'
import { attachmentOf, commandOf, valuesOf } from './command-values.ts'
import { placesOf } from './commands.ts'
import { modalOf, valuesOfModal } from './form-modal.ts'
import type { Intake } from './intake.ts'
import { plainFileBytes } from './limits.ts'
import { actorOf, personOf, placeOfInteraction } from './place.ts'
import { addressOf, type InteractionNote, madeAt, writeMessage, writeReply } from './ref.ts'
import { type Names, plainWords } from './speech.ts'
import { within } from './within.ts'

/** What people do with commands, menus, buttons and forms. Each is acknowledged before anything else is done for it. */
export interface Interactions {
  /** Takes one interaction as the gateway gave it, by this shard. Never rejects. */
  take(interaction: APIInteraction, shard: number): Promise<void>
}

/** Interactions that came already: Discord may tell twice. */
const rememberedIds = 2_000

/** What a form may take until it opens, of the three seconds that Discord gives. */
const formWithinMs = 2_500

/** `desk` answers a sentence instead while there is no service to speak to: before the start, and while it stops. */
export function createInteractions(options: {
  readonly catalogue: readonly Command[]
  readonly menu: readonly MenuEntry[]
  readonly acks: Acks
  readonly intake: Intake
  readonly desk: (type: InteractionType, shard: number) => Desk | string
  readonly nameOfRole: Names['role']
  readonly now: () => number
  readonly meter: Meter
  readonly log: Log
}): Interactions {
  const { catalogue, menu, acks, intake, desk, nameOfRole, now, meter, log } = options
  const places = placesOf(catalogue)
  const seen = new LRUCache<string, true>({ max: rememberedIds })

  const callerOf = ({ id, token, application_id: application }: APIInteraction) => ({ id, token, application })
  const reply = (to: APIInteraction, response: APIInteractionResponse, came: number): Promise<boolean> =>
    acks.answer(callerOf(to), response, came).then(outcome => {
      if (outcome === 'taken') meter.accepted('discord', now() - came)
      return outcome === 'taken'
    })

  const take = async (interaction: APIInteraction, shard: number, came: number): Promise<void> => {
    const service = desk(interaction.type, shard)
    if (interaction.type === InteractionType.ApplicationCommandAutocomplete) {
      const choices = typeof service === 'string' ? [] : await completions(interaction, places, service)
      await reply(interaction, { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } }, came)
      return
    }
    if (interaction.type === InteractionType.Ping) return
    if (typeof service === 'string') {
      await reply(interaction, whisper(service), came)
      return
    }
    const found = await heard(interaction, service, came)
    if (found === undefined) return
    if ('instead' in found) {
      await reply(interaction, found.instead, came)
      return
    }
    // The answer is on its way before the row is written; the service begins when both are done.
    await intake.deliver(found.event, reply(interaction, found.ack, came))
  }

  const heard = async (
    interaction: Exclude<APIInteraction, { type: InteractionType.Ping | InteractionType.ApplicationCommandAutocomplete }>,
    service: Desk,
    came: number,
  ): Promise<Heard | undefined> => {
    switch (interaction.type) {
      case InteractionType.ApplicationCommand:
        return interaction.data.type === ApplicationCommandType.Message
          ? menuChosen(interaction as APIMessageApplicationCommandInteraction)
          : commandGiven(interaction)
      case InteractionType.MessageComponent:
        return pressed(interaction, service, came)
      case InteractionType.ModalSubmit:
        return formSent(interaction)
      default:
        return interaction satisfies never
    }
  }

  const commandGiven = (interaction: APIApplicationCommandInteraction): Heard => {
    const { data } = interaction
    const command = data.type === ApplicationCommandType.ChatInput ? commandOf(places, data) : undefined
    if (command === undefined || data.type !== ApplicationCommandType.ChatInput)
      return instead('This command is from another version of Replichat; type `/help` to see what there is now.')
    const values = valuesOf(command, data)
    checkValues(command, values)
    const event = { ...baseOf(interaction, nameOfRole, now()), type: 'command' as const, command: command.name, values }
    return { event: { ...event, reply: replyFrom(interaction, command.audience) }, ack: thinking(command.audience) }
  }

  const menuChosen = (interaction: APIMessageApplicationCommandInteraction): Heard => {
    const { data } = interaction
    const entry = menu.find(({ label }) => label === data.name)
    const target = data.resolved.messages[data.target_id]
    if (entry === undefined || target === undefined)
      return instead('This menu entry is from another version of Replichat; type `/help` to see what there is now.')
    const source = { channel: target.channel_id, message: target.id }
    const event: Inbound = {
      ...baseOf(interaction, nameOfRole, now()),
      type: 'menu',
      entry: entry.name,
      reply: replyFrom(interaction, entry.audience, target.id),
      message: writeMessage(source),
      author: personOf(target.author),
      text: plainWords(target),
      attachments: target.attachments.map(attachment => attachmentOf(attachment, source)),
    }
    return { event, ack: thinking(entry.audience) }
  }

  const pressed = async (interaction: APIMessageComponentInteraction, service: Desk, came: number): Promise<Heard> => {
    const { data, message } = interaction
    const action = 'values' in data ? data.values[0] : data.custom_id
    if (action === undefined) return { instead: { type: InteractionResponseType.DeferredMessageUpdate } }
    const base = baseOf(interaction, nameOfRole, now())
    if (opensForm(action)) {
      const form = await within(service.form(action, base), formWithinMs - (now() - came))
      return form === undefined
        ? instead('The form took too long to open; please press the button again.')
        : { instead: { type: InteractionResponseType.Modal, data: modalOf(form) } }
    }
    const event: Inbound = {
      ...base,
      type: 'button',
      action,
      reply: replyFrom(interaction, 'update', message.id),
      message: writeMessage({ channel: message.channel_id, message: message.id }),
    }
    return { event, ack: { type: InteractionResponseType.DeferredMessageUpdate } }
  }

  const formSent = (interaction: APIModalSubmitInteraction): Heard => {
    const { data, message } = interaction
    const event = {
      ...baseOf(interaction, nameOfRole, now()),
      type: 'form' as const,
      form: data.custom_id,
      values: valuesOfModal(data),
    }
    // Under a button nothing needs to say “thinking”: what comes of it is a message of its own.
    return message === undefined
      ? { event: { ...event, reply: replyFrom(interaction, 'actor') }, ack: thinking('actor') }
      : {
          event: { ...event, reply: replyFrom(interaction, 'update', message.id) },
          ack: { type: InteractionResponseType.DeferredMessageUpdate },
        }
  }

  return {
    async take(interaction, shard) {
      const came = now()
      if (seen.has(interaction.id)) return
      seen.set(interaction.id, true)
      try {
        await take(interaction, shard, came)
      } catch (thrown) {
        const fault = asFault(thrown)
        if (fault.kind === 'bug')
          log.error({ err: fault.cause, type: interaction.type }, 'Discord: an interaction could not be understood')
        await reply(interaction, whisper(fault.message), came).catch((cause: unknown) =>
          log.error({ err: cause }, 'Discord: a refusal could not be said'),
        )
      }
    },
  }
}

/** What an interaction leads to: an event, once it is acknowledged, or an answer that ends it. */
type Heard = { readonly event: Inbound; readonly ack: APIInteractionResponse } | { readonly instead: APIInteractionResponse }

const instead = (sentence: string): Heard => ({ instead: whisper(sentence) })

const thinking = (audience: Post['audience']): APIInteractionResponse => ({
  type: InteractionResponseType.DeferredChannelMessageWithSource,
  data: audience === 'actor' ? { flags: MessageFlags.Ephemeral } : {},
})

const baseOf = (interaction: APIInteraction, nameOfRole: Names['role'], at: number) => {
  const user = interaction.member?.user ?? interaction.user
  if (user === undefined) throw new Error('An interaction came without a person.')
  return {
    id: interaction.id,
    address: addressOf(placeOfInteraction(interaction)),
    actor: actorOf(user, interaction.member, nameOfRole),
    at,
  }
}

const replyFrom = (interaction: APIInteraction, deferred: InteractionNote['deferred'], message?: string) =>
  writeReply({
    ...placeOfInteraction(interaction),
    fileBytes: interaction.attachment_size_limit > 0 ? interaction.attachment_size_limit : plainFileBytes,
    ...(message !== undefined && { message }),
    interaction: {
      application: interaction.application_id,
      token: interaction.token,
      at: madeAt(interaction.id),
      deferred,
    },
  })
