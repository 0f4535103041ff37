import { directWorkspace } from '#core/address.ts'
import { familyOf } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { matchesAny, readPatterns } from '#core/pattern.ts'
import { resolve, type Settings } from '#core/settings.ts'
import type { Deps } from './deps.ts'
import { forgetMeAction } from './forget.ts'
import type { Membership } from './membership.ts'
import { isAdmin, platformOf, settingsAt } from './policy.ts'
import { refillAction } from './refill-form.ts'
import type { Workspaces } from './workspaces.ts'

/** An event of a person that can be answered. */
export type Answerable = Extract<Inbound, { readonly reply: unknown }>

/** Decides for each event that can be answered whether it may go on; throws a fault with the sentence when it may not. */
export type Admit = (asked: Pick<Answerable, 'address' | 'actor'>, family: string | undefined) => Promise<void>

/** What buttons and forms do, as the command that does the same. Stopping what runs needs no leave. */
const familyOfAct: Readonly<Record<string, string>> = {
  imagine: 'imagine',
  again: 'imagine',
  vary: 'imagine',
  reword: 'imagine',
  paint: 'imagine',
  run: 'run',
  rerun: 'run',
  regenerate: 'chat',
  continue: 'chat',
  summary: 'chat',
  config: 'config',
  [forgetMeAction]: 'forget',
}

/** The command an action stands for: `form:config:channel` for `config`. */
export const familyOfAction = (action: string): string | undefined =>
  familyOfAct[action.split(':').find(part => part !== 'form' && part !== refillAction) ?? '']

/** The command an event stands for, in the words of `allow.commands`; undefined where none does. */
export function familyOfEvent(event: Answerable): string | undefined {
  switch (event.type) {
    case 'command':
      return familyOf(event.command)
    case 'message':
      return 'chat'
    case 'menu':
      return event.entry === 'reply' ? 'chat' : event.entry
    case 'button':
      return familyOfAction(event.action)
    case 'form':
      return familyOfAction(event.form)
    default:
      return event satisfies never
  }
}

/** Who and what may pass: allowed workspaces, their people in direct messages, whoever is not blocked, and what is not withheld. */
export function createAdmit(deps: Deps, workspaces: Workspaces, membership: Membership): Admit {
  return async ({ address, actor }, family) => {
    const { platform, workspace } = address
    if (platformOf(deps, address).isOwn !== true) {
      if (workspace === directWorkspace) await membership(platform, actor)
      else requireState(await workspaces.stateOf(platform, workspace), workspace)
    }
    // What is stored of a person is theirs to take away, whoever may not use the rest.
    if (family === 'forget') return
    const refusal = refusalOf(await settingsAt(deps, address), actor, family)
    if (refusal === undefined) return
    // An admin could not take back what keeps every admin out; what the operator decided binds them, too.
    const isFree = family === 'config' && refusalOf(resolve(deps.above), actor, family) === undefined
    if (!isFree || !(await isAdmin(deps, actor, address))) throw new Fault('denied', refusal)
  }
}

function requireState(state: Awaited<ReturnType<Workspaces['stateOf']>>, id: string): void {
  if (state === 'allowed') return
  throw new Fault(
    'denied',
    state === 'blocked'
      ? 'Replichat’s operator has closed it to this workspace.'
      : `Replichat waits here for its operator: \`npx replichat workspaces allow ${id.replaceAll('`', '')}\`.`,
  )
}

/** Why this person may not do this here, or undefined. */
function refusalOf({ values }: Settings, { id, roles }: Answerable['actor'], family: string | undefined): string | undefined {
  const { 'block.users': blocked, 'allow.roles': allowedRoles, 'allow.commands': commands } = values
  if (blocked !== undefined && matchesAny(readPatterns(blocked), id))
    return 'You may not use Replichat here: an admin has blocked it for you.'
  if (allowedRoles !== undefined && roles !== undefined) {
    const patterns = readPatterns(allowedRoles)
    // `*` alone lets in who has no role, too.
    if (![...roles.flatMap(({ id, name }) => [id, name]), ''].some(role => matchesAny(patterns, role)))
      return 'Your roles do not allow you to use Replichat here; an admin can change that.'
  }
  const isAlways = family === undefined || family === 'help'
  if (commands === undefined || isAlways || matchesAny(readPatterns(commands), family)) return undefined
  return family === 'chat'
    ? 'Talking is switched off here; `/help` shows what is possible.'
    : `\`/${family}\` is switched off here; \`/help\` shows what is possible.`
}
