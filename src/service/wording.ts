import { formatUsd, type MicroUsd } from '#core/money.ts'

const rules = new Intl.PluralRules('en', { type: 'ordinal' })
const suffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

/** `1st`, `2nd`, `13th`. */
export const ordinal = (n: number): string => `${n}${suffixes[rules.select(n)] ?? 'th'}`

/** `4 messages`, `1 message`. */
export const plural = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`

/** A time as people say it: `0.8 s`, `12 s`, `3 min`. */
export function seconds(ms: number): string {
  const s = Math.max(0, ms) / 1_000
  if (s < 9.95) return `${s.toFixed(1)} s`
  return s < 120 ? `${Math.round(s)} s` : `${Math.round(s / 60)} min`
}

/** The model behind a result. What the sandbox only plays is not passed off as the real one. */
export const playedBy = (model: string, charged: boolean): string => (charged ? model : `${model} (sandbox)`)

/** An estimated cost as people read it: two figures are all that an estimate can know of a small sum. */
export function estimated(micro: MicroUsd, charged: boolean): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, micro))) - 1)
  const known = micro < 100_000 ? Math.round(micro / step) * step : micro
  return `about ${formatUsd(known)}${charged ? '' : ', free here'}`
}

/** Said while Replicate cannot be asked. */
export const delayed = 'Replicate cannot be reached right now · trying again'
