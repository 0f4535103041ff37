const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const dayAndMonth = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const withYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

const dayMs = 24 * 60 * 60_000
const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** The time of day: `14:05`. */
export const timeOf = (at: number): string => clock.format(at)

/** Day and time in full, for those who want to know exactly. */
export const exactly = (at: number): string => full.format(at)

/** A key that all moments of one day share. */
export const dayOf = startOfDay

/** The day as people say it: `Today`, `Yesterday`, `Monday, 3 March`. */
export function dayName(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return days < 300 ? dayAndMonth.format(at) : withYear.format(at)
}

/** How long ago, in a few letters: `now`, `5 min`, `3 h`, `2 d`. */
export function ago(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** A time as people say it: `0.8 s`, `12 s`, `3 min`. */
export function howLong(ms: number): string {
  const s = Math.max(0, ms) / 1_000
  if (s < 9.95) return `${s.toFixed(1)} s`
  if (s < 120) return `${Math.round(s)} s`
  return s < 7_200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3_600)} h`
}
