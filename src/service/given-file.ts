import { type Attachment, isAttachment } from '#core/attachment.ts'
import { Fault } from '#core/fault.ts'
import type { MadeJob, Origin, PictureJob } from '#core/job.ts'
import { brief } from '#core/text.ts'
import type { Held } from './held.ts'
import { originOf } from './pictures.ts'
import { platformOf } from './policy.ts'

/** Stands in for a file that is not uploaded yet while the other inputs are checked. Never sent. */
export const standIn = 'https://files.invalid/file'

/** The most a file may weigh that somebody gives. */
const mostBytes = 25 * 1024 * 1024

/** The bytes of a file that somebody sent along or links to: from a public address alone, 25 MB at most. */
const openGiven = ({ deps, job, signal }: Held, given: Attachment | string): Promise<Uint8Array> =>
  isAttachment(given)
    ? platformOf(deps, job.address).directory.open(given, { maxBytes: mostBytes, signal })
    : deps.links.fetch(given, { maxBytes: mostBytes, signal })

/** Puts the kept picture that a job starts from where its model can read it, and answers its address there. */
export async function bringKept(held: Held<MadeJob>): Promise<string> {
  const picture = await held.deps.media.accept(await keptBytes(held), 'the picture')
  return held.deps.models.upload(
    { bytes: picture.bytes, name: 'picture', contentType: picture.contentType },
    held.signal,
    held.job.model,
  )
}

/** The picture a job starts from, given by a person or kept here: fetched, checked, freed of its metadata and put where the model can read it. */
export async function startingPicture(held: Held<PictureJob>): Promise<{ readonly url: string; readonly from?: Origin }> {
  const { deps, job, signal } = held
  const given = job.values['image']
  const bytes = given === undefined ? await keptBytes(held) : await openGiven(held, isAttachment(given) ? given : String(given))
  const name = given === undefined ? 'the picture' : isAttachment(given) ? given.name : 'the link'
  const picture = await deps.media.accept(bytes, name)
  const from = job.from ?? (await originOf(deps, job, bytes))
  const url = await deps.models.upload(
    { bytes: picture.bytes, name: 'picture', contentType: picture.contentType },
    signal,
    job.model,
  )
  return { url, ...(from !== undefined && { from }) }
}

/** The bytes of the kept picture that a job starts from. */
async function keptBytes({ deps, job }: Held<MadeJob>): Promise<Uint8Array> {
  const output = job.start === undefined ? undefined : await deps.records.get('outputs', job.start)
  const found = output === undefined ? undefined : await deps.blobs.get(output.picture.blob)
  if (found !== undefined) return found.bytes
  throw new Fault(
    'input',
    'The picture this one starts from is no longer kept; start from another with `/imagine` and its `image`.',
  )
}

/**
 * Puts a file that somebody gave where a model can read it, and answers its address there. A picture is freed of its
 * metadata; what else it is goes by its content. An `input` fault says what is wrong with it.
 */
export async function bringFile(held: Held, given: Attachment | string, model: string): Promise<string> {
  const { deps, signal } = held
  const bytes = await openGiven(held, given)
  if (bytes.length === 0)
    throw new Fault('input', `${isAttachment(given) ? brief(given.name, 60) || 'The file' : 'What the link leads to'} is empty.`)
  const contentType = deps.media.typeOf(bytes)
  const file = contentType.startsWith('image/')
    ? await deps.media.accept(bytes, isAttachment(given) ? given.name : 'the link')
    : { bytes, contentType }
  return deps.models.upload({ bytes: file.bytes, name: 'file', contentType: file.contentType }, signal, model)
}
