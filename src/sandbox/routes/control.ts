import { readFault } from '../faults.ts'
import { problems } from '../problem.ts'
import { answer, type Parts, readJson, type Route } from '../route.ts'

const advanceSecondsAtMost = 10 * 366 * 24 * 3600

/** The sandbox's own switches: faults, the clock, and the key of download links. Under the API's path, too. */
export const controlRoutes = (parts: Parts): readonly Route[] =>
  ['', '/v1'].flatMap((prefix): readonly Route[] => [
    {
      method: 'POST',
      path: `${prefix}/_sandbox/faults`,
      access: 'local',
      handle: async c => {
        const fault = readFault(await readJson(c))
        if (typeof fault === 'string') throw problems.bad(fault)
        parts.faults.add(fault)
        return answer(fault, 201)
      },
    },
    { method: 'GET', path: `${prefix}/_sandbox/faults`, access: 'local', handle: () => answer({ faults: parts.faults.list() }) },
    {
      method: 'DELETE',
      path: `${prefix}/_sandbox/faults`,
      access: 'local',
      handle: () => {
        parts.faults.clear()
        return new Response(null, { status: 204 })
      },
    },
    {
      method: 'POST',
      path: `${prefix}/_sandbox/clock`,
      access: 'local',
      handle: async c => {
        const { advance } = await readJson(c)
        if (typeof advance !== 'number' || !(advance >= 0 && advance <= advanceSecondsAtMost))
          throw problems.bad(
            `"advance" must be seconds from 0 to ${advanceSecondsAtMost}, got ${String(JSON.stringify(advance)).slice(0, 80)}.`,
          )
        return answer({ now: new Date(parts.clock.advance(advance * 1000)).toISOString() })
      },
    },
    {
      method: 'GET',
      path: `${prefix}/_sandbox/clock`,
      access: 'local',
      handle: () => answer({ now: new Date(parts.clock.now()).toISOString() }),
    },
    { method: 'GET', path: `${prefix}/_sandbox/files-secret`, access: 'local', handle: () => answer({ key: parts.filesSecret }) },
  ])
