import type { Config } from '../config/config.ts'
import { type Finding, questionMs } from './finding.ts'

// Bits of an application's flags: the Message Content intent, granted whole or to a small bot.
const messageContent = (1 << 18) | (1 << 19)

/** What the bot needs to be allowed on Slack. */
const slackScopes = ['app_mentions:read', 'chat:write', 'commands', 'files:read', 'files:write', 'im:history', 'users:read']

/** The tokens of the platforms, and what they may do. A platform without tokens is none of the doctor's business. */
export async function checkPlatforms(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(questionMs)])
  return (await Promise.all([checkDiscord(config, limit), checkSlack(config, limit)])).flat()
}

async function checkDiscord({ discord }: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  if (discord === undefined) return []
  const about = 'Discord'
  let answer: Response
  try {
    const headers = { authorization: `Bot ${discord.token.reveal()}` }
    answer = await fetch(`${discord.apiUrl}/v10/applications/@me`, { headers, signal, redirect: 'error' })
  } catch {
    return [
      {
        about,
        level: 'wrong',
        says: `${discord.apiUrl} cannot be reached.`,
        next: 'Look at the network and at DISCORD_API_URL.',
      },
    ]
  }
  if (answer.status === 401)
    return [
      {
        about,
        level: 'wrong',
        says: 'The bot’s token is refused.',
        next: 'Reset it in Discord’s developer portal (Bot, Reset Token) and set DISCORD_TOKEN.',
      },
    ]
  if (!answer.ok)
    return [
      {
        about,
        level: 'wrong',
        says: `Discord answered ${answer.status}.`,
        next: 'Try again later; https://discordstatus.com says how Discord is.',
      },
    ]
  const { name, flags } = (await answer.json()) as { readonly name?: unknown; readonly flags?: unknown }
  const says = `The token is that of ${typeof name === 'string' ? name : 'an application'}.`
  const token: Finding = { about, level: 'ok', says }
  if (typeof flags === 'number' && (flags & messageContent) !== 0) return [token]
  return [
    token,
    {
      about,
      level: 'advice',
      says: 'The Message Content intent is off: in threads it hears only what mentions it.',
      next: 'Turn it on in Discord’s developer portal (Bot, Privileged Gateway Intents) if it should hear the rest.',
    },
  ]
}

async function checkSlack({ slack }: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  if (slack === undefined) return []
  const about = 'Slack'
  const base = slack.apiUrl.replace(/\/?$/, '/')
  const ask = async (
    method: string,
    token: string,
  ): Promise<{ readonly body: Record<string, unknown>; readonly scopes: string }> => {
    const answer = await fetch(base + method, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal,
      redirect: 'error',
    })
    return { body: (await answer.json()) as Record<string, unknown>, scopes: answer.headers.get('x-oauth-scopes') ?? '' }
  }
  const bot = slackBotToken(slack)
  if (bot === undefined) return [{ about, level: 'ok', says: 'Workspaces install it by OAuth; each has a token of its own.' }]
  try {
    const { body, scopes } = await ask('auth.test', bot)
    if (body['ok'] !== true)
      return [
        {
          about,
          level: 'wrong',
          says: `The bot’s token is refused (${word(body['error'], 'no reason given')}).`,
          next: 'Reinstall the app to the workspace and set SLACK_BOT_TOKEN to its new token.',
        },
      ]
    const granted = scopes.split(/[\s,]+/).filter(scope => scope !== '')
    const missing = granted.length === 0 ? [] : slackScopes.filter(scope => !granted.includes(scope))
    const token: Finding = {
      about,
      level: 'ok',
      says: `The token is that of ${word(body['user'], 'a bot')} in ${word(body['team'], 'a workspace')}.`,
    }
    if (missing.length === 0) return [token]
    return [
      token,
      {
        about,
        level: 'wrong',
        says: `It may not do all it needs: ${missing.join(', ')}.`,
        next: 'Add these scopes under OAuth & Permissions, then reinstall the app.',
      },
    ]
  } catch {
    return [{ about, level: 'wrong', says: `${base} cannot be reached.`, next: 'Look at the network and at SLACK_API_URL.' }]
  }
}

function slackBotToken(slack: NonNullable<Config['slack']>): string | undefined {
  return slack.botToken?.reveal()
}

const word = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback)
