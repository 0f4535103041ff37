import { Fault } from '#core/fault.ts'
import type { ModelJob } from '#core/job.ts'
import { pictureField } from '#core/model-card.ts'
import type { Again } from '#core/ports.ts'
import { bringFile, bringKept } from '../given-file.ts'
import type { Held } from '../held.ts'
import { settingsAt } from '../policy.ts'
import { answeredBy, presentModel } from '../present-model.ts'
import { expectedOf, filled, keptPicture, readRunInput, requireNothing, trialInput } from '../run-input.ts'
import { setAside } from '../set-aside.ts'
import { close, viewOf } from './close.ts'
import { madeStep } from './made.ts'
import { restMs } from './rest.ts'
import { look } from './run.ts'
import { answerOf, heardAgain, listen, showEnd } from './written.ts'

/** Brings a job of any model one step further. While words are written the step stays, so that they show as they come. */
export async function modelStep(held: Held<ModelJob>): Promise<Again> {
  // Before the first words: later a frame in between would take those away that are shown.
  const isNew = held.job.runs.length === 0
  let written: string | undefined
  return madeStep(held, {
    plan: () => plan(held),
    present: () => showModel(held),
    end: () => endModel(held, written),
    async follow(run) {
      if (held.job.runs[run]?.state.phase !== 'running') return
      if (held.job.output !== 'text-stream') return restMs(held, run) === 0 ? look(held, run) : undefined
      if (isNew) await held.show(0, presentModel(held.job, await viewOf(held)), false)
      written = await listen(held)
    },
  })
}

/** Shows the job as it stands, in a frame that may be lost. Words that are shown already stay as they are. */
export async function showModel(held: Held<ModelJob>): Promise<void> {
  const state = held.job.runs[0]?.state
  const isWriting =
    held.job.output === 'text-stream' && (state?.phase === 'delivering' || (state?.phase === 'running' && state.begun))
  if (!isWriting) await held.show(0, presentModel(held.job, await viewOf(held)), false)
}

/** Ends a job of any model whose run has ended: all of what it made is shown. `written`: what was heard of its words in this step, where any was listened to. */
export async function endModel(held: Held<ModelJob>, written?: string): Promise<Again> {
  await held.takeFacts()
  const isStream = held.job.output === 'text-stream'
  const { text, file } = answeredBy(held.job, answerOf(held.job, written ?? (isStream ? await heardAgain(held) : '')))
  const again = await close(held, async view => {
    if (file !== undefined) await held.show(0, presentModel(held.job, view, { document: { name: file, text } }), true)
    else await showEnd(held, text, (part, beside) => presentModel(held.job, view, { ...beside, part }))
  })
  // What a webhook laid beside it meanwhile holds words, too.
  await held.takeFacts()
  return again
}

/** Decides what is run: the model, its inputs, the money. Everything that can be refused is refused here, before anything is spent. */
async function plan(held: Held<ModelJob>): Promise<void> {
  const { deps, job, signal } = held
  const settings = await settingsAt(deps, job.address)
  const card = await deps.models.describe(job.model, signal)
  const read = readRunInput(card, job.values, settings, {
    isAgain: job.from !== undefined,
    isVaried: job.start !== undefined,
  })
  requireNothing(card, read)
  const wrong = await deps.models.check(card, trialInput(read))
  if (wrong !== undefined) throw new Fault('input', wrong)
  const input = await filled(read, given => (given === keptPicture ? bringKept(held) : bringFile(held, given, job.model)))
  const planned = await setAside(held, card, settings, [{ input, expects: expectedOf(card, input) }])
  const takesPicture = card.kind === 'image' && pictureField(card) !== undefined
  await held.note([{ type: 'planned', ...planned, output: card.output, takesPicture }])
}
