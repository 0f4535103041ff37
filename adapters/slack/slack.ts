import { Hono } from 'hono'
import type { Command, MenuEntry } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import type { Meter } from '#core/meter.ts'
import type { Desk, Log, Platform } from '#core/ports.ts'
import type { Post, ReplyRef } from '#core/post.ts'
import { askBy } from './ask.ts'
import type { Delivery, Receivers } from './delivery.ts'
import { createDirectory } from './directory.ts'
import { createEvents, leftTeam } from './events.ts'
import { createForms } from './forms.ts'
import { hello, type Self, tellWhere } from './hello.ts'
import { createHome } from './home.ts'
import { createHttpDoor } from './http.ts'
import { addInstall } from './install.ts'
import { createInstallations } from './installations.ts'
import { createIntake } from './intake.ts'
import { createInteractions } from './interactions.ts'
import { createMessages } from './messages.ts'
import { namedSurface } from './named-surface.ts'
import type { SlackOptions } from './options.ts'
import { pause } from './pause.ts'
import { type Payload, textAt } from './payload.ts'
import { createPeople } from './people.ts'
import { teamOf } from './place.ts'
import { createSlash } from './slash.ts'
import { createSockets, type SocketPatience } from './socket.ts'
import { createSurface } from './surface.ts'
import type { SlackRecords } from './tables.ts'
import { createWeb } from './web-client.ts'
import { within } from './within.ts'

export { manifestOf } from './manifest.ts'
export { type SlackOptions } from './options.ts'

/** Slack: how the service speaks in it, and how it is heard. */
export type Slack = {
  readonly platform: Platform
  /** Serves Slack's requests where they come by HTTP, to be mounted at `/slack`. */
  readonly app?: Hono
  /** Listens, and gives it the service to speak to. Throws a `config` fault where Slack refuses us for good; goes on trying where it cannot be reached. */
  attach(desk: Desk): Promise<void>
  isHealthy(): boolean
  /** From now on commands and buttons are answered by a sentence: we are about to stop. */
  drain(): void
  close(): Promise<void>
}

/** How long the start waits for Slack to say who we are, and the end for what is being handed over, in ms. */
const startMs = 10_000
const endMs = 5_000

/** Events wait so long for us to know who we are, in ms: Slack waits for 3 s. */
const knownMs = 2_000

/** Slack that could not be asked who we are is asked again after so long (ms), then after twice as long, and so on. */
const againMs = 2_000
const mostAgainMs = 5 * 60_000

/** Without knowing who we are for so long we are not healthy, in ms. */
const unknownMs = 60_000

/** Opens Slack without connecting to it. `now` in ms since the epoch. */
export function createSlack(options: {
  readonly slack: SlackOptions
  readonly catalogue: readonly Command[]
  readonly menu: readonly MenuEntry[]
  readonly records: SlackRecords
  readonly now: () => number
  readonly meter: Meter
  readonly log: Log
  /** For tests: when connections are opened and given up. */
  readonly patience?: Partial<SocketPatience>
}): Slack {
  const { slack, catalogue, menu, records, now, meter, log } = options
  const { api, botToken } = slack
  let attached: Desk | undefined
  let draining = false
  let isOpen = false
  let condemned: string | undefined
  const createdAt = now()
  const opened = Promise.withResolvers<void>()
  const closing = new AbortController()
  const underWay = new Set<Promise<void>>()

  const desk = (): Desk => {
    if (attached === undefined) throw new Error('Slack has no service yet.')
    return attached
  }
  const condemn = (reason: string): void => {
    if (condemned !== undefined) return
    condemned = reason
    log.error({}, reason)
  }
  const installations = createInstallations({ records, secretKey: slack.secretKey, botToken, now, log })
  /** Work that an earlier process left goes on before we know who we are: it waits for that, and nobody says that we left. */
  const tokenOf = async (team: string): Promise<string | undefined> => {
    const known = installations.tokenOf(team)
    if (known !== undefined || isOpen) return known
    await within(opened.promise, startMs)
    if (!isOpen) throw new Fault('platform', 'Slack cannot be reached yet; it is tried again.')
    return installations.tokenOf(team)
  }
  const us = (team: string): string | undefined => installations.self(team)?.user

  /** A workspace whose token is none any more: the operator's own makes us red, any other has left. False where it had left before. */
  const removed = async (team: string, why: string, token?: string): Promise<boolean> => {
    if (!installations.isGiven(team)) return installations.remove(team, token)
    condemn(`Slack refuses SLACK_BOT_TOKEN now (${why}); the operator has to set a new one and start again.`)
    return true
  }
  /** What Slack tells late may be about an installation before this one. */
  const uninstalled = async (team: string): Promise<boolean> =>
    (await ask(team, 'auth.test', {}, AbortSignal.timeout(startMs)).catch(() => undefined)) === undefined &&
    removed(team, 'the app was taken away or its token revoked')
  const revoked = async (team: string, why: string, token: string): Promise<void> => {
    if ((await removed(team, why, token)) && !installations.isGiven(team)) await deliver(leftTeam(team, now()))
  }
  const web = createWeb({ api, tokenOf, meter, onRevoked: (...which) => void follow(revoked(...which)) })
  const ask = askBy(web)
  const people = createPeople(ask)
  const speaking = createSurface({
    ...{ web, records, desk, now, log },
    removing: (...at) => messages.removing(...at),
    stopped: row => void follow(events.stopped(row)),
  })
  const { notes } = speaking
  const slash = createSlash(catalogue)
  const surface = namedSurface(speaking.surface, slash, people)
  const directory = createDirectory({ ask, people, tokenOf, api, now })
  const deliver = (event: Inbound): Promise<void> => desk().handle(event)
  const say = async (reply: ReplyRef, post: Post, nonce: string): Promise<void> => {
    await surface
      .post(reply, post, { nonce, signal: AbortSignal.timeout(startMs) })
      .catch((thrown: unknown) => log.warn({ err: thrown }, 'Slack: a refusal could not be said'))
  }
  const intake = createIntake({ records, now, log })
  const messages = createMessages({
    catalogue,
    us,
    people,
    deliver,
    refOf: (...at) => notes.refAt(...at),
    now,
    log,
  })
  const page = createHome({ web, desk, slash: slash.post, log })
  const events = createEvents({
    intake,
    messages,
    people,
    us,
    deliver,
    home: {
      show: async (team, person) => page.show(team, await people.actor(team, person)),
      suggest: (...to) => page.suggest(...to),
    },
    moved: channel => directory.moved(channel),
    uninstalled,
    now,
  })
  const interactions = createInteractions({
    catalogue,
    menu,
    desk: () =>
      draining
        ? 'Replichat is restarting; please try again in a few seconds.'
        : isOpen
          ? desk()
          : 'Replichat is starting; please try again in a few seconds.',
    intake,
    forms: createForms({ web, records, desk, now, log }),
    people,
    deliver,
    say,
    slash: slash.sentence,
    refOf: (...at) => notes.refAt(...at),
    now,
    log,
  })

  /** Follows work to its end, so that closing can wait for it. */
  const follow = (work: Promise<void>): Promise<void> => {
    const followed = work
      .catch((thrown: unknown) => log.error({ err: thrown }, 'Slack: something that came in was lost'))
      .finally(() => underWay.delete(followed))
    underWay.add(followed)
    return followed
  }

  const hearOne = async ({ body, ack }: Delivery): Promise<void> => {
    const came = now()
    const measured: Delivery['ack'] = async shows => {
      const isTaken = await ack(shows)
      if (isTaken) meter.accepted('slack', now() - came)
      return isTaken
    }
    const delivery = { body, ack: measured }
    const type = textAt(body, 'type')
    if (type === 'app_rate_limited') log.warn({}, 'Slack: it tells us no more events for a minute, since there were too many')
    const team = teamOf(body)
    // What belongs to a workspace that we are not installed in is none of ours.
    if (team === undefined || (isOpen && us(team) === undefined)) return void (await ack())
    if (type === 'event_callback') {
      // Who we are decides what is worth a look; Slack sends again what is not acknowledged.
      if (!isOpen) await within(opened.promise, knownMs)
      return isOpen ? events.take(delivery, team) : undefined
    }
    if (!(await interactions.take(delivery, team))) await ack()
  }
  const hear = (delivery: Delivery): Promise<void> => follow(hearOne(delivery))

  const again = async (body: Payload): Promise<void> => {
    const team = teamOf(body)
    if (team === undefined || us(team) === undefined) return
    await (textAt(body, 'type') === 'event_callback' ? events.again(body, team) : interactions.again(body, team))
  }

  const app = new Hono()
  const { receive, oauth } = slack
  const receivers: Receivers =
    receive.by === 'socket'
      ? createSockets({
          api,
          appToken: receive.appToken,
          hear,
          now,
          log,
          ...(options.patience !== undefined && { patience: options.patience }),
        })
      : createHttpDoor({ app, signingSecret: receive.signingSecret, hear, now, log })
  if (oauth !== undefined) {
    const installed = async (self: Self, token: string): Promise<void> => {
      await installations.add(self, token)
      log.info({ team: self.team }, `Slack: installed in ${self.teamName}.`)
      await desk().present('slack', installations.teams())
    }
    addInstall(app, { oauth, api, secretKey: slack.secretKey, installed, now, log })
  }

  const introduce = async (): Promise<void> => {
    if (botToken !== undefined)
      installations.given(await hello(web, '', log, AbortSignal.any([closing.signal, AbortSignal.timeout(startMs)])))
    await installations.open()
    await desk()
      .present('slack', installations.teams(), { areAll: true })
      .catch((thrown: unknown) => log.error({ err: thrown }, 'Slack: the service was not told of its workspaces'))
    isOpen = true
    opened.resolve()
    tellWhere(
      installations.teams().flatMap(team => installations.self(team) ?? []),
      receive.by,
      log,
    )
    if (oauth !== undefined) log.info({}, `Slack: workspaces install it at ${oauth.publicUrl}/slack/install`)
    void follow(intake.resume(again))
  }
  /** Introduces us, else tries again later; nobody waits for that. */
  const introduceLater = async (pauseMs: number): Promise<void> => {
    await pause(pauseMs, closing.signal)
    try {
      await introduce()
    } catch (thrown) {
      if (closing.signal.aborted) return
      if (thrown instanceof Fault && thrown.kind === 'config') return condemn(thrown.message)
      return introduceLater(Math.min(pauseMs * 2, mostAgainMs))
    }
  }

  return {
    platform: { surface, directory },
    ...((receive.by === 'http' || oauth !== undefined) && { app }),
    async attach(given) {
      attached = given
      const listening = receivers.open()
      listening.catch(() => {})
      try {
        await introduce()
      } catch (thrown) {
        if (thrown instanceof Fault && thrown.kind === 'config') throw thrown
        if (closing.signal.aborted) return
        log.warn({ err: thrown }, 'Slack could not be asked who we are; it is tried again')
        introduceLater(options.patience?.againMs ?? againMs).catch(() => {})
      }
      await listening
    },
    isHealthy: () => condemned === undefined && (isOpen || now() - createdAt < unknownMs) && receivers.isHealthy(),
    drain() {
      draining = true
    },
    async close() {
      closing.abort()
      await receivers.close()
      opened.resolve()
      await within(Promise.allSettled([...underWay]), endMs)
      speaking[Symbol.dispose]()
    },
  }
}
