import { virtualClock } from '../../test/service/pacing/virtual-clock.ts'
import type { Budget } from './budget.ts'
import type { Contender, Text } from './cadences.ts'
import { type Sending, type Showing, startPlatform } from './platform.ts'
import type { Scene } from './scene.ts'

/** What became of a scene. */
export type Played = {
  readonly showings: readonly Showing[]
  readonly sendings: readonly Sending[]
  readonly refused: number
}

/** Has a contender show a scene, in no time. The seed is that of the trips. */
export async function play(contender: Contender, scene: Scene, budget: Budget, seed: number): Promise<Played> {
  const clock = virtualClock()
  const platform = startPlatform(clock, budget, seed)
  const texts = scene.answers.map(tokens => {
    let [chars, count] = [0, 0]
    let more = Promise.withResolvers<void>()
    const write = (nth: number): void => {
      const token = tokens[nth]
      if (token === undefined) return
      clock.after(token.atMs - clock.now(), () => {
        chars += token.text.length
        count++
        more.resolve()
        more = Promise.withResolvers()
        write(nth + 1)
      })
    }
    write(0)
    return {
      chars: () => chars,
      tokens: () => count,
      ended: () => count === tokens.length,
      more: () => more.promise,
    } satisfies Text
  })
  const done = contender(texts, platform, clock)
  await clock.run()
  await done
  return { showings: platform.showings, sendings: platform.sendings, refused: platform.refused() }
}
