import { Hono } from 'hono'
import type { Command, MenuEntry } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import type { Meter } from '#core/meter.ts'
import type { Desk, Log, Platform } from '#core/ports.ts'
import type { Post, ReplyRef } from '#core/post.ts'
import { askBy } from './ask.ts'
import type { Delivery, Receivers } from './delivery.ts'
import { createDepartures } from './departures.ts'
import { createDirectory } from './directory.ts'
import { createEvents } from './events.ts'
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
import { createStanding } from './standing.ts'
import { createSurface } from './surface.ts'
import type { SlackRecords } from './tables.ts'
import { createWeb } from './web-client.ts'
import { within } from './within.ts'

export { manifestOf, scopes as slackScopes } from './manifest.ts'
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
  const createdAt = now()
  const opened = Promise.withResolvers<void>()
  const closing = new AbortController()
  const underWay = new Set<Promise<void>>()

  const desk = (): Desk => {
    if (attached === undefined) throw new Error('Slack has no service yet.')
    return attached
  }
  const pauses = { againMs, mostAgainMs, ...options.patience }
  const standing = createStanding({ log, signal: closing.signal, pauses: options.patience ?? {} })
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

  const web = createWeb({ api, tokenOf, meter, onRevoked: (...which) => void follow(departures.revoked(...which)) })
  const ask = askBy(web)
  const people = createPeople(ask)
  const speaking = createSurface({
    ...{ web, records, desk, now, log },
    stopped: row => void follow(events.stopped(row)),
  })
  const { notes, shownFiles } = speaking
  const slash = createSlash(catalogue)
  const surface = namedSurface(speaking.surface, slash, people)
  const directory = createDirectory({ ask, people, tokenOf, api, now })
  const deliver = (event: Inbound): Promise<void> => desk().handle(event)
  const departures = createDepartures({
    ...{ installations, standing, deliver, now },
    asks: team => ask(team, 'auth.test', {}, AbortSignal.any([closing.signal, AbortSignal.timeout(startMs)])),
    forgetTeam: team => speaking.forgetTeam(team),
    async returned() {
      await desk().present('slack', installations.teams())
      speaking.tidy()
    },
  })
  const say = async (reply: ReplyRef, post: Post, nonce: string): Promise<void> => {
    await surface
      .post(reply, post, { nonce, signal: AbortSignal.timeout(startMs) })
      .catch((thrown: unknown) => log.warn({ err: thrown }, 'Slack: a sentence of ours could not be said'))
  }
  const intake = createIntake({ records, now, log })
  const messages = createMessages({
    catalogue,
    us,
    people,
    deliver,
    refOf: (...at) => notes.refAt(...at),
    isRemoved: (...at) => notes.isRemoved(...at),
    say,
    vanished: (team, channel, ts) => shownFiles.leave({ team, channel, ts }),
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
    ended: (...where) => shownFiles.leaveChannel(...where),
    uninstalled: team => departures.uninstalled(team),
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
    speaking.tidy()
    void follow(speaking.forgetOthers(installations.teams()))
    void follow(intake.resume(again))
  }
  /** Introduces us, else tries again later; nobody waits for that. */
  const introduceLater = async (pauseMs: number): Promise<void> => {
    await pause(pauseMs, closing.signal)
    try {
      await introduce()
    } catch (thrown) {
      if (closing.signal.aborted) return
      if (thrown instanceof Fault && thrown.kind === 'config')
        return standing.condemn(thrown.message, () => introduce().then(() => true))
      return introduceLater(Math.min(pauseMs * 2, pauses.mostAgainMs))
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
        introduceLater(pauses.againMs).catch(() => {})
      }
      await listening
    },
    isHealthy: () => standing.isGood() && (isOpen || now() - createdAt < unknownMs) && receivers.isHealthy(),
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
