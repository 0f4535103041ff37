import { createHeap } from './heap.ts'
import type { Entry } from './queue.ts'
import { createTurns } from './turns.ts'

/**
 * A job that stands in line. `behind` another of its lane; `asleep` until it is due; `ready` for a place; `running`.
 * `begun`: its first step has run or runs, as far as this process knows.
 */
export type Standing = { -readonly [Key in keyof Entry]: Entry[Key] } & {
  state: 'behind' | 'asleep' | 'ready' | 'running'
  begun: boolean
}

/** Who may run next. It holds no clock and does no work: `now` is told, and whoever takes a job says when it rests or ends. */
export type Line = {
  get(job: string): Standing | undefined
  /** At the end of its lane. */
  add(entry: Entry): void
  /** Due at `now`, if it was not before. */
  wake(job: Standing, now: number): void
  /** The next job whose turn it is, running from here on; undefined when nothing is due. */
  take(now: number): Standing | undefined
  /** Its step is over; it keeps its lane. */
  rest(job: Standing): void
  /** It leaves its lane to the next one. */
  end(job: Standing): void
  /** How many stand in it, those that run included. */
  readonly size: number
  /** When the first sleeper is due; undefined when nobody sleeps. */
  readonly nextDue: number | undefined
  /** How many jobs are to be served or must end before this one begins. */
  ahead(job: Standing, now: number): number
}

/** An empty line: one job at a time in a lane, in the order of adding; shares are served in turn. */
export function createLine(): Line {
  const jobs = new Map<string, Standing>()
  const lanes = new Map<string, Standing[]>()
  const asleep = createHeap<Standing>((one, other) => one.due < other.due || (one.due === other.due && one.seq < other.seq))
  const turns = createTurns<Standing>()

  const sleep = (job: Standing): void => {
    job.state = 'asleep'
    asleep.add(job)
  }
  const rouse = (now: number): void => {
    for (let job = asleep.first; job !== undefined && job.due <= now; job = asleep.first) {
      asleep.remove(job)
      job.state = 'ready'
      turns.add(job.share, job)
    }
  }
  const before = (job: Standing): number => {
    if (job.begun || job.state === 'running' || job.state === 'asleep') return 0
    if (job.state === 'ready') return turns.before(job.share, job)
    const lane = lanes.get(job.lane) ?? []
    const head = lane[0]
    return lane.indexOf(job) + (head === undefined ? 0 : before(head))
  }

  return {
    get: job => jobs.get(job),
    add(entry) {
      const job: Standing = { ...entry, state: 'behind', begun: false }
      jobs.set(job.job, job)
      const lane = lanes.get(job.lane)
      if (lane !== undefined) {
        lane.push(job)
        return
      }
      lanes.set(job.lane, [job])
      sleep(job)
    },
    wake(job, now) {
      if (job.due <= now) return
      const wasAsleep = asleep.remove(job)
      job.due = now
      if (wasAsleep) asleep.add(job)
    },
    take(now) {
      rouse(now)
      const job = turns.take()
      if (job === undefined) return undefined
      job.state = 'running'
      job.begun = true
      return job
    },
    rest: sleep,
    end(job) {
      jobs.delete(job.job)
      const lane = lanes.get(job.lane) ?? []
      lane.shift()
      const next = lane[0]
      if (next === undefined) lanes.delete(job.lane)
      else sleep(next)
    },
    get size() {
      return jobs.size
    },
    get nextDue() {
      return asleep.first?.due
    },
    ahead(job, now) {
      rouse(now)
      return before(job)
    },
  }
}
