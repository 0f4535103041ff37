import type { Job } from '#core/job.ts'
import { isOver } from '#core/job.ts'
import type { Again, Lease, Work } from '#core/ports.ts'
import type { Deps } from './deps.ts'
import { faultOf, type Held, hold } from './held.ts'
import { presentEnd } from './present-turn.ts'
import { presentPicture } from './present-picture.ts'
import { close } from './steps/close.ts'
import { pictureStep } from './steps/picture.ts'
import { turnStep } from './steps/turn.ts'

const isKind = <Kind extends Job['kind']>(held: Held, kind: Kind): held is Held<Extract<Job, { kind: Kind }>> =>
  held.job.kind === kind

/**
 * The one idempotent step of every job: a first run, a webhook, a timer, a retry and a restart are only different
 * reasons to call it. It looks at what is stored, does what that asks for, and says when to be called again.
 */
export const advance = (deps: Deps): Work => ({
  async step(id: string, lease: Lease): Promise<Again> {
    const held = await hold(deps, id, lease)
    if (held === undefined || held.job.closedAt !== undefined) return 'finished'
    if (isKind(held, 'picture')) return pictureStep(held)
    if (isKind(held, 'turn')) return turnStep(held)
    return 'finished'
  },

  async giveUp(id: string, lease: Lease, thrown: unknown): Promise<void> {
    const held = await hold(deps, id, lease)
    if (held === undefined || held.job.closedAt !== undefined) return
    const fault = faultOf(deps, id, thrown)
    await held.note([{ type: 'refused', fault }])
    for (const [run, { state }] of held.job.runs.entries()) {
      if (isOver(state)) continue
      if (state.phase === 'running')
        await deps.models
          .stop(state.prediction, lease.signal)
          .catch((cause: unknown) => deps.log.warn({ job: id, cause }, 'a prediction could not be stopped'))
      await held.note([{ type: 'failed', run, fault, again: false, usage: {} }])
    }
    await close(held, view =>
      isKind(held, 'picture')
        ? held.show(0, presentPicture(held.job, view), true)
        : isKind(held, 'turn')
          ? held.show(Math.max(0, held.job.messages.length - 1), presentEnd(held.job, '', view), true)
          : Promise.resolve(),
    )
  },
})
