import { type Context, Hono } from 'hono'
import type { Command } from '#core/command.ts'
import type { Blobs, Desk, Locks, Log, Platform, Records } from '#core/ports.ts'
import { createArchive } from './archive.ts'
import { createDeeds } from './deeds.ts'
import { createDirectory } from './directory.ts'
import { createDoor, type Door, type DoorOptions, knockOf } from './door.ts'
import { createFeed } from './feed.ts'
import { createPageFiles, plainPage } from './files.ts'
import { createLinkedFiles } from './linked-files.ts'
import { createMessages } from './messages.ts'
import { readLink, writeCookie } from './pass.ts'
import { createRooms } from './rooms.ts'
import { createReportRoutes, tellJob } from './report-routes.ts'
import { createRoutes, dataHeaders, errorResponse, type Visited } from './routes.ts'
import { refuse } from './refuse.ts'
import { createSurface } from './surface.ts'
import type { WebTables } from './tables.ts'
import { createUploads } from './uploads.ts'

export { writeOperatorPass } from './operator-pass.ts'
export { createOperatorRoutes, type OperatorRow } from './operator-routes.ts'
export { fileLink } from './file-link.ts'
export { refuseMetrics } from './metrics-door.ts'
export { createLink, createMetricsPass, type PassKind } from './pass.ts'
export { type DoorOptions, isOpenDoor } from './door.ts'
export { type WebTables, webTables } from './tables.ts'

/** The web console: what is mounted, how the service speaks in it, and how it ends. */
export type Web = {
  /** To be mounted at `/`. It answers only for paths of its own. */
  readonly app: Hono<Visited>
  readonly platform: Platform
  /** Who may come in: other paths of the service (`/metrics`) ask it, too. */
  readonly door: Door
  /** Gives the console the service to speak to, sweeps what was never sent, and hands over what was left waiting when the process ended. */
  attach(desk: Desk): Promise<void>
  /** Ends the feeds and writes what is not yet stored. */
  close(): Promise<void>
}

/** Uploads that were never sent are kept a day, for a draft that is not finished. */
const unsentLivesMs = 24 * 60 * 60_000

/** Everything a visitor may ask for by a path; other paths are none of ours. */
const ownPaths = ['/', '/c/*', '/gallery', '/jobs', '/api/*', '/files/*', '/assets/*', '/icon.svg', '/theme.js']

/** Opens the console: makes its first channel and puts its routes together. `now` in milliseconds since the epoch. */
export async function createWeb(options: {
  readonly catalogue: readonly Command[]
  readonly records: Records<WebTables>
  readonly blobs: Blobs
  readonly locks: Locks
  readonly door: DoorOptions
  /** Whether what is made costs money: the page says so where it does not. Absent: it does. */
  readonly charged?: boolean
  /** The folder the page was built into. */
  readonly pageDir: string
  readonly now: () => number
  readonly log: Log
}): Promise<Web> {
  const { catalogue, records, blobs, locks, charged = true, now, log } = options
  let attached: Desk | undefined
  const desk = (): Desk => {
    if (attached === undefined) throw new Error('The console has no service yet.')
    return attached
  }
  const door = createDoor(options.door, now)
  const feed = createFeed()
  const [newestRow] = await records.list('web_messages', { newestFirst: true, limit: 1 })
  const messages = createMessages({ records, locks, feed, now, newest: newestRow?.at ?? 0 })
  const rooms = createRooms({ records, locks, feed, messages, now })
  const uploads = createUploads({ records, blobs, locks, isKept: blob => desk().keeps(blob), now })
  const surface = createSurface({ messages, rooms })
  const deeds = createDeeds({ desk, catalogue, records, messages, rooms, uploads, surface, now, log })
  const pages = createPageFiles(options.pageDir)
  if ((await rooms.list()).length === 0) await rooms.create('general', 'general')
  let unwatch = (): void => {}

  const app = new Hono<Visited>()
  app.notFound(() => plainPage(404, 'Nothing here', 'There is nothing of that name.'))
  app.onError((thrown, c) => errorResponse(c.req.raw, thrown, log))

  const { secretKey } = options.door
  app.get('/link/:token', c =>
    locks.with('web link', async () => {
      const visit = door.admit(knockOf(c.req.raw))
      if (door.isOpen) return 'person' in visit ? home() : refuse(c, visit.status, 'Not from here', visit.sentence)
      const pass = readLink(secretKey, c.req.param('token'), now())
      // Who is in already leaves the link to others, unless it opens more.
      if ('person' in visit && (visit.isAdmin || pass?.kind !== 'admin')) return home()
      // Neither a look ahead nor a question for the headers may use the link up.
      const isAhead =
        c.req.method === 'HEAD' || (c.req.header('sec-purpose') ?? c.req.header('purpose') ?? '').includes('prefetch')
      const isUsed = pass !== undefined && (await records.get('web_links', pass.id)) !== undefined
      if (pass === undefined || isUsed || isAhead) {
        return refuse(c, 410, 'This link is no longer good', 'It works once and for a day. `npx replichat link` prints another.')
      }
      const ended = await records.list('web_links', { to: now(), limit: 200 })
      await records.batch([
        { put: 'web_links', row: { id: pass.id, endsAt: pass.endsAt } },
        ...ended.map(({ id }) => ({ remove: 'web_links', id }) as const),
      ])
      return home({ 'set-cookie': door.cookie(writeCookie(secretKey, pass, now())) })
    }),
  )

  if (options.door.publicUrl !== undefined) app.route('/', createLinkedFiles({ secretKey, open: name => blobs.get(name), now }))

  for (const path of ownPaths) {
    app.use(path, async (c: Context<Visited>, next) => {
      const visit = door.admit(knockOf(c.req.raw))
      if (!('person' in visit)) {
        return refuse(c, visit.status, visit.status === 401 ? 'Replichat' : 'Not from here', visit.sentence)
      }
      c.set('visit', visit)
      await next()
      if (visit.renew !== undefined) c.header('set-cookie', door.cookie(visit.renew))
      return undefined
    })
  }
  app.route('/', createRoutes({ desk, deeds, messages, rooms, uploads, feed, blobs, catalogue, charged, now }))
  app.route('/', createReportRoutes({ desk, deeds }))
  const page = async (c: Context<Visited>, name: string): Promise<Response> =>
    (await pages.serve(name, c.req.header('accept-encoding'))) ?? c.notFound()
  app.get('/', c => page(c, 'index.html'))
  for (const path of ['/c/*', '/gallery', '/jobs']) app.get(path, c => page(c, 'index.html'))
  app.get('/assets/:name', c => page(c, `assets/${c.req.param('name')}`))
  app.get('/icon.svg', c => page(c, 'icon.svg'))
  app.get('/theme.js', c => page(c, 'theme.js'))

  return {
    app,
    door,
    platform: {
      surface,
      directory: createDirectory({ records, messages, uploads }),
      archive: createArchive({ records, messages, rooms, uploads }),
      isOwn: true,
    },
    async attach(given) {
      attached = given
      await uploads.sweep(now() - unsentLivesMs)
      unwatch = given.watch(news => tellJob(feed, news))
      await deeds.resume()
    },
    async close() {
      unwatch()
      feed.close()
      await messages.close()
    },
  }
}

const home = (headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status: 303, headers: { ...dataHeaders, ...headers, location: '/' } })
