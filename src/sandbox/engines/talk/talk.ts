import type { Engine, EngineEvent, EngineRun } from '../../engine.ts'
import { rest } from './follow-up.ts'
import { dress, readStyle } from './format.ts'
import { fragments, tokensIn } from './fragments.ts'
import { type Phrases, languageUsed } from './languages.ts'
import { compose } from './prose.ts'
import { chooser, seedOf } from './question.ts'
import { reply, standingOrders } from './rules.ts'
import { type Message, type Transcript, readMessages, readPrompt } from './transcript.ts'

/** About 45 tokens a second, as the hosted model writes. */
const fragmentEveryMs = 20
/** What the hosted model takes before its first token. */
const firstAfterMs = 120

type Input = EngineRun['input']
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown, fallback: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : fallback

/** A rule-based talker in the place of a language model: streams, remembers what it is given, obeys its system prompt, and says what it is. */
export const talk: Engine = run => speak(run, async () => answer(run.input))

/** Streams what `think` answers, at the pace and with the limits and the metrics of a hosted language model. */
export async function* speak(run: EngineRun, think: () => Promise<string>): AsyncGenerator<EngineEvent> {
  const { input } = run
  const startedAt = performance.now()
  const seconds = (): number => (performance.now() - startedAt) / 1000
  yield {
    type: 'metrics',
    metrics: {
      input_token_count: tokensIn(
        text(input['prompt']) +
          text(input['system_prompt']) +
          messagesOf(input)
            .map(({ content }) => content)
            .join(''),
      ),
    },
  }
  await run.sleep(firstAfterMs)
  const tokens = fragments(untilStop(await think(), text(input['stop_sequences'])))
  const limit = Math.max(0, number(input['max_tokens'], number(input['max_completion_tokens'], tokens.length)))
  const firstAfter = seconds()
  let count = 0
  for (const token of tokens.slice(0, limit)) {
    if (count > 0) await run.sleep(fragmentEveryMs)
    yield { type: 'text', text: token }
    count++
  }
  const writing = Math.max(seconds() - firstAfter, 0.001)
  const metrics = {
    output_token_count: count,
    time_to_first_token: firstAfter,
    tokens_per_second: count / Math.max(writing, count * 0.001),
  }
  if (input['log_performance_metrics'] === true)
    yield { type: 'log', line: `Generated ${count} tokens, ${metrics.tokens_per_second.toFixed(1)} a second` }
  yield { type: 'metrics', metrics }
}

/** What somebody said last in an input; empty where nobody said anything. */
export const newestQuestion = (input: Input): string => read(input).turns.findLast(turn => turn.by === 'person')?.text ?? ''

/** The whole answer to an input, before limits cut it; `told` is what it says where something else than words gave it. The same input gives the same answer. */
export function answer(input: Input, told?: string): string {
  const conversation = read(input)
  const orders = [conversation.system, conversation.instruction, standingOrders(conversation)]
    .filter(part => part !== '')
    .join('\n')
  const begun = conversation.turns.at(-1)?.by === 'assistant' ? (conversation.turns.at(-1)?.text ?? '') : ''
  const asked: Transcript = begun === '' ? conversation : { ...conversation, turns: conversation.turns.slice(0, -1) }
  const question = asked.turns.findLast(turn => turn.by === 'person')?.text ?? ''
  const style = readStyle(orders, question)
  // Greedy decoding looks at no seed.
  const seed = number(input['temperature'], 0.6) < 0.01 ? 0 : typeof input['seed'] === 'number' ? input['seed'] : undefined
  let dressed = dress(told ?? inLanguage(reply(asked, style, seed), style.language, asked), style)
  if (begun !== '') dressed = rest(dressed, begun) ?? ` ${compose('essay', 'this', 60, chooser(seed ?? seedOf(question)))}`
  const least = number(input['min_tokens'], 0)
  if (fragments(dressed).length < least) dressed += `\n\n${compose('essay', 'this', least, chooser(seed ?? seedOf(question)))}`
  return dressed
}

function messagesOf(input: Input): readonly Message[] {
  const given = input['messages']
  if (!Array.isArray(given)) return []
  return given.flatMap((entry: unknown): readonly Message[] => {
    if (typeof entry !== 'object' || entry === null) return []
    const { role, content, name } = entry as Readonly<Record<string, unknown>>
    const parts = Array.isArray(content)
      ? content.map((part: unknown) => text((part as { readonly text?: unknown } | null)?.text)).join('\n')
      : text(content)
    return [{ role: text(role) || 'user', content: parts, ...(typeof name === 'string' ? { name } : {}) }]
  })
}

function read(input: Input): Transcript {
  // As with the real model, a template that leaves the system prompt out means that it is not seen.
  const template = text(input['prompt_template'])
  const system = template === '' || template.includes('{system_prompt}') ? text(input['system_prompt']) : ''
  const messages = messagesOf(input)
  // As the real models' inputs say, with messages neither the prompt nor the system prompt beside them counts.
  return messages.length > 0 ? readMessages(messages) : readPrompt(text(input['prompt']), system)
}

/** Where another language is asked for, what is not said in it is introduced by the sentence that tells why. */
function inLanguage(english: string, language: Phrases | undefined, conversation: Transcript): string {
  const newest = conversation.turns.at(-1)?.text.toLowerCase() ?? ''
  if (language === undefined) return english
  if (/^(?:hi|hello|hey|good (?:morning|afternoon|evening|day))\b[^?]{0,30}$/.test(newest) || languageUsed(newest) !== undefined)
    return `${language.hello}${language.name === 'Japanese' ? '。' : '.'} ${language.help}`
  if (/^(?:thanks|thank you)\b/.test(newest)) return language.welcome
  if (/^(?:bye|goodbye)\b/.test(newest)) return language.bye
  const isSaid = conversation.turns.some(turn => turn.text.includes(language.sorry))
  return isSaid || english === language.sorry ? english : `${language.sorry}\n\n${english}`
}

function untilStop(whole: string, stops: string): string {
  const found = stops
    .split(',')
    .filter(stop => stop !== '')
    .map(stop => whole.indexOf(stop))
    .filter(at => at >= 0)
  return found.length === 0 ? whole : whole.slice(0, Math.min(...found))
}
