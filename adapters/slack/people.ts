import { LRUCache } from 'lru-cache'
import type { Actor } from '#core/address.ts'
import type { Ask } from './ask.ts'
import { textAt, valueAt } from './payload.ts'
import { peopleIn } from './speech.ts'

/** Who people are and what channels are called, as far as words need it. Nothing here decides what somebody may do. */
export interface People {
  /** The person by the name others see; by the other name, or the id, where Slack does not tell. Never rejects. */
  actor(team: string, id: string, otherwise?: string): Promise<Actor>
  /** Learns the names of everybody a text names. Never rejects. */
  learn(team: string, text: string): Promise<void>
  name(team: string, id: string): string | undefined
  channel(team: string, id: string): string | undefined
  /** Learns a channel's name from what Slack told of it. */
  heardChannel(team: string, id: string, name: string | undefined): void
  forget(id: string): void
}

/** Names change seldom, in ms. */
const nameMs = 60 * 60_000
const remembered = 20_000

/** What is said waits for a name no longer than this, in ms. */
const askMs = 3_000

/** A text that names more people than this keeps the other ids. */
const mostNames = 10

/** Asks Slack for names, and remembers them. */
export function createPeople(ask: Ask): People {
  const names = new LRUCache<string, string>({ max: remembered, ttl: nameMs })
  const channels = new LRUCache<string, string>({ max: remembered, ttl: nameMs })
  const asked = new Map<string, Promise<void>>()
  const key = (team: string, id: string): string => `${team}/${id}`

  const fetchName = async (team: string, id: string): Promise<void> => {
    if (names.has(key(team, id))) return
    const before = asked.get(key(team, id))
    if (before !== undefined) return before
    const asking = ask(team, 'users.info', { user: id }, AbortSignal.timeout(askMs))
      .then(found => {
        const name = nameOf(valueAt(found, 'user'))
        if (name !== undefined) names.set(key(team, id), name)
      })
      .catch(() => {})
      .finally(() => asked.delete(key(team, id)))
    asked.set(key(team, id), asking)
    return asking
  }

  return {
    async actor(team, id, otherwise = id) {
      await fetchName(team, id)
      return { id, name: names.get(key(team, id)) ?? otherwise }
    },
    async learn(team, text) {
      await Promise.all(
        peopleIn(text)
          .slice(0, mostNames)
          .map(id => fetchName(team, id)),
      )
    },
    name: (team, id) => names.get(key(team, id)),
    channel: (team, id) => channels.get(key(team, id)),
    heardChannel(team, id, name) {
      // A private channel is told as such, and not by its name.
      if (name !== undefined && name !== 'privategroup' && name !== 'directmessage') channels.set(key(team, id), name)
    },
    forget(id) {
      for (const known of names.keys()) if (known.endsWith(`/${id}`)) names.delete(known)
    },
  }
}

/** The name that Slack's own clients show. */
const nameOf = (user: unknown): string | undefined =>
  (
    textAt(user, 'profile', 'display_name') ??
    textAt(user, 'profile', 'real_name') ??
    textAt(user, 'real_name') ??
    textAt(user, 'name')
  )?.toWellFormed()
