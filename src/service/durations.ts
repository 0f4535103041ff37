import type { Deps } from './deps.ts'
import type { Held } from './held.ts'

/** How many of a model's last runs its usual time is taken from. */
const remembered = 20

/** How long this model usually runs, in ms: the median of its last runs, undefined before the first. */
export async function usualMs(deps: Pick<Deps, 'shelves'>, model: string): Promise<number | undefined> {
  const last = [...((await deps.shelves.durations.get(model)) ?? [])].sort((a, b) => a - b)
  return last[Math.floor(last.length / 2)]
}

/** Adds the job's finished runs to what is known of their models. A repeat after a crash weighs one run double, no more. */
export async function remember(held: Held): Promise<void> {
  const { shelves } = held.deps
  for (const run of held.job.runs) {
    if (run.state.phase !== 'done' || run.state.usage.seconds === undefined) continue
    const before = (await shelves.durations.get(run.model)) ?? []
    await shelves.durations.set(
      run.model,
      [...before, Math.max(0, Math.round(run.state.usage.seconds * 1_000))].slice(-remembered),
    )
  }
}
