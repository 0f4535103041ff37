import { brief } from './grapheme.ts'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A message somewhere, addressed by a string that only its adapter can read. Any process can edit by it. */
export type MessageRef = Branded<'MessageRef'>

/** Where an answer goes, in a string that only its adapter can read. */
export type ReplyRef = Branded<'ReplyRef'>

/** What to show, in a handful of closed blocks. How it looks belongs to the adapters. */
export type Post = {
  /** `actor`: only the person who asked may see it. */
  readonly audience: 'channel' | 'actor'
  readonly blocks: readonly Block[]
}

export type Block =
  /** Markdown, at most `limits.textChars` long. */
  | { readonly type: 'text'; readonly markdown: string }
  /**
   * Work going on. `done` from 0 to 1, absent while nobody can know. `beforeWords`: what comes next is words, so that where
   * a platform itself shows that somebody is writing, no message need say so.
   */
  | { readonly type: 'progress'; readonly label: string; readonly done?: number; readonly beforeWords?: true }
  /** Pictures, films, sound and other files in order, each by its `contentType`; `expected` is how many there will be in the end. */
  | { readonly type: 'pictures'; readonly pictures: readonly Picture[]; readonly expected: number }
  | { readonly type: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** Something failed or was refused: a sentence that says whose move it is. */
  | { readonly type: 'failure'; readonly text: string }
  /** A quiet line under the rest. */
  | { readonly type: 'note'; readonly text: string }
  /** A whole text as a file of this name, beside the words that are its beginning. */
  | { readonly type: 'document'; readonly name: string; readonly text: string }
  | { readonly type: 'actions'; readonly buttons: readonly Button[] }
  /** One of at most 25 is chosen; each option carries its own action, as a button does. */
  | { readonly type: 'choice'; readonly label: string; readonly options: readonly Button[] }

/** A picture we keep, or what else a model made: `blob` opens it through `Desk.open`. Width and height in pixels, 0 where it has none. */
export type Picture = {
  readonly blob: string
  readonly contentType: string
  readonly width: number
  readonly height: number
  readonly alt: string
}

export type Button = { readonly action: string; readonly label: string; readonly tone?: 'primary' | 'danger' }

/** What a surface can bear, as data: core reads numbers and never asks for a platform's name. */
export type Limits = {
  /** Characters (UTF-16 units) of one text block. */
  readonly textChars: number
  readonly picturesPerPost: number
  readonly fileBytes: number
  /** The shortest time between two edits of one message that this surface bears. */
  readonly editEveryMs: number
  /** Whether a post to the `actor` alone can be made. */
  readonly privateReplies: boolean
}

/** A post of sentences alone. */
export const say = (audience: Post['audience'], ...markdown: readonly string[]): Post => ({
  audience,
  blocks: markdown.map(text => ({ type: 'text', markdown: text })),
})

/** Below what the smallest surface bears in one message, 2,000 characters. */
const sentenceChars = 1_800

/** A refusal or failure in one sentence, for the person alone; what no surface could show of it is left out. */
export const refuse = (text: string): Post => ({
  audience: 'actor',
  blocks: [{ type: 'failure', text: brief(text, sentenceChars) }],
})
