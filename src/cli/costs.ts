import { estimateOf } from '#core/estimate.ts'
import type { MicroUsd } from '#core/money.ts'
import { isLoopbackHost } from '../config/environment.ts'
import { hardwareUsdPerSecond } from '../config/hardware-prices.ts'
import { loadPrices } from '../config/prices.ts'
import { withPrices } from '../models/priced.ts'
import { ReplicateError } from '../replicate/errors.ts'
import type { Prediction } from '../replicate/wire.ts'
import type { Connection } from './connection.ts'
import type { Io } from './io.ts'

/** Tells what an ended prediction or training cost by the operator's price table; undefined where nobody knows. */
export type CostOf = (prediction: Prediction, signal: AbortSignal) => Promise<MicroUsd | undefined>

/** The costs of what runs by this connection. Reads the table at once: a table that is wrong is said before anything is paid. */
export function costsOf({ replicate }: Pick<Connection, 'replicate'>, env: Io['env']): CostOf {
  const { cost } = withPrices(replicate, loadPrices(env['PRICES_FILE'] || undefined), hardwareUsdPerSecond)
  return async (prediction, signal) => {
    try {
      return await cost(prediction, signal)
    } catch (thrown) {
      // What ran has its result already: that a machine's price cannot be asked for is no reason to fail.
      if (thrown instanceof ReplicateError || signal.aborted) return undefined
      throw thrown
    }
  }
}

/** A cost as the line under a result. What runs on this machine is a sandbox, which charges nothing. */
export function costLine(micro: MicroUsd, { baseUrl }: Pick<Connection, 'baseUrl'>): string {
  const isCharged = !isLoopbackHost(new URL(baseUrl).hostname)
  return isCharged
    ? `Cost ${estimateOf(micro, true)} (estimated).`
    : `At Replicate this would have cost ${estimateOf(micro, true)} (estimated).`
}
