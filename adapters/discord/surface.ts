import type { Log, Records, Surface } from '#core/ports.ts'
import { createEdits } from './edits.ts'
import { discordLimits } from './limits.ts'
import { createPosts } from './posts.ts'
import type { Rest } from './rest.ts'
import type { DiscordTables } from './tables.ts'
import { createThreads } from './threads.ts'
import type { Opener } from './upload.ts'
import { createWorkshop } from './workshop.ts'

/** Where the service's words appear on Discord. `desk` gives the pictures, once there is a service; `now` in milliseconds since the epoch. */
export function createSurface(given: {
  readonly rest: Rest
  readonly records: Records<DiscordTables>
  readonly desk: () => Opener
  readonly now: () => number
  readonly log: Log
}): Surface {
  const shop = createWorkshop(given)
  return { limits: discordLimits, post: createPosts(shop), ...createEdits(shop), ...createThreads(shop) }
}
