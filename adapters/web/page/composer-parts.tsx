import type { Attaching } from './attaching.ts'
import { Close, Edit, Reply } from './icons.tsx'
import { InlineMarkdown } from './markdown.tsx'
import type { Intent } from './typed.ts'

/** What the composer is about, where it is not a new message. */
export function About({ intent, onCancel }: { readonly intent: Intent | undefined; readonly onCancel: () => void }) {
  if (intent === undefined) return null
  return (
    <div class="about">
      {intent.type === 'edit' ? <Edit /> : <Reply />}
      <span>{intent.type === 'edit' ? 'Editing your message' : `Replying to “${intent.words}”`}</span>
      <button
        type="button"
        class="plain-button"
        aria-label={intent.type === 'edit' ? 'Stop editing' : 'Do not reply'}
        onClick={onCancel}
      >
        <Close />
      </button>
    </div>
  )
}

/** The files beside what is typed, each with how far it is. */
export function Thumbnails({
  files,
  onRemove,
}: {
  readonly files: readonly Attaching[]
  readonly onRemove: (id: string) => void
}) {
  if (files.length === 0) return null
  return (
    <ul class="thumbnails">
      {files.map(file => (
        <li key={file.id} class={file.error === undefined ? '' : 'wrong'}>
          {file.preview === undefined ? <span class="plain-file">{file.name}</span> : <img src={file.preview} alt={file.name} />}
          {file.sent === undefined && file.error === undefined && (
            <progress value={file.done} max={1} aria-label={`Sending ${file.name}`} />
          )}
          <button type="button" class="round" aria-label={`Take ${file.name} away`} onClick={() => onRemove(file.id)}>
            <Close />
          </button>
          {file.error !== undefined && <p>{file.error}</p>}
        </li>
      ))}
    </ul>
  )
}

/** What keeps a message with a file that could not be sent, and the way without it. */
export function LeftOut(props: { readonly files: readonly Attaching[]; readonly canSend: boolean; readonly onSend: () => void }) {
  const { files, canSend, onSend } = props
  const what = files.length === 1 ? `“${files[0]?.name ?? ''}” cannot go along.` : `${files.length} files cannot go along.`
  const way = `Remove ${files.length === 1 ? 'it' : 'them'}${canSend ? ', or:' : ' to go on.'}`
  return (
    <p class="trouble" role="alert">
      {what} {way}{' '}
      {canSend && (
        <button type="button" class="text-button" onMouseDown={event => event.preventDefault()} onClick={onSend}>
          Send without {files.length === 1 ? 'it' : 'them'}
        </button>
      )}
    </p>
  )
}

/** Why what was typed cannot be sent as it is. */
export const Trouble = ({ text }: { readonly text: string }) => (
  <p class="trouble" role="alert">
    <InlineMarkdown text={text} />
  </p>
)
