import { useEffect, useRef, useState } from 'preact/hooks'
import { Announcer } from './announcer.tsx'
import { attach } from './attaching.ts'
import { keyOf, type Place } from './chat.ts'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import { FormDialog } from './form-dialog.tsx'
import { Gallery } from './gallery.tsx'
import { Jobs } from './jobs.tsx'
import { LightBox } from './light-box.tsx'
import { RoomHeader } from './room-header.tsx'
import type { View } from './route.ts'
import { chat, notice } from './session.ts'
import { view } from './showing.ts'
import { Sidebar } from './sidebar.tsx'
import { useStore } from './store.ts'

const pageNames: Readonly<Record<Exclude<View, 'chat'>, string>> = { gallery: 'Gallery', jobs: 'Jobs' }

function titleOf(place: Place | undefined, shown: View): string {
  const { state, unread } = chat.get()
  const room = state?.rooms.find(({ id }) => id === place?.room)
  const thread = state?.threads.find(({ id }) => id === place?.thread)
  const count = Object.keys(unread).length
  const here = thread?.title ?? (room === undefined ? undefined : `#${room.name}`)
  const name = shown === 'chat' ? here : pageNames[shown]
  return `${count > 0 ? `(${count}) ` : ''}${name === undefined ? '' : `${name} · `}Replichat`
}

/** Files may be dropped anywhere over a conversation. */
function DropZone(props: { readonly place: Place; readonly isInert: boolean; readonly children: preact.ComponentChildren }) {
  const { place, isInert, children } = props
  const [isOver, setOver] = useState(false)
  const depth = useRef(0)
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
  const enter = (by: number) => (event: DragEvent) => {
    if (!hasFiles(event)) return
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  return (
    <main
      class="main"
      inert={isInert}
      onDragEnter={enter(1)}
      onDragLeave={enter(-1)}
      onDragOver={event => hasFiles(event) && event.preventDefault()}
      onDrop={event => {
        depth.current = 0
        setOver(false)
        const files = [...(event.dataTransfer?.files ?? [])]
        if (files.length === 0) return
        event.preventDefault()
        attach(place, files)
      }}
    >
      {children}
      {isOver && <div class="drop">Drop to send along</div>}
    </main>
  )
}

/** The line that says the service is away. */
const Reconnecting = () => (
  <p class="line" role="status">
    Reconnecting. What you type is kept.
  </p>
)

/** The whole page. */
export function App() {
  const state = useStore(chat, now => now.state)
  const refused = useStore(chat, now => now.refused)
  const line = useStore(chat, now => now.line)
  const place = useStore(chat, now => now.place)
  const unread = useStore(chat, now => now.unread)
  const shown = useStore(view, now => now)
  const sentence = useStore(notice, now => now)
  const [isDrawerOpen, setDrawer] = useState(false)
  const drawer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    document.title = titleOf(place, shown)
  }, [place, state, unread, shown])
  useEffect(() => {
    if (!isDrawerOpen) return undefined
    const before = document.activeElement
    drawer.current?.querySelector<HTMLElement>('a, button')?.focus()
    return () => before instanceof HTMLElement && before.focus()
  }, [isDrawerOpen])

  if (refused !== undefined) {
    return (
      <div class="refused">
        <img src="/icon.svg" width={48} height={48} alt="" />
        <h1>Replichat</h1>
        <p>{refused}</p>
      </div>
    )
  }
  if (state === undefined || place === undefined)
    return line === 'again' ? <p class="line">The service cannot be reached. Trying again.</p> : null
  const close = (): void => setDrawer(false)
  const menu = (): void => setDrawer(true)
  return (
    <div class={`shell ${isDrawerOpen ? 'drawer-open' : ''}`} onKeyDown={event => event.key === 'Escape' && close()}>
      <div class="drawer" ref={drawer}>
        <Sidebar state={state} place={shown === 'chat' ? place : undefined} onGo={close} />
      </div>
      <div class="veil" onClick={close} />
      {shown === 'chat' ? (
        <DropZone place={place} isInert={isDrawerOpen}>
          <RoomHeader state={state} place={place} onMenu={menu} />
          {line === 'again' && <Reconnecting />}
          <Conversation place={place} state={state} />
          <Composer key={keyOf(place)} place={place} state={state} />
          <Announcer key={`said in ${keyOf(place)}`} place={place} />
        </DropZone>
      ) : (
        <main class="main" inert={isDrawerOpen}>
          {line === 'again' && <Reconnecting />}
          {shown === 'gallery' ? <Gallery state={state} onMenu={menu} /> : <Jobs state={state} onMenu={menu} />}
        </main>
      )}
      <p class={`notice ${sentence === '' ? '' : 'shown'}`} role="status" aria-live="polite">
        {sentence}
      </p>
      <LightBox />
      <FormDialog />
    </div>
  )
}
