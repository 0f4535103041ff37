import { useEffect, useRef, useState } from 'preact/hooks'
import { CopyButton } from './code-block.tsx'
import { Close, Download, Left, Right } from './icons.tsx'
import { fileUrl } from './pictures.tsx'
import { useStore } from './store.ts'
import { viewing } from './viewing.ts'

/** A file name that tells what is in the picture. */
export function downloadName(alt: string, index: number, contentType: string): string {
  const words = alt
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const ending = { 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif', 'image/avif': 'avif' }[contentType] ?? 'png'
  return `${words === '' ? 'picture' : words}-${index + 1}.${ending}`
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

  const { pictures, index, note } = open
  const picture = pictures[index]
  if (picture === undefined) return null
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
          <img key={picture.blob} src={fileUrl(picture.blob)} width={picture.width} height={picture.height} alt={picture.alt} />
        </button>
      </div>
      {pictures.length > 1 && (
        <>
          <button type="button" class="round turn left" onClick={() => go(-1)} disabled={index === 0} aria-label="Picture before">
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
      <aside class="facts">
        {picture.alt !== '' && <p class="prompt">{picture.alt}</p>}
        <p class="numbers">
          {picture.width} × {picture.height}
          {pictures.length > 1 && ` · ${index + 1} of ${pictures.length}`}
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
    </dialog>
  )
}
