import type { GalleryRow } from '#core/report.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { WireState } from '../wire.ts'
import { missingWords, useLoading } from './loading.ts'
import { PageHeader, Choice } from './page-header.tsx'
import { thumbnailUrl } from './pictures.tsx'
import { useKeptScroll, useReadingOn } from './reading-on.ts'
import { gallery, type GalleryAsk } from './reported.ts'
import { goTo } from './session.ts'
import { useStore } from './store.ts'
import { write } from './typed.ts'
import { viewing, viewRows } from './viewing.ts'
import { dayName, dayOf } from './when.ts'

/** Typing fast asks once. */
const askAfterMs = 180

function Tile({ row, onOpen }: { readonly row: GalleryRow; readonly onOpen: () => void }) {
  const { width, height, blob } = row.picture
  const { state, tries, onLoad, onError } = useLoading(thumbnailUrl(blob))
  // A panorama must not push all else out of its line, nor a tower become a thread.
  const ratio = Math.min(2.4, Math.max(0.5, width / height))
  const label = `${row.prompt === '' ? 'Picture' : row.prompt}. Open larger.`
  return (
    <li style={{ flexGrow: ratio, flexBasis: `calc(var(--row) * ${ratio})` }}>
      <button type="button" class={`shot ${state}`} onClick={onOpen} aria-label={label} style={{ aspectRatio: `${ratio}` }}>
        {state === 'gone' || state === 'unreadable' ? (
          <span class="tile-words">{missingWords[state]}</span>
        ) : (
          <img key={tries} src={thumbnailUrl(blob)} alt="" loading="lazy" decoding="async" onLoad={onLoad} onError={onError} />
        )}
        <span class="shot-words" aria-hidden="true">
          {row.prompt}
        </span>
      </button>
    </li>
  )
}

/** Looks for words, in a channel, among everybody's pictures or one's own. */
function Finder({ ask, state }: { readonly ask: GalleryAsk; readonly state: WireState }) {
  const [words, setWords] = useState(ask.words)
  // What is looked for may be cleared from elsewhere.
  useEffect(() => setWords(ask.words), [ask.words])
  useEffect(() => {
    if (words.trim() === ask.words.trim()) return undefined
    const timer = setTimeout(() => gallery.open({ ...gallery.ask.get(), words }), askAfterMs)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <div class="finder" role="search">
      <input
        type="search"
        value={words}
        placeholder="Words of the prompt"
        aria-label="Search the prompts"
        maxLength={200}
        onInput={event => setWords(event.currentTarget.value)}
      />
      <select
        aria-label="Channel"
        value={ask.channel}
        onChange={event => gallery.open({ ...ask, channel: event.currentTarget.value })}
      >
        <option value="">All channels</option>
        {state.rooms.map(room => (
          <option key={room.id} value={room.id}>
            #{room.name}
          </option>
        ))}
      </select>
      <Choice
        label="Whose pictures"
        value={ask.whose}
        options={[
          ['all', 'All'],
          ['mine', 'Mine'],
        ]}
        onChange={whose => gallery.open({ ...ask, whose })}
      />
    </div>
  )
}

function Nothing({ ask }: { readonly ask: GalleryAsk }) {
  const isFiltered = ask.words.trim() !== '' || ask.channel !== '' || ask.whose === 'mine'
  if (isFiltered) {
    return (
      <section class="nothing">
        <h2>No picture fits</h2>
        <p>
          {ask.words.trim() === ''
            ? 'Nothing was painted there yet.'
            : `No prompt here holds “${ask.words.trim()}”. Fewer words find more.`}
        </p>
        <button type="button" class="text-button primary" onClick={() => gallery.open({ words: '', channel: '', whose: 'all' })}>
          Show all pictures
        </button>
      </section>
    )
  }
  const paint = (): void => {
    goTo(undefined)
    // The composer takes the wish when it is there.
    setTimeout(() => write('/imagine '))
  }
  return (
    <section class="nothing">
      <h2>The walls are still bare</h2>
      <p>Every picture that is painted in a channel hangs here, with its prompt, its seed and its model.</p>
      <button type="button" class="text-button primary" onClick={paint}>
        Paint the first one
      </button>
    </section>
  )
}

/** Every picture there is, newest first, in full lines. */
export function Gallery({ state, onMenu }: { readonly state: WireState; readonly onMenu: () => void }) {
  const listed = useStore(gallery.store, now => now)
  const ask = useStore(gallery.ask, now => now)
  const view = useRef<HTMLDivElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const { rows, next, trouble } = listed
  useEffect(() => {
    if (gallery.store.get().state === 'unread') gallery.open(gallery.ask.get())
    else gallery.refresh()
  }, [])
  useKeptScroll(view, 'gallery')
  useReadingOn(view, end, listed, gallery.more)

  // Who looks at a picture of the list goes on from it when the list grows, at either end.
  const open = useStore(viewing, now => now)
  useEffect(() => {
    const seen = open?.rows?.[open.index]
    if (open?.isList !== true || seen === undefined) return
    if (open.index > open.pictures.length - 6) gallery.more()
    if (open.rows !== rows && rows.some(({ id }) => id === seen.id)) viewRows(rows, seen.id, true)
  }, [open, rows])

  const days = [...Map.groupBy(rows, row => dayOf(row.at))]
  const isRead = listed.state !== 'unread' && !(listed.state === 'fetching' && rows.length === 0)
  const found = rows.length === 1 ? '1 picture' : `${rows.length}${next === undefined ? '' : ' or more'} pictures`
  return (
    <>
      <PageHeader title="Gallery" onMenu={onMenu} />
      <Finder ask={ask} state={state} />
      <div class="listing" ref={view} tabIndex={0} role="region" aria-label="Pictures">
        {isRead && rows.length === 0 && trouble === undefined && <Nothing ask={ask} />}
        {days.map(([day, shots]) => (
          <section key={day}>
            <h2 class="of-day">{dayName(day, Date.now())}</h2>
            <ul class="shots">
              {shots.map(row => (
                <Tile key={row.id} row={row} onOpen={() => viewRows(rows, row.id, true)} />
              ))}
            </ul>
          </section>
        ))}
        {trouble !== undefined && (
          <p class="nothing">
            {trouble}{' '}
            <button type="button" class="text-button primary" onClick={gallery.refresh}>
              Try again
            </button>
          </p>
        )}
        <div ref={end} class="end-of-list" />
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {ask.words.trim() !== '' && listed.state === 'read' ? found : ''}
      </p>
    </>
  )
}
