import { type Address, addressOfKey, directWorkspace } from '#core/address.ts'
import type { Records } from '#core/ports.ts'

/**
 * The channels and threads of a platform of which something is stored, but for direct conversations: where something was
 * said, asked for or set. Pictures that were asked for in a thread count for its channel. No row is read.
 */
export async function placesOf(records: Pick<Records, 'count'>, platform: string): Promise<readonly Address[]> {
  const [jobs, turns, audit] = await Promise.all([
    records.count('jobs', 'channel', {}),
    records.count('turns', 'conversation', {}),
    // Every setting was written with a line in the audit.
    records.count('audit', 'scope', {}),
  ])
  const scopes = [...audit.keys()].map(String).filter(scope => !scope.startsWith('workspace:'))
  const keys = new Set([...jobs.keys(), ...turns.keys(), ...scopes.map(scope => scope.slice(scope.indexOf(':') + 1))].map(String))
  return [...keys].flatMap(key => {
    const address = readKey(key)
    return address?.platform === platform && address.workspace !== directWorkspace ? [address] : []
  })
}

function readKey(key: string): Address | undefined {
  try {
    return addressOfKey(key)
  } catch {
    return undefined
  }
}
