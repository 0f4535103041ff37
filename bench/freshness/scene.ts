/** A token as a model writes it. */
export type Token = { readonly atMs: number; readonly text: string }

/** Answers that are written in one channel at a time, each a list of tokens in the order of time. */
export type Scene = { readonly answers: readonly (readonly Token[])[] }

/** Fractions from 0 to 1, the same for the same seed. */
export type Dice = () => number

/** Dice by a seed: a counter whose bits are mixed, as good as a simulation needs. */
export function diceOf(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e37_79b1)
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What is asked of a scene: how many answers, and between how many tokens each has. */
export type SceneKind = { readonly answers: number; readonly tokens: readonly [least: number, most: number] }

/** People ask within so many ms of each other. */
const askedWithinMs = 4_000

/** Models write so many tokens a second: what hosted ones are seen to do. */
const perSecond = { least: 20, most: 50 }

/** Draws a scene. Tokens come unevenly, of 1 to 7 characters, as words are split. */
export function drawScene(kind: SceneKind, seed: number): Scene {
  const dice = diceOf(seed)
  const between = (least: number, most: number): number => least + (most - least) * dice()
  return {
    answers: Array.from({ length: kind.answers }, () => {
      const everyMs = 1_000 / between(perSecond.least, perSecond.most)
      const count = Math.round(between(...kind.tokens))
      let atMs = between(0, kind.answers === 1 ? 0 : askedWithinMs)
      return Array.from({ length: count }, () => {
        atMs += everyMs * between(0.4, 1.6)
        return { atMs, text: 'a'.repeat(1 + Math.floor(dice() * 7)) }
      })
    }),
  }
}
