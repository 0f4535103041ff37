import { join } from 'node:path'
import { startChild } from '../child.ts'
import { median } from '../quantile.ts'
import { against, number, table } from '../table.ts'
import type { Rates, Side } from './words.ts'

/** How fast one side keeps and reads values, in a process and a file of its own. */
export async function measureStore(side: Side, count: number): Promise<Rates> {
  await using writer = startChild<Rates>(join(import.meta.dirname, 'writer.ts'), { args: [side, `${count}`] })
  return await writer.hear()
}

const names: Readonly<Record<keyof Rates, string>> = {
  set: 'set, one after the other',
  setEnding: 'set with a time to live, one after the other',
  setTogether: 'set, 100 at once (raw: in one transaction)',
  get: 'get, one after the other',
}

/** The shelf may cost at most about a third of its statements: 50,000 sets a second where they alone do 73,000. */
const atLeast = 0.68

/** The shelf beside raw statements, in turn. The ratios are of each round's own numbers. */
export async function benchStore({ full }: { readonly full: boolean }): Promise<string> {
  const count = full ? 100_000 : 20_000
  const rounds = full ? 5 : 3
  const found: { readonly shelf: Rates; readonly raw: Rates }[] = []
  for (let round = 0; round < rounds; round++) {
    found.push({ shelf: await measureStore('shelf', count), raw: await measureStore('raw', count) })
  }
  const rows = (Object.keys(names) as (keyof Rates)[]).map(what => {
    const ratio = median(found.map(({ shelf, raw }) => shelf[what] / raw[what]))
    return [
      names[what],
      number(median(found.map(({ shelf }) => shelf[what]))),
      number(median(found.map(({ raw }) => raw[what]))),
      what === 'set' || what === 'setEnding' ? against(ratio, { atLeast }) : ratio.toFixed(2),
    ]
  })
  return [
    '## Store',
    `${number(count)} of each, median of ${rounds}.`,
    table(['cached values a second', 'shelf (Keyv, `written`)', 'raw `node:sqlite`', 'ratio (target)'], rows),
  ].join('\n\n')
}
