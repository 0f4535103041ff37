import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { WirePage } from '../../adapters/web/wire.ts'
import { blocksOf, eventually } from '../../test/flows/console.ts'
import type { Visitor } from './people.ts'

export type Kind = 'message' | 'picture' | 'button' | 'refused'

/** One event and how long its request waited for its answer. */
export type Accepted = { readonly kind: Kind; readonly ms: number }

/** A finished picture whose button can be pressed. */
export type Pressable = { readonly message: string; readonly action: string }

/** Twenty events of a busy server: much talk, some pictures, some buttons, and what is mistyped. */
const mix: readonly Kind[] = [...'mmpmrmpbmrmpmmprmbpr'].map(
  letter => ({ m: 'message', p: 'picture', b: 'button', r: 'refused' })[letter] as Kind,
)

const refusals = ['/imagine a fox --count 99', '/imagin a fox', '/imagine a fox --aspect 5:7', '/speak']

/** Has a picture painted in a room and waits for its button. */
export async function paintOne(visitor: Visitor, room: string): Promise<Pressable> {
  await visitor.post('/api/messages', { id: randomUUID(), room, text: '/imagine a red fox in the snow', files: [] })
  return eventually(
    'The first picture',
    async () => {
      const { messages } = (await visitor.get(`/api/rooms/${room}/messages`)) as WirePage
      for (const message of messages) {
        const buttons = blocksOf(message, 'actions').flatMap(block => block.buttons)
        const again = buttons.find(button => button.label === 'Again')
        if (again !== undefined && message.live !== true) return { message: message.id, action: again.action }
      }
      return undefined
    },
    60_000,
  )
}

/**
 * Sends events at an even rate, whether those before are answered or not, and resolves when all are. The time of one is from
 * its sending to the end of its answer.
 */
export async function sendEvents(options: {
  readonly url: string
  readonly people: readonly Visitor[]
  readonly rooms: readonly string[]
  readonly pressable: readonly Pressable[]
  readonly perSecond: number
  readonly seconds: number
}): Promise<readonly Accepted[]> {
  const { url, people, rooms, pressable, perSecond, seconds } = options
  const agent = new Agent({ connections: 128, pipelining: 1 })
  const post = async (kind: Kind, who: Visitor, path: string, body: object): Promise<Accepted> => {
    const begun = performance.now()
    const answer = await request(`${url}${path}`, {
      dispatcher: agent,
      method: 'POST',
      headers: who.headers,
      body: JSON.stringify(body),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300) throw new Error(`A ${kind} was answered with ${answer.statusCode}: ${text}`)
    return { kind, ms: performance.now() - begun }
  }
  const send = (nth: number): Promise<Accepted> => {
    const kind = mix[nth % mix.length] ?? 'message'
    const who = people[nth % people.length]
    const pressed = pressable[nth % pressable.length]
    if (who === undefined || pressed === undefined) throw new Error('There is nobody, or nothing to press.')
    if (kind === 'button') {
      return post(kind, who, `/api/messages/${pressed.message}/buttons`, { event: randomUUID(), action: pressed.action })
    }
    const text = {
      message: `What is ${nth} plus ${nth}?`,
      picture: `/imagine house number ${nth}`,
      refused: refusals[nth % refusals.length],
    }[kind]
    return post(kind, who, '/api/messages', { id: randomUUID(), room: rooms[nth % rooms.length], text, files: [] })
  }
  const sent: Promise<Accepted>[] = []
  const failed = Promise.withResolvers<never>()
  const begun = performance.now()
  while (sent.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - begun) * perSecond) / 1_000)
    for (; sent.length < due; sent.at(-1)?.catch(failed.reject)) sent.push(send(sent.length))
    await Promise.race([sleep(1), failed.promise])
  }
  const accepted = await Promise.all(sent)
  await agent.close()
  return accepted
}
