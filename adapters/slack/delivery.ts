import type { Payload } from './payload.ts'

/** One thing that Slack sent, by whichever way it came. */
export type Delivery = {
  readonly body: Payload
  /**
   * Acknowledges it, once; with something to show where Slack takes that. Answers whether it got through, as far as the
   * way it came can tell. Never rejects.
   */
  readonly ack: (shows?: Payload) => Promise<boolean>
}

/** Takes what comes in. Never rejects. */
export type Hear = (delivery: Delivery) => Promise<void>

/** How Slack reaches us. */
export interface Receivers {
  /** Begins to listen. Resolves when that worked or when it goes on trying; throws a `config` fault where trying is no use. */
  open(): Promise<void>
  /** Whether Slack can reach us, or could a minute ago. */
  isHealthy(): boolean
  close(): Promise<void>
}
