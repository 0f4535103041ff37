import { pictureWayOf } from '#core/chat-pictures.ts'
import { answerFields } from '#core/context.ts'
import type { Window } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import { fieldOf, type ModelCard } from '#core/model-card.ts'
import { messages, transcript } from '#core/transcript.ts'

/** What a chat model is given. */
export type Spoken = {
  readonly system: string
  readonly window: Pick<Window, 'turns' | 'summary'>
  /** Addresses of pictures, oldest first, no more than the model takes. */
  readonly pictures?: readonly string[]
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
  /** Makes the input findable at Replicate after a lost answer; it is left out where the schema has none. */
  readonly seed: number
}

/** The input that gives a chat model these turns, the newest last: as messages where its schema takes them, else as a transcript. */
export function promptFor(
  card: ModelCard,
  { system, window, pictures = [], maxTokens, temperature, seed }: Spoken,
): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = {}
  const fill = (value: unknown, ...names: readonly string[]): boolean => {
    const field = value === undefined ? undefined : fieldOf(card, ...names)
    if (field !== undefined) input[field.name] = value
    return field !== undefined
  }
  if (fieldOf(card, 'messages') !== undefined) {
    // Models that take messages say of their system prompt that it counts for nothing beside them.
    input['messages'] = [{ role: 'system', content: system }, ...withPictures(card, messages(window), pictures)]
  } else if (fieldOf(card, 'prompt') !== undefined) {
    const told = fill(system, 'system_prompt', 'system')
    input['prompt'] = told ? transcript(window) : `${system}\n\n${transcript(window)}`
  } else {
    throw new Fault('config', `${card.model} takes neither a prompt nor messages.`)
  }
  const way = pictureWayOf(card)
  if (way?.by === 'input' && pictures.length > 0) input[way.name] = way.isList ? pictures : pictures.at(-1)
  fill(maxTokens, ...answerFields)
  fill(temperature, 'temperature')
  fill(seed, 'seed')
  return input
}

/** The messages, with the pictures as parts of the newest one of a person where the model takes them so. */
function withPictures(
  card: ModelCard,
  said: ReturnType<typeof messages>,
  pictures: readonly string[],
): readonly Readonly<Record<string, unknown>>[] {
  const way = pictureWayOf(card)
  if (way?.by !== 'parts' || pictures.length === 0) return said
  const newest = said.findLastIndex(({ role }) => role === 'user')
  return said.map((message, at) =>
    at === newest ? { ...message, content: [{ type: 'text', text: message.content }, ...pictures.map(way.partOf)] } : message,
  )
}
