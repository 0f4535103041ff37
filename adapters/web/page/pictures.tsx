import { endingOf, wordFor } from '#core/file-name.ts'
import type { Picture } from '#core/post.ts'
import { missingWords, useLoading } from './loading.ts'
import { viewing } from './viewing.ts'

/** The address of a stored file. */
export const fileUrl = (blob: string): string => `/files/${encodeURIComponent(blob)}`

/** The address of a picture as lists show it. */
export const thumbnailUrl = (blob: string): string => `${fileUrl(blob)}/small`

/** A file name that tells what is in the picture, or what it was made from. */
export function downloadName(alt: string, index: number, contentType: string): string {
  const words = alt
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${words === '' ? wordFor(contentType) : words}-${index + 1}.${endingOf(contentType)}`
}

type Shape = { readonly width: number; readonly height: number }

function Tile({ picture, onOpen }: { readonly picture: Picture; readonly onOpen: () => void }) {
  const { state, tries, onLoad, onError } = useLoading(fileUrl(picture.blob))
  const isMissing = state === 'gone' || state === 'unreadable'
  const label = `${picture.alt === '' ? 'Picture' : picture.alt}. Open larger.`
  return (
    <button type="button" class={`tile ${state}`} onClick={onOpen} aria-label={label} disabled={isMissing}>
      {isMissing ? (
        <span class="tile-words">{missingWords[state]}</span>
      ) : (
        <img
          key={tries}
          src={fileUrl(picture.blob)}
          width={picture.width}
          height={picture.height}
          alt=""
          decoding="async"
          onLoad={onLoad}
          onError={onError}
        />
      )}
    </button>
  )
}

/** A place where a picture will be, in the shape it will have. */
function Waiting({ shape }: { readonly shape: Shape; readonly note?: string }) {
  return (
    <span class="tile waiting" aria-hidden="true">
      <svg width={shape.width} height={shape.height} viewBox={`0 0 ${shape.width} ${shape.height}`} />
    </span>
  )
}

/** Pictures in a grid, the true shape of each reserved before it is there. `shape`: what is expected where nothing is known; `note`: how they were made. */
export function Pictures(props: {
  readonly pictures: readonly Picture[]
  readonly expected: number
  readonly shape: Shape
  readonly note?: string
}) {
  const { pictures, expected } = props
  const count = Math.max(pictures.length, expected)
  const first = pictures[0]
  const shape = first === undefined ? props.shape : { width: first.width, height: first.height }
  const columns =
    count === 1 ? 'one' : count === 2 || count === 4 ? 'two' : count === 3 || count === 5 || count === 6 ? 'three' : 'four'
  const form = shape.height > shape.width * 1.2 ? 'tall' : shape.width > shape.height * 1.2 ? 'wide' : 'square'
  return (
    <div class={`pictures ${columns} ${form}`} role="group" aria-label={`${pictures.length} of ${count} pictures`}>
      {Array.from({ length: count }, (_, index) => {
        const picture = pictures[index]
        return picture === undefined ? (
          <Waiting key={index} shape={shape} />
        ) : (
          <Tile
            key={index}
            picture={picture}
            onOpen={() => viewing.set(() => ({ pictures, index, ...(props.note !== undefined && { note: props.note }) }))}
          />
        )
      })}
    </div>
  )
}
