import { asFault, Fault, recordFault } from '#core/fault.ts'
import { fold } from '#core/fold.ts'
import type { Fact, Job, Run } from '#core/job.ts'
import type { Change, Lease, Surface, Tables } from '#core/ports.ts'
import type { MessageRef, Post } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { nonceOf } from './ids.ts'
import { platformOf } from './policy.ts'

/** A job in the hands of one step: its newest state, the only way to change it, and its messages. */
export class Held<J extends Job = Job> {
  readonly deps: Deps
  readonly lease: Lease
  #job: J

  constructor(deps: Deps, lease: Lease, job: J) {
    this.deps = deps
    this.lease = lease
    this.#job = job
  }

  get job(): J {
    return this.#job
  }

  get signal(): AbortSignal {
    return this.lease.signal
  }

  get surface(): Surface {
    return platformOf(this.deps, this.#job.address).surface
  }

  /**
   * Folds facts into the job and stores it, with other rows that belong to them, under the step's fence. A prediction that
   * a run learns of becomes its own in the same write, so that no other run adopts it.
   */
  async note(facts: readonly Fact[], others: readonly Change<Tables>[] = []): Promise<void> {
    const next = facts.reduce<J>((job, fact) => fold(job, fact), this.#job)
    if (next === this.#job && others.length === 0) return
    const owned = newOwn(this.#job, next).map(own => ({
      put: 'predictions' as const,
      row: { ...own, job: next.id, at: this.deps.world.now() },
    }))
    await this.deps.records.batch([{ put: 'jobs', row: next }, ...owned, ...others], this.lease.fence)
    this.#job = next
  }

  /** Folds the facts that buttons and webhooks laid beside the job since, and takes them away in the same write. */
  async takeFacts(): Promise<void> {
    const rows = await this.deps.records.list('facts', { where: { job: this.#job.id } })
    if (rows.length === 0) return
    await this.note(
      rows.map(row => row.fact),
      rows.map(row => ({ remove: 'facts', id: row.id })),
    )
  }

  /** Shows a post in part `part` of the job's message, posting it where it is not there yet. A message somebody deleted counts as a cancel. */
  async show(part: number, post: Post, last: boolean): Promise<MessageRef | undefined> {
    const { job } = this
    const message = job.messages[part]
    try {
      if (message === undefined) {
        const posted = await this.surface.post(job.reply, post, { nonce: nonceOf(job.id, part), signal: this.signal })
        await this.note([{ type: 'posted', part, message: posted }])
        // The nonce may have found an older frame of this very message, from before a crash; a frame in between mends itself.
        if (last) await this.surface.edit(posted, post, { last, signal: this.signal })
        return posted
      }
      await this.surface.edit(message, post, { last, signal: this.signal })
      return message
    } catch (thrown) {
      const fault = asFault(thrown)
      if (fault.kind === 'gone') {
        const at = this.deps.world.now()
        await this.note([{ type: 'cancel-asked', by: 'somebody who deleted the message', at, gone: 'answer' }])
        return message
      }
      // A frame in between may be lost; the last one is tried again by the engine.
      if (last || message === undefined || this.signal.aborted) throw thrown
      this.deps.log.warn({ job: job.id, cause: thrown }, 'a frame could not be shown')
      return message
    }
  }
}

/** The predictions that runs have now and had not before. */
function newOwn(before: Job, now: Job): readonly { readonly id: string; readonly run: number }[] {
  return now.runs.flatMap((run, index) => {
    const known = before.runs[index]
    return run === known
      ? []
      : ownOf(run).flatMap(id => (known !== undefined && ownOf(known).includes(id) ? [] : [{ id, run: index }]))
  })
}

const ownOf = ({ state, replaced }: Run): readonly string[] =>
  'prediction' in state && state.prediction !== undefined ? [...replaced, state.prediction] : replaced

/** The job as it is stored, in the hands of this step; undefined when there is none. */
export async function hold(deps: Deps, id: string, lease: Lease): Promise<Held | undefined> {
  const job = await deps.records.get('jobs', id)
  if (job === undefined) return undefined
  const held = new Held(deps, lease, job)
  await held.takeFacts()
  return held
}

/** What a fault leaves in a job; what we did not expect goes to the log with its cause. */
export function faultOf(deps: Pick<Deps, 'log'>, job: string, thrown: unknown): ReturnType<typeof recordFault> {
  const fault = thrown instanceof Fault ? thrown : asFault(thrown)
  if (fault.kind === 'bug') deps.log.error({ job, cause: thrown }, 'a job met something unexpected')
  return recordFault(fault)
}
