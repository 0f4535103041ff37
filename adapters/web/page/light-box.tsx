import type { Picture } from '#core/post.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { CopyButton } from './code-block.tsx'
import { Close, Download, Left, Right } from './icons.tsx'
import { GalleryFacts } from './gallery-facts.tsx'
import { downloadName, fileUrl, thumbnailUrl } from './pictures.tsx'
import { useStore } from './store.ts'
import { viewing } from './viewing.ts'

/** What is known of a picture of the conversation. */
function PictureFacts(props: {
  readonly picture: Picture
  readonly index: number
  readonly count: number
  readonly note: string | undefined
}) {
  const { picture, index, count, note } = props
  return (
    <aside class="facts">
      {picture.alt !== '' && <p class="prompt">{picture.alt}</p>}
      <p class="numbers">
        {picture.width} × {picture.height}
        {count > 1 && ` · ${index + 1} of ${count}`}
      </p>
      {note !== undefined && <p class="numbers">{note.replace(/^“[^”]*” · /, '')}</p>}
      <div class="fact-actions">
        <a
          class="text-button strong"
          href={fileUrl(picture.blob)}
          download={downloadName(picture.alt, index, picture.contentType)}
        >
          <Download /> Download
        </a>
        {picture.alt !== '' && <CopyButton key={picture.blob} text={picture.alt} label="Copy prompt" />}
      </div>
    </aside>
  )
}

/** One picture as large as the window allows, with its prompt; arrows go to its neighbours. */
export function LightBox() {
  const open = useStore(viewing, now => now)
  const dialog = useRef<HTMLDialogElement>(null)
  const [isZoomed, setZoomed] = useState(false)
  const touch = useRef<number | undefined>(undefined)
  const isOpen = open !== undefined
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal()
    setZoomed(false)
  }, [isOpen, open?.index])
  if (open === undefined) return null

  const { pictures, index, note, rows } = open
  const picture = pictures[index]
  if (picture === undefined) return null
  const row = rows?.[index]
  const close = (): void => viewing.set(() => undefined)
  const go = (by: number): void => {
    const to = index + by
    if (pictures[to] !== undefined) viewing.set(() => ({ ...open, index: to }))
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') go(-1)
    if (event.key === 'ArrowRight') go(1)
  }
  const onTouchEnd = (event: TouchEvent): void => {
    const from = touch.current
    const to = event.changedTouches[0]?.clientX
    touch.current = undefined
    if (isZoomed || from === undefined || to === undefined || Math.abs(to - from) < 60) return
    go(to < from ? 1 : -1)
  }
  return (
    <dialog class="light-box" ref={dialog} onClose={close} onKeyDown={onKey} aria-label="Picture">
      <div
        class={`stage ${isZoomed ? 'zoomed' : ''}`}
        onTouchStart={event => (touch.current = event.touches.length === 1 ? event.touches[0]?.clientX : undefined)}
        onTouchEnd={onTouchEnd}
        onClick={event => event.target === event.currentTarget && close()}
      >
        <button
          type="button"
          class="bare"
          onClick={() => setZoomed(!isZoomed)}
          aria-label={isZoomed ? 'Fit into the window' : 'Show in full size'}
        >
          <img
            key={picture.blob}
            src={fileUrl(picture.blob)}
            width={picture.width}
            height={picture.height}
            alt={picture.alt}
            // Until the picture is there its small self, drawn large, stands in its place.
            {...(row !== undefined && { style: { backgroundImage: `url("${thumbnailUrl(picture.blob)}")` } })}
          />
        </button>
      </div>
      {pictures.length > 1 && (
        <>
          <button
            type="button"
            class="round turn left"
            onClick={() => go(-1)}
            disabled={index === 0}
            aria-label="Previous picture"
          >
            <Left />
          </button>
          <button
            type="button"
            class="round turn right"
            onClick={() => go(1)}
            disabled={index === pictures.length - 1}
            aria-label="Next picture"
          >
            <Right />
          </button>
        </>
      )}
      <button type="button" class="round shut" onClick={close} aria-label="Close">
        <Close />
      </button>
      {row === undefined ? (
        <PictureFacts picture={picture} index={index} count={pictures.length} note={note} />
      ) : (
        <GalleryFacts key={row.id} row={row} />
      )}
    </dialog>
  )
}
