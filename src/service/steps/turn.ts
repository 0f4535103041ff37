import { hasEnded, type TurnJob } from '#core/job.ts'
import type { Again } from '#core/ports.ts'
import { inFirstFrame } from '../cancel.ts'
import type { Held } from '../held.ts'
import { keepAnswer, keepQuestion } from '../memory.ts'
import { presentEnd, presentWaiting } from '../present-turn.ts'
import { showReworded } from '../run-again.ts'
import { beginSummary } from '../sum-up.ts'
import { stopWriting } from '../turn-files.ts'
import { close } from './close.ts'
import { planTurn } from './plan-turn.ts'
import { submit } from './run.ts'
import { answerOf, heardAgain, listen, showEnd } from './written.ts'

/** How often a turn that waits for what is spoken looks by itself; whoever writes it down wakes it sooner. */
const waitMs = 5_000

/** Brings a conversation's turn one step further. While the answer is written the step stays, so that words show as they come. */
export async function turnStep(held: Held<TurnJob>): Promise<Again> {
  if (held.job.runs.length === 0 && held.job.fault === undefined) {
    await showThinking(held)
    const question = await keepQuestion(held)
    if (held.job.cancelAsked === undefined && (await planTurn(held, question)) === 'waits') return { inMs: waitMs }
  }

  const wait = held.job.runs.length === 0 ? undefined : await submit(held, 0)
  let written: string | undefined
  if (held.job.runs[0]?.state.phase === 'running') written = await listen(held)
  if (held.job.runs[0]?.state.phase === 'running') return { inMs: 500 }
  if (held.job.runs[0]?.state.phase === 'delivering') await held.note([{ type: 'delivered', run: 0 }])
  if (!hasEnded(held.job)) return { inMs: wait ?? 0 }

  return endTurn(held, written)
}

/** Ends a turn whose run has ended: the whole answer is shown and stored. `written`: what was heard of it in this step, where any was listened to. */
export async function endTurn(held: Held<TurnJob>, written?: string): Promise<Again> {
  await held.takeFacts()
  await stopWriting(held)
  const text = answerOf(held.job, written ?? (await heardAgain(held)))
  let said = false
  const again = await close(held, async view => {
    said = held.job.isReworded === true
    await showEnd(held, text, (last, beside) => presentEnd(held.job, last, view, beside))
    if (text !== '') await keepAnswer(held, text)
  })
  // What a webhook laid beside it meanwhile holds the answer's words, too.
  await held.takeFacts()
  if (held.job.isReworded === true && !said) await showReworded(held.deps, held.job, text)
  await beginSummary(held).catch((cause: unknown) => {
    // The next answer begins one.
    held.deps.log.warn({ job: held.job.id, cause }, 'what was said earlier could not be summed up')
  })
  return again
}

/** Says that its time has come: while it waited, the message said which place it had. */
async function showThinking(held: Held<TurnJob>): Promise<void> {
  await inFirstFrame(held.deps, held.job.id, async () => {
    await held.takeFacts()
    const { job } = held
    if (job.cancelAsked === undefined && job.delayedSince === undefined) await held.show(0, presentWaiting(job, 0), false)
  })
}
