import type { Actor, Address } from './address.ts'
import type { Attachment } from './attachment.ts'
import type { Values } from './command.ts'
import type { Inbound } from './event.ts'
import type { FaultRecord } from './fault.ts'
import type { Form } from './form.ts'
import type { Progress } from './job.ts'
import type { ModelCard, ModelRef } from './model-card.ts'
import type { Usage } from './money.ts'
import type { Limits, MessageRef, Post, ReplyRef } from './post.ts'
import type { Reports } from './report.ts'

// ── What adapters give ──────────────────────────────────────────────────────────────────────────────────────────────

/** Where the service's words appear. All references are strings that any process can use; every method takes a signal. */
export interface Surface {
  readonly limits: Limits
  /** Posts once: a repeat with the same `nonce` returns the first message. */
  post(reply: ReplyRef, post: Post, options: { readonly nonce: string; readonly signal: AbortSignal }): Promise<MessageRef>
  /**
   * Shows a message anew. A frame that is not the `last` is sent at once or not at all, so that no old one waits behind a
   * limit; a last one is never dropped. Throws a `gone` fault when the message is no more.
   */
  edit(message: MessageRef, post: Post, options: { readonly last: boolean; readonly signal: AbortSignal }): Promise<Edited>
  /** What shares one rate limit with the edits of this message: messages of one bucket are shown in turn. */
  bucketOf(message: MessageRef): string
  /** Taking away what is gone already is no error. */
  remove(message: MessageRef, signal: AbortSignal): Promise<void>
  /** Bytes are kept no more: what the platform has of them beside its messages goes, too. Resolves when that is noted. Absent: it has none. */
  drop?(blob: string): Promise<void>
  /** Where a post goes that answers nobody, in a channel as an admin names it; undefined when there is none. Absent: this platform has no such posts. */
  replyAt?(workspace: string, channel: string): Promise<ReplyRef | undefined>
  /** Opens a thread where the reply would go, once for each `nonce`, and says where it is. */
  thread(
    reply: ReplyRef,
    title: string,
    options: { readonly nonce: string; readonly signal: AbortSignal },
  ): Promise<{ readonly address: Address; readonly reply: ReplyRef }>
}

/** What became of a frame, and how long its bucket must rest before the next one, as the platform said (ms, 0 where it said nothing). */
export type Edited = { readonly shown: boolean; readonly restMs: number; readonly room?: Room }

/**
 * What a bucket bears from now on, where that is known: so many more edits before so many ms are over. Frames in between are
 * spread over that time; first words and last frames take their place at once.
 */
export type Room = { readonly edits: number; readonly ms: number }

/** What only a platform knows. */
export interface Directory {
  /** Asked again at every act. Rejects when the platform cannot be asked: then nobody is an admin. */
  isAdmin(actor: Actor, address: Address): Promise<boolean>
  /** The permission we miss at this place, in words for the person, or undefined when nothing is missing. */
  missing(address: Address): Promise<string | undefined>
  /** The bytes of an attachment, at most `maxBytes`; an `input` fault says when it is larger or gone. */
  open(attachment: Attachment, options: { readonly maxBytes: number; readonly signal: AbortSignal }): Promise<Uint8Array>
  /** Whether this person belongs to that workspace, for direct messages. Rejects when the platform cannot be asked. */
  isMember(actor: Actor, workspace: string): Promise<boolean>
  /** What people call this channel, where the platform tells it from memory: its id means nothing to them. */
  channelName?(address: Address): Promise<string | undefined>
  /** Forgets what the adapter itself keeps of a person. */
  forget(actor: Actor): Promise<void>
}

/** What an adapter itself keeps of what was said, where its platform keeps nothing for us. */
export interface Archive {
  /** Whether something the adapter keeps is made of these bytes. */
  keeps(blob: string): Promise<boolean>
  /** Removes messages that are older than may be kept where they stand, at most so many in one call. */
  sweep(ask: {
    /** Nothing that came at or after this moment goes anywhere (ms since the epoch). */
    readonly to: number
    /** What came before this moment goes at that place. */
    readonly before: (address: Address) => Promise<number>
    readonly most: number
    readonly signal: AbortSignal
  }): Promise<{ readonly removed: number; readonly more: boolean }>
}

/** One platform as the service sees it. `isOwn`: the service's own console, whose one workspace no operator need allow. */
export type Platform = {
  readonly surface: Surface
  readonly directory: Directory
  readonly archive?: Archive
  readonly isOwn?: boolean
}

// ── What adapters are given ─────────────────────────────────────────────────────────────────────────────────────────

/** What may be typed for an option: `value` is what is sent, `label` what is shown. */
export type Suggestion = { readonly value: string; readonly label: string }

/** The service as adapters see it. */
export interface Desk extends Reports {
  /** Resolves when the event is stored or answered; an event that comes twice is handled once. Never rejects for what a person did wrong: that is answered in words. */
  handle(event: Inbound): Promise<void>
  /** What an option may be completed with, from memory, at most 25. */
  suggest(command: string, option: string, partial: string, address: Address): Promise<readonly Suggestion[]>
  /**
   * A stored picture or file. A picture that has more than `atMostBytes`, or is none of the `types` a platform shows, is
   * encoded anew until it fits; a file of another kind is left as it is. Undefined when it is gone or can never fit.
   */
  open(
    blob: string,
    options?: { readonly atMostBytes?: number; readonly types?: readonly string[] },
  ): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>
  /** A signed address of our own copy, good for seven days; undefined where no browser could reach it. */
  linkTo(blob: string): string | undefined
  /** The form that a button's action opens (`opensForm`), filled with what holds now. A fault says why it cannot be opened. */
  form(action: string, asker: { readonly actor: Actor; readonly address: Address }): Promise<Form>
  /**
   * What would be refused of a form that was filled in, a sentence by field; empty where nothing is known to be wrong.
   * Nothing is done: for platforms that show a mistake beside its field before they take the form.
   */
  checkForm(
    form: string,
    values: Values,
    asker: { readonly actor: Actor; readonly address: Address },
  ): Promise<Readonly<Record<string, string>>>
  /** What is possible at a place, as `/help` says it. */
  help(asker: { readonly actor: Actor; readonly address: Address }): Promise<Post>
  /** The channels and threads of a platform of which something is stored: where it lists what there is, it can tell what is gone. */
  places(platform: string): Promise<readonly Address[]>
  /**
   * The workspaces a platform is in now. At a platform's very first start they are allowed; later ones wait for the operator.
   * `areAll`: there is no other, so what was there before and is not named was left while nobody listened. `covers`: the same
   * for those alone of which it answers yes. `start`: a platform that learns its workspaces bit by bit says so, and what it
   * names until `done` belongs to one start.
   */
  present(
    platform: string,
    workspaces: readonly string[],
    options?: {
      readonly areAll?: boolean
      readonly covers?: (workspace: string) => boolean
      readonly start?: 'going on' | 'done'
    },
  ): Promise<void>
}

// ── Models ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A run as it is to be started. `job` and `run` say whose it is. */
export type RunOrder = {
  readonly job: string
  readonly run: number
  readonly model: ModelRef
  readonly input: Readonly<Record<string, unknown>>
  /** Replicate ends it this long after its creation: the time money was set aside for. Absent: as long as it takes. */
  readonly atMostMs?: number
}

/** What a prediction looks like now. */
export type Look = {
  readonly prediction: string
  readonly phase: 'starting' | 'running' | 'succeeded' | 'failed' | 'canceled'
  readonly progress?: Progress
  /** Files the model has put out so far, in order. */
  readonly files: readonly string[]
  /** The text the model has put out so far, where it puts out text. */
  readonly text?: string
  /** Its whole output as JSON once it succeeded, where that is neither words nor files alone. */
  readonly json?: string
  readonly usage: Usage
  /** The last lines of its log, at most 2,000 characters. */
  readonly log?: string
  /** Only when it failed. `again`: a platform's fault that one more start may mend. */
  readonly fault?: FaultRecord & { readonly again: boolean }
  /** Only when it failed: Replicate finished it and charges for what `usage` says, though nothing of it can be had. */
  readonly isPaid?: boolean
}

/** The models of Replicate, the sandbox and Cog containers. Everything it throws is a Fault. */
export interface Models {
  /** The card of a model, from memory where it is fresh. An `input` fault when there is no such model. */
  describe(ref: ModelRef, signal: AbortSignal): Promise<ModelCard>
  /** The sentence for the first input that the model's schema refuses, or undefined; files may still be attachments' stand-ins. */
  check(card: ModelCard, input: Readonly<Record<string, unknown>>): Promise<string | undefined>
  /** Starts once, never repeats by itself. Throws a LostAnswer when it cannot be known whether it started. */
  start(order: RunOrder, signal: AbortSignal): Promise<Look>
  /** The ids of predictions created since (ms since the epoch) with this order's exact input. The newest of Replicate's list may be missing for seconds. */
  find(order: RunOrder, since: number, signal: AbortSignal): Promise<readonly string[]>
  look(prediction: string, signal: AbortSignal): Promise<Look>
  /**
   * Gives `onText` the text as it is written, from its beginning, fragment after fragment. Resolves when the prediction or the
   * stream ends: `look` then says how. What `onText` throws ends the reading, too.
   */
  read(prediction: string, onText: (fragment: string) => void, signal: AbortSignal): Promise<void>
  stop(prediction: string, signal: AbortSignal): Promise<Look>
  /** An output file, from Replicate's own hosts alone. */
  fetch(url: string, signal: AbortSignal): Promise<Uint8Array>
  /** Puts a file where models can read it (for a day) and answers its address; `model` is the one that will, where it is known. */
  upload(
    file: { readonly bytes: Uint8Array; readonly name: string; readonly contentType: string },
    signal: AbortSignal,
    model?: ModelRef,
  ): Promise<string>
  /** References worth offering for completion, from memory. */
  known(): readonly ModelRef[]
}

/** A create was sent and its answer lost: perhaps paid. The next step looks for the prediction before it starts another. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer'
}

// ── The job engine ──────────────────────────────────────────────────────────────────────────────────────────────────

export * from './engine.ts'

// ── The store ───────────────────────────────────────────────────────────────────────────────────────────────────────

export * from './store.ts'

// ── Pictures that come in or go out ─────────────────────────────────────────────────────────────────────────────────

/** The one door for pictures. */
export interface Media {
  /** The picture as it may go on: type by content, within 40 megapixels, metadata dropped. An `input` fault says what is wrong. */
  accept(
    bytes: Uint8Array,
    name: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly contentType: string; readonly width: number; readonly height: number }>
  /** What an output is: type by content and size in pixels; undefined when it is no picture. */
  probe(bytes: Uint8Array): Promise<{ readonly contentType: string; readonly width: number; readonly height: number } | undefined>
  /** What bytes are by their content, as it is written on the wire: pictures, sound, film, words, documents; else `application/octet-stream`. */
  typeOf(bytes: Uint8Array): string
  /** The picture at most so many pixels wide and high, never larger than it is; undefined when it is no picture we can read. */
  shrink(bytes: Uint8Array, side: number): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>
  /**
   * The picture in at most so many bytes, and as one of `types` where those are named: as it is, else as a JPEG or PNG, less
   * fine or smaller. Undefined when it is no picture, moves, or can never fit.
   */
  fit(
    bytes: Uint8Array,
    bounds: { readonly atMostBytes: number; readonly types?: readonly string[] },
  ): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>
}

/** Fetches what people link to, from public addresses alone. An `input` fault says why it cannot be had. */
export interface Links {
  fetch(url: string, options: { readonly maxBytes: number; readonly signal: AbortSignal }): Promise<Uint8Array>
}

// ── Time and chance ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The world's clock and dice, so that tests choose them. */
export type World = {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** A whole number from 0 to `below` − 1. */
  readonly random: (below: number) => number
}

/** Where structured lines go. No secret and no text of people may be in them. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}
