import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Log, Records } from '#core/ports.ts'
import type { InboxTables } from './inbox-tables.ts'
import { createLanes } from './lanes.ts'
import type { Payload } from './payload.ts'
import { within } from './within.ts'

/** Something that came in. `lane`: what happens there is told in its order. */
export type Incoming = {
  readonly id: string
  readonly lane: string
  readonly body: Payload
  /** Whether losing it, should this process die now, would be noticed. */
  readonly isKept: boolean
  /** Whether nothing may begin where the acknowledgment did not get through: the person is told that it failed. */
  readonly needsAck: boolean
}

/** Takes what comes in once, and keeps each until the service has it: a process that dies in between tells it again. */
export interface Intake {
  /**
   * Keeps it, acknowledges it, and has it worked on. Resolves when that is done. Never rejects: what goes wrong is logged.
   * `ack` answers whether it got through; `act` works on it, and is not called for what came before.
   */
  take(incoming: Incoming, ack: () => Promise<boolean>, act: () => Promise<void>): Promise<void>
  /** Has `act` work on what an earlier process had not. */
  resume(act: (body: Payload) => Promise<void>): Promise<void>
}

/** Slack waits 3 s, and a person sees that nothing happens: a slow store is waited for no longer than this, in ms. */
const keepMs = 200

/** Events remembered in memory. */
const remembered = 20_000

/** Slack sends again for five minutes, and hourly for a day where delayed events are switched on. */
const heardMs = 25 * 60 * 60_000

/** What is under way holds up what is said next in its channel no longer than this, in ms: it may wait for Slack. */
const aheadMs = 2_000

/** What the service could not take is told it again after so long, in ms, and after that by the next process. */
const usualPausesMs = [1_000, 5_000, 25_000]

/** Rows taken away along with one write, and how often that is looked after, in ms. */
const sweptAtOnce = 500
const sweepMs = 60 * 60_000

/** Opens the intake. `now` in ms since the epoch; `pausesMs`, for tests: how long is waited before each repetition. */
export function createIntake(options: {
  readonly records: Records<InboxTables>
  readonly now: () => number
  readonly log: Log
  readonly pausesMs?: readonly number[]
}): Intake {
  const { records, now, log, pausesMs = usualPausesMs } = options
  const seen = new LRUCache<string, true>({ max: remembered })
  const lanes = createLanes({ aheadMs })
  let sweptAt = 0

  const keep = async ({ id, body }: Incoming): Promise<void> => {
    await records
      .batch([{ put: 'slack_waiting', row: { id, at: now(), body } }])
      // Work goes on without the net.
      .catch((thrown: unknown) => log.error({ err: thrown }, 'Slack: an event could not be kept'))
  }
  /** Keeps it and acknowledges it, whatever stands before it in its lane. */
  const answer = async (incoming: Incoming, ack: () => Promise<boolean>): Promise<boolean> => {
    const kept = incoming.isKept ? keep(incoming) : undefined
    if (kept !== undefined) await within(kept, keepMs)
    const isAcked = await ack()
    await kept
    return isAcked
  }
  const wasHeard = async (id: string): Promise<boolean> => {
    try {
      return (await records.get('slack_heard', id)) !== undefined
    } catch (thrown) {
      log.error({ err: thrown }, 'Slack: it cannot be told whether an event came before')
      return false
    }
  }
  const old = async () => {
    if (now() - sweptAt < sweepMs) return []
    sweptAt = now()
    const rows = await records.list('slack_heard', { to: now() - heardMs, limit: sweptAtOnce })
    const forms = await records.list('slack_forms', { to: now() - heardMs, limit: sweptAtOnce })
    if (rows.length === sweptAtOnce || forms.length === sweptAtOnce) sweptAt = 0
    return [
      ...rows.map(({ id }) => ({ remove: 'slack_heard', id }) as const),
      ...forms.map(({ id }) => ({ remove: 'slack_forms', id }) as const),
    ]
  }
  const done = async (id: string): Promise<void> => {
    try {
      const heard = { put: 'slack_heard', row: { id, at: now() } } as const
      await records.batch([{ remove: 'slack_waiting', id }, heard, ...(await old())])
    } catch (thrown) {
      log.error({ err: thrown }, 'Slack: an event that was taken may be told again')
    }
  }

  /** Whether the service took it. */
  const isTaken = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (thrown) {
      log.error({ err: thrown }, 'Slack: an event was not taken')
      return false
    }
  }
  const work = async (id: string, isKept: boolean, act: () => Promise<void>): Promise<void> => {
    let taken = await isTaken(act)
    if (!isKept) return
    for (const pauseMs of pausesMs) {
      if (taken) break
      await sleep(pauseMs, undefined, { ref: false })
      taken = await isTaken(act)
    }
    if (taken) await done(id)
  }

  return {
    async take(incoming, ack, act) {
      const { id, lane, isKept, needsAck } = incoming
      if (seen.has(id)) {
        await ack()
        return
      }
      seen.set(id, true)
      const answered = answer(incoming, ack)
      await lanes.run(lane, async () => {
        const isAcked = await answered
        if (!isAcked && needsAck) {
          log.warn({ id }, 'Slack: an acknowledgment did not get through; nothing was begun')
          if (isKept) await done(id)
          return
        }
        if (isKept && (await wasHeard(id))) {
          await done(id)
          return
        }
        await work(id, isKept, act)
      })
    },
    async resume(act) {
      const waiting = await records.list('slack_waiting', {})
      for (const { id, at, body } of waiting) {
        // Already on its way: handed over twice it would be answered twice.
        if (seen.has(id)) continue
        seen.set(id, true)
        // What fails in every life is given up when nobody waits for it any more.
        if ((await wasHeard(id)) || (await isTaken(() => act(body))) || now() - at >= heardMs) await done(id)
      }
    },
  }
}
