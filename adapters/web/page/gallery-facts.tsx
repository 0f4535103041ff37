import type { Button } from '#core/post.ts'
import type { GalleryDetail, GalleryRow } from '#core/report.ts'
import { useEffect, useState } from 'preact/hooks'
import { ActionButton } from './action-button.tsx'
import { api, Refused } from './api.ts'
import { CopyButton } from './code-block.tsx'
import { estimateOf, playedBy } from '#core/estimate.ts'
import { Download } from './icons.tsx'
import { downloadName, fileUrl, thumbnailUrl } from './pictures.tsx'
import { attach } from './attaching.ts'
import { usePlaceName } from './place-name.ts'
import { nameOf, press } from './pressing.ts'
import { gallery } from './reported.ts'
import { chat, goTo, tell } from './session.ts'
import { useStore } from './store.ts'
import { write } from './typed.ts'
import { viewing, viewRows } from './viewing.ts'
import { exactly, howLong, timeOf, dayName } from './when.ts'

function Kin(props: { readonly title: string; readonly rows: readonly GalleryRow[]; readonly all: readonly GalleryRow[] }) {
  if (props.rows.length === 0) return null
  return (
    <section class="kin">
      <h3>{props.title}</h3>
      <ul>
        {props.rows.map(row => (
          <li key={row.id}>
            <button
              type="button"
              title={row.prompt}
              aria-label={`${row.prompt}, seed ${row.seed ?? 'unknown'}`}
              onClick={() => viewRows(props.all, row.id, false)}
            >
              <img src={thumbnailUrl(row.picture.blob)} alt="" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What else is known of a picture; undefined until it is there. */
function useDetail(id: string): { readonly detail?: GalleryDetail; readonly trouble?: string } {
  const [known, setKnown] = useState<{ readonly id: string; readonly detail?: GalleryDetail; readonly trouble?: string }>({ id })
  useEffect(() => {
    let isWanted = true
    api.picture(id).then(
      detail => isWanted && setKnown({ id, detail }),
      (thrown: unknown) => {
        if (!(thrown instanceof Refused)) throw thrown
        if (isWanted) setKnown({ id, trouble: thrown.message })
      },
    )
    return () => {
      isWanted = false
    }
  }, [id])
  return known.id === id ? known : {}
}

/** Whether the picture is still there: who may not delete it is told so in its channel. */
const isKept = (id: string): Promise<boolean> =>
  api.picture(id).then(
    () => true,
    (thrown: unknown) => !(thrown instanceof Refused && thrown.status === 410),
  )

/** A name that no other picture of the same words has: the seed, and the picture's place in its run. */
function fileNameOf({ id, prompt, seed, picture }: GalleryRow): string {
  const words = `${prompt.slice(0, 44)}${seed === undefined ? '' : ` seed ${seed}`}`
  return downloadName(words, Number(id.split('-').at(-1)), picture.contentType)
}

/** Everything known of a picture of the gallery, and what can be done with it. */
export function GalleryFacts({ row }: { readonly row: GalleryRow }) {
  const { detail, trouble } = useDetail(row.id)
  const [said, setSaid] = useState('')
  const isOwn = useStore(chat, now => now.state?.me.id === row.actor.id)
  const place = usePlaceName(row.address)
  const { picture } = row
  const name = fileNameOf(row)
  const { channel: room, thread } = row.address
  const here = { room, ...(thread !== undefined && { thread }) }
  const close = (): void => viewing.set(() => undefined)

  const onPress = async (button: Button): Promise<void> => {
    const done = async (): Promise<void> => {
      if (!button.action.startsWith('delete:') || (await isKept(row.id)))
        return setSaid(`${nameOf(button.label)}: the answer comes in ${place ?? 'its channel'}.`)
      close()
      gallery.refresh()
      tell('Deleted.')
    }
    try {
      await press(`pictures/${row.id}`, button, done)
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      setSaid(thrown.message)
    }
  }
  const startFrom = async (): Promise<void> => {
    const bytes = await fetch(fileUrl(picture.blob)).then(
      answer => (answer.ok ? answer.blob() : undefined),
      () => undefined,
    )
    if (bytes === undefined) return setSaid('The picture could not be read just now; try again.')
    close()
    goTo(here)
    attach(here, [new File([bytes], name, { type: picture.contentType })])
    setTimeout(() => write('/imagine '))
  }
  const { from = [], made = [] } = detail ?? {}
  const all = [...from, row, ...made]
  return (
    <aside class="facts">
      {row.prompt !== '' && <p class="prompt">{row.prompt}</p>}
      <dl>
        <dt>Model</dt>
        <dd>{playedBy(row.model, row.charged)}</dd>
        {row.seed !== undefined && (
          <>
            <dt>Seed</dt>
            <dd>{row.seed}</dd>
          </>
        )}
        {row.cost !== undefined && (
          <>
            <dt>Cost</dt>
            <dd>{estimateOf(row.cost, row.charged)}</dd>
          </>
        )}
        {row.tookMs !== undefined && (
          <>
            <dt>Took</dt>
            <dd>{howLong(row.tookMs)}</dd>
          </>
        )}
        <dt>Size</dt>
        <dd>
          {picture.width} × {picture.height}
        </dd>
        <dt>By</dt>
        <dd>
          {isOwn ? 'You' : row.actor.name}
          {place !== undefined && (
            <>
              {' in '}
              <a
                href={`/c/${room}`}
                onClick={event => {
                  event.preventDefault()
                  close()
                  goTo(here)
                }}
              >
                {place}
              </a>
            </>
          )}
        </dd>
        <dt>When</dt>
        <dd>
          <time dateTime={new Date(row.at).toISOString()} title={exactly(row.at)}>
            {dayName(row.at, Date.now())}, {timeOf(row.at)}
          </time>
        </dd>
      </dl>
      <div class="fact-actions">
        <a class="text-button strong" href={fileUrl(picture.blob)} download={name}>
          <Download /> Picture
        </a>
        <a class="text-button strong" href={`/api/pictures/${row.id}/sidecar`} download={name.replace(/\.\w+$/, '.json')}>
          <Download /> Details as JSON
        </a>
        {row.prompt !== '' && <CopyButton key={row.id} text={row.prompt} label="Copy prompt" />}
        {place !== undefined && (
          <button type="button" class="text-button" onClick={() => void startFrom()}>
            Start from this
          </button>
        )}
        {place !== undefined &&
          detail?.buttons.map(button => <ActionButton key={button.action} button={button} onPress={() => onPress(button)} />)}
      </div>
      <p class="numbers" role="status">
        {said === '' ? (trouble ?? '') : said}
      </p>
      <Kin title="Made from" rows={from} all={all} />
      <Kin title="Made from this" rows={made} all={all} />
    </aside>
  )
}
