import type { Actor, Address } from '#core/address.ts'
import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import type { Origin, PictureJob } from '#core/job.ts'
import type { ReplyRef } from '#core/post.ts'
import { withoutPair } from '#core/words.ts'
import { accept } from './accept.ts'
import { announce } from './announce.ts'
import type { Deps } from './deps.ts'
import { jobIdOf } from './ids.ts'
import { placeInLine } from './limits.ts'
import { settingsAt } from './policy.ts'
import { presentPicture } from './present-picture.ts'

/** Where and by whom a job is asked for, with the platform's id of the event. */
export type Asked = { readonly id: string; readonly address: Address; readonly actor: Actor; readonly reply: ReplyRef }

/** Paints what `/imagine` asked for, with the channel's model or the one that was named. */
export async function imagine(deps: Deps, asked: Asked, values: Values): Promise<void> {
  const named = values['model']
  const model = typeof named === 'string' ? named : (await settingsAt(deps, asked.address)).values['model.image']
  if (model === undefined) throw new Fault('config', 'No model paints here yet; an admin chooses one with `/config model image`.')
  const { model: _, ...rest } = values
  await paint(deps, asked, model, rest)
}

/** The same picture job once more, with a new seed where it had one, as its own job with its own message. */
export async function paintAgain(deps: Deps, asked: Asked, job: PictureJob): Promise<void> {
  const values = job.seed === undefined ? job.values : withoutSeed(job.values)
  await paint(deps, asked, job.model, values, { job: job.id })
}

/** What was asked without its seed, however it was given. */
function withoutSeed({ seed: _, more, ...values }: Values): Values {
  const others = typeof more === 'string' ? withoutPair(more, 'seed') : ''
  return others === '' ? values : { ...values, more: others }
}

async function paint(deps: Deps, asked: Asked, model: string, values: Values, from?: Origin): Promise<void> {
  const { address, actor, reply } = asked
  const id = jobIdOf(asked)
  const job: PictureJob = {
    kind: 'picture',
    id,
    at: deps.world.now(),
    address,
    actor,
    reply,
    model,
    values,
    runs: [],
    messages: [],
    ...(from !== undefined && { from }),
  }
  await accept(deps, job)
  const place = await placeInLine(deps, job)
  if (place !== undefined) await announce(deps, job, presentPicture(job, { now: job.at, place, charged: deps.charged }))
}
