import { addressKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import { textOf } from '#core/command.ts'
import type { Kept, Origin, PictureJob } from '#core/job.ts'
import type { OutputRow } from '#core/rows.ts'
import type { Deps } from './deps.ts'

/** Twice the widest that lists show a picture, for screens with fine dots. */
const thumbnailSide = 512

/** The row of a picture that a run has put out, to be written with the fact that it is kept. */
export const outputOf = (job: PictureJob, run: number, { index, picture: { alt: _, ...picture } }: Kept): OutputRow => ({
  id: `${job.id}-${run}-${index}`,
  at: job.at,
  job: job.id,
  run,
  picture,
  prompt: textOf(job.values, 'prompt'),
  person: personKey(job.address, job.actor),
  channel: addressKey(channelOf(job.address)),
  workspace: scopeKeys(job.address).workspace,
})

/** Whether a job's picture has these bytes. */
export const isKept = async (deps: Pick<Deps, 'records'>, blob: string): Promise<boolean> =>
  (await deps.records.list('outputs', { where: { blob }, limit: 1 })).length > 0

/** The picture of this workspace that these bytes are, where they are one that was made here. */
export async function originOf(
  deps: Pick<Deps, 'records' | 'blobs' | 'media'>,
  job: PictureJob,
  bytes: Uint8Array,
): Promise<Origin | undefined> {
  const found = await deps.media.probe(bytes)
  if (found === undefined) return undefined
  const blob = deps.blobs.nameOf(bytes, found.contentType)
  const { workspace } = scopeKeys(job.address)
  const [made] = await deps.records.list('outputs', { where: { blob, workspace }, newestFirst: true, limit: 1 })
  return made === undefined ? undefined : { job: made.job, picture: made.id }
}

/** One at a time for a picture: a thumbnail that is just being made must not outlive the picture. */
const inTurn = <Result>(deps: Pick<Deps, 'locks'>, blob: string, act: () => Promise<Result>): Promise<Result> =>
  deps.locks.with(`picture ${blob}`, act)

/** The picture small enough for a list: made once, kept beside the picture, gone with it. What no job made is given whole. */
export async function thumbnailOf(
  deps: Pick<Deps, 'records' | 'shelves' | 'blobs' | 'media' | 'locks'>,
  blob: string,
): ReturnType<Deps['blobs']['get']> {
  const known = await deps.shelves.thumbnails.get(blob)
  if (known !== undefined) return deps.blobs.get(known)
  return inTurn(deps, blob, async () => {
    const made = await deps.shelves.thumbnails.get(blob)
    if (made !== undefined) return deps.blobs.get(made)
    const whole = await deps.blobs.get(blob)
    if (whole === undefined || !(await isKept(deps, blob))) return whole
    const small = await deps.media.shrink(whole.bytes, thumbnailSide)
    // What cannot be made small is shown as it is; so is what would not become smaller.
    if (small === undefined || small.bytes.length >= whole.bytes.length) return whole
    await deps.shelves.thumbnails.set(blob, await deps.blobs.put(small.bytes, small.contentType))
    return small
  })
}

/**
 * Takes away the pictures of jobs with their thumbnails, and answers how many there were. Bytes that another job made,
 * too, stay for it: the same prompt and seed make the same picture.
 */
export async function dropPictures(
  deps: Pick<Deps, 'records' | 'shelves' | 'blobs' | 'locks'>,
  jobs: readonly string[],
): Promise<number> {
  let dropped = 0
  for (const job of jobs) {
    const rows = await deps.records.list('outputs', { where: { job } })
    await deps.records.batch(rows.map(row => ({ remove: 'outputs', id: row.id })))
    dropped += rows.length
    for (const blob of new Set(rows.map(row => row.picture.blob))) {
      await inTurn(deps, blob, async () => {
        if (await isKept(deps, blob)) return
        const small = await deps.shelves.thumbnails.get(blob)
        await deps.blobs.remove(blob)
        if (small === undefined) return
        await deps.blobs.remove(small)
        await deps.shelves.thumbnails.delete(blob)
      })
    }
  }
  return dropped
}
