import { createHash } from 'node:crypto'
import { endingOf, wordFor } from '#core/file-name.ts'
import type { Desk } from '#core/ports.ts'
import type { Picture } from '#core/post.ts'
import { discordLimits, requestBytes } from './limits.ts'
import type { Shown } from './render.ts'

/** A file that a message has already. */
export type HeldFile = { readonly id: string; readonly name: string }

/** A file on its way into a message. */
export type NewFile = { readonly name: string; readonly bytes: Uint8Array; readonly contentType: string }

/** What becomes of a post's pictures: files the message has, files to be sent, sentences in place of the rest. */
export type Prepared = {
  readonly shown: ReadonlyMap<string, Shown>
  readonly kept: readonly HeldFile[]
  readonly added: readonly NewFile[]
}

/** Where pictures come from. */
export type Opener = Pick<Desk, 'open' | 'linkTo'>

/** What fits where the message stands. `refused`: no file can be put there, and the sentence that says why. */
export type Room = { readonly fileBytes: number; readonly refused?: string }

/** A file's name in a message, but for its ending: made of its content, in letters that Discord leaves as they are. */
const stemOf = ({ blob, contentType }: Pick<Picture, 'blob' | 'contentType'>): string =>
  `${wordFor(contentType)}-${createHash('sha256').update(blob).digest('hex').slice(0, 16)}`

/** Opens what the message does not have yet, made smaller where it must be, and says in words what cannot be shown. */
export async function prepare(
  pictures: readonly Picture[],
  has: readonly HeldFile[],
  room: Room,
  opener: Opener,
): Promise<Prepared> {
  const shown = new Map<string, Shown>()
  const kept: HeldFile[] = []
  const missing: { readonly blob: string; readonly contentType: string; readonly name: string }[] = []
  for (const [at, picture] of pictures.entries()) {
    const { blob, contentType } = picture
    const word = wordFor(contentType)
    const name = pictures.length === 1 ? `The ${word}` : `${word.charAt(0).toUpperCase()}${word.slice(1)} ${at + 1}`
    const held = has.find(file => file.name.startsWith(`${stemOf(picture)}.`))
    if (held !== undefined) {
      kept.push(held)
      shown.set(blob, { name: held.name })
    } else if (at >= discordLimits.picturesPerPost)
      shown.set(blob, { instead: elsewhere(opener, blob, `${name} finds no room in this message`) })
    else if (room.refused !== undefined)
      shown.set(blob, { instead: elsewhere(opener, blob, `${name} cannot be shown. ${room.refused}`.replace(/\.$/, '')) })
    else missing.push({ blob, contentType, name })
  }

  const opened = []
  for (const picture of missing)
    opened.push({ ...picture, file: await opener.open(picture.blob, { atMostBytes: room.fileBytes }) })
  const share = fairShare(opened.map(({ file }) => file?.bytes.length ?? 0))
  const added: NewFile[] = []
  for (const { name, file, ...picture } of opened) {
    const { blob } = picture
    const fits = file === undefined || file.bytes.length <= share ? file : await opener.open(blob, { atMostBytes: share })
    if (fits !== undefined && fits.bytes.length <= Math.min(share, room.fileBytes)) {
      const file = { ...fits, name: `${stemOf(picture)}.${endingOf(fits.contentType)}` }
      added.push(file)
      shown.set(blob, { name: file.name })
    } else {
      const isThere = (await opener.open(blob)) !== undefined
      shown.set(blob, {
        instead: isThere ? elsewhere(opener, blob, `${name} is larger than Discord takes here`) : `${name} is no longer stored.`,
      })
    }
  }
  return { shown, kept, added }
}

function elsewhere({ linkTo }: Opener, blob: string, sentence: string): string {
  const url = linkTo(blob)
  return url === undefined ? `${sentence}.` : `${sentence}: [our own copy](${url}), good for seven days.`
}

/** The most bytes of one file when together they must fit into one request: small ones leave their room to the large. */
function fairShare(sizes: readonly number[]): number {
  let left = requestBytes
  const sorted = [...sizes].sort((a, b) => a - b)
  for (const [at, size] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - at))
    if (size > share) return share
    left -= size
  }
  return requestBytes
}
