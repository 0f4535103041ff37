import { directWorkspace } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { Directory } from '#core/ports.ts'
import { factsOf, readAttachment } from './attachment-ref.ts'
import type { Ask } from './ask.ts'
import { type Payload, textAt, valueAt } from './payload.ts'
import type { People } from './people.ts'
import { Refused } from './refusal.ts'
import { download } from './download.ts'

/** How long Slack may take to say who somebody is, in ms. */
const askMs = 5_000

/** Words by which Slack says that somebody is not there. */
const notThere = ['user_not_found', 'user_not_visible', 'users_not_found']

/** A channel that let us in a moment ago is not asked for again, in ms. */
const presentMs = 60_000

/** What only Slack knows: who is an admin, what we may not do, and what a file holds. `tokenOf`: the token of a workspace. */
export function createDirectory(options: {
  readonly ask: Ask
  readonly people: People
  readonly tokenOf: (team: string) => Promise<string | undefined>
  readonly api: string
  readonly now: () => number
}): Directory & {
  /** We were let into a channel or out of it: what was known of it holds no more. */ moved(channel: string): void
} {
  const { ask, people, tokenOf, api, now } = options
  const own = new URL(api)
  // Away from Slack itself its files come from where its API is.
  const origin = own.hostname === 'slack.com' ? undefined : own.origin
  const presentAt = new Map<string, number>()

  /** The person as Slack knows them there, undefined where it knows nobody. */
  const find = async (team: string, id: string): Promise<unknown> => {
    try {
      return valueAt(await ask(team, 'users.info', { user: id }, AbortSignal.timeout(askMs)), 'user')
    } catch (thrown) {
      if (thrown instanceof Refused && notThere.includes(thrown.error)) return undefined
      throw thrown
    }
  }

  return {
    async isAdmin(actor, { workspace }) {
      if (workspace === directWorkspace) return false
      const user = await find(workspace, actor.id)
      const isSomebody = isOf(user, workspace) && !has(user, 'is_restricted') && !has(user, 'is_ultra_restricted')
      return isSomebody && ['is_admin', 'is_owner', 'is_primary_owner'].some(right => has(user, right))
    },
    async missing({ workspace, channel }) {
      if (workspace === directWorkspace) return undefined
      const key = `${workspace}/${channel}`
      if (now() - (presentAt.get(key) ?? -Infinity) < presentMs) return undefined
      let found: unknown
      try {
        found = valueAt(await ask(workspace, 'conversations.info', { channel }, AbortSignal.timeout(askMs)), 'channel')
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        if (thrown.error === 'missing_scope')
          return `I am missing the Slack scope ${thrown.needed === undefined ? '`channels:read`' : `\`${thrown.needed}\``}. Whoever runs me adds it on the app’s page, under OAuth & Permissions, and installs me again.`
        if (thrown.error === 'channel_not_found') return outside
        // Whatever else it is, posting will say so.
        return undefined
      }
      people.heardChannel(workspace, channel, textAt(found, 'name'))
      if (has(found, 'is_archived')) return 'This channel is archived, and nobody can write in it any more.'
      if (has(found, 'is_im') || has(found, 'is_mpim') || has(found, 'is_member')) {
        if (presentAt.size > 10_000) presentAt.clear()
        presentAt.set(key, now())
        return undefined
      }
      return outside
    },
    moved(channel) {
      for (const key of presentAt.keys()) if (key.endsWith(`/${channel}`)) presentAt.delete(key)
    },
    isMember: async (actor, workspace) =>
      /^[TE][A-Z0-9]{1,31}$/.test(workspace) && isOf(await find(workspace, actor.id), workspace),
    async channelName({ workspace, channel }) {
      if (workspace === directWorkspace) return 'a direct conversation'
      const name = people.channel(workspace, channel)
      return name === undefined ? undefined : `#${name}`
    },
    async open(attachment, { maxBytes, signal }) {
      const note = readAttachment(attachment.ref)
      const { name } = attachment
      const gone = new Fault('input', `The file “${name}” is no longer at Slack; please send it again.`)
      const token = note === undefined ? undefined : await tokenOf(note.team)
      if (note === undefined || token === undefined) throw gone
      const tooLarge = new Fault(
        'input',
        `The file “${name}” is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB; please send a smaller one.`,
      )
      if ((attachment.bytes ?? 0) > maxBytes) throw tooLarge
      const url = note.url ?? (await addressOf(ask, note.team, note.id, signal))
      const found = url === undefined ? 'dead' : await download(url, { token, origin, maxBytes, signal })
      if (found === 'dead') throw gone
      if (found === 'too large') throw tooLarge
      if (found === 'login page')
        throw new Fault(
          'config',
          'Slack does not let me read files: I am missing the scope `files:read`. Whoever runs me adds it and installs me again.',
        )
      return found
    },
    async forget(actor) {
      people.forget(actor.id)
    },
  }
}

const outside = 'I am not in this channel; invite me with `/invite` and my name, then try again.'

const has = (user: unknown, right: string): boolean => valueAt(user, right) === true

/** Whether somebody is a living person of that workspace: not of another that shares a channel with it. */
const isOf = (user: unknown, workspace: string): boolean => {
  if (typeof user !== 'object' || user === null) return false
  if (has(user, 'deleted') || has(user, 'is_bot') || has(user, 'is_stranger') || textAt(user, 'id') === 'USLACKBOT') return false
  const teams = valueAt(user, 'enterprise_user', 'teams')
  return textAt(user, 'team_id') === workspace || (Array.isArray(teams) && teams.includes(workspace))
}

/** A file shared from another workspace comes as a stub: where it is must be asked for. */
async function addressOf(ask: Ask, team: string, id: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const file = valueAt(await ask(team, 'files.info', { file: id }, signal), 'file')
    return typeof file === 'object' && file !== null ? factsOf(file as Payload).url : undefined
  } catch (thrown) {
    if (thrown instanceof Refused) return undefined
    throw thrown
  }
}
