import type { APIApplicationCommandAutocompleteInteraction, APIApplicationCommandOptionChoice } from 'discord.js'
import type { Desk } from '#core/ports.ts'
import { commandOf, typedOption } from './command-values.ts'
import { commandLimits, type Placed } from './commands.ts'
import { addressOf } from './ref.ts'
import { placeOfInteraction } from './place.ts'
import { within } from './within.ts'

/** What completing may take: Discord asks at each key and shows nothing that comes after three seconds. */
const withinMs = 2_500

/** What an option may be completed with. Never rejects: what goes wrong or takes too long offers nothing. */
export async function completions(
  interaction: APIApplicationCommandAutocompleteInteraction,
  places: readonly Placed[],
  desk: Desk,
): Promise<APIApplicationCommandOptionChoice<string>[]> {
  const { data } = interaction
  const command = commandOf(places, data)
  const typed = typedOption(data)
  const option = command?.options.find(({ name }) => name === typed?.name)
  if (command === undefined || typed === undefined || option === undefined) return []
  // A choice has a completion only where it has more values than Discord shows as a list.
  const wanted = typed.partial.trim().toLowerCase()
  if (option.choices !== undefined)
    return inLimits(
      option.choices.filter(choice => choice.toLowerCase().includes(wanted)).map(value => ({ value, label: value })),
    )

  const address = addressOf(placeOfInteraction(interaction))
  const found = within(desk.suggest(command.name, option.name, typed.partial, address), withinMs)
  return inLimits((await found.catch(() => undefined)) ?? [])
}

/** What is longer than Discord takes is left out: a value that was cut would be another. */
const inLimits = (
  found: readonly { readonly value: string; readonly label: string }[],
): APIApplicationCommandOptionChoice<string>[] =>
  found
    .filter(({ value }) => value !== '' && value.length <= commandLimits.choiceChars)
    .slice(0, commandLimits.choices)
    .map(({ value, label }) => ({ name: label.slice(0, commandLimits.choiceChars) || value, value }))
