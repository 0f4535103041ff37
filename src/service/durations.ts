import type { Run } from '#core/job.ts'
import type { Shelf } from '#core/ports.ts'
import type { Deps } from './deps.ts'
import type { Held } from './held.ts'

/** How many of a model's last runs its usual times are taken from. */
const remembered = 20

const median = (times: readonly number[] = []): number | undefined =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]

/** How long this model usually runs, in ms: the median of its last runs, undefined before the first. */
export const usualMs = async (deps: Pick<Deps, 'shelves'>, model: string): Promise<number | undefined> =>
  median(await deps.shelves.durations.get(model))

/** How long this model usually takes from its creation to its start, in ms: mostly booting. Undefined before its first run. */
export const usualBootMs = async (deps: Pick<Deps, 'shelves'>, model: string): Promise<number | undefined> =>
  median(await deps.shelves.boots.get(model))

/** What a run has where nothing is known of its model, and what it has at least: what usually takes a second may take longer. */
const [unknownMs, leastMs] = [300_000, 60_000]

/**
 * How long a run may take at most, from its creation: three times what the model usually runs, and as long as it took to
 * begin the slowest of its last times. Replicate counts both, so that a model that has to boot must not be ended meanwhile.
 */
export async function mostMsOf(deps: Pick<Deps, 'shelves'>, model: string): Promise<number> {
  const [usual, boots = []] = await Promise.all([usualMs(deps, model), deps.shelves.boots.get(model)])
  return (usual === undefined ? unknownMs : Math.max(leastMs, usual * 3)) + Math.max(0, ...boots)
}

/** Adds the job's finished runs to what is known of their models. A repeat after a crash weighs one run double, no more. */
export async function remember(held: Held): Promise<void> {
  const { durations, boots } = held.deps.shelves
  for (const run of held.job.runs) {
    if (run.state.phase !== 'done') continue
    await add(durations, run, run.state.usage.seconds)
    await add(boots, run, run.state.usage.bootSeconds)
  }
}

async function add(shelf: Shelf<readonly number[]>, { model }: Run, seconds: number | undefined): Promise<void> {
  if (seconds === undefined) return
  const before = (await shelf.get(model)) ?? []
  await shelf.set(model, [...before, Math.max(0, Math.round(seconds * 1_000))].slice(-remembered))
}
