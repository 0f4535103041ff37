/** Whole millionths of a US dollar. Sums of integers are exact; a safe integer holds nine thousand million dollars. */
export type MicroUsd = number

/** One line of the price table. `match` is `owner/name`, or a prefix ending in `*`. */
export type Price = {
  readonly match: string
  /** What one unit is: a second of predict time, one output image, one token, one second of video, one run. */
  readonly unit: 'second' | 'image' | 'input_token' | 'output_token' | 'video_second' | 'run'
  readonly usd: number
}

/** The counts a price is multiplied with, from a prediction's metrics or guessed before it ran. */
export type Usage = {
  readonly seconds?: number
  readonly images?: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly videoSeconds?: number
  /** From its creation to its start: waiting for a machine and booting. No price counts it; people are told what is usual. */
  readonly bootSeconds?: number
}

/** Dollars as micro-dollars, rounded up: an estimate must not be a hair too small. */
export const microUsd = (usd: number): MicroUsd => Math.ceil(Math.round(usd * 1e9) / 1e3)

/** All lines of the table that price this model; the most exact match alone counts. */
export function pricesOf(table: readonly Price[], model: string): readonly Price[] {
  const exact = table.filter(price => price.match === model)
  if (exact.length > 0) return exact
  const prefixes = table.filter(price => price.match.endsWith('*') && model.startsWith(price.match.slice(0, -1)))
  const longest = Math.max(0, ...prefixes.map(price => price.match.length))
  return prefixes.filter(price => price.match.length === longest)
}

/**
 * What this usage costs by these prices, or undefined where nothing is known of the price.
 * An absent count is taken as zero, a negative one (old predictions carry them) and one that is no number too.
 */
export function cost(prices: readonly Price[], usage: Usage): MicroUsd | undefined {
  if (prices.length === 0) return undefined
  const units: Record<Price['unit'], number> = {
    second: usage.seconds ?? 0,
    image: usage.images ?? 0,
    input_token: usage.inputTokens ?? 0,
    output_token: usage.outputTokens ?? 0,
    video_second: usage.videoSeconds ?? 0,
    run: 1,
  }
  return microUsd(prices.reduce((sum, price) => sum + price.usd * counted(units[price.unit]), 0))
}

const counted = (count: number): number => (Number.isFinite(count) && count > 0 ? count : 0)

/** A budget as an admin writes it: `10/day`, `0.50/month`. */
export type Budget = { readonly limit: MicroUsd; readonly period: 'day' | 'month' }

/** Reads `<usd>/day` or `<usd>/month`; undefined when it is neither. */
export function parseBudget(text: string): Budget | undefined {
  const found = /^\$?(\d{1,9}(?:\.\d{1,6})?)\s*\/\s*(day|month)$/i.exec(text.trim())
  return found
    ? { limit: Math.round(Number(found[1]) * 1e6), period: found[2]?.toLowerCase() === 'month' ? 'month' : 'day' }
    : undefined
}

/** Money as people read it: `$12.50`, and as many places as a small amount needs: `$0.003`, `$0.000042`. */
export function formatUsd(micro: MicroUsd): string {
  if (micro === 0) return '$0'
  const sign = micro < 0 ? '-' : ''
  const [whole, places] = (Math.abs(micro) / 1e6).toFixed(6).split('.') as [string, string]
  const kept = places.replace(/0+$/, '')
  return `${sign}$${whole}${kept === '' ? '' : `.${kept.padEnd(2, '0')}`}`
}

/** By time zone. To make one takes longer than all else that is counted of a job. */
const calendars = new Map<string, Intl.DateTimeFormat>()

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const known = calendars.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  calendars.set(timeZone, made)
  return made
}

/** The day (`2026-11-20`) or month (`2026-11`) of a moment in a time zone (an IANA name). */
export function periodOf(at: number, period: Budget['period'], timeZone: string): string {
  const parts = new Map(
    calendarOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const month = `${parts.get('year')}-${parts.get('month')}`
  return period === 'month' ? month : `${month}-${parts.get('day')}`
}

/** The days that a period holds, as midnights (UTC) of their dates: `from` inclusive, `to` exclusive, ms since the epoch. */
export function daysOf(period: string): { readonly from: number; readonly to: number } {
  const [year = 0, month = 1, day] = period.split('-').map(Number)
  const from = Date.UTC(year, month - 1, day ?? 1)
  return { from, to: day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1) }
}

/** The moment the next day or month begins in a time zone, in ms since the epoch. */
export function periodEnd(at: number, period: Budget['period'], timeZone: string): number {
  const now = periodOf(at, period, timeZone)
  // A day may have 23 or 25 hours, so the clock is asked and not counted: the end lies between these two.
  let [within, beyond] = [at, at + (period === 'month' ? 32 : 2) * 86_400_000]
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2)
    if (periodOf(middle, period, timeZone) === now) within = middle
    else beyond = middle
  }
  return beyond
}
