import { catalogue } from '#core/catalogue.ts'
import { checkValues, textOf } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import type { TurnJob } from '#core/job.ts'
import { wishedPicture } from '#core/wish.ts'
import type { Deps } from './deps.ts'
import { type Asked, paintOffered } from './generate.ts'
import { questionOf } from './memory.ts'

/** Paints what a question asked for, in its own words as they are stored now, where the answer stands. */
export async function paintWish(deps: Deps, asked: Asked, job: TurnJob): Promise<void> {
  const question = await deps.records.get('turns', questionOf(job))
  const wish = question === undefined ? undefined : wishedPicture(question.text)
  if (wish === undefined) throw new Fault('gone', 'The words to paint from are no longer stored here; say them with `/imagine`.')
  const command = catalogue.find(({ name }) => name === 'imagine')
  const prompt = command === undefined ? wish : textOf(checkValues(command, { prompt: wish }), 'prompt')
  await paintOffered(deps, { ...asked, address: job.address, reply: job.reply }, job.id, prompt)
}
