import { type Address, personKey } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import { isMade, type Job } from '#core/job.ts'
import type { Deps } from './deps.ts'
import { settingsAt } from './policy.ts'
import { plural, seconds } from './wording.ts'

/** Jobs that all people together may have open. Beyond it waiting would take longer than anybody waits. */
const mostOpenJobs = 2_000

const minuteMs = 60_000

type Limits = { readonly concurrent: number; readonly perMinute: number; readonly queue: number }

async function limitsAt(deps: Pick<Deps, 'shelves' | 'above'>, address: Address): Promise<Limits> {
  const { values } = await settingsAt(deps, address)
  return {
    concurrent: values['limit.concurrent'] ?? 3,
    perMinute: values['limit.perMinute'] ?? 20,
    queue: values['limit.queue'] ?? 20,
  }
}

/** What a conversation needs beside it is no request of a person. */
const isAskedFor = ({ kind }: Job): boolean => kind !== 'aside'

/** The person's jobs that have not ended, in the order in which they were asked for. */
const openJobs = (deps: Pick<Deps, 'records'>, person: string): Promise<readonly Job[]> =>
  deps.records.list('jobs', { where: { open: person } })

/**
 * Throws a `busy` fault with a sentence and a time when one more job would be too many: of this person in a minute, of
 * this person in line, or of all. Called under the person's lock, before the job is stored.
 */
export async function checkLimits(deps: Deps, job: Job): Promise<void> {
  const person = personKey(job.address, job.actor)
  const limits = await limitsAt(deps, job.address)
  const now = deps.world.now()
  const lately = (await deps.records.list('jobs', { where: { person }, from: now - minuteMs + 1 })).filter(isAskedFor)
  const first = lately.at(-limits.perMinute)
  if (first !== undefined) {
    const retryAfterMs = Math.max(1_000, first.at + minuteMs - now)
    throw new Fault(
      'busy',
      `That was ${plural(limits.perMinute, 'request')} within a minute, the most there may be here; try again in ${seconds(retryAfterMs)}.`,
      { retryAfterMs },
    )
  }
  const waiting = (await openJobs(deps, person)).filter(isAskedFor).length - limits.concurrent
  if (waiting >= limits.queue) {
    throw new Fault(
      'busy',
      `You have ${plural(waiting, 'request')} waiting in line already, the most there may be here; try again in about a minute.`,
      { retryAfterMs: minuteMs },
    )
  }
  if ((await deps.engine.open()) >= mostOpenJobs) {
    throw new Fault('busy', 'Very many people are asking for something right now; please try again in about a minute.', {
      retryAfterMs: minuteMs,
    })
  }
}

/**
 * A job's place in line behind the person's own, from 1, or undefined when it may go on: of what makes something a person has
 * at most `limit.concurrent` under way, in the order of asking. Whoever counts finds the same, so nobody has to keep count.
 */
export async function placeBehindOwn(deps: Pick<Deps, 'records' | 'shelves' | 'above'>, job: Job): Promise<number | undefined> {
  if (!isMade(job)) return undefined
  const { concurrent } = await limitsAt(deps, job.address)
  const made = (await openJobs(deps, personKey(job.address, job.actor))).filter(isMade)
  const rank = made.findIndex(open => open.id === job.id)
  return rank >= concurrent ? rank - concurrent + 1 : undefined
}

/** A job's place in line, from 1, behind the person's own or behind all others; undefined when it may go on. */
export async function placeInLine(deps: Deps, job: Job): Promise<number | undefined> {
  const behindOwn = await placeBehindOwn(deps, job)
  if (behindOwn !== undefined) return behindOwn
  const ahead = await deps.engine.ahead(job.id)
  return ahead === 0 ? undefined : ahead + 1
}

/** Wakes the person's jobs in line, so that the next one begins and the others show their new place. */
export async function wakeNext(deps: Deps, job: Job): Promise<void> {
  if (!isMade(job)) return
  for (const open of await openJobs(deps, personKey(job.address, job.actor))) {
    if (isMade(open) && open.runs.length === 0) await deps.engine.wake(open.id)
  }
}
