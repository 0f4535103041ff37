import { addressKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import type { Kept, MadeJob, Origin, PictureJob } from '#core/job.ts'
import { bytesLock } from '#core/kept-bytes.ts'
import type { OutputRow } from '#core/rows.ts'
import { askedFor } from './asked-for.ts'
import type { Deps } from './deps.ts'

/** Twice the widest that lists show a picture, for screens with fine dots. */
const thumbnailSide = 512

/** The row of a file that a run has put out, to be written with the fact that it is kept. */
export const outputOf = (job: MadeJob, run: number, { index, picture: { alt: _, ...picture } }: Kept): OutputRow => ({
  id: `${job.id}-${run}-${index}`,
  at: job.at,
  job: job.id,
  run,
  picture,
  prompt: askedFor(job),
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

type PictureDeps = Pick<Deps, 'records' | 'shelves' | 'blobs' | 'locks' | 'platforms'>

/** Whether anybody needs these bytes: a picture that is not one of `gone`, or what an adapter keeps. */
async function isUsed(deps: Pick<Deps, 'records' | 'platforms'>, blob: string, gone: ReadonlySet<string>): Promise<boolean> {
  const rows = await deps.records.list('outputs', { where: { blob }, limit: gone.size + 1 })
  if (rows.some(row => !gone.has(row.id))) return true
  for (const { archive } of deps.platforms.values()) if (archive !== undefined && (await archive.keeps(blob))) return true
  return false
}

/** The picture small enough for a list: made once, kept beside the picture, gone with it. What no job made is given whole. */
export async function thumbnailOf(
  deps: Pick<Deps, 'records' | 'shelves' | 'blobs' | 'media' | 'locks'>,
  blob: string,
): ReturnType<Deps['blobs']['get']> {
  const known = async (): ReturnType<Deps['blobs']['get']> => {
    const name = await deps.shelves.thumbnails.get(blob)
    // Two pictures may look the same when they are small: what went with the other one is made anew.
    return name === undefined ? undefined : deps.blobs.get(name)
  }
  const small = await known()
  if (small !== undefined) return small
  // One at a time: a thumbnail that is just being made must not outlive the picture.
  return deps.locks.with(bytesLock(blob), async () => {
    const made = await known()
    if (made !== undefined) return made
    const whole = await deps.blobs.get(blob)
    if (whole === undefined || !(await isKept(deps, blob))) return whole
    const shrunk = await deps.media.shrink(whole.bytes, thumbnailSide)
    // What cannot be made small is shown as it is; so is what would not become smaller.
    if (shrunk === undefined || shrunk.bytes.length >= whole.bytes.length) return whole
    await deps.shelves.thumbnails.set(blob, await deps.blobs.put(shrunk.bytes, shrunk.contentType))
    return shrunk
  })
}

/** Takes away the pictures of jobs with their thumbnails, and answers how many there were. */
export async function dropPictures(deps: PictureDeps, jobs: readonly string[]): Promise<number> {
  let dropped = 0
  for (const job of jobs) {
    const rows = await deps.records.list('outputs', { where: { job } })
    await dropOutputs(deps, rows)
    dropped += rows.length
  }
  return dropped
}

/**
 * Takes away these pictures with their thumbnails. Bytes that somebody else has, too, stay for them: the same prompt and
 * seed make the same picture, and a picture made here may be sent back. The bytes go before their row: a crash in
 * between leaves a row that is taken away the next time, never bytes that nobody can find.
 */
export async function dropOutputs(deps: PictureDeps, rows: readonly OutputRow[]): Promise<void> {
  for (const [blob, gone] of Map.groupBy(rows, row => row.picture.blob)) {
    await deps.locks.with(bytesLock(blob), async () => {
      if (!(await isUsed(deps, blob, new Set(gone.map(row => row.id))))) {
        for (const { surface } of deps.platforms.values()) await surface.drop?.(blob)
        const small = await deps.shelves.thumbnails.get(blob)
        await deps.blobs.remove(blob)
        if (small !== undefined) {
          if (small !== blob && !(await isUsed(deps, small, new Set()))) await deps.blobs.remove(small)
          await deps.shelves.thumbnails.delete(blob)
        }
      }
      await deps.records.batch(gone.map(row => ({ remove: 'outputs', id: row.id })))
    })
  }
}
