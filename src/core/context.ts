import { fieldOf, type ModelCard } from './model-card.ts'

/** What models call the most tokens of their answer. */
export const answerFields: readonly string[] = ['max_tokens', 'max_new_tokens', 'max_completion_tokens']

/** What models call the tokens they can hold, where they have an input for it. */
const contextFields = ['num_ctx', 'n_ctx', 'context_length', 'context_size', 'max_context_tokens', 'max_context_length']

/** Where neither schema nor author says it: what Llama 3 holds, the least of the chat models people use here. */
const usualContext = 8_192

/** Beyond these an author's number means something else. */
const [leastContext, mostContext] = [512, 20_000_000]

/** What the authors' own model cards state, by the beginning of a name; the most exact counts. No API of Replicate tells it. */
const contexts: Readonly<Record<string, number>> = {
  'meta/meta-llama-3-': 8_192,
  'meta/meta-llama-3.1-': 128_000,
  'meta/llama-2-': 4_096,
  'openai/gpt-4o': 128_000,
  'openai/gpt-4.1': 1_000_000,
  'openai/gpt-5': 272_000,
  'anthropic/claude-': 200_000,
  'deepseek-ai/deepseek-': 64_000,
  'ibm-granite/granite-3': 128_000,
}

/** How many tokens a model holds, question and answer together: by its schema, by its author's words, by its family. */
export function contextOf(card: ModelCard): number {
  const field = fieldOf(card, ...contextFields)
  const ofSchema = typeof field?.default === 'number' ? field.default : field?.max
  const family = Object.keys(contexts)
    .filter(name => card.model.startsWith(name))
    .sort((a, b) => b.length - a.length)[0]
  const known = [ofSchema, saidIn(card.about), family === undefined ? undefined : contexts[family]]
  return known.find(tokens => tokens !== undefined && tokens >= leastContext && tokens <= mostContext) ?? usualContext
}

/** `128k context`, `context window of 8,192 tokens`, in the words of a model's author. */
function saidIn(about: string): number | undefined {
  const text = about.slice(0, 4_000)
  const found =
    /(\d[\d,.]{0,11}) ?([km])?(?:[- ]?tokens?)?[- ]context\b/i.exec(text) ??
    /\bcontext(?: (?:window|length|size))?(?: (?:of|is|up to|:)){0,2} (\d[\d,.]{0,11}) ?([km])?\b/i.exec(text)
  if (found === null) return undefined
  const [, digits = '', unit = ''] = found
  const factor = { '': 1, k: 1_000, m: 1_000_000 }[unit.toLowerCase()] ?? 1
  // `8,192` is a number with a comma, `1.5m` one with a point.
  return Math.floor(Number(digits.replace(/,/g, '').replace(/[.]+$/, '')) * factor) || undefined
}

/** The most tokens an answer has, where the model is not asked for fewer. */
export function answerTokens(card: ModelCard, asked: number | undefined): number {
  const own = fieldOf(card, ...answerFields)
  const most = asked ?? (typeof own?.default === 'number' ? own.default : undefined)
  return most === undefined || most <= 0 ? 1_024 : Math.min(most, own?.max ?? most)
}

/** The longest prompt a model's schema takes, in characters; undefined where it says nothing, or takes messages. */
export function promptChars(card: ModelCard): number | undefined {
  if (fieldOf(card, 'messages') !== undefined) return undefined
  const properties = card.schema['properties'] as Readonly<Record<string, { readonly maxLength?: unknown }>> | undefined
  const most = properties?.['prompt']?.maxLength
  return typeof most === 'number' && most > 0 ? most : undefined
}
