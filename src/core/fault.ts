/**
 * Who can help: the person typing (`input`), an admin (`denied`), time (`busy`), another prompt or model (`model`),
 * the platform or Replicate (`platform`), the operator (`config`), nobody since the thing is no more (`gone`), or us (`bug`).
 */
export type FaultKind = 'input' | 'denied' | 'busy' | 'model' | 'platform' | 'config' | 'gone' | 'bug'

/** What a fault leaves in a job's record: safe to show anywhere, for as long as the job is kept. */
export type FaultRecord = { readonly kind: FaultKind; readonly message: string; readonly retryAfterMs?: number }

/** An error sorted by who can act on it. `message` is safe to show anywhere; `cause` is for the log alone. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly kind: FaultKind
  readonly retryAfterMs: number | undefined

  constructor(kind: FaultKind, message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The fault itself, or a `bug` that hides what was thrown from everybody but the log. */
export const asFault = (thrown: unknown): Fault =>
  thrown instanceof Fault
    ? thrown
    : new Fault('bug', 'Something broke on our side. It is logged; please try again.', { cause: thrown })

/** The part of a fault that may be stored with a job. */
export const recordFault = (fault: Fault): FaultRecord => ({
  kind: fault.kind,
  message: fault.message,
  ...(fault.retryAfterMs !== undefined && { retryAfterMs: fault.retryAfterMs }),
})
