import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js'
import type { Rest } from './rest.ts'

/** What registering changed, by name. */
export type Registered = {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Brings the registered commands to what they should be, with one request where they differ and none where they do not:
 * Discord allows 200 new commands a day. With `guild` those of one server alone; the others are not touched.
 */
export async function registerCommands(
  rest: Rest,
  options: {
    readonly application: string
    readonly guild?: string
    readonly commands: readonly RESTPostAPIApplicationCommandsJSONBody[]
    readonly signal: AbortSignal
  },
): Promise<Registered> {
  const { application, guild, commands, signal } = options
  const path = `/applications/${application}${guild === undefined ? '' : (`/guilds/${guild}` as const)}/commands` as const
  const { body } = await rest.call({ method: 'GET', path, signal })
  const registered = difference(body as readonly APIApplicationCommand[], commands, { everywhere: guild === undefined })
  if (!isNothing(registered)) await rest.call({ method: 'PUT', path, body: commands, signal })
  return registered
}

/** Whether nothing had to be changed. */
export const isNothing = ({ added, changed, removed }: Registered): boolean =>
  added.length + changed.length + removed.length === 0

/**
 * What separates what is registered from what should be. What Discord adds of its own (ids, defaults) is no difference,
 * and neither is where a command may be used, when it belongs to one server anyway.
 */
export function difference(
  before: readonly APIApplicationCommand[],
  wanted: readonly RESTPostAPIApplicationCommandsJSONBody[],
  { everywhere }: { readonly everywhere: boolean },
): Registered {
  const textOf = (command: AnyCommand): string =>
    JSON.stringify([...essence(command), ...(everywhere ? [sorted(command.contexts), sorted(command.integration_types)] : [])])
  const has = new Map(before.map(command => [keyOf(command), textOf(command)]))
  const wants = new Map(wanted.map(command => [keyOf(command), textOf(command)]))
  const nameIn = (key: string): string => key.slice(key.indexOf(' ') + 1)
  return {
    added: [...wants.keys()].filter(key => !has.has(key)).map(nameIn),
    changed: [...wants].filter(([key, text]) => has.has(key) && has.get(key) !== text).map(([key]) => nameIn(key)),
    removed: [...has.keys()].filter(key => !wants.has(key)).map(nameIn),
  }
}

type AnyCommand = APIApplicationCommand | RESTPostAPIApplicationCommandsJSONBody

const keyOf = (command: AnyCommand): string => `${command.type ?? 1} ${command.name}`

const sorted = (list: readonly number[] | null | undefined): readonly number[] => [...(list ?? [])].sort((a, b) => a - b)

/** What a command means, with every default written out and in one order. */
function essence(command: AnyCommand): readonly unknown[] {
  return [
    command.type ?? 1,
    command.name,
    ('description' in command ? command.description : undefined) ?? '',
    command.default_member_permissions == null ? null : String(command.default_member_permissions),
    command.nsfw ?? false,
    (('options' in command ? command.options : undefined) ?? []).map(essenceOfOption),
  ]
}

function essenceOfOption(option: APIApplicationCommandOption): unknown {
  const { type, name, description, required = false } = option
  const more = option as unknown as Readonly<Record<string, unknown>>
  const choices = (more['choices'] ?? []) as readonly { readonly name: string; readonly value: unknown }[]
  return [
    type,
    name,
    description,
    required,
    choices.map(choice => [choice.name, choice.value]),
    ...['min_value', 'max_value', 'min_length', 'max_length'].map(bound => more[bound] ?? null),
    more['autocomplete'] ?? false,
    ((more['options'] ?? []) as readonly APIApplicationCommandOption[]).map(essenceOfOption),
  ]
}
