import { type Address, addressKey, personKey } from '#core/address.ts'
import type { Turn } from '#core/conversation.ts'
import type { Job } from '#core/job.ts'
import type { Surface } from '#core/ports.ts'
import { type MessageRef, type Post, say } from '#core/post.ts'
import { heed, layCancel, messagesOf } from './cancel.ts'
import type { Deps } from './deps.ts'
import { everyRow } from './every-row.ts'
import type { Asked } from './generate.ts'
import { questionOf } from './memory.ts'
import { dropPictures } from './pictures.ts'
import { platformOf } from './policy.ts'
import { inTurn, takeOut, turnIn, turnsAfter, withTurns } from './turns.ts'
import { plural } from './wording.ts'

/** Messages that are taken away at once: a platform that is slow for one need not be for all. */
const removedAtOnce = 8
const removeWithinMs = 10_000

/** Forgets the turns of this conversation. The messages stay where people wrote them; no model will be given them again. */
export async function forgetHere(deps: Deps, asked: Asked): Promise<Post> {
  const forgotten = await withTurns(deps, addressKey(asked.address), turns => takeOut(deps, turns, turns))
  return say(
    'actor',
    forgotten === 0
      ? 'There was nothing to forget here.'
      : `Forgotten: ${plural(forgotten, 'message')} of this conversation. The next one starts fresh.`,
  )
}

/** What the button under the question below carries. */
export const forgetMeAction = 'forget-me'

/** Asks once before everything of a person goes: nothing brings it back. */
export const askToForgetMe = (): Post => ({
  audience: 'actor',
  blocks: [
    {
      type: 'text',
      markdown:
        'This takes away everything that is stored of you, in every channel: what you said and what was answered, your prompts and your pictures. Nothing brings it back.',
    },
    { type: 'actions', buttons: [{ action: forgetMeAction, label: 'Forget everything of me', tone: 'primary' }] },
  ],
})

/**
 * Forgets all that is stored of a person: what they said and what was answered, their jobs with prompts and pictures,
 * and what the platform's adapter keeps. A picture somebody else's job made too is kept for them; the ledger keeps sums
 * without words. What stands in a turn of others that is being answered now goes when that ends.
 */
export async function forgetMe(deps: Deps, asked: Asked): Promise<Post> {
  const person = personKey(asked.address, asked.actor)
  const { surface, directory } = platformOf(deps, asked.address)
  const conversations = new Set<string>()
  for await (const turns of everyRow(deps.records, 'turns', { person })) {
    for (const turn of turns) conversations.add(turn.conversation)
  }
  let said = 0
  for (const conversation of conversations) {
    said += await withTurns(deps, conversation, turns =>
      takeOut(
        deps,
        turns,
        turns.filter(turn => turn.person === person),
      ),
    )
  }

  const done = { jobs: 0, pictures: 0, running: 0, stuck: 0 }
  for await (const jobs of everyRow(deps.records, 'jobs', { person })) {
    const ended = jobs.filter(job => job.closedAt !== undefined)
    done.running += jobs.length - ended.length
    done.jobs += ended.length
    const messages = ended.flatMap(job => job.messages)
    done.stuck += await removeMessages(deps, surface, messages)
    // Before the jobs: a crash in between must not leave pictures that nobody can find any more.
    done.pictures += await dropPictures(
      deps,
      ended.map(job => job.id),
    )
    await dropJobs(deps, ended)
  }
  await deps.shelves.drafts.delete(person)
  await directory.forget(asked.actor)
  return say('actor', sentenceOf(said, done))
}

function sentenceOf(
  said: number,
  {
    jobs,
    pictures,
    running,
    stuck,
  }: { readonly jobs: number; readonly pictures: number; readonly running: number; readonly stuck: number },
): string {
  const sentences = [`Forgotten: ${plural(said, 'message')}, ${plural(jobs, 'job')} and ${plural(pictures, 'picture')}.`]
  if (stuck > 0)
    sentences.push(
      `${plural(stuck, 'message')} of mine could not be taken away here; an admin can delete ${stuck === 1 ? 'it' : 'them'}.`,
    )
  if (running > 0)
    sentences.push(
      `${plural(running, 'job')} of yours ${running === 1 ? 'is' : 'are'} still running; forget again when ${running === 1 ? 'it is' : 'they are'} done.`,
    )
  return sentences.join(' ')
}

/** Takes messages away, and answers how many would not go: what is stored is forgotten all the same. */
async function removeMessages(deps: Pick<Deps, 'log'>, surface: Surface, messages: readonly MessageRef[]): Promise<number> {
  let stuck = 0
  for (let at = 0; at < messages.length; at += removedAtOnce) {
    const some = messages.slice(at, at + removedAtOnce)
    const outcomes = await Promise.allSettled(some.map(message => surface.remove(message, AbortSignal.timeout(removeWithinMs))))
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue
      stuck++
      deps.log.warn({ cause: outcome.reason as unknown }, 'a message of somebody who is forgotten could not be taken away')
    }
  }
  return stuck
}

/** Takes closed jobs away, with what was laid beside them too late and the predictions they had. */
export async function dropJobs({ records }: Pick<Deps, 'records'>, jobs: readonly Job[]): Promise<void> {
  const [beside, predictions] = await Promise.all(
    (['facts', 'predictions'] as const).map(async table =>
      (await Promise.all(jobs.map(job => records.list(table, { where: { job: job.id } })))).flat(),
    ),
  )
  await records.batch([
    ...(beside ?? []).map(({ id }) => ({ remove: 'facts' as const, id })),
    ...(predictions ?? []).map(({ id }) => ({ remove: 'predictions' as const, id })),
    ...jobs.map(({ id }) => ({ remove: 'jobs' as const, id })),
  ])
}

/**
 * Forgets what was said in one message and what was answered to it. A turn that waits or is being answered is canceled
 * with its question, or when its answer was deleted.
 */
export async function forgetMessage(deps: Deps, address: Address, message: MessageRef): Promise<void> {
  const conversation = addressKey(address)
  const canceled = await inTurn(deps, conversation, async () => {
    const said = await turnIn(deps.records, conversation, message)
    if (said !== undefined) {
      const { gone, near } = await saidAnd(deps, said)
      await takeOut(deps, near, gone)
    }
    const found = []
    for (const job of await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })) {
      if (job.kind !== 'turn') continue
      const isQuestion = ('text' in job.ask && job.ask.message === message) || questionOf(job) === said?.id
      if (!isQuestion && !(await messagesOf(deps, job)).includes(message)) continue
      const wish = { by: 'somebody who deleted the message', gone: isQuestion ? 'question' : 'answer' } as const
      await layCancel(deps, job, wish)
      found.push({ job, wish })
    }
    return found
  })
  for (const { job, wish } of canceled) await heed(deps, job, wish)
}

/** What goes with a turn: of a question its answers, and what they went on with. `near`: the turns after all of them. */
async function saidAnd(
  { records }: Pick<Deps, 'records'>,
  said: Turn,
): Promise<{ readonly gone: readonly Turn[]; readonly near: readonly Turn[] }> {
  const gone: Turn[] = [said]
  const near: Turn[] = []
  for (let at = 0; at < gone.length; at++) {
    const turn = gone[at] as Turn
    const after = await turnsAfter(records, turn.id)
    // One answer of several may be deleted alone; what it went on with goes with it.
    const answers = after.filter(({ by }) => by === 'model')
    gone.push(...answers.filter(({ id }) => !gone.some(known => known.id === id)))
    near.push(...after)
  }
  return { gone, near }
}
