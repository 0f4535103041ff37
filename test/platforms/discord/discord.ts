import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBuckets } from './buckets.ts'
import { commandRoutes, setCommands } from './command-routes.ts'
import type { Uploads } from './command-use.ts'
import type { Discord, Start } from './control.ts'
import { warmUp } from './described.ts'
import { eventFaults } from './described-events.ts'
import { createGateway } from './gateway.ts'
import { interactionRoutes } from './interaction-routes.ts'
import { createInteractions } from './interactions.ts'
import { messageContent } from './intents.ts'
import { createLandscape, personOf } from './landscape.ts'
import { createMeddling } from './meddling.ts'
import { messageRoutes } from './message-routes.ts'
import { createSigner } from './message.ts'
import { createPeople, idOf } from './people.ts'
import { placeRoutes } from './place-routes.ts'
import { addBot, createChannel, createGuild, createUser } from './places.ts'
import { createRest } from './rest.ts'
import { seenOf } from './seen.ts'
import { until } from './until.ts'
import { createWorld, type AttachmentState, type Json, type MessageState } from './world.ts'

export type * from './control.ts'

/** Starts a Discord on a port of its own on the loopback: REST, gateway and files on one server. */
export async function startDiscord(start: Start = {}): Promise<Discord> {
  warmUp()
  let shiftMs = 0
  const clock = start.now ?? Date.now
  const now = (): number => clock() + shiftMs
  const violations: string[] = []
  const violate = (what: string): void => void violations.push(what)
  let origin = ''

  const world = createWorld(now)
  world.allowedIntents = start.allowedIntents ?? messageContent
  world.identifiesAtOnce = start.identifiesAtOnce ?? 1
  world.application.public = start.botPublic ?? false
  const signer = createSigner(world, () => origin)
  const buckets = createBuckets(now, start.limitsFasterBy ?? 1, violate)
  const uploads: Uploads = new Map()
  const gatewayUrl = (): string => `${origin.replace('http', 'ws')}/gateway`
  const gateway = createGateway(world, { heartbeatMs: start.heartbeatMs ?? 41_250, violate, url: gatewayUrl })
  const meddling = createMeddling(event => gateway.deliver(event))
  world.onTold(event => {
    const faults = eventFaults(event)
    if (faults.length > 0) violate(`the stand-in’s event ${event.name}: ${faults.join('; ')}`)
    meddling.hear(event)
  })
  const interactions = createInteractions(world, signer, start.answerWithinMs ?? 3_000)
  const routes = {
    ...placeRoutes,
    ...messageRoutes,
    ...commandRoutes,
    ...interactionRoutes(answered => interactions.told(answered)),
  }
  const rest = createRest({ world, signer, buckets, routes, violate, gatewayUrl })

  const ownerState = createUser(world, 'olivia')
  const guildState = createGuild(world, { name: 'Home', ownerId: ownerState.id, premiumTier: 0 })
  addBot(world, guildState)
  const channelState = createChannel(world, guildState, { name: 'general', nsfw: false, type: 0 })
  const owner = personOf(ownerState)
  const guild = { id: guildState.id, name: guildState.name }
  const landscape = createLandscape(world, () => ({ guild, owner }))
  const person = landscape.person('pat')
  const channel = { id: channelState.id, name: channelState.name, guildId: guild.id, parentId: null }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin)
    if (url.pathname.startsWith('/cdn/')) return sendFile(url, response)
    rest.answer(request, response, url).catch((error: unknown) => {
      violate(`the stand-in failed at ${request.method} ${url.pathname}: ${String(error)}`)
      response.destroy()
    })
  })
  function sendFile(url: URL, response: ServerResponse): void {
    const [, , , channelId, id] = url.pathname.split('/')
    const held = [...(world.channels.get(channelId ?? '')?.messages.values() ?? [])].flatMap(one => one.attachments)
    const file: AttachmentState | undefined = held.find(one => one.id === id) ?? uploads.get(id ?? '')
    if (file === undefined || !signer.isLive(url.pathname, url.searchParams))
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.')
    response.writeHead(200, { 'content-type': file.contentType, 'content-length': file.bytes.length }).end(file.bytes)
  }
  gateway.serve(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const messagesOf = (id: string): readonly MessageState[] => [...(world.channels.get(id)?.messages.values() ?? [])]
  const seen = (message: MessageState) => seenOf(world, signer, message)
  const close = async (): Promise<void> => {
    if (!server.listening) return
    interactions.end()
    gateway.end()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }

  return {
    url: `${origin}/api`,
    origin,
    token: world.token,
    application: world.application,
    bot: personOf(world.bot),
    home: { guild, channel, owner, person },
    clock: {
      now,
      advance(ms) {
        shiftMs += ms
      },
    },
    ...landscape,
    ...createPeople(world, signer, uploads, interactions),
    messages: ref =>
      messagesOf(idOf(ref))
        .filter(one => one.onlyFor === null)
        .map(seen),
    privately: (who, ref) =>
      (ref === undefined ? [...world.channels.keys()] : [idOf(ref)])
        .flatMap(messagesOf)
        .filter(one => one.onlyFor === idOf(who))
        .map(seen),
    message(ref) {
      const message = world.findMessage(idOf(ref))
      return message === null ? null : seen(message)
    },
    typing(ref) {
      const typingUntil = world.channels.get(idOf(ref))?.typingUntil ?? 0
      return typingUntil > now() ? typingUntil : null
    },
    commands: ref => (world.commands.get(ref === undefined ? '' : idOf(ref)) ?? []).flatMap(one => namesIn(one)),
    register: (commands, ref) => void setCommands(world, ref === undefined ? '' : idOf(ref), commands as readonly Json[]),
    until,
    sees: (ref, check, withinMs) => {
      const open = () =>
        messagesOf(idOf(ref))
          .filter(one => one.onlyFor === null)
          .map(seen)
      return until(
        () => open().findLast(check),
        withinMs,
        () => `What the channel shows: ${JSON.stringify(open().map(({ raw }) => raw))}`,
      )
    },
    requests: rest.requests,
    violations,
    hook: (match, fate, times = 1) => rest.hook(match, fate, times),
    bucket: (route, limit, perMs) => buckets.set(route, limit, perMs),
    expireTokens() {
      for (const interaction of world.interactions.values()) interaction.expired = true
    },
    expireUrls() {
      world.urlEpoch++
    },
    resetToken() {
      world.tokenIsReset = true
      gateway.close(4004, 'Authentication failed.')
    },
    allowIntents(intents) {
      world.allowedIntents = intents
    },
    get sessions() {
      return gateway.sessions().map(({ id, intents, shard }) => ({ id, intents, shard }))
    },
    gatewayLog: gateway.log,
    cutTcp: () => gateway.cutTcp(),
    op7: () => gateway.op7(),
    op9: resumable => gateway.op9(resumable),
    closeGateway: code => gateway.close(code),
    dropHeartbeatAcks: drop => gateway.dropHeartbeatAcks(drop),
    refuseConnections: refuse => gateway.refuse(refuse),
    muteShard: (shard, mute) => gateway.mute(shard, mute),
    events: meddling.events,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The names under which a command is used: its own, or one for each subcommand. */
function namesIn(command: Json, before = ''): readonly string[] {
  const name = `${before}${String(command['name'])}`
  const inner = ((command['options'] as readonly Json[] | undefined) ?? []).filter(one => one['type'] === 1 || one['type'] === 2)
  return inner.length === 0 ? [name] : inner.flatMap(one => namesIn(one, `${name} `))
}
