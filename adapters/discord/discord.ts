import {
  type APIInteraction,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageDeleteBulkDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageUpdateDispatchData,
  InteractionType,
  REST,
} from 'discord.js'
import type { Command, MenuEntry } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import type { Meter } from '#core/meter.ts'
import type { Desk, Log, Platform, Records } from '#core/ports.ts'
import { type ReplyRef, say } from '#core/post.ts'
import { answerWithinMs, createAcks } from './ack.ts'
import { createDirectory } from './directory.ts'
import { createDoors } from './doors.ts'
import { createGateway, type Dispatch, type Patience } from './gateway.ts'
import { createGone } from './gone.ts'
import { createIntake } from './intake.ts'
import { createInteractions } from './interactions.ts'
import { askApplication, sayHello } from './invite.ts'
import { createMessages } from './messages.ts'
import type { DiscordOptions } from './options.ts'
import { pause } from './pause.ts'
import { readMessage, readReply } from './ref.ts'
import { isNothing } from './register.ts'
import { createRest } from './rest.ts'
import { createServers, type Told } from './servers.ts'
import { createSurface } from './surface.ts'
import { createSurroundings } from './surroundings.ts'
import type { DiscordTables } from './tables.ts'
import { register } from './update-commands.ts'
import { within } from './within.ts'

export { type DiscordTables, discordTables } from './tables.ts'
export { inviteLink, missingPermissions } from './invite.ts'
export { type DiscordOptions } from './options.ts'
export { isNothing, type Registered } from './register.ts'
export { updateCommands } from './update-commands.ts'

/** Discord: how the service speaks in it, and how it is heard. */
export type Discord = {
  readonly platform: Platform
  /** Connects, and gives it the service to speak to. Throws a `config` fault where Discord refuses us for good; goes on trying where it cannot be reached. */
  attach(desk: Desk): Promise<void>
  isHealthy(): boolean
  /** From now on commands and buttons are answered by a sentence: we are about to stop. */
  drain(): void
  close(): Promise<void>
}

/** How long the start waits for Discord to take our commands, and the end for events that are being handed over, in ms. */
const startMs = 10_000
const endMs = 5_000

/** Commands that could not be brought up to date are tried again after so long (ms), then after twice as long, and so on. */
const againMs = 15_000
const mostAgainMs = 60 * 60_000

/** Opens Discord without connecting to it. `now` in ms since the epoch. */
export function createDiscord(options: {
  readonly discord: DiscordOptions
  readonly catalogue: readonly Command[]
  readonly menu: readonly MenuEntry[]
  readonly records: Records<DiscordTables>
  readonly now: () => number
  readonly meter: Meter
  readonly log: Log
  /** For tests: when the connection is looked after, and when commands are registered again. */
  readonly patience?: Partial<Patience> & { readonly settleAgainMs?: number; readonly lookAfterMs?: number }
}): Discord {
  const { discord, catalogue, menu, records, now, meter, log } = options
  const { api } = discord
  let attached: Desk | undefined
  let draining = false
  /** Open once the service knows the servers of the first shard that told them; each shard is open once it knows its own. */
  const opened = Promise.withResolvers<void>()
  let isOpen = false
  const doors = createDoors()
  const underWay = new Set<Promise<void>>()
  const closing = new AbortController()

  const desk = (): Desk => {
    if (attached === undefined) throw new Error('Discord has no service yet.')
    return attached
  }
  const rest = createRest({
    api,
    token: discord.token,
    meter,
    log,
    onUnauthorized: () =>
      gateway.condemn('Discord refuses DISCORD_TOKEN now; the operator has to set a new one and start again.'),
  })
  const gateway = createGateway({
    discord,
    onDispatch: dispatch => hear(dispatch),
    now,
    log,
    ...(options.patience !== undefined && { patience: options.patience }),
  })
  const surroundings = createSurroundings(() => gateway.client(), rest)
  const speech = createSurface({ rest, records, desk, now, log })
  const acks = createAcks(new REST({ version: '10', api, retries: 0, timeout: answerWithinMs }), { now, log })
  const intake = createIntake({ desk, records, now, log })
  const interactions = createInteractions({
    catalogue,
    menu,
    acks,
    intake,
    desk: (type, shard) =>
      // What somebody typed into a form the service keeps for them, also while it refuses the rest.
      draining && type !== InteractionType.ModalSubmit
        ? 'Replichat is restarting; please try again in a few seconds.'
        : doors.isOpen(shard)
          ? desk()
          : 'Replichat is starting; please try again in a few seconds.',
    nameOfRole: surroundings.names.role,
    now,
    meter,
    log,
  })
  const messages = createMessages({
    catalogue,
    surroundings,
    intake,
    unread: async ({ guild }, reply) => {
      if (guild !== undefined) await tellOnce(`content:${guild}`, reply, sentenceOfUnread)
    },
    readsContent: () => gateway.readsContent(),
    now,
    log,
  })

  const tellOnce = async (id: string, reply: ReplyRef, sentence: string): Promise<void> => {
    if ((await records.get('discord_told', id)) !== undefined) return
    await records.batch([{ put: 'discord_told', row: { id, at: now() } }])
    await speech.post(reply, say('channel', sentence), { nonce: id, signal: AbortSignal.timeout(startMs) })
  }

  /** Follows work to its end, so that closing can wait for it. */
  const follow = (work: Promise<void>): void => {
    const followed = work
      .catch((thrown: unknown) => log.error({ err: thrown }, 'Discord: an event was lost'))
      .finally(() => underWay.delete(followed))
    underWay.add(followed)
  }

  const left = (event: Extract<Inbound, { type: 'left' }>): void => follow(opened.promise.then(() => intake.deliver(event)))
  const gone = createGone({
    rest,
    places: async () => {
      await opened.promise
      return desk().places('discord')
    },
    left,
    now,
    log,
    signal: closing.signal,
    ...(options.patience?.lookAfterMs !== undefined && { lookAfterMs: options.patience.lookAfterMs }),
  })
  const servers = createServers({
    shards: () => {
      const { shards } = gateway.client()?.options ?? {}
      return Array.isArray(shards) ? shards.length : undefined
    },
    present: told => follow(presentTold(told)),
    left,
    now,
  })

  const presentTold = async ({ ids, shard, covers, start }: Told): Promise<void> => {
    await desk()
      .present('discord', ids, { covers, ...(start !== undefined && { start }) })
      .catch((thrown: unknown) => log.error({ err: thrown }, 'Discord: the service was not told of its servers'))
    if (shard === undefined) return
    doors.open(shard)
    if (isOpen) return
    isOpen = true
    opened.resolve()
    follow(intake.resume(wasAdmitted, closing.signal))
  }

  /** An event of an earlier process that had not learnt whether it was acknowledged: Discord knows, as long as the token lives. */
  const wasAdmitted = async (event: Inbound): Promise<boolean> => {
    const { interaction } = 'reply' in event ? readReply(event.reply) : {}
    return interaction === undefined || (await acks.wasAnswered(interaction))
  }

  const hear = ({ name, data, shard }: Dispatch): void => {
    // Words wait until the service knows the servers; who uses a command is told to wait.
    const soon = (act: () => Promise<void>): void => follow(doors.isOpen(shard) ? act() : doors.opened(shard).then(act))
    switch (name) {
      case 'INTERACTION_CREATE': {
        const interaction = data as APIInteraction
        const channel = interaction.channel?.id
        if (channel !== undefined) surroundings.heard(channel, interaction.app_permissions)
        follow(interactions.take(interaction, shard))
        return
      }
      case 'MESSAGE_CREATE':
        soon(() => messages.created(data as GatewayMessageCreateDispatchData))
        return
      case 'MESSAGE_UPDATE':
        soon(() => messages.updated(data as GatewayMessageUpdateDispatchData))
        return
      case 'MESSAGE_DELETE':
        soon(() => messages.deleted(data as GatewayMessageDeleteDispatchData))
        return
      case 'MESSAGE_DELETE_BULK':
        soon(() => messages.deleted(data as GatewayMessageDeleteBulkDispatchData))
        return
      default:
        servers.take({ name, data })
        if (name === 'GUILD_CREATE') gone.look(data)
    }
  }

  let isGreeted = false
  /** The one process with the first shard keeps the commands as they should be, and says hello. */
  const settle = async (): Promise<void> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(startMs)])
    const application = await askApplication(rest, signal)
    if (!isGreeted) sayHello(log, application, { servers: servers.ids().length, areAll: servers.isWhole() })
    isGreeted = true
    const isFirst = discord.shards === 'auto' || discord.shards.ids.includes(0)
    if (!isFirst) return
    const registered = await register(rest, application, { catalogue, menu, discord, signal })
    if (!isNothing(registered)) log.info({ ...registered }, 'Discord: the commands were brought up to date.')
  }
  /** Settles, else says why not and tries again later; nobody waits for that. */
  const settleOrAgain = async (againMs: number): Promise<void> => {
    // Perhaps closed before it was ever open.
    if (!isOpen || closing.signal.aborted) return
    try {
      await settle()
    } catch (thrown) {
      if (closing.signal.aborted) return
      const reason = thrown instanceof Error ? thrown.message : 'unknown'
      log.warn({ reason, againMs }, 'Discord: the commands could not be brought up to date; it is tried again')
      const later = pause(againMs, closing.signal).then(() => settleOrAgain(Math.min(againMs * 2, mostAgainMs)))
      later.catch(() => {})
    }
  }

  return {
    platform: {
      surface: {
        ...speech,
        async remove(message, signal) {
          messages.removing(readMessage(message).message)
          await speech.remove(message, signal)
        },
      },
      directory: createDirectory({ rest, surroundings, api }),
    },
    async attach(given) {
      attached = given
      await gateway.open()
      const settled = opened.promise.then(() => settleOrAgain(options.patience?.settleAgainMs ?? againMs))
      if (gateway.client()?.user != null) await settled
    },
    isHealthy: () => gateway.isHealthy(),
    drain() {
      draining = true
    },
    async close() {
      closing.abort()
      await gateway.close()
      opened.resolve()
      doors.openAll()
      await within(Promise.allSettled([...underWay]), endMs)
    },
  }
}

const sentenceOfUnread =
  'I cannot read messages here that do not mention me, and answer only those that do. The owner of this bot can change that: the Message Content intent in Discord’s developer portal, under Bot, and then a restart of Replichat.'
