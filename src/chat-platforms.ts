import type { Discord } from '../adapters/discord/discord.ts'
import type { DiscordTables } from '../adapters/discord/tables.ts'
import type { Slack } from '../adapters/slack/slack.ts'
import type { SlackRecords } from '../adapters/slack/tables.ts'
import type { Config } from './config/config.ts'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import type { Meter } from '#core/meter.ts'
import type { Log, Records } from '#core/ports.ts'

/** What a platform is opened with. `parts` closes it. */
export type Opening<Rows> = {
  readonly config: Config
  readonly secretKey: Uint8Array
  readonly records: Rows
  readonly now: () => number
  readonly meter: Meter
  readonly log: Log
  readonly parts: AsyncDisposableStack
}

/** Discord's library is imported only where the bot has a token. */
export async function openDiscord({
  config,
  records,
  now,
  meter,
  log,
  parts,
}: Opening<Records<DiscordTables>>): Promise<Discord | undefined> {
  if (config.discord === undefined) return undefined
  const { createDiscord } = await import('../adapters/discord/discord.ts')
  const { apiUrl, token, guildId, shards } = config.discord
  const discord = createDiscord({
    discord: { api: apiUrl, token: token.reveal(), shards, ...(guildId !== undefined && { guild: guildId }) },
    catalogue,
    menu: messageMenu,
    records,
    now,
    meter,
    log,
  })
  parts.defer(() => discord.close())
  return discord
}

/** Slack's library is imported only where the app has its tokens. */
export async function openSlack({
  config,
  secretKey,
  records,
  now,
  meter,
  log,
  parts,
}: Opening<SlackRecords>): Promise<Slack | undefined> {
  if (config.slack === undefined) return undefined
  const { createSlack } = await import('../adapters/slack/slack.ts')
  const { apiUrl, botToken, receive, oauth } = config.slack
  const { publicUrl } = config
  const slack = createSlack({
    slack: {
      api: apiUrl,
      secretKey,
      ...(oauth !== undefined &&
        publicUrl !== undefined && {
          oauth: { clientId: oauth.clientId, clientSecret: oauth.clientSecret.reveal(), publicUrl },
        }),
      ...(botToken !== undefined && { botToken: botToken.reveal() }),
      receive:
        receive.by === 'socket'
          ? { by: 'socket', appToken: receive.appToken.reveal() }
          : { by: 'http', signingSecret: receive.signingSecret.reveal() },
    },
    catalogue,
    menu: messageMenu,
    records,
    now,
    meter,
    log,
  })
  parts.defer(() => slack.close())
  return slack
}
