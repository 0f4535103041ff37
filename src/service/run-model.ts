import { textOf, type Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { hasEnded, type ModelJob } from '#core/job.ts'
import { isModelRef, type ModelCard } from '#core/model-card.ts'
import type { Post } from '#core/post.ts'
import { brief } from '#core/text.ts'
import { acceptMade } from './accept-made.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { jobIdOf } from './ids.ts'
import { requireModel, settingsAt } from './policy.ts'
import { askForRest } from './run-form.ts'
import { readRunInput, trialInput } from './run-input.ts'

/** How long a model may take to say what its inputs are before its job is accepted, in ms. */
const describeMs = 5_000

/**
 * Runs any model with a person's own inputs. What can be refused is refused before there is a job; where required inputs are
 * open, the post that asks for them is answered.
 */
export async function runModel(
  deps: Deps,
  event: Extract<Inbound, { type: 'command' }>,
  values: Values,
): Promise<Post | undefined> {
  const model = textOf(values, 'model').trim()
  if (!isModelRef(model))
    throw new Fault(
      'input',
      `“${brief(model, 60)}” is not a model; write \`owner/name\`, \`owner/name:version\`, \`deployment:owner/name\` or \`cog:name\`.`,
    )
  const settings = await settingsAt(deps, event.address)
  requireModel(settings, model)
  const card = await cardSoon(deps, model)
  if (card !== undefined) {
    const read = readRunInput(card, values, settings, { isAgain: false })
    if (read.missing.length > 0) return askForRest(deps, event, card, values, read.missing)
    const wrong = await deps.models.check(card, trialInput(read))
    if (wrong !== undefined) throw new Fault('input', wrong)
  }
  await begin(deps, event, { model, values, ...(card !== undefined && { output: card.output }) })
  return undefined
}

/** The same once more, by the model as it ran then. */
export const runAgain = (deps: Deps, asked: Asked, job: ModelJob): Promise<void> =>
  rerun(deps, asked, job, { from: { job: job.id }, ...(job.start !== undefined && { start: job.start }) })

/** The same once more, beginning with a picture that is kept here. */
export const runFrom = (deps: Deps, asked: Asked, job: ModelJob, picture: string): Promise<void> =>
  rerun(deps, asked, job, { from: { job: job.id, picture }, start: picture })

/** Once at a time for each person: a button is easily pressed twice. */
async function rerun(deps: Deps, asked: Asked, job: ModelJob, lineage: Pick<ModelJob, 'from' | 'start'>): Promise<void> {
  await deps.locks.with(`again ${job.id}`, async () => {
    const made = await deps.records.list('jobs', { where: { from: job.id, isOpen: 1 } })
    const isSame = made.some(
      other =>
        other.kind === 'model' &&
        other.start === lineage.start &&
        other.actor.id === asked.actor.id &&
        other.id !== jobIdOf(asked) &&
        !hasEnded(other),
    )
    if (isSame) throw new Fault('busy', 'It is being run again already; the new result comes below.')
    const { values, output } = job
    const model = job.runs[0]?.model ?? job.model
    await begin(deps, asked, { model, values, ...lineage, ...(output !== undefined && { output }) })
  })
}

const begin = (
  deps: Deps,
  asked: Asked,
  order: Pick<ModelJob, 'model' | 'values' | 'output' | 'from' | 'start'>,
): Promise<void> => {
  const { address, actor, reply } = asked
  const at = deps.world.now()
  return acceptMade(deps, { kind: 'model', id: jobIdOf(asked), at, address, actor, reply, runs: [], messages: [], ...order })
}

/** The model's card; undefined where it cannot be asked now: then its job waits for it. A fault says that there is no such model. */
async function cardSoon(deps: Deps, model: string): Promise<ModelCard | undefined> {
  try {
    return await deps.models.describe(model, AbortSignal.timeout(describeMs))
  } catch (thrown) {
    if (thrown instanceof Fault && ['input', 'config', 'denied', 'bug'].includes(thrown.kind)) throw thrown
    deps.log.info({ cause: thrown }, 'a model could not be asked what it takes; its job waits for it')
    return undefined
  }
}
