import type { EnvironmentReader } from './environment.ts'
import type { Secret } from './secret.ts'

/** How the bot of Discord is reached. */
export type DiscordConfig = {
  readonly token: Secret
  readonly apiUrl: string
  /** Commands are registered to this server alone. */
  readonly guildId?: string
  /** `auto`: as many as Discord advises, all here. */
  readonly shards: 'auto' | { readonly ids: readonly number[]; readonly count: number }
}

/** How the app of Slack is reached. */
export type SlackConfig = {
  readonly apiUrl: string
  /** Absent only with `oauth`: each workspace then brings its own. */
  readonly botToken?: Secret
  readonly receive: { readonly by: 'socket'; readonly appToken: Secret } | { readonly by: 'http'; readonly signingSecret: Secret }
  readonly oauth?: { readonly clientId: string; readonly clientSecret: Secret; readonly signingSecret: Secret }
}

const mostShards = 10_000

/** Discord's settings, or undefined where none is set. A half-set one is a problem that names each missing variable. */
export function readDiscord(from: EnvironmentReader): DiscordConfig | undefined {
  const names = ['DISCORD_TOKEN', 'DISCORD_API_URL', 'DISCORD_GUILD_ID', 'SHARDS', 'SHARD_IDS', 'SHARD_COUNT']
  const given = names.filter(name => from.has(name))
  if (given.length === 0) return undefined
  const token = from.secret('DISCORD_TOKEN')
  const apiUrl = from.url('DISCORD_API_URL')
  const guildId = from.text('DISCORD_GUILD_ID')
  const shards = readShards(from)
  if (guildId !== undefined && !/^\d{5,20}$/.test(guildId)) {
    from.problems.push(`DISCORD_GUILD_ID must be the number of a server, got "${guildId.slice(0, 40)}".`)
  }
  if (!from.has('DISCORD_TOKEN')) {
    from.problems.push(`Discord is set up by half: DISCORD_TOKEN is missing, while ${listed(given)} ${isOrAre(given)} set.`)
  }
  if (token === undefined) return undefined
  return {
    token,
    apiUrl: (apiUrl?.href ?? 'https://discord.com/api').replace(/\/$/, ''),
    ...(guildId !== undefined && { guildId }),
    shards,
  }
}

function readShards(from: EnvironmentReader): DiscordConfig['shards'] {
  const all = from.text('SHARDS')
  const idTexts = from.list('SHARD_IDS')
  const count = from.integer('SHARD_COUNT', 0, 1, mostShards)
  const hasAll = all !== undefined && all !== 'auto'
  if (hasAll && (idTexts.length > 0 || from.has('SHARD_COUNT'))) {
    from.problems.push('SHARDS is for one process that holds all shards; with SHARD_IDS and SHARD_COUNT leave it unset.')
    return 'auto'
  }
  if (hasAll) {
    const shards = from.integer('SHARDS', 0, 1, mostShards)
    return shards === 0 ? 'auto' : { ids: Array.from({ length: shards }, (_, id) => id), count: shards }
  }
  if (idTexts.length === 0 && !from.has('SHARD_COUNT')) return 'auto'
  const missing = idTexts.length === 0 ? 'SHARD_IDS' : from.has('SHARD_COUNT') ? undefined : 'SHARD_COUNT'
  if (missing !== undefined) {
    from.problems.push(`SHARD_IDS and SHARD_COUNT belong together: ${missing} is missing.`)
    return 'auto'
  }
  const ids = idTexts.map(Number)
  const bad = idTexts.find((text, i) => !/^\d{1,5}$/.test(text) || (count > 0 && (ids[i] ?? 0) >= count))
  if (bad !== undefined) {
    from.problems.push(
      `SHARD_IDS must be whole numbers from 0 to ${Math.max(0, count - 1)} separated by commas, got "${bad.slice(0, 40)}".`,
    )
    return 'auto'
  }
  return { ids: [...new Set(ids)], count }
}

/** Slack's settings, or undefined where none is set. A half-set one is a problem that names each missing variable. */
export function readSlack(from: EnvironmentReader, publicUrl: string | undefined): SlackConfig | undefined {
  const names = [
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'SLACK_CLIENT_ID',
    'SLACK_CLIENT_SECRET',
    'SLACK_API_URL',
  ]
  const given = names.filter(name => from.has(name))
  if (given.length === 0) return undefined
  const botToken = from.secret('SLACK_BOT_TOKEN')
  const appToken = from.secret('SLACK_APP_TOKEN')
  const signingSecret = from.secret('SLACK_SIGNING_SECRET')
  const clientId = from.text('SLACK_CLIENT_ID')
  const clientSecret = from.secret('SLACK_CLIENT_SECRET')
  const apiUrl = `${(from.url('SLACK_API_URL')?.href ?? 'https://slack.com/api').replace(/\/$/, '')}/`

  const missing = missingForSlack(from, publicUrl)
  if (missing.length > 0) {
    from.problems.push(
      `Slack is set up by half: ${listed(missing)} ${isOrAre(missing)} missing, while ${listed(given)} ${isOrAre(given)} set.`,
    )
  }
  // The two tokens look alike and are easily put in each other's place.
  if (botToken?.reveal().startsWith('xapp-'))
    from.problems.push('SLACK_BOT_TOKEN holds an app token (xapp-…); the bot token begins with xoxb-.')
  if (appToken?.reveal().startsWith('xox'))
    from.problems.push('SLACK_APP_TOKEN holds a bot token (xox…); the app token begins with xapp-.')

  const receive =
    appToken !== undefined
      ? { by: 'socket' as const, appToken }
      : signingSecret !== undefined
        ? { by: 'http' as const, signingSecret }
        : undefined
  if (receive === undefined) return undefined
  const oauth =
    clientId !== undefined && clientSecret !== undefined && signingSecret !== undefined
      ? { clientId, clientSecret, signingSecret }
      : undefined
  return { apiUrl, ...(botToken !== undefined && { botToken }), receive, ...(oauth !== undefined && { oauth }) }
}

function missingForSlack(from: EnvironmentReader, publicUrl: string | undefined): readonly string[] {
  if (from.has('SLACK_CLIENT_ID') || from.has('SLACK_CLIENT_SECRET')) {
    const needed = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'].filter(name => !from.has(name))
    // A PUBLIC_URL that is set and wrong has its own sentence.
    return publicUrl === undefined && !from.has('PUBLIC_URL') ? [...needed, 'PUBLIC_URL'] : needed
  }
  const missing = from.has('SLACK_BOT_TOKEN') ? [] : ['SLACK_BOT_TOKEN']
  if (from.has('SLACK_APP_TOKEN') || from.has('SLACK_SIGNING_SECRET')) return missing
  return [...missing, 'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)']
}

const isOrAre = (names: readonly string[]): string => (names.length === 1 ? 'is' : 'are')
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
