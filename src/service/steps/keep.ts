import { Fault } from '#core/fault.ts'
import { keptOf, type MadeJob } from '#core/job.ts'
import { bytesLock } from '#core/kept-bytes.ts'
import { brief } from '#core/text.ts'
import { askedFor } from '../asked-for.ts'
import { faultOf, type Held } from '../held.ts'
import { outputOf } from '../pictures.ts'

/**
 * Stores the outputs of a run that are there and not stored yet: Replicate deletes them after an hour. What is no picture is
 * kept for a job that asked for any model's output, and is the failure of one that asked for pictures.
 */
export async function keep(held: Held<MadeJob>, index: number): Promise<void> {
  const { deps, job } = held
  const run = job.runs[index]
  if (run === undefined || (run.state.phase !== 'running' && run.state.phase !== 'delivering')) return
  const { prediction } = run.state
  const listed = run.state.files ?? []
  const have = new Set(keptOf(run.state).map(kept => kept.index))
  for (const [at, url] of listed.entries()) {
    if (have.has(at)) continue
    const bytes = await output(held, index, prediction, url)
    if (bytes === undefined) {
      if (run.state.phase === 'running') continue
      return
    }
    const probed = await deps.media.probe(bytes)
    const found = probed ?? (job.kind === 'model' ? otherFile(deps.media.typeOf(bytes)) : undefined)
    if (found === undefined) {
      if (run.state.phase === 'running') continue
      const fault = {
        kind: 'model',
        message: `${run.model} answered with something that is not a picture. Nothing was kept.`,
      } as const
      await held.note([{ type: 'failed', run: index, prediction, fault, again: false, charge: 'made', usage: {} }])
      return
    }
    await deps.locks.with(bytesLock(deps.blobs.nameOf(bytes, found.contentType)), async () => {
      const blob = await deps.blobs.put(bytes, found.contentType)
      const kept = { index: at, picture: { ...found, blob, alt: brief(askedFor(job), 1_000) } }
      await held.note([{ type: 'kept', run: index, prediction, kept }], [{ put: 'outputs', row: outputOf(job, index, kept) }])
    })
  }
  if (run.state.phase === 'delivering') await held.note([{ type: 'delivered', run: index }])
}

/** A file that is no picture we show: it has no size in pixels, and is called no picture either. */
const otherFile = (type: string): { readonly contentType: string; readonly width: number; readonly height: number } => ({
  contentType: type.startsWith('image/') ? 'application/octet-stream' : type,
  width: 0,
  height: 0,
})

/** Faults that no other try mends: it is deleted, too large, or not where outputs are. */
const isFinal: readonly Fault['kind'][] = ['gone', 'model', 'platform']

/** An output's bytes; undefined when they can never be had, which ends the run in words, never in a second payment. */
async function output(held: Held, run: number, prediction: string, url: string): Promise<Uint8Array | undefined> {
  const isPreview = held.job.runs[run]?.state.phase === 'running'
  try {
    return await held.deps.models.fetch(url, held.signal)
  } catch (thrown) {
    held.signal.throwIfAborted()
    if (isPreview) {
      // It is fetched again with the others when the run has succeeded.
      held.deps.log.warn({ job: held.job.id, cause: thrown }, 'an output that came early could not be fetched yet')
      return undefined
    }
    if (!(thrown instanceof Fault) || !isFinal.includes(thrown.kind)) throw thrown
    await held.note([
      { type: 'failed', run, prediction, fault: faultOf(held.deps, held.job.id, thrown), again: false, usage: {} },
    ])
    return undefined
  }
}
