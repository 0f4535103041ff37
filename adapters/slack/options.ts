import type { OAuthOptions } from './install.ts'

/** How Slack is reached: its Web API's address with a slash at the end, our tokens, and by which way it calls us. */
export type SlackOptions = {
  readonly api: string
  /** Absent where each workspace brings its own by installing us. */
  readonly botToken?: string
  /** Many workspaces install us by themselves, at our `/slack/install`. */
  readonly oauth?: OAuthOptions
  /** 32 bytes, for what is encrypted at rest. */
  readonly secretKey: Uint8Array
  readonly receive: { readonly by: 'socket'; readonly appToken: string } | { readonly by: 'http'; readonly signingSecret: string }
}
