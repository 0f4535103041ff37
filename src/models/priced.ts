import type { MicroUsd, Price } from '#core/money.ts'
import type { Replicate } from '../replicate/client.ts'
import { ReplicateError } from '../replicate/errors.ts'
import type { Prediction } from '../replicate/wire.ts'
import { readCard } from './card.ts'
import { costOf, estimateOf } from './price.ts'

/** A client that knows prices. No API of Replicate tells one, so all of these are estimates from a table. */
export type Priced = {
  /**
   * What a run of this model with this input may cost at most, in millionths of a dollar. Undefined where the table does
   * not know the model, or prices it by the second, which nobody knows before. Rejects as `readCard` does.
   */
  readonly estimate: (
    model: string,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ) => Promise<MicroUsd | undefined>
  /**
   * What an ended prediction or training cost, in millionths of a dollar; see `costOf`. One of a deployment is priced by
   * its machines where their price is known: those of its present release, since a prediction does not name its own.
   */
  readonly cost: (prediction: Prediction, signal?: AbortSignal) => Promise<MicroUsd | undefined>
}

/** What a machine of this sku costs a second, in dollars; undefined where that is not known. */
export type MachinePrice = (sku: string) => number | undefined

/** The client with `estimate` and `cost` beside its own methods. */
export function withPrices(replicate: Replicate, table: readonly Price[], machinePrice: MachinePrice): Replicate & Priced {
  const perSecond = async (deployment: string, signal: AbortSignal | undefined): Promise<number | undefined> => {
    try {
      const { current_release: release } = await replicate.deployments.get(deployment, signal)
      return machinePrice(release.configuration.hardware)
    } catch (thrown) {
      // It was deleted since: the model's own price is the best that is left.
      if (thrown instanceof ReplicateError && thrown.kind === 'not-found') return undefined
      throw thrown
    }
  }
  return {
    ...replicate,
    estimate: async (model, input, signal = new AbortController().signal) => {
      const card = await readCard(replicate, model, signal)
      if (card.ref.startsWith('deployment:')) {
        const perSecondUsd = await perSecond(card.ref.slice('deployment:'.length), signal)
        if (perSecondUsd !== undefined) return undefined
      }
      return estimateOf(table, card, input)
    },
    cost: async (prediction, signal) => {
      const { deployment, status } = prediction
      const isRunning = status === 'starting' || status === 'processing'
      if (isRunning || deployment === undefined || deployment === null) return costOf(table, prediction)
      return costOf(table, prediction, await perSecond(deployment, signal))
    },
  }
}
