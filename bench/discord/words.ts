/** What is asked for while its acknowledgement is awaited. */
export const kinds = ['command', 'completion', 'button', 'form'] as const
export type Kind = (typeof kinds)[number]

/** One use of a command or a button, and the time from its event's leaving to its acknowledgement; none within Discord's three seconds: missed. */
export type Acknowledged = { readonly kind: Kind; readonly ms: number; readonly isMissed: boolean }

/** What the process that plays Discord is told to do, one thing after the other. */
export type PlayedHears =
  /** Wait until the bot is connected, and has taken in everything that was told of its servers. */
  | { readonly type: 'greet' }
  /** People write to each other, evenly over all servers. */
  | { readonly type: 'chatter'; readonly perSecond: number; readonly seconds: number }
  /** So many people, each in another server, ask for an answer that takes so long. Done when all of them grow. */
  | { readonly type: 'ask'; readonly answers: number; readonly seconds: number }
  /** Wait until no answer grows any more. */
  | { readonly type: 'hear out' }
  /** Commands, completions, buttons and forms, mixed. */
  | { readonly type: 'use'; readonly perSecond: number; readonly seconds: number }

export type PlayedSays =
  | { readonly type: 'open'; readonly url: string; readonly token: string }
  /** What was to be done is done. `frames`: edits of messages until now. */
  | { readonly type: 'done'; readonly frames: number; readonly acknowledged: readonly Acknowledged[] }
