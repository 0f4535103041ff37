import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { isModelRef, type ModelCard, type ModelRef } from '#core/model-card.ts'
import type { Log, Look, Models, RunOrder, Shelf } from '#core/ports.ts'
import type { Replicate } from '../replicate/client.ts'
import { isFinal, isRecord, type Prediction } from '../replicate/wire.ts'
import { readCard } from './card.ts'
import type { CogModels } from './cog.ts'
import { checkInput } from './check.ts'
import { faultOf } from './fault.ts'
import { toLook } from './look.ts'
import type { FetchOutput } from './outputs.ts'
import { targetOf } from './target.ts'
import { eventsFor, toldOf } from './telling.ts'

/** How long a card is believed: an official model's inputs seldom change, a deployment's release may at any time. */
const cardMs = { model: 10 * 60_000, deployment: 60_000 } as const

/** A text stream that says nothing for so long is asked about by a plain read: a failed boot leaves it silent. */
const silenceMs = 5_000

/** How far around "submitting" a prediction may have been created: clocks differ, and a create may wait for its turn. */
const clockSkewMs = 60_000
const createWithinMs = 5 * 60_000

export type ModelsOptions = {
  readonly replicate: Replicate
  readonly cards: Shelf<ModelCard>
  readonly fetchOutput: FetchOutput
  /** Where Replicate is to tell of a run's prediction; absent, it is only asked. */
  readonly webhook?: (order: Pick<RunOrder, 'job' | 'run'>) => string
  /** References worth offering before any was used. */
  readonly offered: readonly ModelRef[]
  /** The operator's own containers, by `cog:<name>`. */
  readonly cog?: CogModels
  /** What is asked for models, as people call it (`Replicate`). */
  readonly where?: string
  /** Where a failure's own words go: people are shown their beginning. */
  readonly log?: Pick<Log, 'info'>
}

/** The Models port over the Replicate client. Everything it throws is a Fault, a LostAnswer or the signal's reason. */
export function createModels({ replicate, cards, fetchOutput, webhook, offered, cog, where, log }: ModelsOptions): Models {
  const known = new Set<ModelRef>([...offered, ...(cog?.references ?? [])])
  const forms = new LRUCache<string, ModelCard['output']>({ max: 500 })
  const streams = new LRUCache<string, string>({ max: 5_000 })

  const guarded = async <Result>(signal: AbortSignal, act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act()
    } catch (thrown) {
      signal.throwIfAborted()
      throw faultOf(thrown)
    }
  }

  const describe = async (ref: ModelRef, signal: AbortSignal): Promise<ModelCard> => {
    const fresh = await cards.get(ref)
    const isCog = ref.startsWith('cog:')
    const ask = (): Promise<ModelCard> =>
      cog !== undefined && isCog ? cog.describe(ref, signal) : readCard(replicate, ref, signal, where)
    const card = fresh ?? (await guarded(signal, ask))
    // What runs in a deployment or a container may be another at any time.
    if (fresh === undefined) await cards.set(ref, card, isCog || ref.startsWith('deployment:') ? cardMs.deployment : cardMs.model)
    known.add(ref)
    forms.set(card.model, card.output)
    forms.set(card.pinned, card.output)
    return card
  }

  /** What a prediction looks like; text and files are told apart by the model's schema where it is known, else by the value. */
  const lookOf = async (prediction: Prediction, signal: AbortSignal): Promise<Look> => {
    if (prediction.status === 'failed') log?.info({ prediction: prediction.id, error: prediction.error }, 'a prediction failed')
    if (prediction.urls.stream !== undefined) streams.set(prediction.id, prediction.urls.stream)
    let form = forms.get(prediction.model)
    if (form === undefined && isFinal(prediction.status) && isModelRef(prediction.model)) {
      form = await describe(prediction.model, signal).then(
        card => card.output,
        () => undefined,
      )
    }
    return toLook(prediction, form)
  }

  return {
    describe,
    check: checkInput,
    known: () => [...known],

    async start(order, signal) {
      if (cog !== undefined && order.model.startsWith('cog:'))
        return cog.start(order, (await describe(order.model, signal)).output)
      const created = await guarded(signal, () =>
        replicate.predictions.create(
          {
            target: targetOf(order.model),
            input: order.input,
            cancelAfterSeconds: order.atMostMs === undefined ? undefined : order.atMostMs / 1_000,
            ...(webhook !== undefined && { webhook: webhook(order), webhookEventsFilter: eventsFor(forms.get(order.model)) }),
          },
          signal,
        ),
      )
      return lookOf(created, signal)
    },

    find: (order, since, signal) =>
      guarded(signal, async () => {
        if (cog !== undefined && order.model.startsWith('cog:')) return cog.find(order)
        const found: string[] = []
        const wanted = canonical(order.input)
        for await (const prediction of replicate.predictions.paginate({ createdAfter: new Date(since - clockSkewMs) }, signal)) {
          const createdAt = Date.parse(prediction.created_at)
          if (createdAt < since - clockSkewMs) break
          if (!runs(prediction, order)) continue
          // An address of ours names the run, whatever else two runs have in common.
          const whose = toldOf(prediction.webhook, webhook?.(order))
          if (whose === 'this') return [prediction.id]
          if (whose === 'another') continue
          // An hour after its end a prediction's input is deleted: then time and model must be enough to not pay twice.
          const matches = prediction.data_removed ? createdAt < since + createWithinMs : canonical(prediction.input) === wanted
          if (matches) found.push(prediction.id)
        }
        return found
      }),

    look: (id, signal) =>
      guarded(signal, async () =>
        cog?.isOurs(id) === true
          ? cog.look(id)
          : lookOf(await replicate.predictions.get(id, { justCreated: true }, signal), signal),
      ),

    async read(id, onText, signal) {
      if (cog?.isOurs(id) === true) return cog.read(id, onText, signal)
      let last: string | undefined
      for (;;) {
        const url =
          streams.get(id) ??
          (await guarded(signal, () => replicate.predictions.get(id, { justCreated: true }, signal))).urls.stream
        if (url !== undefined) {
          const onEvent = ({ event, id: at, data }: { event: string; id: string | undefined; data: string }): void => {
            last = at ?? last
            if (event === 'output') onText(data)
          }
          const { reason } = await guarded(signal, () =>
            replicate.predictions.listen(url, onEvent, { signal, silenceMs, ...(last !== undefined && { lastEventId: last }) }),
          )
          if (reason !== 'cut') return
        }
        const prediction = await guarded(signal, () => replicate.predictions.get(id, {}, signal))
        if (isFinal(prediction.status)) return
        await sleep(500, undefined, { signal })
      }
    },

    stop: (id, signal) =>
      guarded(signal, async () =>
        cog?.isOurs(id) === true
          ? cog.stop(id, signal)
          : lookOf(await replicate.predictions.cancel(id, signal, { justCreated: true }), signal),
      ),

    fetch: fetchOutput,

    upload: (file, signal, model) =>
      guarded(signal, async () => {
        // A container cannot read the files of an account, so its own come along.
        if (cog !== undefined && model?.startsWith('cog:') === true)
          return `data:${file.contentType};base64,${Buffer.from(file.bytes).toString('base64')}`
        const stored = await replicate.files.create(
          { content: file.bytes, name: file.name, contentType: file.contentType },
          signal,
        )
        return stored.urls.get
      }),
  }
}

/** Whether a prediction of the account's list is a run of this order's model. */
function runs(prediction: Prediction, order: RunOrder): boolean {
  if (order.model.startsWith('deployment:')) {
    const name = order.model.slice('deployment:'.length)
    return prediction.deployment === undefined || prediction.deployment === null || prediction.deployment === name
  }
  return prediction.model === order.model.split(':')[0]
}

/** JSON with its keys in order: equal inputs are equal texts, however a server orders them. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  )
