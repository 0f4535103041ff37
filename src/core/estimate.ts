import { formatUsd, type MicroUsd } from './money.ts'

/** An estimated cost as people read it: two figures are all that an estimate can know of a small sum. */
export function estimateOf(micro: MicroUsd, charged: boolean): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, micro))) - 1)
  const known = micro < 100_000 ? Math.round(micro / step) * step : micro
  return `about ${formatUsd(known)}${charged ? '' : ', free here'}`
}

/** The model behind a result. What the sandbox only plays is not passed off as the real one. */
export const playedBy = (model: string, charged: boolean): string => (charged ? model : `${model} (sandbox)`)
