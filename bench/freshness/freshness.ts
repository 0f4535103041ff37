import { writeFile } from 'node:fs/promises'
import { number, table } from '../table.ts'
import { cadences } from './cadences.ts'
import { type Cell, simulate } from './cell.ts'
import { plot } from './plot.ts'

/** Limits: against the least that is possible, against the best of the others, and of refusals. */
const atMost = { least: 1.25, best: 1, refused: 0 } as const

const most = (values: readonly number[]): number => Math.max(0, ...values)
const ratio = (value: number, bound: number): string => `${value.toFixed(2)}${value <= bound ? '' : ' missed'}`

function rowOf(cell: Cell): readonly string[] {
  const best = Math.min(...Object.values(cell.others).map(other => other.unseen))
  const late = most(cell.firstLateMs)
  return [
    `${cell.budget.name}, ${cell.answers} ${cell.length}`,
    number(cell.ours),
    ratio(cell.ours / cell.least, atMost.least),
    ratio(cell.ours / cell.leastAsPrompt, atMost.least),
    ratio(cell.ours / best, atMost.best),
    ...Object.values(cell.others).map(
      other => `${(other.unseen / cell.least).toFixed(2)} (${other.refused}; ${number(other.firstMs / 1_000)} s)`,
    ),
    `${cell.refused}${cell.refused > atMost.refused ? ' missed' : ''}`,
    `${Math.round(late)}${late > 50 ? ' missed' : ''}`,
    number(most(cell.firstMs) / 1_000),
  ]
}

/** Plays answers that grow in a channel in simulated time: ours beside cadences of today and the least that is possible. */
export async function benchFreshness(options: { readonly full: boolean; readonly plot?: string }): Promise<string> {
  const scenes = options.full ? 8 : 2
  // Ten long answers are most of the work.
  const cells = await simulate(scenes, ({ length, answers }) => options.full || length === 'short' || answers < 10)
  if (options.plot !== undefined) await writeFile(options.plot, plot(cells))
  return [
    '## freshness',
    `Characters that are written and not seen, the mean while something is written; ${scenes} scenes a cell. Ratios to the least`,
    `(at most ${atMost.least}), to the least with first words as early as ours (at most ${atMost.least}), to the best of the others`,
    '(at most 1); then each of the others to the least, with its refused edits and latest first words. Last: our refused edits, how late our first words',
    'were sent where a place was free (ms, at most 50), and the latest first words of all (s).',
    '',
    table(
      [
        'Answers at once',
        'ours',
        'to the least',
        'as prompt',
        'to the best',
        ...Object.keys(cadences),
        '429s',
        'first late',
        'first at most',
      ],
      cells.map(rowOf),
    ),
  ].join('\n')
}
