import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { blocksOf, type Person, type Spot } from '../../test/flows/console.ts'

export type Kind = 'message' | 'picture' | 'button' | 'refused'

/** One event and how long its request waited for its answer. */
export type Accepted = { readonly kind: Kind; readonly ms: number; readonly status: number }

/** Twenty events of a busy server: much talk, some pictures, some buttons, and what is mistyped. */
const mix: readonly Kind[] = [...'mmpmrmpbmrmpmmprmbpr'].map(
  letter => ({ m: 'message', p: 'picture', b: 'button', r: 'refused' })[letter] as Kind,
)

const refusals = ['/imagine a fox --count 99', '/imagin a fox', '/imagine a fox --aspect 5:7', '/config set']

/** A finished picture of each of these rooms, whose button can be pressed. */
export type Pressable = { readonly message: string; readonly action: string }

/** Paints a picture in each room and waits for it. */
export async function paintFirst(person: Person, rooms: readonly Spot[]): Promise<readonly Pressable[]> {
  return Promise.all(
    rooms.map(async room => {
      const message = await person.answerTo(room, '/imagine a red fox in the snow', 60_000)
      const buttons = blocksOf(message, 'actions').flatMap(block => block.buttons)
      const again = buttons.find(button => button.label === 'Again')
      if (again === undefined) throw new Error('A picture was finished without its button.')
      return { message: message.id, action: again.action }
    }),
  )
}

/**
 * Sends events at an even rate, whether those before are answered or not, and resolves when all are. The time of one is from
 * its sending to the end of its answer.
 */
export async function sendEvents(
  url: string,
  rooms: readonly Spot[],
  pressable: readonly Pressable[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<readonly Accepted[]> {
  const agent = new Agent({ connections: 64, pipelining: 1 })
  const post = async (kind: Kind, path: string, body: object): Promise<Accepted> => {
    const begun = performance.now()
    const { statusCode, body: answer } = await request(`${url}${path}`, {
      dispatcher: agent,
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await answer.dump()
    return { kind, ms: performance.now() - begun, status: statusCode }
  }
  const send = (nth: number): Promise<Accepted> => {
    const kind = mix[nth % mix.length] as Kind
    const pressed = pressable[nth % pressable.length]
    if (kind === 'button' && pressed !== undefined) {
      return post(kind, `/api/messages/${pressed.message}/buttons`, { event: randomUUID(), action: pressed.action })
    }
    const text = {
      message: `What is ${nth} plus ${nth}?`,
      picture: `/imagine house number ${nth}`,
      refused: refusals[nth % refusals.length] ?? '',
      button: '',
    }[kind]
    return post(kind, '/api/messages', { id: randomUUID(), ...rooms[nth % rooms.length], text, files: [] })
  }
  const sent: Promise<Accepted>[] = []
  const begun = performance.now()
  while (sent.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - begun) * perSecond) / 1_000)
    while (sent.length < due) sent.push(send(sent.length))
    await sleep(1)
  }
  const accepted = await Promise.all(sent)
  await agent.close()
  const odd = accepted.find(({ status }) => status >= 300)
  if (odd !== undefined) throw new Error(`A ${odd.kind} was answered with ${odd.status}.`)
  return accepted
}
