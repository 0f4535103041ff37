import { commandFaults } from './command-rules.ts'
import { badForm, Refusal } from './refusal.ts'
import { type Call, done, ok, type Reply, type Routes } from './route.ts'
import type { CommandState, Json, World } from './world.ts'

/** How many commands an application may have in one scope, by type: of the channel, of a person's menu, of a message's menu. */
const most: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15, 4: 1 }
const mostCreatesADay = 200
const dayMs = 24 * 60 * 60_000

const rightsOf = (command: Json): string | null => {
  const rights = command['default_member_permissions'] as string | number | null | undefined
  return rights == null ? null : String(rights)
}
const typeOf = (command: Json): number => (command['type'] as number | null | undefined) ?? 1

/** A command as it is stored and answered. What did not change keeps its id and its version. */
function stored(world: World, guildId: string, given: Json, had: CommandState | undefined): CommandState {
  const isGlobal = guildId === ''
  const looks = {
    application_id: world.application.id,
    ...(isGlobal ? {} : { guild_id: guildId }),
    description: '',
    name_localizations: null,
    description_localizations: null,
    dm_permission: true,
    nsfw: false,
    ...(isGlobal ? { contexts: null, integration_types: [0] } : {}),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    name: given['name'] as string,
    type: typeOf(given),
    default_member_permissions: rightsOf(given),
    ...(given['options'] == null ? {} : { options: (given['options'] as Json[]).map(storedOption) }),
  }
  const { id = world.id(), version: _, ...before } = had ?? { version: null }
  const isSame = had !== undefined && JSON.stringify(before) === JSON.stringify(looks)
  return { id: id, ...looks, version: isSame ? had['version'] : world.id() }
}

/** An option as it is answered: what is false or empty by itself is left out. */
const storedOption = (option: Json): Json => {
  const kept = Object.fromEntries(
    Object.entries(option).filter(
      ([key, value]) => value != null && !((key === 'required' || key === 'autocomplete') && value === false),
    ),
  )
  return option['options'] == null ? kept : { ...kept, options: (option['options'] as Json[]).map(storedOption) }
}

function countCreates(world: World, guildId: string, creates: number): void {
  const found = world.commandCreates.get(guildId)
  const day = found === undefined || world.now() - found.since > dayMs ? { count: 0, since: world.now() } : found
  if (day.count + creates > mostCreatesADay) throw new Refusal(30034, 'more than 200 creates of commands in a day')
  day.count += creates
  world.commandCreates.set(guildId, day)
}

function demandRoom(commands: readonly Json[]): void {
  for (const [type, limit] of Object.entries(most))
    if (commands.filter(one => typeOf(one) === Number(type)).length > limit)
      throw new Refusal(30032, `more than ${limit} commands of type ${type}`)
}

const sameAs =
  (given: Json) =>
  (one: CommandState): boolean =>
    one.name === given['name'] && one.type === typeOf(given)

/** Replaces all commands of a scope, the global one being ''. */
export function setCommands(world: World, guildId: string, given: readonly Json[]): readonly CommandState[] {
  const faults = given.flatMap((command, at) => commandFaults(command, [String(at)], guildId === ''))
  const doubled = given.findIndex((command, at) =>
    given.slice(0, at).some(before => before['name'] === command['name'] && typeOf(before) === typeOf(command)),
  )
  if (doubled >= 0)
    throw badForm([
      {
        path: [String(doubled), 'name'],
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      },
    ])
  if (faults.length > 0) throw badForm(faults)
  demandRoom(given)
  const had = world.commands.get(guildId) ?? []
  countCreates(world, guildId, given.filter(command => !had.some(sameAs(command))).length)
  const now = given.map(command => stored(world, guildId, command, had.find(sameAs(command))))
  world.commands.set(guildId, now)
  return now
}

const scopeOf = ({ world, places }: Call): string => {
  if (places['application_id'] !== world.application.id) throw new Refusal(20026, 'commands of another application')
  const guildId = places['guild_id'] ?? ''
  if (guildId !== '' && world.botsGuild(guildId) === null) throw new Refusal(50001)
  return guildId
}
const commandOf = (call: Call): CommandState => {
  const found = commandsOf(call).find(({ id }) => id === call.places['command_id'])
  if (found === undefined) throw new Refusal(10063)
  return found
}
const commandsOf = (call: Call): readonly CommandState[] => call.world.commands.get(scopeOf(call)) ?? []

function put(call: Call, given: Json, had: CommandState | undefined): CommandState {
  const scope = scopeOf(call)
  const faults = commandFaults(given, [], scope === '')
  if (faults.length > 0) throw badForm(faults)
  const others = commandsOf(call).filter(one => one !== had)
  demandRoom([...others, given])
  if (had === undefined) countCreates(call.world, scope, 1)
  const command = stored(call.world, scope, given, had)
  call.world.commands.set(scope, [...others, command])
  return command
}

/** Localisations are only answered to those who ask for them. */
const listed = (call: Call): Reply =>
  ok(
    call.query.get('with_localizations') === 'true'
      ? commandsOf(call)
      : commandsOf(call).map(({ name_localizations: _, description_localizations: __, ...rest }) => rest),
  )

const routesAt = (base: string): Routes => ({
  [`GET ${base}`]: listed,
  [`PUT ${base}`]: call => ok(setCommands(call.world, scopeOf(call), call.body as unknown as readonly Json[])),
  [`POST ${base}`]: call => {
    const had = commandsOf(call).find(sameAs(call.body))
    return { status: had === undefined ? 201 : 200, body: put(call, call.body, had) }
  },
  [`GET ${base}/{command_id}`]: call => ok(commandOf(call)),
  [`PATCH ${base}/{command_id}`]: call => {
    const had = commandOf(call)
    const { id: _, version: __, application_id: ___, guild_id: ____, ...rest } = had
    return ok(put(call, { ...rest, ...call.body }, had))
  },
  [`DELETE ${base}/{command_id}`]: call => {
    const gone = commandOf(call)
    call.world.commands.set(
      scopeOf(call),
      commandsOf(call).filter(one => one !== gone),
    )
    return done
  },
})

export const commandRoutes: Routes = {
  ...routesAt('/applications/{application_id}/commands'),
  ...routesAt('/applications/{application_id}/guilds/{guild_id}/commands'),
}
