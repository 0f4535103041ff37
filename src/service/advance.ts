import type { Job } from '#core/job.ts'
import type { Again, Lease, Work } from '#core/ports.ts'
import type { Deps } from './deps.ts'
import { faultOf, type Held, hold } from './held.ts'
import { abandon, patiently, waitingPost } from './patience.ts'
import { presentMade } from './present-made.ts'
import { asideStep, endAside } from './steps/aside.ts'
import { viewOf } from './steps/close.ts'
import { endModel, modelStep, showModel } from './steps/model.ts'
import { endPicture, pictureStep } from './steps/picture.ts'
import { endTurn, turnStep } from './steps/turn.ts'
import { noteUnshown } from './unshown.ts'

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
    if (isKind(held, 'picture')) {
      const show = async (): Promise<unknown> => held.show(0, presentMade(held.job, await viewOf(held)), false)
      return patiently(held, () => pictureStep(held), show)
    }
    if (isKind(held, 'model'))
      return patiently(
        held,
        () => modelStep(held),
        () => showModel(held),
      )
    if (isKind(held, 'turn')) {
      // Words that are shown already stay as they are.
      const hasWords = held.job.runs.some(run => run.state.phase === 'running' || run.state.phase === 'delivering')
      return patiently(
        held,
        () => turnStep(held),
        async () => (hasWords ? undefined : held.show(0, waitingPost(held.job), false)),
      )
    }
    if (isKind(held, 'aside'))
      return patiently(
        held,
        () => asideStep(held),
        async () => undefined,
      )
    return 'finished'
  },

  async giveUp(id: string, lease: Lease, thrown: unknown): Promise<void> {
    const held = await hold(deps, id, lease)
    if (held === undefined || held.job.closedAt !== undefined) return
    await abandon(held, faultOf(deps, id, thrown))
    try {
      if (isKind(held, 'picture')) await endPicture(held)
      if (isKind(held, 'model')) await endModel(held)
      if (isKind(held, 'turn')) await endTurn(held)
      if (isKind(held, 'aside')) await endAside(held)
    } catch (cause) {
      // Eight times it could not be shown: whoever looks for the job finds it ended, and its money settled. Where it is
      // not, since the store took no more, the next start finds the money and settles it.
      deps.log.error({ job: id, cause }, 'the end of a job could not be shown')
      await held.note([{ type: 'closed', at: deps.world.now() }])
      // What stands there promises more than there is.
      await noteUnshown(deps, id)
    }
  },
})
