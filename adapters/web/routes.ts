import { type Context, Hono } from 'hono'
import { messageMenu } from '#core/catalogue.ts'
import type { Command } from '#core/command.ts'
import { asFault, Fault, type FaultKind } from '#core/fault.ts'
import type { Blobs, Desk, Log } from '#core/ports.ts'
import { mountButtons } from './button-routes.ts'
import type { Deeds } from './deeds.ts'
import type { Visit } from './door.ts'
import type { Feed } from './feed.ts'
import { blobName } from './file-link.ts'
import { fileResponse } from './files.ts'
import { mostFileBytes, mostFilesPerMessage, mostMessageChars } from './limits.ts'
import type { Messages } from './messages.ts'
import { drained, isRef, readFields, TooLarge } from './receive.ts'
import { addressOf, placeOf } from './ref.ts'
import type { Rooms } from './rooms.ts'
import { tooLarge, type Uploads } from './uploads.ts'
import { readUpload } from './upload-form.ts'
import { dataHeaders, type Visited } from './visited.ts'
import type { WireError, WirePage, WireState } from './wire.ts'

export { dataHeaders, type Visited } from './visited.ts'

const statusOf: Readonly<Record<FaultKind, 400 | 403 | 404 | 409 | 410 | 500 | 502 | 503>> = {
  input: 400,
  denied: 403,
  gone: 410,
  busy: 503,
  model: 502,
  platform: 502,
  config: 503,
  bug: 500,
}

/** A path as it may stand in the log: the token of a link and the signature of a file's are keys. */
const loggedPath = (request: Request): string =>
  new URL(request.url).pathname.replace(/^\/link\/.*/, '/link').replace(/^(\/files\/[^/]*)\/.*/, '$1')

/** An error as an answer with one sentence; what nobody expected goes to the log alone. */
export function errorResponse(request: Request, thrown: unknown, log: Log): Response {
  const headers = { ...dataHeaders, 'content-type': 'application/json' }
  if (thrown instanceof TooLarge) {
    return drained(request, 413, JSON.stringify({ error: tooLarge(thrown.bytes) } satisfies WireError), headers)
  }
  const fault = asFault(thrown)
  if (fault.kind === 'bug') log.error({ err: fault.cause ?? fault, path: loggedPath(request) }, 'a request of the console failed')
  const wait = fault.retryAfterMs === undefined ? {} : { 'retry-after': `${Math.ceil(fault.retryAfterMs / 1_000)}` }
  return Response.json({ error: fault.message } satisfies WireError, {
    status: statusOf[fault.kind],
    headers: { ...headers, ...wait },
  })
}

/** How many messages one look into the past brings. */
const pageLength = 40

/** How many uploads are read at once: each is held in memory until it is stored. */
const mostUploadsAtOnce = 4

const adminOnly = (visit: Visit): void => {
  if (!visit.isAdmin) throw new Fault('denied', 'Only an admin may change channels.')
}

/** The interface the page speaks to. Everything here is past the door. */
export function createRoutes(options: {
  readonly desk: () => Desk
  readonly deeds: Deeds
  readonly messages: Messages
  readonly rooms: Rooms
  readonly uploads: Uploads
  readonly feed: Feed
  readonly blobs: Blobs
  readonly catalogue: readonly Command[]
  /** Whether what is made costs money. */
  readonly charged: boolean
  readonly now: () => number
}): Hono<Visited> {
  const { desk, deeds, messages, rooms, uploads, feed, blobs, catalogue, charged, now } = options
  const app = new Hono<Visited>()
  let uploading = 0

  const answer = (c: Context<Visited>, body: object, status: 200 | 201 = 200): Response => c.json(body, status, dataHeaders)
  const param = (c: Context<Visited>, name: string): string => {
    const value = c.req.param(name)
    if (isRef(value)) return value
    throw new Fault('gone', 'There is nothing of that name.')
  }

  app.get('/api/state', async c => {
    const { person, name, isAdmin } = c.get('visit')
    const state: WireState = {
      me: { id: person, name, isAdmin },
      workspace: 'Replichat',
      charged,
      rooms: await rooms.list(),
      threads: await rooms.threads(),
      catalogue: catalogue.filter(command => isAdmin || !command.adminOnly),
      menu: messageMenu,
      limits: { messageChars: mostMessageChars, fileBytes: mostFileBytes, filesPerMessage: mostFilesPerMessage },
    }
    return answer(c, state)
  })

  app.get('/api/feed', c => {
    const after = c.req.header('last-event-id') ?? c.req.query('after')
    return new Response(feed.follow(c.get('visit').person, after), {
      headers: { ...dataHeaders, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
    })
  })

  app.get('/api/rooms/:room/messages', async c => {
    const room = param(c, 'room')
    const thread = c.req.query('thread')
    const before = Number(c.req.query('before') ?? Number.NaN)
    await rooms.room(room)
    if (thread !== undefined) await rooms.thread(room, thread)
    const page: WirePage = await messages.page(placeOf(room, thread), {
      person: c.get('visit').person,
      limit: pageLength,
      ...(Number.isSafeInteger(before) && { before }),
    })
    return answer(c, page)
  })

  app.get('/api/messages/:message', async c => {
    const found = await messages.see(param(c, 'message'), c.get('visit').person)
    if (found === undefined) throw new Fault('gone', 'The message is no more.')
    return answer(c, found)
  })

  app.post('/api/rooms', async c => {
    adminOnly(c.get('visit'))
    const fields = await readFields(c.req.raw)
    return answer(c, await rooms.create(fields.id('id'), fields.text('name', 200)), 201)
  })
  app.patch('/api/rooms/:room', async c => {
    adminOnly(c.get('visit'))
    return answer(c, await rooms.rename(param(c, 'room'), (await readFields(c.req.raw)).text('name', 200)))
  })
  app.delete('/api/rooms/:room', async c => {
    adminOnly(c.get('visit'))
    const room = param(c, 'room')
    const { threads, files } = await rooms.remove(room)
    await uploads.remove(files)
    // A channel's id is never given again: what was made there cannot come back.
    const left = { type: 'left', at: now(), forGood: true } as const
    for (const { id } of threads) await deeds.deliver({ ...left, what: 'thread', id: `left ${id}`, address: addressOf(room, id) })
    await deeds.deliver({ ...left, what: 'channel', id: `left ${room}`, address: addressOf(room) })
    return answer(c, {})
  })
  app.delete('/api/rooms/:room/threads/:thread', async c => {
    adminOnly(c.get('visit'))
    const thread = await rooms.thread(param(c, 'room'), param(c, 'thread'))
    await uploads.remove(await rooms.removeThread(thread))
    const address = addressOf(thread.room, thread.id)
    await deeds.deliver({ type: 'left', what: 'thread', id: `left ${thread.id}`, address, at: now(), forGood: true })
    return answer(c, {})
  })

  app.post('/api/messages', async c => {
    const fields = await readFields(c.req.raw)
    const message = await deeds.say(c.get('visit'), {
      id: fields.id('id'),
      room: fields.ref('room'),
      ...(fields.has('thread') && { thread: fields.ref('thread') }),
      text: fields.text('text', mostMessageChars * 2),
      files: fields.refs('files'),
      ...(fields.has('replyTo') && { replyTo: fields.ref('replyTo') }),
    })
    return answer(c, message, 201)
  })
  app.patch('/api/messages/:message', async c => {
    const fields = await readFields(c.req.raw)
    const edit = { event: fields.id('event'), text: fields.text('text', mostMessageChars * 2) }
    return answer(c, await deeds.edit(c.get('visit'), param(c, 'message'), edit))
  })
  app.delete('/api/messages/:message', async c => {
    const fields = await readFields(c.req.raw)
    await deeds.erase(c.get('visit'), param(c, 'message'), fields.id('event'))
    return answer(c, {})
  })
  mountButtons(app, '/api/messages/:message', deeds, c => deeds.standOfMessage(c.get('visit'), param(c, 'message')))
  app.post('/api/messages/:message/menu', async c => {
    const fields = await readFields(c.req.raw)
    const chosen = { event: fields.id('event'), entry: fields.text('entry', 64) }
    await deeds.choose(c.get('visit'), param(c, 'message'), chosen)
    return answer(c, {})
  })

  app.get('/api/suggest', async c => {
    const { command = '', option = '', partial = '', room = '', thread } = c.req.query()
    const suggestions = await desk().suggest(command, option, partial.slice(0, 200), addressOf(room, thread))
    return answer(c, { suggestions })
  })

  app.post('/api/uploads', async c => {
    if (uploading >= mostUploadsAtOnce)
      throw new Fault('busy', 'Many files are coming in just now; try again in a few seconds.', { retryAfterMs: 3_000 })
    uploading++
    try {
      const file = await readUpload(c.req.raw)
      return answer(c, await uploads.keep({ ...file, person: c.get('visit').person }), 201)
    } finally {
      uploading--
    }
  })

  app.get('/files/:blob', async c => {
    const blob = c.req.param('blob')
    const file = blobName.test(blob) ? ((await desk().open(blob)) ?? (await blobs.get(blob))) : undefined
    if (file === undefined) throw new Fault('gone', 'This file is no longer kept.')
    return fileResponse(file, blob, { knownTag: c.req.header('if-none-match'), range: c.req.header('range') })
  })
  return app
}
