import { Fault } from '#core/fault.ts'
import type { PictureJob } from '#core/job.ts'
import { doingOf, mediumOf } from '#core/making.ts'
import { isModelRef, type ModelCard, pictureField } from '#core/model-card.ts'
import type { Again } from '#core/ports.ts'
import { brief } from '#core/text.ts'
import { fitPicture, seedOf } from '../fit.ts'
import { standIn, startingPicture } from '../given-file.ts'
import type { Held } from '../held.ts'
import { settingsAt } from '../policy.ts'
import { presentPicture } from '../present-picture.ts'
import { setAside } from '../set-aside.ts'
import { close, viewOf } from './close.ts'
import { madeStep } from './made.ts'

/** Brings a picture job one step further. */
export const pictureStep = (held: Held<PictureJob>): Promise<Again> =>
  madeStep(held, {
    plan: () => plan(held),
    present: async () => held.show(0, presentPicture(held.job, await viewOf(held)), false),
    end: () => endPicture(held),
  })

/** Ends a picture job whose runs have ended. */
export const endPicture = (held: Held<PictureJob>): Promise<Again> =>
  close(held, view => held.show(0, presentPicture(held.job, view), true))

/** Decides what is run: the model, its inputs, the money. Everything that can be refused is refused here, before anything is spent. */
async function plan(held: Held<PictureJob>): Promise<void> {
  const { deps, job } = held
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
  const { runs, reserved } = await setAside(held, card, settings, fitted)
  const seed = seedOf(card, fitted)
  const noted = {
    takesPicture: pictureField(card) !== undefined,
    ...(seed !== undefined && { seed }),
    ...(picture?.from !== undefined && { from: picture.from }),
  }
  await held.note([{ type: 'planned', runs, reserved, ...noted }])
}

async function describePainter(held: Held, model: string): Promise<ModelCard> {
  if (!isModelRef(model))
    throw new Fault('input', `“${brief(model, 60)}” is not a model; write \`owner/name\` or \`deployment:owner/name\`.`)
  const card = await held.deps.models.describe(model, held.signal)
  if (card.kind !== 'image') throw new Fault('input', `${card.model} does not paint pictures from words.`)
  // Said before it is paid: its result could not be shown as a picture.
  if (mediumOf(card, held.deps.prices) !== undefined)
    throw new Fault('input', `${card.model} ${doingOf(card, held.deps.prices)}, no pictures; \`/run\` runs it.`)
  return card
}
