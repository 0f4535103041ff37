import type { Actor } from './address.ts'
import type { Attachment } from './attachment.ts'
import type { MessageRef } from './post.ts'

/** What a person asked in a conversation, as it was said. */
export type Question = {
  readonly text: string
  /** Who said it, where that is not the one who asks for an answer. */
  readonly by?: Actor
  /** The message it was said in, where the platform has one. */
  readonly message?: MessageRef
  /** The message of ours that it answers: the conversation goes on from there. */
  readonly replyTo?: MessageRef
  /** What was sent along. */
  readonly files?: readonly Attachment[]
}

/** What an answer was given beside the turns before it, for the line under it. */
export type Given = {
  /** The summary that stood for what was said earlier. */
  readonly summary?: string
  /** Something older was left out that no summary tells. */
  readonly isCut?: true
  /** So much of the window is used that older turns are to be summed up. */
  readonly isFull?: true
  /** The most tokens the answer could have, where that is known. */
  readonly mostTokens?: number
  /** Sentences on what was sent along and could not be given, or not all of it. */
  readonly unread?: readonly string[]
  /** It was asked for a picture: a button offers to paint it. */
  readonly offersPicture?: true
}

/** What a summary tells, oldest first, and what their words were: it is kept only where they still are the same. */
export type Told = { readonly turns: readonly string[]; readonly digest: string; readonly lacks?: true }
