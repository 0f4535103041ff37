import type { Job } from '#core/job.ts'
import { type SettingKey, settingSpecs } from '#core/settings.ts'
import { brief } from '#core/text.ts'

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

/** A long time as people say it: `40 minutes`, `7 hours`, `12 days`; never less than a minute. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 90) return plural(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day')
}

/** Said while Replicate cannot be asked. */
export const delayed = 'Replicate cannot be reached right now · trying again'

/** Why a job ended early that nobody canceled: the time it was given was over, or somebody ended it at Replicate itself. */
export function endedEarly({ runs }: Job): string {
  const run = runs.find(({ state }) => state.phase === 'canceled')
  return run?.atMostMs === undefined
    ? 'It was ended at Replicate before it was ready.'
    : `It was ended before it was ready: it may take ${span(run.atMostMs)} at most.`
}

/** The value of a setting as answers show it: its beginning, a text of people's own in quotation marks, or it would run on into our sentence. */
export function shownValue(key: SettingKey, value: string | number, mostChars: number): string {
  const code = `\`${brief(String(value), mostChars).replaceAll('`', '’')}\``
  return settingSpecs[key].type === 'text' ? `“${code}”` : code
}
