import type { Log, Records } from '#core/ports.ts'
import type { NotesTables } from './notes-tables.ts'

/** What a workspace may not have: native streams, a thread's status, Markdown blocks, blocks of uploaded pictures. */
export type Feature = 'streams' | 'status' | 'markdown' | 'picture blocks'

/** What each workspace has refused us. It is tried anew after a week: plans and Slack itself change. */
export interface Lacks {
  has(team: string, feature: Feature): Promise<boolean>
  note(team: string, feature: Feature, why: string): Promise<void>
}

const keptMs = 7 * 24 * 60 * 60_000

/** Remembers it in the adapter's tables. `now` in milliseconds since the epoch. */
export function createLacks(records: Records<NotesTables>, now: () => number, log: Log): Lacks {
  const known = new Map<string, number | undefined>()
  return {
    async has(team, feature) {
      const id = `${team}/${feature}`
      if (!known.has(id)) known.set(id, (await records.get('slack_lacks', id))?.at)
      const at = known.get(id)
      return at !== undefined && now() - at < keptMs
    },
    async note(team, feature, why) {
      const id = `${team}/${feature}`
      const at = now()
      known.set(id, at)
      log.info({ team, feature, why }, 'Slack: this workspace lacks something, which is done in another way for a week')
      await records.batch([{ put: 'slack_lacks', row: { id, at } }])
    },
  }
}
