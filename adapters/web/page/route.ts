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

/** The pages there are: the conversation, and those with an address of their own. */
export type View = 'chat' | 'gallery' | 'jobs'

/** The page an address speaks of. */
export function viewOf(path: string): View {
  if (path === '/gallery') return 'gallery'
  return path === '/jobs' ? 'jobs' : 'chat'
}
