import { Fault } from '#core/fault.ts'

/** Slack said no. Holds its words alone: a request carries tokens and texts of people, which no log may have. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly method: string
  /** Slack's own word for the reason. */
  readonly error: string
  /** The scope that is missing, where it is one. */
  readonly needed: string | undefined
  /** What Slack says of its reason, for logs and to tell blocks apart. */
  readonly details: readonly string[]

  constructor(method: string, error: string, more: { readonly needed?: string; readonly details?: readonly string[] } = {}) {
    const details = more.details ?? []
    super(`Slack answered ${method} with ${error}${details.length === 0 ? '' : `: ${details.join('; ').slice(0, 300)}`}`)
    this.method = method
    this.error = error
    this.needed = more.needed
    this.details = details
  }
}

/** A request found its limit reached: there is room again after `restMs`. */
export class Limited extends Error {
  override readonly name = 'Limited'
  readonly restMs: number

  constructor(restMs: number) {
    super(`Slack has no room for this for ${Math.round(restMs)} ms.`)
    this.restMs = restMs
  }
}

/** No answer of Slack's own came: what was asked may have been done. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'

  constructor(method: string, why: string) {
    super(`Slack did not answer ${method}: ${why}`)
  }
}

/** Words of Slack's that something is done about, by what they say. */
const words = {
  /** The message is no more, or the channel is. */
  gone: ['message_not_found', 'channel_not_found', 'thread_not_found', 'is_archived', 'is_inactive', 'cant_delete_message'],
  /** Our token is no token any more. */
  revoked: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'user_removed_from_team',
    'team_disabled',
  ],
  /** We are no member there, or nobody shows us the channel. */
  outside: ['not_in_channel', 'channel_not_found'],
  /** More words than a message takes. */
  tooLong: ['msg_too_long', 'msg_blocks_too_long', 'msg_blocks_too_many'],
  /** A message that is still being written. */
  streaming: ['streaming_state_conflict'],
  /** One that is written no more. */
  sealed: ['message_not_in_streaming_state', 'stopped_by_user'],
  /** One that a person wants no more of. */
  stopped: ['stopped_by_user'],
  /** Blocks that Slack cannot show. */
  badBlocks: ['invalid_blocks', 'invalid_blocks_format'],
  /** What this workspace has not got, today or ever. */
  unsupported: [
    'unknown_method',
    'method_deprecated',
    'feature_not_enabled',
    'feature_disabled',
    'not_allowed_token_type',
    'not_subscribed_to_message_stream_stopped',
  ],
  /** The same, for this one place or person. */
  unsupportedHere: [
    'channel_type_not_supported',
    'missing_recipient_user_id',
    'missing_recipient_team_id',
    'user_not_found',
    'team_not_found',
    'method_not_supported_for_channel_type',
    'invalid_thread_ts',
  ],
  /** Slack itself failed, it does not say how far it had come. */
  broken: ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'],
  limited: ['ratelimited', 'rate_limited', 'message_limit_exceeded'],
  /** Files may not be put there. */
  noFiles: [
    'file_uploads_disabled',
    'file_uploads_except_images_disabled',
    'file_type_not_allowed',
    'file_upload_size_restricted',
    'storage_limit_reached',
    'blocked_file_type',
  ],
  /** A file that is no more. */
  fileGone: ['file_not_found', 'file_deleted'],
  /** The person is not where the words would be seen. */
  personAway: ['user_not_in_channel'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Whether Slack's reason is one of these. */
export const isAbout = (thrown: unknown, what: keyof typeof words): thrown is Refused =>
  thrown instanceof Refused && (words[what] as readonly string[]).includes(thrown.error)

/** Whether a word of Slack's is one of these. */
export const isWord = (error: string, what: keyof typeof words): boolean => (words[what] as readonly string[]).includes(error)

/** What a refusal means for people; what is no refusal is answered as it is. */
export function faultOf(thrown: unknown): unknown {
  const cause = thrown
  if (thrown instanceof Limited)
    return new Fault('busy', 'Slack asks us to slow down; please try again in a minute.', { cause, retryAfterMs: thrown.restMs })
  if (thrown instanceof Unanswered) return new Fault('platform', 'Slack does not answer right now.', { cause })
  if (!(thrown instanceof Refused)) return thrown
  const { error, needed } = thrown
  // Where we speak first a channel that cannot be found is one that we were not invited to.
  const isPosting = /^chat\.(?:post|start)|^files\./.test(thrown.method)
  if (error === 'not_in_channel' || (error === 'channel_not_found' && isPosting))
    return new Fault('denied', 'I am not in this channel; invite me with `/invite` and my name, then try again.', { cause })
  if (error === 'is_archived') return new Fault('gone', 'This channel is archived.', { cause })
  if (isAbout(thrown, 'gone')) return new Fault('gone', 'The message or its channel is no more.', { cause })
  if (error === 'missing_scope')
    return new Fault(
      'denied',
      `I am missing the Slack scope ${needed === undefined ? 'for this' : `\`${needed}\``}; whoever runs me adds it and installs me again.`,
      { cause },
    )
  if (error === 'restricted_action_thread_locked') return new Fault('denied', 'This thread is locked.', { cause })
  if (error.startsWith('restricted_action') || error === 'posting_to_channel_denied')
    return new Fault('denied', 'This workspace does not let me post here; an admin can allow it in the channel settings.', {
      cause,
    })
  if (error === 'messages_tab_disabled')
    return new Fault('config', 'Direct messages to me are switched off in the app’s settings at Slack.', { cause })
  if (isAbout(thrown, 'personAway'))
    return new Fault('denied', 'Slack shows a private answer only to people who are in the channel.', { cause })
  if (isAbout(thrown, 'noFiles')) return new Fault('denied', 'This workspace does not take files from me.', { cause })
  if (isAbout(thrown, 'tooLong')) return new Fault('platform', 'Slack takes no message as long as this one.', { cause })
  return new Fault('platform', 'Slack refused what we sent; it is logged.', { cause })
}
