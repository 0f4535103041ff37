/** A request that Slack refuses. `broke` says which rule a well-made bot would have kept; null when life brings such a refusal about. */
export class Refusal extends Error {
  readonly error: string
  readonly broke: string | null
  readonly messages: readonly string[]
  readonly extra: Readonly<Record<string, unknown>>
  constructor(
    error: string,
    broke: string | null = null,
    more: { readonly messages?: readonly string[]; readonly extra?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(broke ?? error)
    this.error = error
    this.broke = broke
    this.messages = more.messages ?? []
    this.extra = more.extra ?? {}
  }
}
