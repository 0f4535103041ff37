import { PermissionFlagsBits } from 'discord.js'
import type { Log } from '#core/ports.ts'
import type { Rest } from './rest.ts'

/** What we need in a server, as Discord's own settings name it: to see, write, answer, show pictures, and open threads. Never more. */
const needed = [
  ['View Channels', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads],
  ['Create Public Threads', PermissionFlagsBits.CreatePublicThreads],
  ['Attach Files', PermissionFlagsBits.AttachFiles],
  ['Embed Links', PermissionFlagsBits.EmbedLinks],
  ['Read Message History', PermissionFlagsBits.ReadMessageHistory],
] as const

/** The same as bits. */
export const neededPermissions = needed.reduce((all, [, bit]) => all | bit, 0n)

/** The names of what is needed and missing among these bits; an administrator may do everything. */
export const missingPermissions = (has: bigint): readonly string[] =>
  (has & PermissionFlagsBits.Administrator) !== 0n ? [] : needed.filter(([, bit]) => (has & bit) === 0n).map(([name]) => name)

/** The link by which an admin of a server invites the bot, with the commands and these permissions alone. */
export const inviteLink = (application: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${neededPermissions}`

/** The bot's application, as far as it matters here. */
export type Application = {
  readonly id: string
  readonly name: string
  readonly isPublic: boolean
  /** Where commands and buttons are sent instead of to us, where somebody set that. */
  readonly sentElsewhere?: string
}

/** Asks Discord whose token this is. */
export async function askApplication(rest: Rest, signal: AbortSignal): Promise<Application> {
  const { body } = await rest.call({ method: 'GET', path: '/applications/@me', signal })
  const {
    id,
    name,
    bot_public: isPublic,
    interactions_endpoint_url: elsewhere,
  } = body as {
    readonly id: string
    readonly name: string
    readonly bot_public?: boolean
    readonly interactions_endpoint_url?: string | null
  }
  return {
    id,
    name,
    isPublic: isPublic ?? true,
    ...(elsewhere != null && elsewhere !== '' && { sentElsewhere: elsewhere }),
  }
}

/** Says at the start who we are there, how to be invited, and what the operator may want to change. `areAll`: no shard is still to tell of more servers. */
export function sayHello(
  log: Log,
  application: Application,
  { servers, areAll }: { readonly servers: number; readonly areAll: boolean },
): void {
  const where = servers === 0 ? 'in no server yet' : servers === 1 ? 'in 1 server' : `in ${servers} servers`
  log.info({}, `Discord: ${application.name}, ${where}${areAll ? '' : ' so far'}. Invite it with ${inviteLink(application.id)}`)
  if (application.sentElsewhere !== undefined)
    log.warn(
      {},
      `Discord: commands and buttons of this bot are sent to ${application.sentElsewhere} and not to Replichat. Empty “Interactions Endpoint URL” in the developer portal, under General Information.`,
    )
  if (application.isPublic)
    log.warn(
      {},
      'Discord: this bot is public, so anybody may invite it; a new server waits until you allow it. “Public Bot” in the developer portal, under Bot, switches that off.',
    )
}
