import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from '../discord/until.ts'
import { chatMethods } from './chat-methods.ts'
import { createClock } from './clock.ts'
import type { Json, Seen, Slack, Start } from './control.ts'
import { createDeliveries } from './deliveries.ts'
import { appId, botId, botUserId, clientId, clientSecret, startEmulated } from './emulated.ts'
import { type Bytes, createFiles } from './files.ts'
import { signingSecret } from './http-events.ts'
import { createLimits } from './limits.ts'
import { wholeManifest } from './manifest.ts'
import { createPeople, idOf, personOf } from './people.ts'
import { placeMethods } from './place-methods.ts'
import { createResponseUrls } from './response-urls.ts'
import { seenOf, seenView } from './seen.ts'
import { createSockets } from './sockets.ts'
import { createStreams } from './streams.ts'
import { threadMethods } from './thread-methods.ts'
import { createUses } from './uses.ts'
import { createTriggers, viewMethods } from './views.ts'
import { appToken, botToken, createWebApi } from './web-api.ts'
import { createWorld, type MessageState, threadKey } from './world.ts'

export type * from './control.ts'

/** Starts a Slack on a port of its own on the loopback: Web API, Socket Mode, files and installation on one server. */
export async function startSlack(start: Start = {}): Promise<Slack> {
  const clock = createClock(start.now ?? Date.now)
  const manifest = start.manifest ?? wholeManifest
  let origin = ''
  const { bot = [], bot_optional = [] } = manifest.oauth_config?.scopes ?? {}
  const inner = await startEmulated({
    team: start.team ?? {},
    scopes: [...bot, ...bot_optional],
    signingSecret,
    redirectUris: start.redirectUris ?? [],
    origin: () => origin,
  })
  const teamId = String((await inner.call('auth.test', {}))['team_id'])
  const world = createWorld({ clock, start, inner, manifest, teamId })
  const sockets = createSockets(world)
  const deliveries = createDeliveries(world, sockets)
  const limits = createLimits(world)
  const triggers = createTriggers(world)
  const urls = createResponseUrls(world)
  const streams = createStreams(world)
  const files = createFiles(world)
  const people = createPeople(world)
  const uses = createUses({ world, deliveries, urls, triggers })
  const api = createWebApi({
    world,
    limits,
    methods: {
      ...chatMethods(world),
      ...placeMethods(world, sockets),
      ...streams.methods,
      ...threadMethods(world),
      ...viewMethods(world, triggers),
      ...files.methods,
    },
  })
  world.openDm = async id => (await people.openDm(id)).id

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin)
    answer(request, response, url).catch((error: unknown) => {
      world.violate(`the stand-in failed at ${request.method} ${url.pathname}: ${String(error)}`)
      response.destroy()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = await bytesOf(request)
    const { pathname: path } = url
    if (path.startsWith('/api/')) return api.answer(request, response, url, body)
    if (urls.has(path)) {
      const args = JSON.parse(body.toString()) as Json
      return api.through(response, api.begin(request, url, args), () => urls.use(path, args))
    }
    const log = api.begin(request, url, {})
    const sendBytes = (bytes: Bytes): null => {
      Object.assign(log, { status: bytes.status, answeredAt: clock.now() })
      response.writeHead(bytes.status, bytes.headers).end(bytes.body)
      return null
    }
    return api.through(response, log, async () => {
      if (path.startsWith('/upload/v1/')) return sendBytes(await files.upload(path.slice(11), request, body))
      if (path.startsWith('/files-pri/')) {
        const token = /^Bearer (.+)$/.exec(String(request.headers['authorization'] ?? ''))?.[1] ?? ''
        return sendBytes(await files.download(path, api.mayRead(token)))
      }
      if (path.startsWith('/oauth/')) {
        const type = String(request.headers['content-type'] ?? '')
        return sendBytes(
          await inner.pass(request.method ?? 'GET', `${path}${url.search}`, type === '' ? {} : { 'content-type': type }, body),
        )
      }
      world.violate(`${request.method} ${path} is not described`)
      return { status: 404, json: { ok: false, error: 'not_found' } }
    })
  }

  sockets.serve(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world.origin = origin

  world.people.set(botUserId, { id: botUserId, name: 'replichat', token: null, options: { bot: true } })
  const members = (await inner.call('users.list', { limit: 1_000 }))['members'] as readonly Json[]
  for (const { id, name } of members) {
    const at = /^spare(\d+)$/.exec(String(name))?.[1]
    if (at !== undefined) world.spares.set(String(id), { id: String(id), token: inner.spare(Number(at)) })
    if (name === 'admin')
      world.people.set(String(id), { id: String(id), name: 'olivia', token: inner.ownerToken, options: { primaryOwner: true } })
  }
  const owner = personOf(world, 'U000000001')
  const person = people.user('pat')
  for (const { name, ...options } of start.users ?? []) people.user(name, options)
  const channel = await people.channel('general-talk')
  for (const { name, ...options } of start.channels ?? []) await people.channel(name, options)

  const seen = (message: MessageState): Seen => seenOf(world, message)
  const all = (id: string): readonly MessageState[] =>
    [...(world.channel(id)?.messages.values() ?? [])].toSorted((a, b) => (a.ts < b.ts ? -1 : 1))
  const existing = (ref: Parameters<Slack['messages']>[0]) => people.existing(ref)
  const close = async (): Promise<void> => {
    if (!server.listening) return
    clock.end()
    sockets.end()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    await inner.close()
  }

  return {
    apiUrl: `${origin}/api/`,
    origin,
    botToken,
    appToken,
    signingSecret,
    team: { id: world.team.id, name: world.team.name },
    app: { id: appId, clientId, clientSecret, botId },
    bot: { id: botUserId, name: 'replichat' },
    home: { channel, owner, person },
    clock: { now: () => clock.now(), advance: ms => clock.advance(ms) },
    eventsTo: url => deliveries.eventsTo(url),
    user: (name, options) => people.user(name, options),
    change: (ref, options) => people.change(ref, options),
    channel: people.channel,
    openDm: people.openDm,
    invite: (where, who) => people.invite(where, who),
    kick: (where, who) => people.kick(where, who),
    archive: where => people.archive(where),
    removeChannel: where => people.removeChannel(where),
    say: async (...args) => seen(await people.say(...args)),
    edit: async (ref, text) => seen(await people.edit(ref, text)),
    delete: ref => people.delete(ref),
    react: (who, ref, name) => people.react(who, ref, name),
    ...uses,
    openHome(ref, tab = 'home') {
      const view = world.homes.get(idOf(ref))
      return people.openDm(ref).then(({ id }) => {
        const shown = view === undefined ? {} : { view: view.json }
        world.tell({ type: 'app_home_opened', user: idOf(ref), channel: id, tab, event_ts: world.ts(), ...shown })
      })
    },
    stop: (ref, where, thread) => streams.stop(idOf(ref), existing(where), thread),
    messages: (ref, thread) =>
      all(existing(ref).id)
        .filter(({ ts, threadTs, json }) =>
          thread === undefined ? threadTs === null || json['reply_broadcast'] === true : ts === thread || threadTs === thread,
        )
        .map(seen),
    message(ref) {
      const message = world.find(ref.channelId, ref.ts) ?? world.ephemerals.find(({ ts }) => ts === ref.ts)
      return message === undefined ? null : seen(message)
    },
    ephemerals: (ref, where) =>
      world.ephemerals
        .filter(({ onlyFor, channelId }) => onlyFor === idOf(ref) && (where === undefined || channelId === idOf(where)))
        .map(seen),
    views: ref => (world.modals.get(idOf(ref)) ?? []).map(seenView),
    homeOf(ref) {
      const view = world.homes.get(idOf(ref))
      return view === undefined ? null : seenView(view)
    },
    status(ref, thread) {
      const status = world.statuses.get(threadKey(idOf(ref), thread))
      return status === undefined || status.until <= clock.now() ? null : { text: status.text, loading: status.loading }
    },
    session: (ref, thread) => world.sessions.get(threadKey(idOf(ref), thread)) ?? { status: null, title: null },
    prompts: (ref, thread) => world.prompts.get(threadKey(idOf(ref), thread ?? null)) ?? [],
    until,
    sees: (ref, check, withinMs) =>
      until(
        () => all(idOf(ref)).map(seen).findLast(check),
        withinMs,
        () =>
          `What the channel shows: ${JSON.stringify(all(idOf(ref)).map(({ json }) => json))}\nViolations: ${world.violations.join('\n')}`,
      ),
    requests: api.requests,
    violations: world.violations,
    hook: (match, fate, times = 1) => api.hook(match, fate, times),
    latch(method, error) {
      if (error === null) world.latches.delete(method)
      else world.latches.set(method, error)
    },
    limit: (method, times, perMs) => limits.set(method, times, perMs),
    expireResponseUrls: () => urls.expire(),
    revokeToken() {
      world.tell({ type: 'tokens_revoked', tokens: { bot: [botUserId], oauth: [] } })
      world.token = 'revoked'
    },
    restoreToken() {
      world.token = 'live'
    },
    uninstall() {
      world.tell({ type: 'app_uninstalled' })
      world.token = 'uninstalled'
    },
    deliveries: deliveries.log,
    get sockets() {
      return sockets.open()
    },
    get connected() {
      return sockets.connected()
    },
    disconnect: (reason, socket) => sockets.disconnect(reason, socket),
    cutSockets: () => sockets.cut(),
    refuseSockets: refuse => sockets.refuse(refuse),
    silence: silent => sockets.silence(silent),
    doubleEnvelopes: double => deliveries.double(double),
    delayEvents: ms => deliveries.delay(ms),
    dropEvents: times => deliveries.drop(times),
    again: type => deliveries.again(type),
    event: event => world.tell(event),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
