import type { Directory, Records } from '#core/ports.ts'
import type { Messages } from './messages.ts'
import { adminPerson, isPerson } from './pass.ts'
import type { WebTables } from './tables.ts'
import type { Uploads } from './uploads.ts'

/** What only the console knows: who its admins are, what was sent along, and what to forget. */
export function createDirectory(options: {
  readonly records: Records<WebTables>
  readonly messages: Messages
  readonly uploads: Uploads
}): Directory {
  const { records, messages, uploads } = options
  return {
    // The door alone gives out this id, to the holder of an admin link or, without a login, to the one who sits there.
    isAdmin: async actor => actor.id === adminPerson,
    missing: async () => undefined,
    // Whoever came through the door belongs here; of others there are no ids.
    isMember: async actor => isPerson(actor.id),
    async channelName({ channel }) {
      const room = await records.get('web_rooms', channel)
      return room === undefined ? 'a deleted channel' : `#${room.name}`
    },
    async open(attachment, { maxBytes, signal }) {
      signal.throwIfAborted()
      return uploads.open(attachment, maxBytes)
    },
    // Our answers to a person go with what the person said: they hold the prompts, and pictures that are gone.
    async forget(actor) {
      for (;;) {
        const rows = await records.list('web_messages', { where: { person: actor.id }, limit: 200 })
        if (rows.length === 0) break
        for (const row of rows) await messages.erase(row)
      }
      await uploads.forget(actor.id)
    },
  }
}
