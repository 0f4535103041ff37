import {
  type APIApplicationCommandInteractionDataBasicOption,
  type APIApplicationCommandInteractionDataOption,
  type APIAttachment,
  type APIAutocompleteApplicationCommandInteractionData,
  type APIChatInputApplicationCommandInteractionData,
  ApplicationCommandOptionType,
} from 'discord.js'
import type { Attachment } from '#core/attachment.ts'
import type { Command, Value, Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { writeAttachment } from './attachment-ref.ts'
import { linkName, type Placed } from './commands.ts'

type SlashData = APIChatInputApplicationCommandInteractionData | APIAutocompleteApplicationCommandInteractionData

/** The innermost options of a slash command, and the words that lead there. */
function unfold(data: SlashData): {
  readonly path: string
  readonly options: readonly APIApplicationCommandInteractionDataBasicOption[]
} {
  const words = [data.name]
  let options = (data.options ?? []) as readonly APIApplicationCommandInteractionDataOption[]
  for (;;) {
    const [first] = options
    const isInner =
      first?.type === ApplicationCommandOptionType.Subcommand || first?.type === ApplicationCommandOptionType.SubcommandGroup
    if (!isInner) break
    words.push(first.name)
    options = first.options ?? []
  }
  return { path: words.join(' '), options: options as readonly APIApplicationCommandInteractionDataBasicOption[] }
}

/** The command a slash command stands for; undefined for one that was registered by another version. */
export function commandOf(places: readonly Placed[], data: SlashData): Command | undefined {
  const { path } = unfold(data)
  return places.find(place => place.path.join(' ') === path)?.command
}

/** The values a person gave, by the catalogue's own names. An `input` fault where a file option was given both as file and link. */
export function valuesOf(command: Command, data: APIChatInputApplicationCommandInteractionData): Values {
  const given = new Map<string, Value>()
  for (const option of unfold(data).options) {
    if (option.type === ApplicationCommandOptionType.Attachment) {
      const attachment = data.resolved?.attachments?.[option.value]
      if (attachment === undefined)
        throw new Fault('input', `The file for \`${option.name}\` did not come along; please send it again.`)
      given.set(option.name, attachmentOf(attachment))
    } else {
      given.set(option.name, option.value)
    }
  }
  for (const option of command.options.filter(({ type }) => type === 'file')) {
    const name = linkName(option)
    const link = given.get(name)
    if (link === undefined || command.options.some(other => other.name === name)) continue
    if (given.has(option.name))
      throw new Fault('input', `\`${option.name}\` is given twice, as a file and as a link; keep one of them.`)
    given.set(option.name, link)
    given.delete(name)
  }
  return Object.fromEntries(given)
}

/** The option somebody is typing, and what stands in it so far. */
export function typedOption(
  data: APIAutocompleteApplicationCommandInteractionData,
): { readonly name: string; readonly partial: string } | undefined {
  const focused = unfold(data).options.find(option => 'focused' in option && option.focused === true)
  return focused === undefined ? undefined : { name: focused.name, partial: String(focused.value) }
}

/** A file as the service knows it. With a `source`, a later look at that message gives its address anew. */
export const attachmentOf = (
  { id, url, filename, size, content_type: type }: APIAttachment,
  source?: { readonly channel: string; readonly message: string },
): Attachment => ({
  ref: writeAttachment({ id, url, ...source }),
  name: filename,
  bytes: size,
  ...(type !== undefined && { type }),
})
