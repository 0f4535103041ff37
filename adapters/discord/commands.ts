import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js'
import type { Command, MenuEntry, Option } from '#core/command.ts'
import { brief } from '#core/text.ts'

/** Discord's limits of commands, as its documentation gives them. */
export const commandLimits = {
  nameChars: 32,
  descriptionChars: 100,
  options: 25,
  choices: 25,
  choiceChars: 100,
  textChars: 6_000,
  /** Names, descriptions and values of one command together. */
  commandChars: 8_000,
  commands: 100,
  menuEntries: 15,
} as const

/** A link is typed where a file is not sent along: Discord has one type for an option, so a file option becomes two. */
const linkEnding = '_link'
const linkChars = 2_000

/** How much of each description is kept where a command with all its subcommands would be too long otherwise. */
const descriptionCuts = [commandLimits.descriptionChars, 60, 40, 24, 12, 1]

/** A command of the catalogue and the words by which Discord calls it: command, group, subcommand. */
export type Placed = { readonly path: readonly [string, ...string[]]; readonly command: Command }

/**
 * Where each command stands in Discord's tree, which is three words deep. A command that has a family (`jobs` beside
 * `jobs show`) cannot be called by itself there, and stands in it under its own last word.
 */
export function placesOf(catalogue: readonly Command[]): readonly Placed[] {
  return catalogue.map(command => {
    const [first = '', ...rest] = command.name.split(' ')
    const isParent = catalogue.some(({ name }) => name.startsWith(`${command.name} `))
    const words = isParent && rest.length < 2 ? [...rest, rest.at(-1) ?? first] : rest
    const [second, ...more] = words
    if (second === undefined) return { path: [first], command }
    return { path: more.length === 0 ? [first, second] : [first, second, more.join('-')], command }
  })
}

/** The name under which a link may be given for a file option. */
export const linkName = (option: Option): string =>
  `${option.name.slice(0, commandLimits.nameChars - linkEnding.length)}${linkEnding}`

/** Everything to be registered, as Discord's JSON. `everywhere`: to all servers and direct messages, not to one server. */
export function discordCommands(
  catalogue: readonly Command[],
  menu: readonly MenuEntry[],
  { everywhere }: { readonly everywhere: boolean },
): readonly RESTPostAPIApplicationCommandsJSONBody[] {
  const where = everywhere
    ? {
        contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
        integration_types: [ApplicationIntegrationType.GuildInstall],
      }
    : {}
  const families = Map.groupBy(placesOf(catalogue), ({ path }) => path[0])
  const slash = [...families].map(([name, places]) => ({ ...familyCommand(name, places), ...where }))
  const entries = menu.map(({ label }) => ({
    type: ApplicationCommandType.Message as const,
    name: brief(label, commandLimits.nameChars),
    ...where,
  }))
  if (slash.length > commandLimits.commands || entries.length > commandLimits.menuEntries)
    throw new Error(
      `Discord takes ${commandLimits.commands} commands and ${commandLimits.menuEntries} menu entries, the catalogue has ${slash.length} and ${entries.length}.`,
    )
  return [...slash, ...entries]
}

/** One command with its whole family, its descriptions as long as there is room for. */
function familyCommand(name: string, places: readonly Placed[]): RESTPostAPIChatInputApplicationCommandsJSONBody {
  for (const chars of descriptionCuts) {
    const command = buildFamily(name, places, chars)
    if (lengthOf(command) <= commandLimits.commandChars) return command
  }
  throw new Error(`/${name} has more names and choices than the ${commandLimits.commandChars} characters Discord takes.`)
}

function buildFamily(
  name: string,
  places: readonly Placed[],
  descriptionChars: number,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  const about = (text: string, fallback: string): string => brief(text.trim() || fallback, descriptionChars)
  const subcommand = ({ path, command }: Placed): APIApplicationCommandSubcommandOption => ({
    type: ApplicationCommandOptionType.Subcommand,
    name: path.at(-1) ?? name,
    description: about(command.about, command.name),
    options: optionsOf(command, about),
  })
  const limited = <Kind>(what: string, options: Kind[]): Kind[] => {
    if (options.length <= commandLimits.options) return options
    throw new Error(`${what} has ${options.length} parts, more than the ${commandLimits.options} Discord takes.`)
  }
  const alone = places.find(({ path }) => path.length === 1)
  const common = {
    type: ApplicationCommandType.ChatInput as const,
    name,
    // Discord asks for the right at the top alone; each act of an admin is checked again by the service.
    default_member_permissions: places.every(({ command }) => command.adminOnly) ? String(PermissionFlagsBits.ManageGuild) : null,
  }
  if (alone !== undefined)
    return {
      ...common,
      description: about(alone.command.about, name),
      options: limited(`/${name}`, optionsOf(alone.command, about)),
    }
  const options: APIApplicationCommandOption[] = []
  for (const [second, members] of Map.groupBy(places, ({ path }) => path[1] ?? name)) {
    const deep = members.filter(({ path }) => path.length === 3)
    const [shallow] = members.filter(({ path }) => path.length === 2)
    if (shallow !== undefined) options.push(subcommand(shallow))
    if (deep.length === 0) continue
    options.push({
      type: ApplicationCommandOptionType.SubcommandGroup,
      name: second,
      description: about(`${deep.map(({ path }) => path[2]).join(', ')}`, second),
      options: limited(`/${name} ${second}`, deep.map(subcommand)),
    })
  }
  const words = options.map(option => option.name).join(', ')
  return { ...common, description: about(words, name), options: limited(`/${name}`, options) }
}

/** The options of one command: those that must be given come first, as Discord wants it. */
function optionsOf(command: Command, about: (text: string, fallback: string) => string): APIApplicationCommandBasicOption[] {
  const taken = new Set(command.options.map(option => option.name))
  const options = command.options.flatMap(option => {
    const common = { name: option.name, description: about(option.about, option.name) }
    if (option.type !== 'file') return [valueOption(option, common)]
    // Neither of the two is required: the other may be given. The service says it where both are missing.
    const file = { ...common, type: ApplicationCommandOptionType.Attachment as const }
    if (taken.has(linkName(option))) return [file]
    const link = {
      name: linkName(option),
      description: about(`The same as a link: ${option.about}`, option.name),
      type: ApplicationCommandOptionType.String as const,
      max_length: linkChars,
    }
    return [file, link]
  })
  if (options.length > commandLimits.options)
    throw new Error(`/${command.name} has ${options.length} options, more than the ${commandLimits.options} Discord takes.`)
  return options.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false))
}

function valueOption(
  option: Option,
  named: { readonly name: string; readonly description: string },
): APIApplicationCommandBasicOption {
  const common = { ...named, ...(option.required && { required: true }) }
  if (option.type === 'integer')
    return {
      ...common,
      type: ApplicationCommandOptionType.Integer,
      ...(option.min !== undefined && { min_value: Math.max(option.min, Number.MIN_SAFE_INTEGER) }),
      ...(option.max !== undefined && { max_value: Math.min(option.max, Number.MAX_SAFE_INTEGER) }),
    }
  const type = ApplicationCommandOptionType.String as const
  const choices = option.type === 'choice' ? (option.choices ?? []) : []
  if (choices.length > 0 && choices.length <= commandLimits.choices && choices.every(isShort))
    return { ...common, type, choices: choices.map(value => ({ name: value, value })) }
  const length = { max_length: Math.min(option.maxChars ?? commandLimits.textChars, commandLimits.textChars) }
  const completes = option.complete !== undefined || choices.length > 0
  return { ...common, type, ...length, ...(completes && { autocomplete: true as const }) }
}

const isShort = (choice: string): boolean => choice !== '' && choice.length <= commandLimits.choiceChars

/** What Discord counts of a command: every name, description and value in it. */
export function lengthOf(part: unknown): number {
  if (Array.isArray(part)) return part.reduce<number>((sum, item) => sum + lengthOf(item), 0)
  if (typeof part !== 'object' || part === null) return 0
  return Object.entries(part).reduce((sum, [key, value]) => {
    if (typeof value !== 'string') return sum + lengthOf(value)
    return ['name', 'description', 'value'].includes(key) ? sum + value.length : sum
  }, 0)
}
