import { Fault } from '#core/fault.ts'
import type { Log } from '#core/ports.ts'
import { scopes } from './manifest.ts'
import { listAt, textAt } from './payload.ts'
import { Refused } from './refusal.ts'
import type { Web } from './web-client.ts'

/** Who we are in a workspace. */
export type Self = {
  readonly team: string
  readonly teamName: string
  /** Our user there, by which we are mentioned. */
  readonly user: string
  readonly name: string
}

/**
 * Asks Slack whose token it is, and says which scopes it lacks. Throws a `config` fault with what the operator can do where
 * it can never work, and what the client throws where Slack cannot be reached.
 */
export async function hello(web: Pick<Web, 'call'>, team: string, log: Log, signal: AbortSignal): Promise<Self> {
  let answer
  try {
    answer = await web.call({ team, method: 'auth.test', args: {}, signal, isRepeatable: true })
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.kind === 'config')
      throw new Fault(
        'config',
        'Slack refuses SLACK_BOT_TOKEN. Copy it again from the app’s page, under OAuth & Permissions (it begins with xoxb-).',
        { cause: thrown },
      )
    if (thrown instanceof Refused && ['not_allowed_token_type', 'no_permission', 'missing_scope'].includes(thrown.error))
      throw new Fault('config', `SLACK_BOT_TOKEN is not the token of a bot (${thrown.error}); it begins with xoxb-.`, {
        cause: thrown,
      })
    throw thrown
  }
  const found = { team: textAt(answer, 'team_id'), user: textAt(answer, 'user_id') }
  if (found.team === undefined || found.user === undefined) throw new Error('Slack did not say whose token it is.')
  if (textAt(answer, 'bot_id') === undefined)
    throw new Fault('config', 'SLACK_BOT_TOKEN is the token of a person; the one of the bot begins with xoxb-.')
  checkScopes(listAt(answer, 'response_metadata', 'scopes'), log)
  return {
    team: found.team,
    teamName: textAt(answer, 'team') ?? found.team,
    user: found.user,
    name: textAt(answer, 'user') ?? found.user,
  }
}

/** Tells the operator where we are. */
export function tellWhere(places: readonly Self[], by: 'socket' | 'http', log: Log): void {
  const way = by === 'socket' ? 'Socket Mode' : 'HTTP at /slack/events'
  for (const { team, teamName, name } of places) log.info({ team }, `Slack: ${name} in ${teamName}, by ${way}.`)
}

/** Slack tells with every answer what the token may do; where it does not, nothing is known to be missing. */
function checkScopes(has: readonly unknown[], log: Log): void {
  if (has.length === 0) return
  const missing = Object.keys(scopes).filter(scope => !has.includes(scope))
  if (missing.length === 0) return
  const how = 'Add it on the app’s page, under OAuth & Permissions, and install the app again.'
  if (missing.includes('chat:write'))
    throw new Fault('config', `SLACK_BOT_TOKEN lacks the scope chat:write: ${scopes['chat:write']}. ${how}`)
  for (const scope of missing) log.warn({ scope }, `Slack: the scope ${scope} is missing: ${scopes[scope]}. ${how}`)
}
