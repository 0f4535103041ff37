/** How Discord is reached: its API's address without a version, our token, and the shards this process holds. */
export type DiscordOptions = {
  readonly api: string
  readonly token: string
  /** Commands are registered to this server alone. */
  readonly guild?: string
  /** `auto`: as many as Discord advises, all here. */
  readonly shards: 'auto' | { readonly ids: readonly number[]; readonly count: number }
}
