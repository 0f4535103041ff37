import type { AsideJob } from '#core/job.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Told } from '#core/question.ts'
import { acceptAside } from './accept.ts'
import type { Held } from './held.ts'

/** What an aside runs: a model, its input, and of a summary what it tells. */
export type Order = {
  readonly card: ModelCard
  readonly input: Readonly<Record<string, unknown>>
  readonly told?: Told
}

/** Whose conversation an aside belongs to, and who is answerable for what it costs. */
type Behind = Pick<AsideJob, 'address' | 'actor' | 'reply' | 'conversation'>

/** Begins work beside a conversation out of a job's step, once for each id. */
export const beginAside = (
  { deps, lease }: Pick<Held, 'deps' | 'lease'>,
  id: string,
  { address, actor, reply, conversation }: Behind,
  task: AsideJob['task'],
): Promise<void> => {
  const at = deps.world.now()
  const job: AsideJob = { kind: 'aside', id, at, address, actor, reply, conversation, task, runs: [], messages: [] }
  return acceptAside(deps, job, lease.fence)
}
