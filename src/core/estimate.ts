import { formatUsd, type MicroUsd } from './money.ts'

/** An estimated cost as people read it: two figures are all that an estimate can know of a small sum. */
export function estimateOf(micro: MicroUsd, charged: boolean): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, micro))) - 1)
  const known = micro < 100_000 ? Math.round(micro / step) * step : micro
  return `about ${formatUsd(known)}${charged ? '' : ', free here'}`
}

/** Whether a model runs in a container of the operator’s own: neither Replicate nor the sandbox is part of it. */
export const isOwn = (model: string): boolean => model.startsWith('cog/')

/** The model behind a result. What the sandbox only plays is not passed off as the real one. */
export const playedBy = (model: string, charged: boolean): string => (charged || isOwn(model) ? model : `${model} (sandbox)`)

/** What a result cost, as the line below it says it: nothing where there is no sum, and the operator’s own price where one is set. */
export const costLine = (model: string, micro: MicroUsd | undefined, charged: boolean): readonly string[] =>
  micro === undefined || micro === 0 ? [] : [estimateOf(micro, charged || isOwn(model))]
