import type { Run } from '#core/job.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { MicroUsd } from '#core/money.ts'
import type { Settings } from '#core/settings.ts'
import { estimate, isTimed, priceOf } from './costs.ts'
import { mostMsOf } from './durations.ts'
import type { Held } from './held.ts'
import { reserve } from './ledger.ts'
import { overrunOf } from './overrun.ts'

/** Predictions as they are to be planned, and what is set aside for all of them. */
export type SetAside = {
  readonly runs: readonly Pick<Run, 'model' | 'name' | 'input' | 'expects' | 'atMostMs' | 'priced'>[]
  readonly reserved: MicroUsd
}

/**
 * Prices predictions of one model and sets money aside for them in one act, before anything is spent. Throws a `denied`
 * fault where a budget would be passed.
 */
export async function setAside(
  held: Held,
  card: ModelCard,
  settings: Settings,
  wanted: readonly Pick<Run, 'input' | 'expects'>[],
): Promise<SetAside> {
  const { deps } = held
  const mostMs = await mostMsOf(deps, card.pinned)
  const overrun = await overrunOf(deps, card.pinned)
  const runs = wanted.map(run => {
    const priced = priceOf(deps.prices, card, run, mostMs)
    return {
      ...run,
      model: card.pinned,
      name: card.model,
      ...(isTimed(deps.prices, card) && { atMostMs: mostMs }),
      ...(priced !== undefined && { priced }),
    }
  })
  const unknownUsd = settings.values['budget.unknown'] ?? 0
  const reserved = runs.reduce((sum, run) => sum + estimate(run.priced, overrun, unknownUsd), 0)
  await reserve(held, reserved, card.model)
  return { runs, reserved }
}
