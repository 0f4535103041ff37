import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Block } from '#core/post.ts'
import type { WireFile, WireMessage, WirePage, WireState } from '../../adapters/web/wire.ts'

/** Where somebody says something. */
export type Spot = { readonly room: string; readonly thread?: string }

/** A person at the console, speaking to the page's own interface. */
export type Person = {
  readonly state: () => Promise<WireState>
  /** The channel every console begins with. */
  readonly general: () => Promise<Spot>
  readonly makeRoom: (name: string) => Promise<Spot>
  /** Says something and answers the id of the person's own message. */
  readonly say: (spot: Spot, text: string, files?: readonly string[]) => Promise<string>
  /** Says it under an id of the caller's choice, as the page does when it repeats what was not answered. */
  readonly sayAs: (id: string, spot: Spot, text: string) => Promise<string>
  readonly upload: (
    bytes: Uint8Array,
    name: string,
    type: string,
  ) => Promise<{ readonly status: number; readonly body: WireFile & { readonly error?: string } }>
  readonly press: (message: WireMessage, label: string) => Promise<void>
  readonly messages: (spot: Spot) => Promise<readonly WireMessage[]>
  /** The service's newest answer here for which `found` holds, waiting for it. */
  readonly answer: (spot: Spot, found: (message: WireMessage) => boolean, withinMs?: number) => Promise<WireMessage>
  /** The finished answer that comes after a message of the person's own. */
  readonly answerTo: (spot: Spot, text: string, withinMs?: number) => Promise<WireMessage>
}

/** Waits until `look` answers something, asking every 25 ms, and fails with a sentence after `withinMs`. */
export async function eventually<Result>(
  what: string,
  look: () => Promise<Result | undefined>,
  withinMs = 20_000,
): Promise<Result> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`${what} did not happen within ${withinMs} ms.`)
    await sleep(25)
  }
}

/** The blocks of one type of a message. */
export const blocksOf = <Type extends Block['type']>(
  message: WireMessage,
  type: Type,
): readonly Extract<Block, { type: Type }>[] =>
  (message.blocks ?? []).filter((block): block is Extract<Block, { type: Type }> => block.type === type)

/** All the words of a message, whatever blocks they stand in. */
export const wordsOf = (message: WireMessage): string =>
  (message.blocks ?? [])
    .map(block =>
      block.type === 'text'
        ? block.markdown
        : 'text' in block
          ? block.text
          : 'label' in block
            ? block.label
            : block.type === 'table'
              ? block.rows.flat().join(' ')
              : '',
    )
    .join('\n')

/** Sits down at the console of a product. */
export function sitDown(url: string): Person {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { origin: url, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const messages = async ({ room, thread }: Spot): Promise<readonly WireMessage[]> =>
    ((await call('GET', `/api/rooms/${room}/messages${thread === undefined ? '' : `?thread=${thread}`}`)) as WirePage).messages
  const state = async (): Promise<WireState> => (await call('GET', '/api/state')) as WireState
  const sayAs = async (id: string, spot: Spot, text: string, files: readonly string[] = []): Promise<string> =>
    ((await call('POST', '/api/messages', { id, ...spot, text, files })) as WireMessage).id
  const say = (spot: Spot, text: string, files: readonly string[] = []): Promise<string> => sayAs(randomUUID(), spot, text, files)
  const answer = async (spot: Spot, found: (message: WireMessage) => boolean, withinMs?: number): Promise<WireMessage> =>
    eventually(
      'An answer',
      async () => (await messages(spot)).findLast(message => message.by === 'service' && found(message)),
      withinMs,
    )
  return {
    state,
    messages,
    say,
    sayAs,
    answer,
    general: async () => ({ room: (await state()).rooms[0]?.id ?? '' }),
    makeRoom: async name => ({ room: ((await call('POST', '/api/rooms', { id: randomUUID(), name })) as { id: string }).id }),
    async upload(bytes, name, type) {
      const response = await fetch(`${url}/api/uploads?id=${randomUUID()}&name=${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { origin: url, 'content-type': type },
        body: bytes as Uint8Array<ArrayBuffer>,
      })
      return { status: response.status, body: (await response.json()) as WireFile & { error?: string } }
    },
    async press(message, label) {
      const button = blocksOf(message, 'actions')
        .flatMap(block => block.buttons)
        .find(known => known.label === label)
      if (button === undefined) throw new Error(`The message has no button ${label}: ${JSON.stringify(message.blocks)}`)
      await call('POST', `/api/messages/${message.id}/buttons`, { event: randomUUID(), action: button.action })
    },
    async answerTo(spot, text, withinMs) {
      const before = new Set((await messages(spot)).map(message => message.id))
      await say(spot, text)
      return answer(spot, message => !before.has(message.id) && message.live !== true, withinMs)
    },
  }
}
