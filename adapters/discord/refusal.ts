import { Fault } from '#core/fault.ts'

/**
 * Discord said no. Holds its numbers and words alone: the request itself carries tokens and texts of people, which no log
 * may have.
 */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  /** Discord's own number of the reason, 0 where it gave none. */
  readonly code: number

  constructor(status: number, code: number, words: string) {
    super(`Discord answered ${status}${code === 0 ? '' : ` with code ${code}`}: ${words.slice(0, 300)}`)
    this.status = status
    this.code = code
  }
}

/** A frame found the limit of its bucket reached: there is room again after `restMs`. */
export class Limited extends Error {
  override readonly name = 'Limited'
  readonly restMs: number

  constructor(restMs: number) {
    super(`Discord has no room for this frame for ${Math.round(restMs)} ms.`)
    this.restMs = restMs
  }
}

/** Codes of Discord's that something is done about, by what they say. */
export const says = {
  /** The channel, the server, the message is no more. */
  gone: [10_003, 10_004, 10_008],
  /** The interaction's token is over or was never acknowledged. */
  tokenOver: [10_015, 10_062, 50_027],
  /** We may not see the channel. */
  noAccess: [50_001],
  /** A permission is missing. */
  noPermission: [50_013],
  /** The request or a file in it is larger than Discord takes here. */
  tooLarge: [40_005, 50_045],
  /** The message's thread is archived: nothing in it can be edited. */
  archived: [50_083],
  /** A thread that only moderators can open again. */
  locked: [160_005],
  /** We may not read earlier messages, so nothing can be answered. */
  noHistory: [160_002],
  /** The message has a thread already. */
  hasThread: [160_004],
  /** As many threads are open as a server may have. */
  tooManyThreads: [160_006],
  /** The server's own rules held the message back. */
  autoMod: [200_000, 200_001],
  /** What was sent is not what Discord expects. */
  badForm: [50_035],
  /** The answer of a private reply that cannot be reached. */
  noDirect: [50_007],
} as const

/** Whether Discord's reason is one of these. */
export const isAbout = (thrown: unknown, what: keyof typeof says): boolean =>
  thrown instanceof Refused &&
  ((says[what] as readonly number[]).includes(thrown.code) ||
    (what === 'tooLarge' && thrown.status === 413) ||
    // A token's answer of 401 is about the token in the address, not about ours.
    (what === 'tokenOver' && thrown.status === 401 && thrown.code === 0))

/** The sentence for a permission we miss. */
export const lacking = (permission: string): string =>
  `I am missing the permission “${permission}” here; a server admin can allow it for me in this channel's settings.`

/** What Discord's no means for people. `permission`: what the request needs, by its name in Discord. */
export function faultOf(refused: Refused, permission: string): Fault {
  const cause = refused
  if (isAbout(refused, 'gone')) return new Fault('gone', 'The message or its channel is no more.', { cause })
  if (isAbout(refused, 'noAccess')) return new Fault('denied', lacking('View Channel'), { cause })
  if (isAbout(refused, 'noPermission')) return new Fault('denied', lacking(permission), { cause })
  if (isAbout(refused, 'locked')) return new Fault('denied', 'This thread is locked; a moderator can open it again.', { cause })
  if (isAbout(refused, 'tooManyThreads'))
    return new Fault('denied', 'This server has as many open threads as it may have; an admin can archive some.', { cause })
  if (isAbout(refused, 'tooLarge')) return new Fault('platform', 'Discord takes no file as large as this one here.', { cause })
  if (isAbout(refused, 'tokenOver')) return new Fault('gone', 'The time to answer this is over.', { cause })
  if (refused.status === 429) return new Fault('busy', 'Discord asks us to slow down; please try again in a minute.', { cause })
  if (refused.status >= 500) return new Fault('platform', 'Discord does not answer right now.', { cause })
  if (refused.status === 403) return new Fault('denied', 'Discord does not let me do that here.', { cause })
  return new Fault('platform', 'Discord refused what we sent; it is logged.', { cause })
}
