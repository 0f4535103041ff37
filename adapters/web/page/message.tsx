import { findCommand } from '#core/command.ts'
import { Component } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { WireFile, WireMessage, WireThread } from '../wire.ts'
import { api } from './api.ts'
import { BlockView } from './blocks.tsx'
import type { Unsent } from './chat.ts'
import { copyText } from './code-block.tsx'
import { expectedShape } from './expected-shape.ts'
import { Copy, Edit, Reply, Thread, Trash } from './icons.tsx'
import { Markdown } from './markdown.tsx'
import { MessageMenu } from './message-menu.tsx'
import { fileUrl, Pictures } from './pictures.tsx'
import { attempt, chat, dropUnsent, goTo, sayAgain, tell } from './session.ts'
import { intent, write } from './typed.ts'
import { Unbroken } from './unbroken.tsx'
import { ago, exactly, timeOf } from './when.ts'

/** The words of a message on one line, without the signs of Markdown: for a quote. */
export const quoteOf = (message: WireMessage): string =>
  wordsOf(message)
    .replace(/[*_`#>|~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 140)

/** The words of a message of ours, for the clipboard and for quotes. */
export const wordsOf = (message: WireMessage): string =>
  message.text ?? (message.blocks ?? []).flatMap(block => (block.type === 'text' ? [block.markdown] : [])).join('\n\n')

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** Files a person sent: pictures as pictures, others by name. */
function Files({ files }: { readonly files: readonly WireFile[] }) {
  const pictures = files.filter(file => file.contentType.startsWith('image/'))
  const others = files.filter(file => !file.contentType.startsWith('image/'))
  return (
    <>
      {pictures.length > 0 && (
        <div class="sent-pictures">
          <Pictures
            pictures={pictures.map(({ blob, contentType, width = 4, height = 3, name }) => ({
              blob,
              contentType,
              width,
              height,
              alt: name,
            }))}
            expected={pictures.length}
            shape={{ width: 4, height: 3 }}
          />
        </div>
      )}
      {others.map(file => (
        <a key={file.id} class="sent-file" href={fileUrl(file.blob)} download={file.name}>
          {file.name} <span>{size(file.bytes)}</span>
        </a>
      ))}
    </>
  )
}

/** How many characters a command's name takes, with its slash: two words where the command has two. */
function nameLength(text: string): number {
  const found = findCommand(chat.get().state?.catalogue ?? [], text)
  const words = 'command' in found ? found.command.name.split(' ').length : 1
  return new RegExp(`^\\S+(\\s+\\S+){${words - 1}}`).exec(text)?.[0].length ?? text.length
}

/** A command as it was typed: its name stands out, its options step back. */
function CommandWords({ text }: { readonly text: string }) {
  const end = nameLength(text)
  const name = text.slice(0, end)
  const rest = text.slice(end)
  const flags = rest.search(/\s--[a-z]/i)
  return (
    <p class="command">
      <b>{name}</b>
      {flags === -1 ? rest : rest.slice(0, flags)}
      {flags !== -1 && (
        <span>
          <Unbroken text={rest.slice(flags)} />
        </span>
      )}
    </p>
  )
}

function Tools({ message, isOwn }: { readonly message: WireMessage; readonly isOwn: boolean }) {
  const [isAsking, setAsking] = useState(false)
  const keepIt = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isAsking) keepIt.current?.focus()
  }, [isAsking])
  if (isAsking) {
    return (
      <div class="tools asking" onKeyDown={event => event.key === 'Escape' && setAsking(false)}>
        <button type="button" class="text-button danger strong" onClick={() => void attempt(() => api.erase(message.id))}>
          Yes, delete
        </button>
        <button type="button" class="text-button" ref={keepIt} onClick={() => setAsking(false)}>
          Keep it
        </button>
      </div>
    )
  }
  const words = wordsOf(message)
  const copy = (): void => void copyText(words).then(done => tell(done ? 'Copied.' : 'The text could not be copied.'))
  const change = (): void => {
    if (message.command === true) write(words)
    else intent.set(() => ({ type: 'edit', message: message.id, text: words }))
  }
  return (
    <div class="tools" role="group" aria-label="What to do with this message">
      {message.by === 'service' && words !== '' && message.live !== true && (
        <button
          type="button"
          class="tool"
          title="Reply"
          aria-label="Reply"
          onClick={() => intent.set(() => ({ type: 'reply', message: message.id, words: quoteOf(message) }))}
        >
          <Reply />
        </button>
      )}
      {words !== '' && (
        <button type="button" class="tool" title="Copy text" aria-label="Copy text" onClick={copy}>
          <Copy />
        </button>
      )}
      {isOwn && (
        <button
          type="button"
          class="tool"
          title={message.command === true ? 'Write it again' : 'Edit'}
          aria-label={message.command === true ? 'Write it again' : 'Edit'}
          onClick={change}
        >
          <Edit />
        </button>
      )}
      {isOwn && (
        <button type="button" class="tool" title="Delete" aria-label="Delete" onClick={() => setAsking(true)}>
          <Trash />
        </button>
      )}
      {words !== '' && message.live !== true && message.command !== true && message.isPrivate !== true && (
        <MessageMenu message={message.id} />
      )}
    </div>
  )
}

function ThreadLink({ thread }: { readonly thread: WireThread }) {
  const answers = thread.replies === 1 ? '1 message' : `${thread.replies} messages`
  return (
    <button type="button" class="thread-link" onClick={() => goTo({ room: thread.room, thread: thread.id })}>
      <Thread />
      <b>{thread.title}</b>
      <span>
        {answers} · {ago(thread.lastAt, Date.now())}
      </span>
    </button>
  )
}

type Props = {
  readonly message: WireMessage
  readonly isOwn: boolean
  /** Stands directly under another message of the same person: no name, no picture. */
  readonly isFollowing: boolean
  readonly thread: WireThread | undefined
  /** The message it answers, when that is not the one right above it. */
  readonly quoted: WireMessage | undefined
  /** What was asked, for the shape of pictures to come. */
  readonly asked: string | undefined
}

/** One message. It is drawn again only when something of it changed. */
export class MessageView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const now = this.props
    return (
      next.message !== now.message ||
      next.isOwn !== now.isOwn ||
      next.isFollowing !== now.isFollowing ||
      next.thread !== now.thread ||
      next.quoted !== now.quoted ||
      next.asked !== now.asked
    )
  }

  override render() {
    const { message, isOwn, isFollowing, thread, quoted, asked } = this.props
    const shape = expectedShape(asked)
    const note = message.blocks?.find(block => block.type === 'note')?.text
    const kind = [message.by, isFollowing ? 'following' : 'leading', message.isPrivate === true ? 'private' : ''].join(' ')
    return (
      <article
        class={`message ${kind}`}
        tabIndex={-1}
        aria-label={`${isOwn ? 'You' : message.name}, ${timeOf(message.at)}`}
        id={`m-${message.id}`}
      >
        {!isFollowing && <Face name={isOwn ? 'You' : message.name} isService={message.by === 'service'} />}
        <div class="body">
          {!isFollowing && (
            <header>
              <b>{isOwn ? 'You' : message.name}</b>
              <time dateTime={new Date(message.at).toISOString()} title={exactly(message.at)}>
                {timeOf(message.at)}
              </time>
              {message.isPrivate === true && <span class="only-you">Only you can see this</span>}
            </header>
          )}
          {quoted !== undefined && (
            <a class="quoted" href={`#m-${quoted.id}`}>
              <Reply /> {quoteOf(quoted)}
            </a>
          )}
          {message.text !== undefined &&
            message.text !== '' &&
            (message.command === true ? <CommandWords text={message.text} /> : <Markdown text={message.text} />)}
          {message.edited === true && <span class="edited">edited</span>}
          {message.files !== undefined && <Files files={message.files} />}
          {message.blocks?.map((block, index) => (
            <BlockView key={`${index} ${block.type}`} block={block} message={message.id} shape={shape} note={note} />
          ))}
          {thread !== undefined && <ThreadLink thread={thread} />}
        </div>
        <Tools message={message} isOwn={isOwn} />
      </article>
    )
  }
}

/** Who speaks, as a small sign. */
export function Face({ name, isService }: { readonly name: string; readonly isService: boolean }) {
  if (isService) return <img class="face" src="/icon.svg" width={32} height={32} alt="" />
  return (
    <span class="face" aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  )
}

/** A message on its way, or one that did not go out. */
export function UnsentView({ unsent, isFollowing }: { readonly unsent: Unsent; readonly isFollowing: boolean }) {
  return (
    <article class={`message person unsent ${isFollowing ? 'following' : 'leading'}`} aria-label="Your message, not yet sent">
      {!isFollowing && <Face name="You" isService={false} />}
      <div class="body">
        {!isFollowing && (
          <header>
            <b>You</b>
          </header>
        )}
        {unsent.text.startsWith('/') ? <CommandWords text={unsent.text} /> : <Markdown text={unsent.text} />}
        {unsent.files.length > 0 && <Files files={unsent.files} />}
        {unsent.error !== undefined && (
          <>
            <p class="failure">Not sent. {unsent.error}</p>
            <div class="actions">
              <button type="button" class="text-button primary" onClick={() => sayAgain(unsent.id)}>
                Send again
              </button>
              <button
                type="button"
                class="text-button"
                onClick={() => {
                  write(unsent.text)
                  dropUnsent(unsent.id)
                }}
              >
                Edit
              </button>
              <button type="button" class="text-button" onClick={() => dropUnsent(unsent.id)}>
                Drop it
              </button>
            </div>
          </>
        )}
      </div>
    </article>
  )
}
