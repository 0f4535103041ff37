import { asFault, Fault, recordFault } from '#core/fault.ts'
import { fold } from '#core/fold.ts'
import { type Fact, type Job, phaseOf, type Run } from '#core/job.ts'
import type { Change, Lease, Surface, Tables } from '#core/ports.ts'
import type { MessageRef, Post } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { nonceOf } from './ids.ts'
import { platformOf } from './policy.ts'

/** How long a step stands in line for a frame in between: it has other things to do, and shows the next one soon. */
const patienceMs = 1_000

/** A job in the hands of one step: its newest state, the only way to change it, and its messages. */
export class Held<J extends Job = Job> {
  readonly deps: Deps
  readonly lease: Lease
  #job: J
  #noted: Promise<void> = Promise.resolve()

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
   * a run learns of becomes its own in the same write, so that no other run adopts it. What is noted at once is noted one
   * after the other: a frame may find out that its message is gone while a button's fact is folded.
   */
  note(facts: readonly Fact[], others: readonly Change<Tables>[] = []): Promise<void> {
    const noted = this.#noted.then(() => this.#write(facts, others))
    this.#noted = noted.catch(() => {})
    return noted
  }

  async #write(facts: readonly Fact[], others: readonly Change<Tables>[]): Promise<void> {
    const next = facts.reduce<J>((job, fact) => fold(job, fact), this.#job)
    if (next === this.#job && others.length === 0) return
    const owned = newOwn(this.#job, next).map(own => ({
      put: 'predictions' as const,
      row: { ...own, job: next.id, at: this.deps.world.now() },
    }))
    await this.deps.records.batch([{ put: 'jobs', row: next }, ...owned, ...others], this.lease.fence)
    measure(this.deps, this.#job, next)
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

  /**
   * Shows a post in part `part` of the job's message, posting it where it is not there yet; one that is there is edited
   * when its turn has come. A post that is drawn is drawn then. A last one waits for its turn as long as it takes, one in
   * between for a second, or until `until` aborts. A message somebody deleted counts as a cancel.
   */
  async show(part: number, post: Drawn, last: boolean, until?: AbortSignal): Promise<MessageRef | undefined> {
    const { job, signal } = this
    const message = job.messages[part]
    const draw = typeof post === 'function' ? post : () => post
    const wait = until === undefined ? { patienceMs } : { until }
    const edit = (at: MessageRef): Promise<unknown> =>
      this.deps.pacingOf(job.address.platform).offer(at, { draw, last, signal, ...wait })
    try {
      // What is left to do after it is next to nothing, and its turn may be long in coming.
      if (last) this.lease.stepAside()
      if (message === undefined) {
        const first = draw()
        if (first === undefined) return undefined
        const posted = await this.surface.post(job.reply, first, { nonce: nonceOf(job.id, part), signal })
        await this.note([{ type: 'posted', part, message: posted }])
        // The nonce may have found an older frame of this very message, from before a crash; a frame in between mends itself.
        if (last) await edit(posted)
        return posted
      }
      await edit(message)
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

/** What is to be shown, or what gives the newest of it; undefined when there is nothing to show any more. */
type Drawn = Post | (() => Post | undefined)

/** Tells the metrics what is behind the job now and was not before. */
function measure({ meter, world }: Pick<Deps, 'meter' | 'world'>, before: Job, now: Job): void {
  if (before.runs.length === 0 && now.runs.length > 0) meter.waited(now.kind, world.now() - now.at)
  if (before.closedAt === undefined && now.closedAt !== undefined) meter.ended(now.kind, phaseOf(now))
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
