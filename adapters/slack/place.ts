import type { Actor } from '#core/address.ts'
import type { Place } from './ref.ts'
import { listAt, type Payload, textAt, valueAt } from './payload.ts'

/** The workspace we are installed in, as Slack tells with a thing: of a channel that is shared it may be another than its own. */
export function teamOf(body: Payload): string | undefined {
  const [authorization] = listAt(body, 'authorizations')
  return (
    textAt(authorization, 'team_id') ??
    textAt(body, 'team', 'id') ??
    textAt(body, 'team_id') ??
    textAt(body, 'user', 'team_id') ??
    textAt(authorization, 'enterprise_id') ??
    textAt(body, 'enterprise_id')
  )
}

/** Whether a channel is a conversation of one person with us. */
export const isDirect = (channel: string, type?: string): boolean => type === 'im' || channel.startsWith('D')

/** The place of a channel or of a thread in it. */
export const placeIn = (
  team: string,
  channel: string,
  { thread, type }: { readonly thread?: string | undefined; readonly type?: string | undefined } = {},
): Place => ({
  team,
  channel,
  ...(thread !== undefined && { thread }),
  ...(isDirect(channel, type) && { direct: true as const }),
})

/** Who used a command, a button or a form, and the workspace that person belongs to. */
export function personIn(body: Payload, team: string): { readonly actor: Actor; readonly team: string } | undefined {
  const id = textAt(body, 'user', 'id') ?? textAt(body, 'user_id')
  if (id === undefined) return undefined
  const name = textAt(body, 'user', 'name') ?? textAt(body, 'user', 'username') ?? textAt(body, 'user_name') ?? id
  return { actor: { id, name: name.toWellFormed() }, team: textAt(valueAt(body, 'user'), 'team_id') ?? team }
}
