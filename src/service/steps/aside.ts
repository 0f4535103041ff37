import { Fault } from '#core/fault.ts'
import { type AsideJob, hasEnded } from '#core/job.ts'
import type { Again } from '#core/ports.ts'
import { faultOf, type Held } from '../held.ts'
import { settingsAt } from '../policy.ts'
import { setAside } from '../set-aside.ts'
import { keepSummary, orderSummary } from '../sum-up.ts'
import { keepTranscript, orderTranscript } from '../transcribe.ts'
import { close } from './close.ts'
import { nextLookMs, restMs } from './rest.ts'
import { look, submit } from './run.ts'

/** Brings work beside a conversation one step further. Nothing of it is shown; what it made is kept in the conversation. */
export async function asideStep(held: Held<AsideJob>): Promise<Again> {
  if (held.job.runs.length === 0 && !hasEnded(held.job)) await plan(held)
  let waitMs: number | undefined
  if (held.job.runs.length > 0) {
    waitMs = await submit(held, 0)
    if (restMs(held, 0) === 0) await look(held, 0)
    if (held.job.runs[0]?.state.phase === 'delivering') await held.note([{ type: 'delivered', run: 0 }])
  }
  if (!hasEnded(held.job)) return { inMs: waitMs ?? nextLookMs(held) }
  return endAside(held)
}

/** Ends an aside: what it made is kept, its money settled, and who waits for it is woken. */
export async function endAside(held: Held<AsideJob>): Promise<Again> {
  const state = held.job.runs[0]?.state
  const text = state?.phase === 'done' ? (state.text ?? '').trim() : ''
  const { task } = held.job
  const again = await close(held, () => ('sumUp' in task ? keepSummary(held, text) : keepTranscript(held, task, text)))
  // What a webhook laid beside it meanwhile holds words, too.
  await held.takeFacts()
  if ('for' in task) await held.deps.engine.wake(task.for)
  return again
}

/** Decides what is run, and sets money aside for it before anything is spent. */
async function plan(held: Held<AsideJob>): Promise<void> {
  const { deps, job, signal } = held
  try {
    const settings = await settingsAt(deps, job.address)
    const { card, input, told } =
      'sumUp' in job.task ? await orderSummary(held, settings, job.task.sumUp) : await orderTranscript(held, settings, job.task)
    const wrong = await deps.models.check(card, input)
    if (wrong !== undefined) throw new Fault('config', `${card.model} does not take what this channel gives it: ${wrong}`)
    const planned = await setAside(held, card, settings, [{ input, expects: 0 }])
    await held.note([{ type: 'planned', ...planned, ...(told !== undefined && { told }) }])
  } catch (thrown) {
    // Only a fault decides; a closing process or a database that is away must not refuse it.
    if (signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    await held.note([{ type: 'refused', fault: faultOf(deps, job.id, thrown) }])
  }
}
