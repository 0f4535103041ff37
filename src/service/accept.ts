import { personKey } from '#core/address.ts'
import { fold } from '#core/fold.ts'
import { type AsideJob, isMade, type Job } from '#core/job.ts'
import type { Fence } from '#core/ports.ts'
import type { Deps } from './deps.ts'
import { settle, settleLeftovers } from './ledger.ts'
import { checkLimits } from './limits.ts'
import { countLedger } from './spend.ts'
import { requireModel, settingsAt } from './policy.ts'
import { fillSaid } from './turns.ts'

/** The lane a job holds in the engine: a turn its conversation, a summary all that is summed up there, others their own. */
const laneOf = (job: Job): string => {
  if (job.kind === 'turn') return `conversation ${job.conversation}`
  return job.kind === 'aside' && 'sumUp' in job.task ? `summary ${job.conversation}` : `${job.kind} ${job.id}`
}

const enqueue = ({ engine }: Deps, job: Job): Promise<boolean> =>
  engine.add(job.id, { lane: laneOf(job), share: personKey(job.address, job.actor) })

/**
 * Stores a job before anything is spent and hands it to the engine. The same event twice is one job: a second call
 * finds the first one's and only makes sure that the engine has it. Throws a `busy` fault where it would be too many.
 */
export async function accept(deps: Deps, job: Job): Promise<void> {
  // One at a time for a person: two deliveries of one event must not both find nothing, and no two jobs the last free place.
  const person = personKey(job.address, job.actor)
  const isNew = await deps.locks.with(`jobs of ${person}`, async () => {
    if ((await deps.records.get('jobs', job.id)) !== undefined) return false
    const settings = await settingsAt(deps, job.address)
    const model = isMade(job) ? job.model : settings.values['model.chat']
    if (model !== undefined) requireModel(settings, model)
    await checkLimits(deps, job)
    // No two jobs of a person are of one moment: their order is what decides who is next in line.
    const [last] = await deps.records.list('jobs', { where: { person }, newestFirst: true, limit: 1 })
    const row = { ...job, at: Math.max(job.at, (last?.at ?? 0) + 1) }
    // Kept together with its place in the engine, which is asked for only now: a place without its job would end as nothing.
    await deps.records.batch([{ put: 'jobs', row }], undefined, 'written')
    return true
  })
  // The engine remembers it, and the job was forgotten since: an event that comes once more must not bring its words back.
  if (!(await enqueue(deps, job)) && isNew) await deps.records.batch([{ remove: 'jobs', id: job.id }])
}

/**
 * Stores an aside and hands it to the engine, once for each id. No limit of a person's requests holds: nobody asked for it.
 * `fence`: of the step that begins it. One that outlived its process stores nothing: the next process has looked already for
 * what nobody handed over, and would leave it lying.
 */
export async function acceptAside(deps: Deps, job: AsideJob, fence: Fence): Promise<void> {
  const isNew = await deps.locks.with(`aside ${job.id}`, async () => {
    if ((await deps.records.get('jobs', job.id)) !== undefined) return false
    await deps.records.batch([{ put: 'jobs', row: job }], fence)
    return true
  })
  if (!(await enqueue(deps, job)) && isNew) await deps.records.batch([{ remove: 'jobs', id: job.id }])
}

/**
 * Gives every job that has not ended back to the engine: one that was stored and never handed over would be lost. A job
 * the engine has ended already is closed, with its money settled. To be called once, before the engine starts.
 */
export async function recover(deps: Deps): Promise<void> {
  const counted = await countLedger(deps.records)
  if (counted > 0) deps.log.info({ rows: counted }, 'the sums of the ledger were made')
  const filled = await fillSaid(deps.records)
  if (filled > 0) deps.log.info({ turns: filled }, 'what was said can be found by its message')
  for (const job of await deps.records.list('jobs', { where: { isOpen: 1 } })) {
    if (await enqueue(deps, job)) continue
    deps.log.warn({ job: job.id }, 'a job that had ended was left open; it is closed')
    // Nobody knows any more what it cost; what was set aside is never too little.
    await settle(deps, job, job.reserved ?? 0)
    await deps.records.batch([{ put: 'jobs', row: fold(job, { type: 'closed', at: deps.world.now() }) }])
  }
  await settleLeftovers(deps)
}
