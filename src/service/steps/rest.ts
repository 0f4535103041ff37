import type { Held } from '../held.ts'

/**
 * How long a run needs no look yet, in ms; 0 when one is due. Where Replicate tells of its predictions by itself, a look
 * is only for those it has been silent about; a cancel always goes out at once.
 */
export function restMs(held: Held, index: number): number {
  const { webhookSilenceMs: silenceMs, world } = held.deps
  const state = held.job.runs[index]?.state
  if (silenceMs === undefined || state?.phase !== 'running' || held.job.cancelAsked !== undefined) return 0
  const heardAt = Math.max(state.since, state.heardAt ?? state.since)
  return Math.max(0, Math.min(silenceMs, heardAt + silenceMs - world.now()))
}

/** When the job is to be looked at again, in ms, right after it was. */
export function nextLookMs(held: Held): number {
  const rests = [...held.job.runs.keys()].map(index => restMs(held, index)).filter(ms => ms > 0)
  return Math.min(held.deps.webhookSilenceMs ?? pollMs(held), ...rests)
}

/** Often while a person watches, seldom when a run takes minutes: Replicate allows 3,000 reads a minute for all. */
function pollMs(held: Held): number {
  const ageMs = held.deps.world.now() - held.job.at
  return ageMs < 20_000 ? 350 : ageMs < 120_000 ? 1_000 : 3_000
}
