import type { Actor, Address } from './address.ts'
import type { Attachment } from './attachment.ts'
import type { Values } from './command.ts'
import type { MessageRef, ReplyRef } from './post.ts'

type Base = {
  /** The platform's own id of the event. Platforms send twice; work derived from the id is the same work. */
  readonly id: string
  readonly address: Address
  readonly actor: Actor
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Everything that can come in from a platform. */
export type Inbound =
  /**
   * A command of the catalogue by its full name (`config model`), its values as the platform's own form gave them. `mistake`:
   * what was written could not be read, and this sentence says why; it is said to whoever may use the command at all.
   */
  | (Base & {
      readonly type: 'command'
      readonly reply: ReplyRef
      readonly command: string
      readonly values: Values
      readonly mistake?: string
    })
  /**
   * A message of a person. `addressed`: it speaks to us. `inOurThread`: it stands in a thread that we opened, where one
   * need not name us. `replyTo`: the message it answers, where the platform says so. `mayStop`: all it says is that we
   * should stop, which is meant where something is being written, and is talk like any other elsewhere.
   */
  | (Base & {
      readonly type: 'message'
      readonly reply: ReplyRef
      readonly message: MessageRef
      readonly text: string
      readonly addressed: boolean
      readonly inOurThread?: boolean
      readonly mayStop?: boolean
      readonly attachments: readonly Attachment[]
      readonly replyTo?: MessageRef
    })
  | (Base & { readonly type: 'edited'; readonly message: MessageRef; readonly text: string })
  | (Base & { readonly type: 'deleted'; readonly message: MessageRef })
  /** The platform's own way to stop what is being written in a conversation. */
  | (Base & { readonly type: 'stop' })
  /** A button pressed, or a choice made, under one of our messages. `action` is what it carried. */
  | (Base & { readonly type: 'button'; readonly reply: ReplyRef; readonly message: MessageRef; readonly action: string })
  /** An entry of the catalogue's message menu, chosen on somebody's message. */
  | (Base & {
      readonly type: 'menu'
      readonly reply: ReplyRef
      readonly entry: string
      readonly message: MessageRef
      readonly author: Actor
      readonly text: string
      readonly attachments: readonly Attachment[]
    })
  /** A form sent back. `form` is what the form carried. */
  | (Base & { readonly type: 'form'; readonly reply: ReplyRef; readonly form: string; readonly values: Values })
  /** We were removed from a workspace, or a channel or thread is gone: what is stored of it goes in time. `forGood`: it cannot come back. */
  | (Omit<Base, 'actor'> & {
      readonly type: 'left'
      readonly what: 'workspace' | 'channel' | 'thread'
      readonly forGood?: boolean
    })

/** The event in a few words, for logs: no text that a person wrote. */
export function describeEvent(event: Inbound): string {
  switch (event.type) {
    case 'command':
      return `/${event.command}`
    case 'message':
      return event.addressed ? 'a message to us' : 'a message nearby'
    case 'edited':
      return 'an edited message'
    case 'deleted':
      return 'a deleted message'
    case 'stop':
      return 'a stop'
    case 'button':
      return `button ${event.action.split(':')[0] ?? ''}`
    case 'menu':
      return `menu ${event.entry}`
    case 'form':
      return `form ${event.form.split(':')[0] ?? ''}`
    case 'left':
      return `left a ${event.what}`
    default:
      return event satisfies never
  }
}
