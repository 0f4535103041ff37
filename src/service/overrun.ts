import type { Job } from '#core/job.ts'
import { costOf } from './costs.ts'
import type { Deps } from './deps.ts'

/** How many of a model's last runs are remembered. */
const remembered = 20

/** The most that history may raise an estimate: beyond it the price table is wrong, and an operator must mend it. */
const most = 10

/**
 * How many times what the price table expected of them a model's last runs cost, at the most; 1 where none cost more, and
 * before the first. A model whose pictures, words or seconds are more than its inputs say is so set aside for in full.
 */
export async function overrunOf(deps: Pick<Deps, 'shelves'>, model: string): Promise<number> {
  const ratios = (await deps.shelves.costs.get(model)) ?? []
  return Math.min(most, Math.max(1, ...ratios))
}

/** Adds what the job's finished runs really cost to what is known of their models. A repeat after a crash weighs one run double, no more. */
export async function rememberCosts(deps: Pick<Deps, 'shelves' | 'prices'>, job: Job): Promise<void> {
  for (const run of job.runs) {
    if (run.state.phase !== 'done' || run.priced === undefined || run.priced === 0) continue
    const ratio = costOf(deps.prices, run, 0, 0) / run.priced
    const before = (await deps.shelves.costs.get(run.model)) ?? []
    await deps.shelves.costs.set(run.model, [...before, ratio].slice(-remembered))
  }
}
