import type { Place } from './chat.ts'

/** The address of a place: `/c/general`, `/c/general/<thread>`. */
export const pathOf = (place: Place): string =>
  place.thread === undefined ? `/c/${place.room}` : `/c/${place.room}/${place.thread}`

const isRef = (part: string | undefined): part is string => part !== undefined && /^[\w-]{1,64}$/.test(part)

/** The place an address speaks of. */
export function placeOf(path: string): Place | undefined {
  const [, first, room, thread] = path.split('/')
  if (first !== 'c' || !isRef(room)) return undefined
  return isRef(thread) ? { room, thread } : { room }
}
