import type { OptionValue, Upload } from './control.ts'
import { attachmentJson, type Signer } from './message.ts'
import { bareMemberJson, channelJson, userJson } from './wire.ts'
import type { AttachmentState, ChannelState, CommandState, Json, World } from './world.ts'

const list = (value: unknown): readonly Json[] => (value as readonly Json[] | null | undefined) ?? []

/** The commands that a person sees at a channel: those of its guild and the global ones. */
function commandsAt(world: World, channel: ChannelState): readonly CommandState[] {
  const ofGuild = channel.guildId === null ? [] : (world.commands.get(channel.guildId) ?? [])
  const context = channel.guildId === null ? 1 : 0
  const global = (world.commands.get('') ?? []).filter(one => {
    const contexts = one['contexts'] as readonly number[] | null | undefined
    return contexts == null || contexts.includes(context)
  })
  return [...ofGuild, ...global]
}

/** A command that a person may use at a channel; throws when they do not see it. */
export function visibleCommand(world: World, channel: ChannelState, userId: string, name: string, type: number): CommandState {
  const found = commandsAt(world, channel).find(one => one.name === name && one.type === type)
  if (found === undefined) throw new Error(`No command “${name}” is registered for this place.`)
  const needed = found['default_member_permissions'] as string | null
  const rights = world.permissions(channel, userId)
  if (needed !== null && channel.guildId !== null && (rights & BigInt(needed)) !== BigInt(needed))
    throw new Error(`${world.users.get(userId)!.name} does not see the command “${name}”: its members’ rights do not suffice.`)
  return found
}

type Resolved = {
  attachments: Record<string, Json>
  users: Record<string, Json>
  members: Record<string, Json>
  channels: Record<string, Json>
}

const isUpload = (value: OptionValue): value is Upload => typeof value === 'object' && 'bytes' in value

/** Files that came with a command or a form; they belong to no message and still have an address. */
export type Uploads = Map<string, AttachmentState>

export function uploaded(world: World, uploads: Uploads, channelId: string, file: Upload): AttachmentState {
  const state: AttachmentState = {
    id: world.id(),
    name: file.name,
    bytes: Buffer.from(file.bytes),
    contentType: file.contentType ?? 'application/octet-stream',
    description: file.description ?? null,
    title: null,
    channelId,
  }
  uploads.set(state.id, state)
  return state
}

/** What Discord's client checks before it lets a value go. */
function checkValue(option: Json, value: OptionValue): void {
  const name = String(option['name'])
  const choices = list(option['choices'])
  const refuse = (why: string): never => {
    throw new Error(`Discord’s client does not send ${name}: ${JSON.stringify(value)}. ${why}`)
  }
  if (choices.length > 0 && !choices.some(choice => choice['value'] === value)) refuse('It is none of the choices.')
  const expected: Readonly<Record<number, string>> = { 3: 'string', 4: 'number', 5: 'boolean', 10: 'number' }
  const wanted = expected[option['type'] as number]
  if (wanted !== undefined && typeof value !== wanted) refuse(`It must be a ${wanted}.`)
  if (option['type'] === 4 && !Number.isInteger(value)) refuse('It must be a whole number.')
  const size = typeof value === 'string' ? value.length : typeof value === 'number' ? value : null
  const [low, high] = (typeof value === 'string' ? ['min_length', 'max_length'] : ['min_value', 'max_value']).map(
    key => option[key] as number | undefined,
  )
  if (size !== null && low != null && size < low) refuse(`At least ${low}.`)
  if (size !== null && high != null && size > high) refuse(`At most ${high}.`)
  if (option['type'] === 11 && !isUpload(value)) refuse('It must be a file.')
}

/** The data of a command's use, as the gateway brings it. `focused` is the option that is being typed, for autocomplete. */
export function commandData(
  world: World,
  signer: Signer,
  uploads: Uploads,
  given: {
    readonly channel: ChannelState
    readonly userId: string
    readonly command: string
    readonly options: Readonly<Record<string, OptionValue>>
    readonly focused: string | null
  },
): { readonly data: Json; readonly name: string } {
  const { channel, userId, options, focused } = given
  const [root = '', ...path] = given.command.split(' ')
  const command = visibleCommand(world, channel, userId, root, 1)
  const resolved: Resolved = { attachments: {}, users: {}, members: {}, channels: {} }
  const steps: Json[] = []
  let here: Json = command
  for (const step of path) {
    const next = list(here['options']).find(option => option['name'] === step && (option['type'] === 1 || option['type'] === 2))
    if (next === undefined) throw new Error(`The command “${root}” has no “${path.join(' ')}”.`)
    steps.push(next)
    here = next
  }
  const known = list(here['options'])
  if (known.some(option => option['type'] === 1 || option['type'] === 2))
    throw new Error(`“${given.command}” is a group: name one of its subcommands.`)
  for (const name of Object.keys(options))
    if (!known.some(option => option['name'] === name)) throw new Error(`“${given.command}” has no option ${name}.`)
  const missing = known.find(option => option['required'] === true && !((option['name'] as string) in options))
  if (missing !== undefined && focused === null)
    throw new Error(`“${given.command}” needs the option ${String(missing['name'])}.`)

  const values = known.flatMap(option => {
    const name = option['name'] as string
    const value = options[name]
    if (value === undefined) return []
    const isFocused = name === focused
    if (isFocused && option['autocomplete'] !== true) throw new Error(`The option ${name} has no autocomplete.`)
    if (!isFocused) checkValue(option, value)
    return [{ name, type: option['type'], value: valueOf(value), ...(isFocused ? { focused: true } : {}) }]
  })
  function valueOf(value: OptionValue): unknown {
    if (isUpload(value)) {
      const file = uploaded(world, uploads, channel.id, value)
      resolved.attachments[file.id] = { ...attachmentJson(signer, file, true) }
      return file.id
    }
    if (typeof value !== 'object') return value
    const user = world.users.get(value.id)
    const member = channel.guildId === null ? undefined : world.guilds.get(channel.guildId)?.members.get(value.id)
    const named = world.channels.get(value.id)
    if (user !== undefined) resolved.users[value.id] = userJson(user)
    if (member !== undefined)
      resolved.members[value.id] = { ...bareMemberJson(member), permissions: String(world.permissions(channel, value.id)) }
    if (named !== undefined) resolved.channels[value.id] = { ...channelJson(world, named), permissions: '0' }
    return value.id
  }

  const nested = steps
    .toReversed()
    .reduce<readonly Json[]>((inner, step) => [{ name: step['name'], type: step['type'], options: inner }], values)
  const some = Object.fromEntries(Object.entries(resolved).filter(([, found]) => Object.keys(found).length > 0))
  return {
    name: given.command,
    data: {
      id: command.id,
      name: command.name,
      type: 1,
      ...(command['guild_id'] === undefined ? {} : { guild_id: command['guild_id'] }),
      options: nested,
      ...(Object.keys(some).length === 0 ? {} : { resolved: some }),
    },
  }
}
