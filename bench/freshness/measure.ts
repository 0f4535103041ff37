import type { Showing } from './platform.ts'
import type { Scene } from './scene.ts'

/** How long characters waited to be seen, all together, in character seconds: the area between what was written and what stood there. */
export function unseen(scene: Scene, showings: readonly Showing[]): number {
  let sum = 0
  for (const [message, tokens] of scene.answers.entries()) {
    const own = showings.filter(showing => showing.message === message)
    let written = 0
    let at = 0
    for (const { atMs, text } of tokens) {
      written += text.length
      while ((own[at]?.chars ?? Number.POSITIVE_INFINITY) < written) at++
      const seen = own[at]
      if (seen === undefined) throw new Error(`Message ${message} was never shown to its end.`)
      sum += (text.length * (seen.atMs - atMs)) / 1_000
    }
  }
  return sum
}

/** The seconds in which something was being written: from the first token of all to the last. */
export function writingSeconds(scene: Scene): number {
  const times = scene.answers.flat().map(({ atMs }) => atMs)
  return (Math.max(...times) - Math.min(...times)) / 1_000
}

/** How long each answer's first words took to stand there, in ms. */
export const firstWordsMs = (scene: Scene, showings: readonly Showing[]): readonly number[] =>
  scene.answers.map((tokens, message) => {
    const first = showings.find(showing => showing.message === message)
    return (first?.atMs ?? Number.POSITIVE_INFINITY) - (tokens[0]?.atMs ?? 0)
  })
