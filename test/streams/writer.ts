import { Fault } from '#core/fault.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Price } from '#core/money.ts'
import { LostAnswer, type Look, type Models, type RunOrder } from '#core/ports.ts'
import type { StoryClock } from './clock.ts'

/** How a create is answered. */
export type Create = 'answered' | 'lost before it came' | 'lost after it came' | 'busy' | 'refused'
/** How a prediction ends, unless somebody stops it. `interrupted`: Replicate's fault, worth one more start. */
export type End = 'succeeded' | 'failed' | 'interrupted'
/** How a stream is read once; `silent` gives no more, `late` all of it at the end, `repeats` some of it twice. */
export type Reading = 'well' | 'breaks' | 'busy' | 'ends early' | 'silent' | 'late' | 'repeats'

/** What becomes of one prediction. */
export type Fate = {
  readonly create: Create
  readonly end: End
  /** Thousandths of its tokens that it writes before it fails, and before a reading that does not go well has its trouble. */
  readonly failsAt: number
  readonly breaksAt: number
  /** One that did not succeed does not say what it had written. */
  readonly forgets: boolean
  readonly readings: readonly Reading[]
}

/** What a model writes: its tokens' lengths and the time before each, both again from their beginning when they are over. */
export type Words = { readonly text: string; readonly tokenChars: readonly number[]; readonly delaysMs: readonly number[] }

/** A prediction as Replicate itself remembers it. */
export type Written = {
  readonly id: string
  readonly order: RunOrder
  readonly fate: Fate
  /** Each with the moment at which it is written, in order. */
  readonly tokens: readonly { readonly at: number; readonly text: string }[]
  readonly endsAt: number
  canceledAt?: number
  readsBegun: number
  /** A reader could not have had all of it. */
  isHardToRead: boolean
}

export const talker = 'acme/talker'
const field = (name: string, type: 'text' | 'integer', more: object = {}): ModelCard['fields'][number] => ({
  name,
  about: '',
  type,
  required: false,
  ...more,
})
const card: ModelCard = {
  ref: talker,
  model: talker,
  pinned: talker,
  about: '',
  kind: 'chat',
  schema: {},
  output: 'text-stream',
  fields: [
    field('prompt', 'text'),
    field('max_tokens', 'integer', { default: 20_000 }),
    field('num_ctx', 'integer', { default: 40_000 }),
    field('seed', 'integer'),
  ],
}
/** In dollars: 650 and 2,750 thousand-millionths. */
export const prices: readonly Price[] = [
  { match: talker, unit: 'input_token', usd: 650e-9 },
  { match: talker, unit: 'output_token', usd: 2_750e-9 },
]
const plain: Fate = { create: 'answered', end: 'succeeded', failsAt: 0, breaksAt: 0, forgets: false, readings: [] }
const mostTokens = 120

export const statusOf = (it: Written, now: number): 'running' | 'canceled' | End =>
  it.canceledAt !== undefined ? 'canceled' : now < it.endsAt ? 'running' : it.fate.end
/** What it has written by then. */
export const writtenBy = (it: Written, now: number): string =>
  it.tokens
    .filter(({ at }) => at <= Math.min(now, it.canceledAt ?? now))
    .map(({ text }) => text)
    .join('')
const usageOf = (it: Written, now: number) => ({
  inputTokens: Math.floor(JSON.stringify(it.order.input['prompt'] ?? '').length / 5),
  outputTokens: Math.ceil(writtenBy(it, now).length / 4),
})
/** What Replicate bills for it, in micro-dollars. */
export function billOf(it: Written, now: number): number {
  const status = statusOf(it, now)
  if (status !== 'succeeded' && status !== 'canceled') return 0
  const { inputTokens, outputTokens } = usageOf(it, now)
  return Math.ceil((650 * inputTokens + 2_750 * outputTokens) / 1_000)
}

/** A Replicate whose models write what they are told to. `wordsOf` and `fatesOf` say it of each job; others are plain. */
export function createWriter(
  clock: StoryClock,
  told: (job: string) => { readonly words: Words; readonly fates: readonly Fate[] } | undefined,
  /** By the number of the call. */
  troubles: ReadonlyMap<number, 'busy' | 'fails'>,
): { readonly models: Models; readonly written: readonly Written[] } {
  const written: Written[] = []
  const starts = new Map<string, number>()
  let calls = 0
  const found = (id: string): Written => {
    const it = written.find(known => known.id === id)
    if (it === undefined) throw new Fault('gone', 'There is no such prediction.')
    return it
  }
  const trouble = (): void => {
    const what = troubles.get(calls++)
    if (what === 'busy') throw new Fault('busy', 'Replicate does not answer right now.', { retryAfterMs: 1_000 })
    if (what === 'fails') throw new Fault('platform', 'Replicate answered something else.')
  }
  const create = (order: RunOrder, fate: Fate, words: Words): Written => {
    const tokens: { readonly at: number; readonly text: string }[] = []
    const { text, tokenChars, delaysMs } = words
    const least = Math.ceil(text.length / mostTokens)
    let at = clock.now()
    for (let from = 0, nth = 0; from < text.length; nth++) {
      const to = from + Math.max(least, tokenChars[nth % tokenChars.length] ?? 1)
      at += delaysMs[nth % delaysMs.length] ?? 0
      tokens.push({ at, text: text.slice(from, to) })
      from = to
    }
    const whole = fate.end === 'succeeded' ? tokens.length : Math.floor((tokens.length * fate.failsAt) / 1_000)
    const some = tokens.slice(0, whole)
    const it: Written = {
      id: `prediction-${written.length}`,
      order,
      fate,
      tokens: some,
      endsAt: (some.at(-1)?.at ?? clock.now()) + 50,
      readsBegun: 0,
      isHardToRead: false,
    }
    written.push(it)
    return it
  }
  const lookOf = (it: Written): Look => {
    const now = clock.now()
    const status = statusOf(it, now)
    const text = status !== 'succeeded' && it.fate.forgets ? {} : { text: writtenBy(it, now) }
    const base = { prediction: it.id, files: [], usage: status === 'running' ? {} : usageOf(it, now), ...text }
    if (status === 'running') return { ...base, phase: (it.tokens[0]?.at ?? 0) > now ? 'starting' : 'running' }
    if (status === 'succeeded' || status === 'canceled') return { ...base, phase: status }
    const fault = { kind: 'model' as const, message: 'It failed.', again: status === 'interrupted' }
    return { ...base, phase: 'failed', fault }
  }

  const read = async (it: Written, onText: (fragment: string) => void, signal: AbortSignal): Promise<void> => {
    const { fate } = it
    const hasEnded = statusOf(it, clock.now()) !== 'running'
    // What has ended is played again as it is.
    const way = hasEnded ? 'well' : (fate.readings[it.readsBegun++] ?? 'well')
    if (way !== 'well') it.isHardToRead = true
    const breaksAfter = Math.floor((it.tokens.length * fate.breaksAt) / 1_000)
    for (const [nth, { at, text }] of it.tokens.entries()) {
      if (nth === breaksAfter) {
        if (way === 'breaks') throw new Fault('platform', 'The stream broke.')
        if (way === 'busy') throw new Fault('busy', 'Replicate does not answer right now.', { retryAfterMs: 1_000 })
        if (way === 'ends early') return
        if (way === 'repeats') for (const before of it.tokens.slice(0, nth)) onText(before.text)
      }
      if (it.canceledAt !== undefined && at > it.canceledAt) break
      if (at > clock.now()) await clock.sleep(at - clock.now(), signal)
      if (it.canceledAt !== undefined && at > it.canceledAt) break
      if (way !== 'late' && !(way === 'silent' && nth >= breaksAfter)) onText(text)
    }
    if (clock.now() < it.endsAt && it.canceledAt === undefined) await clock.sleep(it.endsAt - clock.now(), signal)
    if (way === 'late') onText(writtenBy(it, clock.now()))
  }

  const models: Models = {
    async describe(ref) {
      if (ref !== talker) throw new Fault('input', `There is no model ${ref}.`)
      return card
    },
    check: async () => undefined,
    async start(order) {
      const nth = starts.get(order.job) ?? 0
      starts.set(order.job, nth + 1)
      const { words, fates } = told(order.job) ?? {
        words: { text: 'What was said.', tokenChars: [5], delaysMs: [10] },
        fates: [],
      }
      const fate = fates[nth] ?? plain
      if (fate.create === 'busy') throw new Fault('busy', 'Replicate is busy.', { retryAfterMs: 1_000 })
      if (fate.create === 'refused') throw new Fault('input', 'That input is refused.')
      if (fate.create === 'lost before it came') throw new LostAnswer('The connection broke.')
      const it = create(order, fate, words)
      if (fate.create === 'lost after it came') throw new LostAnswer('The connection broke.')
      return lookOf(it)
    },
    async find(order) {
      trouble()
      const input = JSON.stringify(order.input)
      return written.filter(it => JSON.stringify(it.order.input) === input).map(({ id }) => id)
    },
    async look(id) {
      trouble()
      return lookOf(found(id))
    },
    read: (id, onText, signal) => read(found(id), onText, signal),
    async stop(id) {
      trouble()
      const it = found(id)
      if (statusOf(it, clock.now()) === 'running') it.canceledAt = clock.now()
      return lookOf(it)
    },
    fetch: () => Promise.reject(new Error('There are no files here.')),
    upload: () => Promise.reject(new Error('There are no files here.')),
    known: () => [],
  }
  return { models, written }
}
