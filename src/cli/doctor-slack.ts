import type { Config } from '../config/config.ts'
import { type Finding, questionMs } from './finding.ts'

type Slack = NonNullable<Config['slack']>
type Answer = { readonly body: Readonly<Record<string, unknown>>; readonly scopes: readonly string[] }

/** Slack could not be asked; the message says how far it came. */
class NoAnswer extends Error {}

const word = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback)

/** The tokens of Slack, and what they may do. Without tokens Slack is none of the doctor's business. */
export async function checkSlack({ slack }: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  if (slack === undefined) return []
  const limit = AbortSignal.any([signal, AbortSignal.timeout(questionMs)])
  const checks = await Promise.all([checkBot(slack, limit), checkSocketMode(slack, limit)])
  return checks.flat()
}

async function ask({ apiUrl }: Slack, method: string, token: string, signal: AbortSignal): Promise<Answer> {
  let answer: Response
  try {
    const headers = { authorization: `Bearer ${token}` }
    answer = await fetch(apiUrl + method, { method: 'POST', headers, signal, redirect: 'error' })
  } catch (cause) {
    throw new NoAnswer(`${apiUrl} cannot be reached.`, { cause })
  }
  const body: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok || typeof body !== 'object' || body === null)
    throw new NoAnswer(`Slack answered ${method} with ${answer.ok ? 'something that is no JSON' : answer.status}.`)
  const scopes = (answer.headers.get('x-oauth-scopes') ?? '').split(/[\s,]+/).filter(scope => scope !== '')
  return { body: body as Answer['body'], scopes }
}

const unanswered = (about: string, thrown: unknown): Finding => {
  if (!(thrown instanceof NoAnswer)) throw thrown
  const next = 'Look at the network and at SLACK_API_URL; https://slack-status.com says how Slack is.'
  return { about, level: 'wrong', says: thrown.message, next }
}

async function checkBot(slack: Slack, signal: AbortSignal): Promise<readonly Finding[]> {
  const about = 'Slack'
  const bot = slack.botToken?.reveal()
  if (bot === undefined) return [{ about, level: 'ok', says: 'Workspaces install it by OAuth; each has a token of its own.' }]
  try {
    const { body, scopes } = await ask(slack, 'auth.test', bot, signal)
    if (body['ok'] !== true)
      return [
        {
          about,
          level: 'wrong',
          says: `The bot’s token is refused (${word(body['error'], 'no reason given')}).`,
          next: 'Reinstall the app to the workspace and set SLACK_BOT_TOKEN to its new token.',
        },
      ]
    if (typeof body['bot_id'] !== 'string')
      return [
        {
          about,
          level: 'wrong',
          says: 'SLACK_BOT_TOKEN is the token of a person.',
          next: 'Set it to the bot’s token of the app’s page, under OAuth & Permissions: it begins with xoxb-.',
        },
      ]
    const says = `The token is that of ${word(body['user'], 'a bot')} in ${word(body['team'], 'a workspace')}.`
    return [{ about, level: 'ok', says }, ...(await missingScopes(about, scopes))]
  } catch (thrown) {
    return [unanswered(about, thrown)]
  }
}

/** Slack tells with every answer what the token may do; where it does not, nothing is known to be missing. */
async function missingScopes(about: string, granted: readonly string[]): Promise<readonly Finding[]> {
  if (granted.length === 0) return []
  const { slackScopes } = await import('../../adapters/slack/slack.ts')
  const missing = Object.entries(slackScopes).filter(([scope]) => !granted.includes(scope))
  if (missing.length === 0) return []
  const each = missing.map(([scope, without]) => `${scope} (${without})`)
  return [
    {
      about,
      level: 'wrong',
      says: `Scopes are missing: ${each.join(', ')}.`,
      next: 'Add them under OAuth & Permissions, or paste what `npx replichat slack manifest` prints as the app’s manifest, then reinstall the app.',
    },
  ]
}

/** By Socket Mode the app's token must open connections. An address is asked for and not used, so nobody is disconnected. */
async function checkSocketMode(slack: Slack, signal: AbortSignal): Promise<readonly Finding[]> {
  if (slack.receive.by !== 'socket') return []
  const about = 'Socket Mode'
  try {
    const { body } = await ask(slack, 'apps.connections.open', slack.receive.appToken.reveal(), signal)
    if (body['ok'] === true) return [{ about, level: 'ok', says: 'The app’s token opens connections.' }]
    const error = word(body['error'], 'no reason given')
    if (error === 'missing_scope')
      return [
        {
          about,
          level: 'wrong',
          says: 'The app’s token lacks the scope connections:write, so nothing is heard.',
          next: 'Make an app-level token with it under Basic Information and set SLACK_APP_TOKEN.',
        },
      ]
    return [
      {
        about,
        level: 'wrong',
        says: `The app’s token is refused (${error}), so nothing is heard.`,
        next: 'Make an app-level token with connections:write under Basic Information, set SLACK_APP_TOKEN, and look whether Socket Mode is on.',
      },
    ]
  } catch (thrown) {
    return [unanswered(about, thrown)]
  }
}
