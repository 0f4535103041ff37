import { type Actor, type Address, addressKey, personKey } from '#core/address.ts'
import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import type { Origin, PictureJob } from '#core/job.ts'
import type { ReplyRef } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { jobIdOf } from './ids.ts'
import { checkLimits } from './limits.ts'
import { settingsAt } from './policy.ts'

/** Where and by whom a job is asked for, with the platform's id of the event. */
export type Asked = { readonly id: string; readonly address: Address; readonly actor: Actor; readonly reply: ReplyRef }

/**
 * Stores a job before anything is spent and hands it to the engine. The same event twice is one job: a second call
 * finds the first one's and only makes sure that the engine has it.
 */
export async function accept(deps: Deps, job: Job, lane: string): Promise<void> {
  const person = personKey(job.address, job.actor)
  // One at a time for a person: two deliveries of one event must not both find nothing, and no two jobs the last free place.
  await deps.locks.with(`jobs of ${person}`, async () => {
    if ((await deps.records.get('jobs', job.id)) !== undefined) return
    await checkLimits(deps, job)
    await deps.records.batch([{ put: 'jobs', row: job }])
  })
  await deps.engine.add(job.id, { lane, share: person })
}

/** Paints what `/imagine` asked for, with the channel's model or the one that was named. */
export async function imagine(deps: Deps, asked: Asked, values: Values): Promise<void> {
  const named = values['model']
  const model = typeof named === 'string' ? named : (await settingsAt(deps, asked.address)).values['model.image']
  if (model === undefined) throw new Fault('config', 'No model paints here yet; an admin chooses one with `/config model image`.')
  const { model: _, ...rest } = values
  await paint(deps, asked, model, rest)
}

/** The same picture job once more, with a new seed, as its own job with its own message. */
export async function paintAgain(deps: Deps, asked: Asked, job: PictureJob): Promise<void> {
  const { seed: _, ...values } = job.values
  await paint(deps, asked, job.model, values, { job: job.id })
}

async function paint(deps: Deps, asked: Asked, model: string, values: Values, from?: Origin): Promise<void> {
  const { address, actor, reply } = asked
    ...(from !== undefined && { from }),
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
  }
  await accept(deps, job, `picture ${addressKey(address)} ${id}`)
}
