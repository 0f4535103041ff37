import type { Payload } from './payload.ts'
import type { Web } from './web-client.ts'

/** Asks Slack's Web API for something, in the name of a workspace we are installed in. Throws what the client throws. */
export type Ask = (team: string, method: string, args: Payload, signal: AbortSignal) => Promise<Payload>

/** Asks by the client; asking twice changes nothing. */
export const askBy =
  (web: Pick<Web, 'call'>): Ask =>
  (team, method, args, signal) =>
    web.call({ team, method, args, signal, isRepeatable: true })
