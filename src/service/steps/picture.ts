import { isAttachment } from '#core/attachment.ts'
import { textOf } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { hasEnded, keptOf, type Origin, type PictureJob, phaseOf } from '#core/job.ts'
import { bytesLock } from '#core/kept-bytes.ts'
import { isModelRef, type ModelCard, pictureField } from '#core/model-card.ts'
import type { Again } from '#core/ports.ts'
import { brief } from '#core/text.ts'
import { estimate, isTimed, priceOf } from '../costs.ts'
import { mostMsOf } from '../durations.ts'
import { fitPicture, seedOf } from '../fit.ts'
import type { Held } from '../held.ts'
import { faultOf } from '../held.ts'
import { reserve } from '../ledger.ts'
import { placeInLine } from '../limits.ts'
import { overrunOf } from '../overrun.ts'
import { originOf, outputOf } from '../pictures.ts'
import { platformOf, settingsAt } from '../policy.ts'
import { presentPicture } from '../present-picture.ts'
import { close, viewOf } from './close.ts'
import { nextLookMs, restMs } from './rest.ts'
import { look, submit } from './run.ts'

/** Stands in for a picture that is not uploaded yet while the other inputs are checked. Never sent. */
const standIn = 'https://files.invalid/picture'

/** How often a job in line looks for its turn by itself; the one before it wakes it sooner. */
const lineMs = 5_000

/** The most a starting picture may weigh. */
const pictureBytes = 25 * 1024 * 1024

/** Brings a picture job one step further: plan, submit, look, keep, show. */
export async function pictureStep(held: Held<PictureJob>): Promise<Again> {
  if (held.job.messages.length === 0) await present(held, false)
  if (phaseOf(held.job) === 'queued' && held.job.runs.length === 0) {
    if ((await placeInLine(held.deps, held.job)) !== undefined) {
      if (held.job.messages.length > 0) await present(held, false)
      return { inMs: lineMs }
    }
    await plan(held)
  }

  let waitMs = Number.POSITIVE_INFINITY
  let busy: Fault | undefined
  for (const index of held.job.runs.keys()) {
    try {
      waitMs = Math.min(waitMs, (await submit(held, index)) ?? Number.POSITIVE_INFINITY)
      if (restMs(held, index) === 0) await look(held, index)
      await keep(held, index)
    } catch (thrown) {
      // One run that cannot be started or asked now must not keep the others from going on.
      if (!(thrown instanceof Fault) || thrown.kind !== 'busy') throw thrown
      busy = thrown
    }
  }
  if (busy !== undefined) throw busy

  if (!hasEnded(held.job)) {
    await present(held, false)
    const isStarting = held.job.runs.some(run => run.state.phase === 'new')
    return { inMs: isStarting && waitMs === Number.POSITIVE_INFINITY ? 0 : Math.min(waitMs, nextLookMs(held)) }
  }
  return endPicture(held)
}

/** Ends a picture job whose runs have ended. */
export const endPicture = (held: Held<PictureJob>): Promise<Again> =>
  close(held, view => held.show(0, presentPicture(held.job, view), true))

const present = async (held: Held<PictureJob>, last: boolean): Promise<void> => {
  await held.show(0, presentPicture(held.job, await viewOf(held)), last)
}

/** Decides what is run: the model, its inputs, the money. Everything that can be refused is refused here, before anything is spent. */
async function plan(held: Held<PictureJob>): Promise<void> {
  const { deps, job, signal } = held
  try {
    const settings = await settingsAt(deps, job.address)
    const card = await describePainter(held, job.model)
    const given = job.values['image'] ?? job.start
    const how = { drawn: deps.world.random(2_147_483_647), isAgain: job.from !== undefined, isVaried: job.start !== undefined }
    const trial = fitPicture(card, job.values, settings, { ...how, picture: given === undefined ? undefined : standIn })
    for (const run of trial) {
      const wrong = await deps.models.check(card, run.input)
      if (wrong !== undefined) throw new Fault('input', wrong)
    }
    const picture = given === undefined ? undefined : await startingPicture(held)
    const fitted = picture === undefined ? trial : fitPicture(card, job.values, settings, { ...how, picture: picture.url })
    const mostMs = await mostMsOf(deps, card.pinned)
    const overrun = await overrunOf(deps, card.pinned)
    const runs = fitted.map(run => {
      const priced = priceOf(deps.prices, card, run, mostMs)
      return {
        ...run,
        model: card.pinned,
        name: card.model,
        ...(isTimed(deps.prices, card) && { atMostMs: mostMs }),
        ...(priced !== undefined && { priced }),
      }
    })
    const unknownUsd = settings.values['budget.unknown'] ?? 0
    const amount = runs.reduce((sum, run) => sum + estimate(run.priced, overrun, unknownUsd), 0)
    await reserve(held, amount, card.model)
    const seed = seedOf(card, fitted)
    const noted = {
      takesPicture: pictureField(card) !== undefined,
      ...(seed !== undefined && { seed }),
      ...(picture?.from !== undefined && { from: picture.from }),
    }
    await held.note([{ type: 'planned', runs, reserved: amount, ...noted }])
  } catch (thrown) {
    // Only a fault decides; a closing process or a database that is away must not refuse a job.
    if (signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    await held.note([{ type: 'refused', fault: faultOf(deps, job.id, thrown) }])
  }
}

async function describePainter(held: Held, model: string): Promise<ModelCard> {
  if (!isModelRef(model))
    throw new Fault('input', `“${brief(model, 60)}” is not a model; write \`owner/name\` or \`deployment:owner/name\`.`)
  const card = await held.deps.models.describe(model, held.signal)
  if (card.kind !== 'image') throw new Fault('input', `${card.model} does not paint pictures from words.`)
  return card
}

/** The picture a job starts from, given by a person or kept here: fetched, checked, freed of its metadata and put where the model can read it. */
async function startingPicture(held: Held<PictureJob>): Promise<{ readonly url: string; readonly from?: Origin }> {
  const { deps, job, signal } = held
  const given = job.values['image']
  const bytes =
    given === undefined
      ? await keptBytes(held)
      : isAttachment(given)
        ? await platformOf(deps, job.address).directory.open(given, { maxBytes: pictureBytes, signal })
        : await deps.links.fetch(String(given), { maxBytes: pictureBytes, signal })
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
async function keptBytes({ deps, job }: Held<PictureJob>): Promise<Uint8Array> {
  const output = job.start === undefined ? undefined : await deps.records.get('outputs', job.start)
  const found = output === undefined ? undefined : await deps.blobs.get(output.picture.blob)
  if (found !== undefined) return found.bytes
  throw new Fault(
    'input',
    'The picture this one starts from is no longer kept; start from another with `/imagine` and its `image`.',
  )
}

/** Stores the outputs that are there and not stored yet: Replicate deletes them after an hour. */
async function keep(held: Held<PictureJob>, index: number): Promise<void> {
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
    const found = await deps.media.probe(bytes)
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
      const kept = { index: at, picture: { ...found, blob, alt: brief(textOf(job.values, 'prompt'), 1_000) } }
      await held.note([{ type: 'kept', run: index, prediction, kept }], [{ put: 'outputs', row: outputOf(job, index, kept) }])
    })
  }
  if (run.state.phase === 'delivering') await held.note([{ type: 'delivered', run: index }])
}

/** An output's bytes; undefined when Replicate deleted it already, which ends the run in words, never in a second payment. */
async function output(held: Held, run: number, prediction: string, url: string): Promise<Uint8Array | undefined> {
  const isPreview = held.job.runs[run]?.state.phase === 'running'
  try {
    return await held.deps.models.fetch(url, held.signal)
  } catch (thrown) {
    held.signal.throwIfAborted()
    if (isPreview) {
      // It is fetched again with the others when the run has succeeded.
      held.deps.log.warn({ job: held.job.id, cause: thrown }, 'a picture that came early could not be fetched yet')
      return undefined
    }
    if (!(thrown instanceof Fault) || thrown.kind !== 'gone') throw thrown
    await held.note([
      { type: 'failed', run, prediction, fault: faultOf(held.deps, held.job.id, thrown), again: false, usage: {} },
    ])
    return undefined
  }
}
