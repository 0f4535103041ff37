import { LRUCache } from 'lru-cache'
import type { Inbound } from '#core/event.ts'
import type { Desk, Log, Records } from '#core/ports.ts'
import { pause } from './pause.ts'
import type { DiscordTables, WaitingRow } from './tables.ts'

/** Hands events to the service, and keeps each until it was taken: a process that dies in between tells it again. */
export interface Intake {
  /**
   * Keeps the event, waits for `admitted` where it is given, and hands it over; an event that was not admitted is
   * dropped. Resolves when the service has it. Never rejects: what goes wrong is logged.
   */
  deliver(event: Inbound, admitted?: Promise<boolean>): Promise<void>
  /**
   * Hands over what an earlier process had not. `isAdmitted` decides where that process had not learnt it; while it cannot,
   * it is asked again. Ends with the signal.
   */
  resume(isAdmitted: (event: Inbound) => Promise<boolean>, signal: AbortSignal): Promise<void>
}

/** Events of this process that the resuming must leave alone. */
const remembered = 10_000

/** What is said nearby asks for nothing, and there is much of it: it is not worth two writes. */
const isWorthKeeping = (event: Inbound): boolean => event.type !== 'message' || event.addressed || event.inOurThread === true

/** Waited before what could not be decided is asked again, in ms: in all as long as a token lives, after which nothing can be. */
const pausesMs = [1_000, 5_000, 15_000, 60_000, 120_000, 240_000, 480_000]

/** Opens the intake. `now` in ms since the epoch. */
export function createIntake(options: {
  readonly desk: () => Desk
  readonly records: Records<DiscordTables>
  readonly now: () => number
  readonly log: Log
}): Intake {
  const { desk, records, now, log } = options
  const own = new LRUCache<string, true>({ max: remembered })

  const handOver = async (event: Inbound): Promise<void> => {
    try {
      await desk().handle(event)
    } catch (thrown) {
      log.error({ err: thrown, type: event.type }, 'Discord: an event was not taken')
      return
    }
    if (isWorthKeeping(event)) await drop(event)
  }
  const drop = async ({ id, type }: Inbound): Promise<void> => {
    await records
      .batch([{ remove: 'discord_waiting', id }])
      .catch((thrown: unknown) => log.error({ err: thrown, type }, 'Discord: an event that was taken may be told again'))
  }

  /** Hands an event of an earlier process over, or drops it. False when that cannot be decided now. */
  const resumed = async ({ event, admitted }: WaitingRow, isAdmitted: (event: Inbound) => Promise<boolean>): Promise<boolean> => {
    // Already on its way: handed over twice it would be answered twice.
    if (own.has(event.id)) return true
    let isWanted = admitted
    try {
      isWanted ||= await isAdmitted(event)
    } catch (thrown) {
      log.warn({ err: thrown, type: event.type }, 'Discord: whether an event was acknowledged is asked again')
      return false
    }
    if (isWanted) await handOver(event)
    else await drop(event)
    return true
  }

  return {
    async deliver(event, admitted) {
      own.set(event.id, true)
      try {
        const row = { id: event.id, at: now(), event, admitted: admitted === undefined }
        if (isWorthKeeping(event)) await records.batch([{ put: 'discord_waiting', row }])
      } catch (thrown) {
        // Work goes on without the net.
        log.error({ err: thrown, type: event.type }, 'Discord: an event could not be kept')
      }
      if (admitted !== undefined && !(await admitted)) {
        await drop(event)
        return
      }
      await handOver(event)
    },
    async resume(isAdmitted, signal) {
      let waiting = await records.list('discord_waiting', {})
      for (const pauseMs of pausesMs) {
        const undecided: WaitingRow[] = []
        for (const row of waiting) if (!(await resumed(row, isAdmitted))) undecided.push(row)
        if (undecided.length === 0) return
        await pause(pauseMs, signal).catch(() => {})
        if (signal.aborted) return
        waiting = undecided
      }
      log.error({ events: waiting.length }, 'Discord: it cannot be known whether events of an earlier process were acknowledged')
      for (const { event } of waiting) await drop(event)
    },
  }
}
