import { type Budget, discord, slack } from './budget.ts'
import { cadences } from './cadences.ts'
import { least } from './least.ts'
import { firstWordsMs, unseen, writingSeconds } from './measure.ts'
import { leastTripMs } from './platform.ts'
import { type Played, play } from './play.ts'
import { product } from './product.ts'
import { drawScene, type Scene } from './scene.ts'

/** How many tokens answers have, from least to most. */
const lengths = { short: [40, 160], long: [800, 1_600] } as const
const crowds = [1, 3, 10] as const

/** One budget with so many answers of one length, over several scenes. Unseen characters are the mean at any moment of writing. */
export type Cell = {
  readonly budget: Budget
  readonly length: keyof typeof lengths
  readonly answers: number
  readonly ours: number
  /** `firstMs`: the latest first words. */
  readonly others: Readonly<Record<string, { readonly unseen: number; readonly refused: number; readonly firstMs: number }>>
  /** What no schedule goes below, and what none does that shows first words no later than ours. */
  readonly least: number
  readonly leastAsPrompt: number
  readonly refused: number
  /** First words, in ms from when they were written, over all scenes. */
  readonly firstMs: readonly number[]
  /** Those of them, less the quickest trip, whose bucket was free: they should be there at once. */
  readonly firstLateMs: readonly number[]
}

const budgets = [discord, slack] as const

/** Simulates every cell in so many scenes. */
export async function simulate(
  scenes: number,
  only: (cell: Pick<Cell, 'budget' | 'length' | 'answers'>) => boolean = () => true,
) {
  const cells: Cell[] = []
  for (const budget of budgets)
    for (const length of Object.keys(lengths) as (keyof typeof lengths)[])
      for (const answers of crowds)
        if (only({ budget, length, answers })) cells.push(await cellOf(budget, length, answers, scenes))
  return cells
}

async function cellOf(budget: Budget, length: keyof typeof lengths, answers: number, scenes: number): Promise<Cell> {
  const sums = { ours: 0, least: 0, leastAsPrompt: 0, refused: 0 }
  const others = new Map(Object.keys(cadences).map(name => [name, { unseen: 0, refused: 0, firstMs: 0 }]))
  const firstMs: number[] = []
  const firstLateMs: number[] = []
  for (let seed = 1; seed <= scenes; seed++) {
    const scene = drawScene({ answers, tokens: lengths[length] }, seed * 100 + answers)
    const share = 1 / writingSeconds(scene) / scenes
    const ours = await play(product(budget), scene, budget, seed)
    sums.ours += unseen(scene, ours.showings) * share
    sums.refused += ours.refused
    for (const [name, sum] of others) {
      const played = await play(cadences[name] ?? product(budget), scene, budget, seed)
      sum.unseen += unseen(scene, played.showings) * share
      sum.refused += played.refused
      sum.firstMs = Math.max(sum.firstMs, ...firstWordsMs(scene, played.showings))
    }
    const first = firstWordsMs(scene, ours.showings)
    firstMs.push(...first)
    firstLateMs.push(...lateness(scene, ours, budget))
    const firstBy = first.map((ms, message) => ms + (scene.answers[message]?.[0]?.atMs ?? 0))
    sums.least += least(scene, budget) * share
    sums.leastAsPrompt += least(scene, budget, firstBy) * share
  }
  return { budget, length, answers, ...sums, others: Object.fromEntries(others), firstMs, firstLateMs }
}

/**
 * How much later than the quickest request could be there the first words were sent for which the bucket had a free place and
 * nothing was on its way: from when both they and the place were there to when they were sent. In ms.
 */
function lateness(scene: Scene, played: Played, budget: Budget): readonly number[] {
  const late: number[] = []
  for (const [message, tokens] of scene.answers.entries()) {
    const writtenMs = tokens[0]?.atMs ?? 0
    const at = played.sendings.findIndex(sending => sending.message === message)
    const sending = played.sendings[at]
    const before = played.sendings[at - 1]
    if (sending === undefined) continue
    // Another edit was on its way when they were written: they wait for it, since one is in flight.
    if (before !== undefined && before.answeredMs > writtenMs) continue
    const count = budget.open()
    for (const past of played.sendings.slice(0, at)) count(past.message, past.atMs)
    if (count(message, writtenMs + leastTripMs).isTaken) late.push(sending.sentMs - writtenMs)
  }
  return late
}
