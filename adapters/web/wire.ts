import type { Command, MenuEntry, Option } from '#core/command.ts'
import type { Block } from '#core/post.ts'
import type { GalleryDetail, GalleryRow, JobDetail, JobRow, Page } from '#core/report.ts'

/** What goes over the wire between the server part of this adapter and its page. Types alone: both sides import them. */

/** A channel as the page knows it. */
export type WireRoom = { readonly id: string; readonly name: string; readonly at: number }

/** A thread: where it hangs, how many answers it has and when the last one came. */
export type WireThread = {
  readonly id: string
  readonly room: string
  readonly root?: string
  readonly title: string
  readonly at: number
  readonly replies: number
  readonly lastAt: number
}

/** A file that a person sent along. Width and height are what the page measured: hints for the layout. */
export type WireFile = {
  readonly id: string
  readonly name: string
  readonly blob: string
  readonly contentType: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
}

/** A message of a person (`text`, `files`) or of the service (`blocks`). Of two states of one message the higher `rev` is the newer. */
export type WireMessage = {
  readonly id: string
  readonly at: number
  readonly rev: number
  readonly room: string
  readonly thread?: string
  readonly by: 'person' | 'service'
  /** Who wrote it, or whom it answers. */
  readonly person: string
  readonly name: string
  readonly text?: string
  readonly files?: readonly WireFile[]
  readonly command?: boolean
  readonly edited?: boolean
  readonly blocks?: readonly Block[]
  /** More frames of it are to come. */
  readonly live?: boolean
  /** Nobody but `person` sees it. */
  readonly isPrivate?: boolean
  /** The message it answers. */
  readonly answers?: string
  /** The message of ours that the person replies to. */
  readonly replyTo?: string
}

/** What the feed tells. The newest event about a thing replaces older ones that were not yet read. */
export type FeedEvent =
  | { readonly type: 'message'; readonly message: WireMessage }
  | { readonly type: 'message-gone'; readonly id: string; readonly room: string; readonly thread?: string }
  | { readonly type: 'room'; readonly room: WireRoom }
  | { readonly type: 'room-gone'; readonly id: string }
  | { readonly type: 'thread'; readonly thread: WireThread }
  | { readonly type: 'thread-gone'; readonly id: string; readonly room: string }
  | { readonly type: 'job'; readonly job: JobRow }
  | { readonly type: 'job-gone'; readonly id: string }

/** Pieces of the lists of pictures and jobs, newest first, and single ones of them. */
export type WireGallery = Page<GalleryRow>
export type WirePicture = GalleryDetail
export type WireJobs = Page<JobRow>
export type WireJob = JobDetail

/** Everything the page needs before its first message. */
export type WireState = {
  readonly me: { readonly id: string; readonly name: string; readonly isAdmin: boolean }
  readonly workspace: string
  /** Whether what is made here costs money; the sandbox charges nothing. */
  readonly charged: boolean
  readonly rooms: readonly WireRoom[]
  readonly threads: readonly WireThread[]
  readonly catalogue: readonly (Omit<Command, 'options'> & { readonly options: readonly Option[] })[]
  /** What is offered on a message. */
  readonly menu: readonly MenuEntry[]
  readonly limits: { readonly messageChars: number; readonly fileBytes: number; readonly filesPerMessage: number }
}

/** A piece of a conversation, oldest first. `more`: there are older messages. */
export type WirePage = { readonly messages: readonly WireMessage[]; readonly more: boolean }

/** What the page sends to say something. `id` is a UUID of its own making: a repeat is the same message. */
export type WireSay = {
  readonly id: string
  readonly room: string
  readonly thread?: string
  readonly text: string
  readonly files: readonly string[]
  readonly replyTo?: string
}

/** What every refusal says, in a sentence for people. */
export type WireError = { readonly error: string }
