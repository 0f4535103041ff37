import type { Config } from '../config/config.ts'
import { type Finding, questionMs } from './finding.ts'

type Discord = NonNullable<Config['discord']>
type Application = {
  readonly id?: unknown
  readonly name?: unknown
  readonly flags?: unknown
  readonly interactions_endpoint_url?: unknown
}
type Server = { readonly id: string; readonly name: string; readonly permissions: string }

function isServer(value: unknown): value is Server {
  const { id, name, permissions } = (value ?? {}) as Partial<Record<keyof Server, unknown>>
  return typeof id === 'string' && typeof name === 'string' && typeof permissions === 'string' && /^\d{1,20}$/.test(permissions)
}

const about = 'Discord'

/** Bits of an application's flags: the Message Content intent, granted whole or to a small bot. */
const messageContent = (1 << 18) | (1 << 19)

/** The published size of a page of servers, and how many pages are looked at. */
const serversOfPage = 200
const mostPages = 10
/** As many servers are named at most. */
const namedAtMost = 5

/** Discord could not be asked. */
class Unanswered extends Error {
  readonly finding: Finding
  constructor(finding: Finding) {
    super(finding.says)
    this.finding = finding
  }
}
const later = 'Try again later; https://discordstatus.com says how Discord is.'
const wrong = (says: string, next: string): Finding => ({ about, level: 'wrong', says, next })

/** The token of Discord, its intents, and what it may do in its servers. Without a token Discord is none of the doctor's business. */
export async function checkDiscord({ discord }: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  if (discord === undefined) return []
  const limit = AbortSignal.any([signal, AbortSignal.timeout(questionMs)])
  const findings: Finding[] = []
  try {
    const application = (await ask(discord, '/applications/@me', limit)) as Application
    findings.push(...aboutApplication(application))
    findings.push(...(await aboutServers(discord, application.id, limit)))
  } catch (thrown) {
    if (!(thrown instanceof Unanswered)) throw thrown
    findings.push(thrown.finding)
  }
  return findings
}

async function ask({ apiUrl, token }: Discord, path: string, signal: AbortSignal): Promise<unknown> {
  let answer: Response
  try {
    const headers = { authorization: `Bot ${token.reveal()}` }
    answer = await fetch(`${apiUrl}/v10${path}`, { headers, signal, redirect: 'error' })
  } catch {
    throw new Unanswered(wrong(`${apiUrl} cannot be reached.`, 'Look at the network and at DISCORD_API_URL.'))
  }
  if (answer.status === 401)
    throw new Unanswered(
      wrong('The bot’s token is refused.', 'Reset it in Discord’s developer portal (Bot, Reset Token) and set DISCORD_TOKEN.'),
    )
  const body: unknown = await answer.json().catch(() => undefined)
  if (answer.ok && typeof body === 'object' && body !== null) return body
  const what = answer.ok ? 'something that is no JSON' : answer.status
  throw new Unanswered(wrong(`Discord answered ${path} with ${what}.`, later))
}

function aboutApplication({ name, flags, interactions_endpoint_url: elsewhere }: Application): readonly Finding[] {
  const says = `The token is that of ${typeof name === 'string' ? name : 'an application'}.`
  const findings: Finding[] = [{ about, level: 'ok', says }]
  if (typeof elsewhere === 'string' && elsewhere !== '')
    findings.push(
      wrong(
        `Commands and buttons are sent to ${elsewhere} and not to Replichat.`,
        'Empty “Interactions Endpoint URL” in Discord’s developer portal, under General Information.',
      ),
    )
  if (typeof flags !== 'number' || (flags & messageContent) === 0)
    findings.push({
      about,
      level: 'advice',
      says: 'The Message Content intent is off: in threads it hears only what mentions it.',
      next: 'Turn it on in Discord’s developer portal (Bot, Privileged Gateway Intents) if it should hear the rest.',
    })
  return findings
}

async function serversOf(
  discord: Discord,
  signal: AbortSignal,
): Promise<{ readonly servers: readonly Server[]; readonly areAll: boolean }> {
  const servers: Server[] = []
  for (let page = 0; page < mostPages; page++) {
    const last = servers.at(-1)
    const path = `/users/@me/guilds?limit=${serversOfPage}${last === undefined ? '' : `&after=${last.id}`}`
    const found = await ask(discord, path, signal)
    if (!Array.isArray(found)) throw new Unanswered(wrong(`Discord answered ${path} with something that is no list.`, later))
    servers.push(...found.filter(isServer))
    if (found.length < serversOfPage) return { servers, areAll: true }
  }
  return { servers, areAll: false }
}

async function aboutServers(discord: Discord, application: unknown, signal: AbortSignal): Promise<readonly Finding[]> {
  const { inviteLink, missingPermissions } = await import('../../adapters/discord/discord.ts')
  const { servers, areAll } = await serversOf(discord, signal)
  const { guildId } = discord
  const link = typeof application === 'string' ? inviteLink(application) : 'the link that `npm start` logs'
  const invite = `Invite it with ${link}`
  if (guildId !== undefined && areAll && servers.every(({ id }) => id !== guildId))
    return [wrong(`It is not in the server ${guildId} that DISCORD_GUILD_ID names, so it has no commands.`, invite)]
  if (servers.length === 0) return [{ about, level: 'advice', says: 'It is in no server yet.', next: invite }]
  const lacking = servers
    .map(({ name, permissions }) => ({ name, missing: missingPermissions(BigInt(permissions)) }))
    .filter(({ missing }) => missing.length > 0)
  const count = `${servers.length}${areAll ? '' : ' or more'} server${servers.length === 1 ? '' : 's'}`
  if (lacking.length === 0) return [{ about, level: 'ok', says: `It is in ${count} and may do there what it needs.` }]
  const rest = lacking.length - namedAtMost
  const named = lacking.slice(0, namedAtMost).map(({ name, missing }) => `in “${name}” ${missing.join(', ')}`)
  return [
    {
      about,
      level: 'advice',
      says: `Its roles do not give it all it needs: ${named.join('; ')}${rest > 0 ? `; and in ${rest} more servers` : ''}.`,
      next: `Allow it to its role under Server Settings, Roles, or in the channels it is for. ${invite}`,
    },
  ]
}
