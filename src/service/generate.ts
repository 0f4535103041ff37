import { isDeepStrictEqual } from 'node:util'
import type { Actor, Address } from '#core/address.ts'
import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { hasEnded, type PictureJob } from '#core/job.ts'
import type { ReplyRef } from '#core/post.ts'
import { withoutPair } from '#core/words.ts'
import { acceptMade } from './accept-made.ts'
import type { Deps } from './deps.ts'
import { jobIdOf } from './ids.ts'
import { settingsAt } from './policy.ts'

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

/** Paints what an answer offered to, once at a time for each answer and person: a button is easily pressed twice. */
export async function paintOffered(deps: Deps, asked: Asked, from: string, prompt: string): Promise<void> {
  const model = (await settingsAt(deps, asked.address)).values['model.image']
  if (model === undefined) throw new Fault('config', 'No model paints here yet; an admin chooses one with `/config model image`.')
  await deps.locks.with(`again ${from}`, async () => {
    const made = await deps.records.list('jobs', { where: { from, isOpen: 1 } })
    if (made.some(other => other.actor.id === asked.actor.id && other.id !== jobIdOf(asked) && !hasEnded(other)))
      throw new Fault('busy', 'It is being painted already; the picture comes below.')
    await paint(deps, asked, model, { prompt }, { from: { job: from } })
  })
}

/** What a job that goes back to another differs in: what it is painted from, and which picture of ours it begins with. */
export type Repaint = { readonly values: Values; readonly start?: string; readonly picture?: string }

/**
 * A picture job made anew from another, as its own job with its own message, by the model as it ran then. One at a time
 * for each person: a button is easily pressed twice, and each picture is paid. `twice` says so.
 */
export async function repaint(
  deps: Deps,
  asked: Asked,
  job: PictureJob,
  { values, start, picture }: Repaint,
  twice: string,
): Promise<void> {
  const id = jobIdOf(asked)
  const model = job.runs[0]?.model ?? job.model
  await deps.locks.with(`again ${job.id}`, async () => {
    const made = await deps.records.list('jobs', { where: { from: job.id, isOpen: 1 } })
    const isSame = (other: PictureJob): boolean =>
      other.actor.id === asked.actor.id &&
      other.id !== id &&
      other.start === start &&
      isDeepStrictEqual(other.values, values) &&
      !hasEnded(other)
    if (made.some(other => other.kind === 'picture' && isSame(other))) throw new Fault('busy', twice)
    const from = { job: job.id, ...(picture !== undefined && { picture }) }
    await paint(deps, asked, model, values, { from, ...(start !== undefined && { start }) })
  })
}

/** The same picture job once more, with a new seed where it had one. */
export const paintAgain = (deps: Deps, asked: Asked, job: PictureJob): Promise<void> =>
  repaint(
    deps,
    asked,
    job,
    {
      values: job.seed === undefined ? job.values : withoutSeed(job.values),
      ...(job.start !== undefined && { start: job.start }),
    },
    'It is being made again already; the new picture comes below.',
  )

/** What was asked without its seed, however it was given. */
export function withoutSeed({ seed: _, more, ...values }: Values): Values {
  const others = typeof more === 'string' ? withoutPair(more, 'seed') : ''
  return others === '' ? values : { ...values, more: others }
}

async function paint(
  deps: Deps,
  asked: Asked,
  model: string,
  values: Values,
  lineage: Pick<PictureJob, 'from' | 'start'> = {},
): Promise<void> {
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
    ...lineage,
  }
  await acceptMade(deps, job)
}
