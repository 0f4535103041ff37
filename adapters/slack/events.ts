import type { Address } from '#core/address.ts'
import type { Inbound } from '#core/event.ts'
import type { Delivery } from './delivery.ts'
import type { Intake } from './intake.ts'
import { isOfPeople, messageId, type Messages } from './messages.ts'
import { listAt, type Payload, textAt, valueAt } from './payload.ts'
import type { NoteRow } from './notes-tables.ts'
import type { People } from './people.ts'
import { isDirect, placeIn } from './place.ts'
import { addressOf } from './ref.ts'
import { namesUs } from './speech.ts'

/** What happens in a workspace, as Slack's Events API tells it. Told twice, by whatever names, it is taken once. */
export interface Events {
  take(delivery: Delivery, team: string): Promise<void>
  /** Takes up what an earlier process acknowledged and did not finish. */
  again(body: Payload, team: string): Promise<void>
  /** Takes it that the person a message is for wants no more of it: Slack refused further words before it told us why. */
  stopped(message: NoteRow): Promise<void>
}

/** Opens the ears for events. `us`: our own user in a workspace; `moved`: we came into a channel or left it; `ended`: a channel was deleted; `uninstalled`: whether it is so that our token there is none any more. */
export function createEvents(options: {
  readonly intake: Intake
  readonly messages: Messages
  readonly people: People
  readonly us: (team: string) => string | undefined
  readonly deliver: (event: Inbound) => Promise<void>
  readonly home: {
    readonly show: (team: string, person: string) => Promise<void>
    readonly suggest: (team: string, channel: string) => Promise<void>
  }
  readonly moved: (channel: string) => void
  readonly ended: (team: string, channel: string) => Promise<void>
  readonly uninstalled: (team: string) => Promise<boolean>
  readonly now: () => number
}): Events {
  const { intake, messages, people, us, deliver, home, moved, ended, uninstalled, now } = options

  const left = (body: Payload, address: Address, what: 'workspace' | 'channel', forGood = false): Promise<void> =>
    deliver({
      type: 'left',
      what,
      id: `${textAt(body, 'event_id') ?? `${address.channel}:${now()}`}:left`,
      address,
      at: now(),
      ...(forGood && { forGood }),
    })

  const act = async (body: Payload, team: string): Promise<void> => {
    const event = valueAt(body, 'event') as Payload
    const channel = textAt(event, 'channel') ?? textAt(event, 'channel', 'id') ?? ''
    switch (textAt(event, 'type')) {
      case 'message':
      case 'app_mention':
        return messages.take(event, team)
      case 'app_home_opened': {
        const user = textAt(event, 'user')
        if (textAt(event, 'tab') === 'messages') return home.suggest(team, channel)
        return user === undefined ? undefined : home.show(team, user)
      }
      case 'agent_session_stopped': {
        const user = textAt(event, 'user')
        const thread = textAt(event, 'thread_ts')
        if (user === undefined || thread === undefined) return
        return deliver({
          type: 'stop',
          id: textAt(body, 'event_id') ?? `${channel}:${thread}:stop:${now()}`,
          address: addressOf(placeIn(team, channel, { thread })),
          actor: await people.actor(team, user),
          at: now(),
        })
      }
      case 'app_uninstalled':
      case 'tokens_revoked':
        if (textAt(event, 'type') === 'tokens_revoked' && listAt(event, 'tokens', 'bot').length === 0) return
        return (await uninstalled(team)) ? left(body, addressOf({ team, channel: team }), 'workspace') : undefined
      case 'channel_deleted':
      case 'group_deleted':
        await ended(team, channel)
        return left(body, addressOf({ team, channel }), 'channel', true)
      case 'channel_left':
      case 'group_left':
        moved(channel)
        return left(body, addressOf({ team, channel }), 'channel')
      default:
        moved(channel)
    }
  }

  return {
    async take({ body, ack }, team) {
      const event = valueAt(body, 'event')
      const heard = whatOf(body, event, team, us(team))
      if (heard === undefined) return void (await ack())
      await intake.take({ ...heard, body, needsAck: false }, ack, () => act(body, team))
    },
    again: act,
    async stopped({ id, team, channel, thread, direct, person }) {
      if (person === undefined) return
      await deliver({
        type: 'stop',
        id: `${id}:stopped`,
        address: addressOf({ team, channel, ...(thread !== undefined && { thread }), ...(direct && { direct }) }),
        actor: await people.actor(team, person.id),
        at: now(),
      })
    },
  }
}

/** Whether an event is worth a look: which one it is, in whose order it stands, and whether it is missed if it is lost. */
function whatOf(
  body: Payload,
  event: unknown,
  team: string,
  self: string | undefined,
): { readonly id: string; readonly lane: string; readonly isKept: boolean } | undefined {
  const type = textAt(event, 'type')
  const channel = textAt(event, 'channel') ?? textAt(event, 'channel', 'id') ?? textAt(event, 'user') ?? team
  const id = `event:${textAt(body, 'event_id') ?? ''}`
  if (type === 'message' || type === 'app_mention') {
    const subtype = textAt(event, 'subtype')
    const isChange = subtype === 'message_changed' || subtype === 'message_deleted'
    // Bots, ourselves and news of the channel are most of what Slack tells.
    if (self === undefined || (!isChange && !isOfPeople(event, self))) return undefined
    if (
      subtype === 'message_changed' &&
      textAt(event, 'message', 'subtype') !== 'tombstone' &&
      !isOfPeople(valueAt(event, 'message'), self)
    )
      return undefined
    const ts = textAt(event, 'ts')
    if (isChange || ts === undefined) return { id, lane: channel, isKept: isChange }
    // One message is told as a mention and as a message.
    const speaksToUs =
      type === 'app_mention' || isDirect(channel, textAt(event, 'channel_type')) || namesUs(textAt(event, 'text') ?? '', self)
    const isKept = speaksToUs || textAt(event, 'thread_ts') !== undefined
    return { id: `said:${messageId(team, channel, ts)}`, lane: channel, isKept }
  }
  if (type === 'app_home_opened') return { id, lane: id, isKept: false }
  const isAboutUs = type !== 'member_joined_channel' || textAt(event, 'user') === self
  return isAboutUs ? { id, lane: channel, isKept: type !== undefined && kept.includes(type) } : undefined
}

const kept = [
  'agent_session_stopped',
  'app_uninstalled',
  'tokens_revoked',
  'channel_deleted',
  'group_deleted',
  'channel_left',
  'group_left',
]

/** What is told of a workspace whose token Slack refuses without a word to us. */
export const leftTeam = (team: string, at: number): Inbound => ({
  type: 'left',
  what: 'workspace',
  id: `${team}:revoked:${at}`,
  address: addressOf({ team, channel: team }),
  at,
})
