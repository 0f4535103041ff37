import { Fault } from '#core/fault.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Price, Usage } from '#core/money.ts'
import { LostAnswer, type Look, type Models, type RunOrder } from '#core/ports.ts'

/** How the create of a prediction is answered. */
export type Answer = 'answered' | 'lost before it came' | 'lost after it came' | 'busy' | 'refused'
/** How a prediction ends, unless somebody cancels it. */
export type End = 'succeeded' | 'failed' | 'interrupted' | 'moderated' | 'emptied'

/** What becomes of one prediction. */
export type Fate = {
  readonly answer: Answer
  readonly end: End
  /** Looks until it has ended. */
  readonly looks: number
  /** Looks at the list until it shows there. */
  readonly lag: number
  /** How much it uses of what it may at most, in thousandths. */
  readonly used: number
}

/** A prediction as Replicate itself remembers it. `usage` is what it is billed by. */
export type Recorded = {
  readonly id: string
  readonly order: RunOrder
  readonly fate: Fate
  status: 'running' | End | 'canceled'
  left: number
  lag: number
  usage: Required<Pick<Usage, 'seconds' | 'images' | 'inputTokens' | 'outputTokens'>>
}

const field = (name: string, type: 'text' | 'integer' | 'file', more: object = {}): ModelCard['fields'][number] => ({
  name,
  about: '',
  type,
  required: false,
  ...more,
})
const painter = (ref: string, model: string): ModelCard => ({
  ref,
  model,
  pinned: ref,
  about: '',
  kind: 'image',
  schema: {},
  output: 'files',
  fields: [field('prompt', 'text'), field('num_outputs', 'integer', { min: 1, max: 4, default: 1 }), field('seed', 'integer')],
})
const talker = (ref: string, model: string): ModelCard => ({
  ref,
  model,
  pinned: ref,
  about: '',
  kind: 'chat',
  schema: {},
  output: 'text-stream',
  fields: [field('prompt', 'text'), field('max_tokens', 'integer', { default: 200 }), field('seed', 'integer')],
})

export const painters = ['acme/painter', 'acme/slow', 'deployment:acme/own', 'acme/unpriced'] as const
/** Writes down what is spoken. */
export const scribe = 'acme/scribe'
export const talkers = ['acme/talker', 'acme/thinker', 'deployment:acme/mind'] as const
const cards: ReadonlyMap<string, ModelCard> = new Map(
  [
    painter('acme/painter', 'acme/painter'),
    painter('acme/slow', 'acme/slow'),
    painter('deployment:acme/own', 'acme/flow'),
    painter('acme/unpriced', 'acme/unpriced'),
    talker('acme/talker', 'acme/talker'),
    talker('acme/thinker', 'acme/thinker'),
    talker('deployment:acme/mind', 'acme/mind'),
    { ...talker(scribe, scribe), output: 'text', fields: [field('audio', 'file')] } as const,
  ].map(card => [card.ref, card]),
)

/** What a unit costs, in thousand-millionths of a dollar: whole numbers, so that the test's sums are exact. */
const nanoUsd: Readonly<Record<string, Partial<Record<Price['unit'], number>>>> = {
  'acme/painter': { image: 3_000_000 },
  'acme/slow': { second: 225_000 },
  'acme/flow': { second: 1_400_000, image: 1_000_000 },
  'acme/talker': { input_token: 650, output_token: 2_750 },
  'acme/thinker': { second: 975_000, run: 1_000_000 },
  'acme/mind': { second: 1_525_000 },
  [scribe]: { second: 725_000 },
}
export const prices: readonly Price[] = Object.entries(nanoUsd).flatMap(([match, units]) =>
  Object.entries(units).map(([unit, nano]) => ({ match, unit: unit as Price['unit'], usd: nano / 1e9 })),
)
/** What a run counts as where its price is unknown, in dollars. */
export const unknownUsd = 0.25

/** What Replicate bills for a prediction, in micro-dollars, counted from its own records and the price of a unit alone. */
export function billOf({ order, status, usage }: Recorded): number {
  const nano = nanoUsd[cards.get(order.model)?.model ?? '']
  const isWhole = status === 'succeeded' || status === 'emptied'
  if (nano === undefined) return isWhole ? unknownUsd * 1e6 : 0
  const isBilled = isWhole || status === 'canceled' || order.model.startsWith('deployment:')
  if (!isBilled) return 0
  const sum =
    ((nano.second ?? 0) * Math.round(usage.seconds * 1_000)) / 1_000 +
    (nano.image ?? 0) * usage.images +
    (nano.input_token ?? 0) * usage.inputTokens +
    (nano.output_token ?? 0) * usage.outputTokens +
    (isWhole ? (nano.run ?? 0) : 0)
  return Math.ceil(sum / 1_000)
}

/** Red, two by two. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
)

/** A Replicate that does what it was told to, and remembers what it bills. It outlives every process that asks it. */
export function createScriptedReplicate(fates: Iterator<Fate>): {
  readonly models: Models
  readonly recorded: readonly Recorded[]
} {
  const recorded: Recorded[] = []
  let uploads = 0
  const found = (id: string): Recorded => {
    const prediction = recorded.find(known => known.id === id)
    if (prediction === undefined) throw new Fault('gone', 'There is no such prediction.')
    return prediction
  }
  const words = (prediction: Recorded): string => `answer ${prediction.id} `.repeat(3)
  const isChat = ({ order }: Recorded): boolean => cards.get(order.model)?.kind === 'chat'

  /** What it has used: `share` of its life, as much of what it may at most as its fate says. */
  const use = (prediction: Recorded, share: number): void => {
    const { order, fate } = prediction
    const part = (share * fate.used) / 1_000
    const expects = typeof order.input['num_outputs'] === 'number' ? order.input['num_outputs'] : 1
    const isNothing = prediction.status === 'emptied' || isChat(prediction)
    prediction.usage = {
      seconds: Math.floor(part * (order.atMostMs ?? 20_000)) / 1_000,
      images: isNothing ? 0 : share === 1 ? expects : Math.floor(expects * share),
      inputTokens: Math.floor(JSON.stringify(order.input['prompt'] ?? '').length / 5),
      outputTokens: Math.floor(part * 200),
    }
  }
  const end = (prediction: Recorded, status: Recorded['status'], share: number): void => {
    if (prediction.status !== 'running') return
    prediction.status = status
    use(prediction, share)
  }
  const lookOf = (prediction: Recorded): Look => {
    const { id: prediction_, status, usage } = prediction
    const files =
      usage.images === 0 ? [] : Array.from({ length: usage.images }, (_, at) => `https://files.test/${prediction_}/${at}.png`)
    const base = { prediction: prediction_, files, usage, ...(isChat(prediction) && { text: words(prediction) }) }
    const failed = (message: string, again = false) => ({
      phase: 'failed' as const,
      fault: { kind: 'model' as const, message, again },
    })
    switch (status) {
      case 'running':
        return { ...base, files: [], usage: {}, phase: prediction.left > 2 ? 'starting' : 'running' }
      case 'succeeded':
        return { ...base, phase: 'succeeded' }
      case 'canceled':
        return { ...base, phase: 'canceled' }
      case 'failed':
        return { ...base, ...failed('It failed.') }
      case 'interrupted':
        return { ...base, ...failed('Replicate lost the machine.', true) }
      case 'moderated':
        return { ...base, ...failed('The safety filter refused this.') }
      case 'emptied':
        return { ...base, ...failed('The filter took all of it.'), isPaid: true }
      default:
        return status satisfies never
    }
  }
  const create = (order: RunOrder, fate: Fate): Recorded => {
    const usage = { seconds: 0, images: 0, inputTokens: 0, outputTokens: 0 }
    const prediction: Recorded = {
      id: `prediction-${recorded.length}`,
      order,
      fate,
      status: 'running',
      left: fate.looks,
      lag: fate.lag,
      usage,
    }
    recorded.push(prediction)
    return prediction
  }
  const goOn = (prediction: Recorded): void => {
    if (prediction.left > 0) prediction.left--
    else end(prediction, prediction.fate.end, 1)
  }

  const models: Models = {
    async describe(ref) {
      const card = cards.get(ref)
      if (card === undefined) throw new Fault('input', `There is no model ${ref}.`)
      return card
    },
    check: async () => undefined,
    async start(order) {
      const next = fates.next()
      if (next.done) throw new Error('The script is over.')
      const fate = next.value
      if (fate.answer === 'busy') throw new Fault('busy', 'Replicate is busy.', { retryAfterMs: 1_000 })
      if (fate.answer === 'refused') throw new Fault('input', 'That input is refused.')
      if (fate.answer === 'lost before it came') throw new LostAnswer('The connection broke.')
      const prediction = create(order, fate)
      if (fate.answer === 'lost after it came') throw new LostAnswer('The connection broke.')
      return lookOf(prediction)
    },
    async find(order) {
      const input = JSON.stringify(order.input)
      const same = recorded.filter(known => known.order.model === order.model && JSON.stringify(known.order.input) === input)
      return same.flatMap(known => (known.lag-- > 0 ? [] : [known.id]))
    },
    async look(id) {
      const prediction = found(id)
      goOn(prediction)
      return lookOf(prediction)
    },
    async read(id, onText) {
      const prediction = found(id)
      goOn(prediction)
      for (const word of words(prediction).split(/(?<= )/)) onText(word)
    },
    async stop(id) {
      const prediction = found(id)
      end(prediction, 'canceled', 0.5)
      return lookOf(prediction)
    },
    fetch: async () => new Uint8Array(png),
    // Where a file was put, no other one is.
    upload: async () => `https://files.test/upload/${uploads++}`,
    known: () => [],
  }
  return { models, recorded }
}
