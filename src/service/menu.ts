import { isBlank } from '#core/blank.ts'
import { messageMenu } from '#core/catalogue.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { answerMessage } from './chat.ts'
import type { Deps } from './deps.ts'
import { requirePresence } from './policy.ts'

type Chosen = Extract<Inbound, { type: 'menu' }>

/**
 * An entry of the message menu, chosen on somebody's message. Answers the command that it means, where it means one: a
 * command is checked and done in one place, whoever asks for it.
 */
export async function choose(deps: Deps, event: Chosen): Promise<Extract<Inbound, { type: 'command' }> | undefined> {
  const entry = messageMenu.find(({ name }) => name === event.entry)
  if (entry?.name === 'imagine') return imagineIt(event)
  if (entry?.name !== 'reply')
    throw new Fault('input', 'This entry of the menu is not known any more; it may be older than this version.')
  await requirePresence(deps, event.address)
  await answerMessage(deps, event)
  return undefined
}

function imagineIt({ id, address, actor, at, reply, text }: Chosen): Extract<Inbound, { type: 'command' }> {
  if (isBlank(text)) throw new Fault('input', 'That message has no words to paint from.')
  return { type: 'command', id, address, actor, at, reply, command: 'imagine', values: { prompt: text } }
}
