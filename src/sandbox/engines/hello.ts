import type { Engine } from '../engine.ts'

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Says hello to `text`. */
export const hello: Engine = async function* ({ input }) {
  yield { type: 'value', value: `hello ${asText(input['text'])}` }
}

/** Says `hello there, <text>` in fragments of a few characters, ten a second or more. */
export const greetInPieces: Engine = async function* ({ input, sleep }) {
  for (const piece of ['hello ', 'there', ', ', ...(asText(input['text']).match(/.{1,8}/gsu) ?? [])]) {
    await sleep(20)
    yield { type: 'text', text: piece }
  }
}
