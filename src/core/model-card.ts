/** What a person calls a model: `owner/name`, `owner/name:<64 hex>`, `deployment:owner/name`, `cog:<name>`. */
export type ModelRef = string

/** What a model can be used as here; decided from its schema, never from its name. */
export type ModelKind = 'image' | 'chat' | 'other'

/** One input of a model, in the order its author gave. */
export type Field = {
  readonly name: string
  readonly about: string
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'file' | 'list' | 'json' | 'secret'
  readonly required: boolean
  readonly default?: unknown
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly (string | number)[]
  /** For a list: whether its items are files. */
  readonly files?: boolean
}

/** What is known of a model: enough to check an input, run it and speak about it. */
export type ModelCard = {
  /** As it was asked for. */
  readonly ref: ModelRef
  /** The model behind it as `owner/name` (a deployment's own model), for prices and for people. */
  readonly model: string
  /** What is run: the reference with a community model's version filled in, so that a repeat runs the same. */
  readonly pinned: ModelRef
  readonly about: string
  readonly kind: ModelKind
  readonly fields: readonly Field[]
  /** The whole input as one JSON schema, foreign text already made safe; what a validator checks against. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly output: 'file' | 'files' | 'text' | 'text-stream' | 'list' | 'object' | 'unknown'
}

const ownerName = String.raw`[A-Za-z0-9][\w.-]{0,63}\/[A-Za-z0-9][\w.-]{0,127}`
const references = new RegExp(String.raw`^(?:${ownerName}(?::[0-9a-f]{64})?|deployment:${ownerName}|cog:[A-Za-z0-9][\w-]{0,63})$`)

/** Whether a text has the form of a model reference. */
export const isModelRef = (text: string): boolean => references.test(text)

/** The field of one of several usual names, in the order of preference. */
export const fieldOf = (card: ModelCard, ...names: readonly string[]): Field | undefined => {
  for (const name of names) {
    const field = card.fields.find(known => known.name === name)
    if (field !== undefined) return field
  }
  return undefined
}

/** The field a model takes its starting picture by, where it has one. */
export const pictureField = (card: ModelCard): Field | undefined =>
  fieldOf(card, 'image', 'input_image', 'image_input', 'image_prompt', 'first_frame_image', 'image_url')

/** The inputs by which chat models are shown pictures: those that take several first. */
export const pictureInputs: readonly string[] = ['images', 'image_input', 'input_images', 'image', 'input_image', 'image_url']

/**
 * The kind that outputs and inputs speak of: words streamed or returned for a prompt is `chat`,
 * files for a prompt and no required file is `image`.
 */
export function kindOf(card: Pick<ModelCard, 'fields' | 'output'>): ModelKind {
  const takesWords = card.fields.some(field => field.name === 'prompt' || field.name === 'messages')
  const needsFile = card.fields.some(field => field.required && (field.type === 'file' || field.files === true))
  if (!takesWords || needsFile) return 'other'
  if (card.output === 'text-stream' || card.output === 'text') return 'chat'
  return card.output === 'file' || card.output === 'files' ? 'image' : 'other'
}
