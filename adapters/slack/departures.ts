import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { leftTeam } from './events.ts'
import type { Installations } from './installations.ts'
import type { Standing } from './standing.ts'

/** What becomes of a workspace whose token Slack refuses: the operator's own makes us red, any other has left. */
export interface Departures {
  /** Whether it is so that a workspace took us away, as Slack says; what it tells late may be about an installation before this one. */
  uninstalled(team: string): Promise<boolean>
  /** Slack refused a workspace's token, for this reason, and told nothing. */
  revoked(team: string, why: string, token: string): Promise<void>
}

/** `asks` asks whether Slack takes the token of a workspace, and throws where it does not; `forgetTeam` forgets what is kept of one. */
export function createDepartures(options: {
  readonly installations: Pick<Installations, 'isGiven' | 'remove'>
  readonly standing: Pick<Standing, 'condemn'>
  readonly asks: (team: string) => Promise<unknown>
  readonly forgetTeam: (team: string) => Promise<void>
  readonly deliver: (event: Inbound) => Promise<void>
  /** The operator's token is one again. */
  readonly returned: () => Promise<void>
  readonly now: () => number
}): Departures {
  const { installations, standing, asks, forgetTeam, deliver, returned, now } = options

  const isTaken = async (): Promise<boolean> => {
    await asks('')
    await returned()
    return true
  }
  /** False where it had left before. */
  const removed = async (team: string, why: string, token?: string): Promise<boolean> => {
    if (installations.isGiven(team)) {
      standing.condemn(
        `Slack refuses SLACK_BOT_TOKEN now (${why}); I ask now and then whether it takes it again. If it does not, set a new one and start again.`,
        isTaken,
      )
      return true
    }
    if (!(await installations.remove(team, token))) return false
    await forgetTeam(team)
    return true
  }

  /** Only where Slack says so: an outage says nothing, and a token that is refused is found out by the next call. */
  const isRefused = (team: string): Promise<boolean> =>
    asks(team).then(
      () => false,
      (thrown: unknown) => thrown instanceof Fault,
    )

  return {
    uninstalled: async team => (await isRefused(team)) && removed(team, 'the app was taken away or its token revoked'),
    async revoked(team, why, token) {
      if ((await removed(team, why, token)) && !installations.isGiven(team)) await deliver(leftTeam(team, now()))
    },
  }
}
