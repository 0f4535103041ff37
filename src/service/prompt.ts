import type { Turn } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import { fieldOf, type ModelCard } from '#core/model-card.ts'
import type { Settings } from '#core/settings.ts'
import { messages, transcript } from '#core/transcript.ts'

/** Who the model is where no admin said otherwise. */
const shippedSystem = 'You are a helpful assistant in a chat channel. Answer in the language you are spoken to.'

const whoSpeaks =
  'Several people may speak; each message begins with the name of its speaker. Answer the newest message without writing a name before it.'

/**
 * The input that gives a chat model these turns, the newest last: as messages where its schema takes them, else as a
 * transcript. `seed` makes the input findable at Replicate after a lost answer; it is left out where the schema has none.
 */
export function promptFor(
  card: ModelCard,
  turns: readonly Turn[],
  settings: Settings,
  seed: number,
): Readonly<Record<string, unknown>> {
  const system = `${settings.values['chat.system'] ?? shippedSystem}\n\n${whoSpeaks}`
  const input: Record<string, unknown> = {}
  const fill = (value: unknown, ...names: readonly string[]): boolean => {
    const field = value === undefined ? undefined : fieldOf(card, ...names)
    if (field !== undefined) input[field.name] = value
    return field !== undefined
  }
  const told = fill(system, 'system_prompt', 'system')
  if (fieldOf(card, 'messages') !== undefined) {
    const said = messages(turns)
    input['messages'] = told ? said : [{ role: 'system', content: system }, ...said]
  } else if (fieldOf(card, 'prompt') !== undefined) {
    input['prompt'] = told ? transcript(turns) : `${system}\n\n${transcript(turns)}`
  } else {
    throw new Fault('config', `${card.model} takes neither a prompt nor messages.`)
  }
  fill(settings.values['chat.maxTokens'], 'max_tokens', 'max_new_tokens', 'max_completion_tokens')
  fill(settings.values['chat.temperature'], 'temperature')
  fill(seed, 'seed')
  return input
}
