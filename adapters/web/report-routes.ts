import { type Context, Hono } from 'hono'
import { Fault } from '#core/fault.ts'
import type { Desk } from '#core/ports.ts'
import type { Asker, JobNews, PageAsk } from '#core/report.ts'
import { mountButtons } from './button-routes.ts'
import type { Deeds } from './deeds.ts'
import type { Visit } from './door.ts'
import type { Feed } from './feed.ts'
import { blobName } from './file-link.ts'
import { fileResponse } from './files.ts'
import { adminPerson } from './pass.ts'
import { isRef } from './receive.ts'
import { addressOf, workspace } from './ref.ts'
import { dataHeaders, type Visited } from './routes.ts'
import { sidecarOf } from './sidecar.ts'
import type { WireGallery, WireJob, WireJobs, WirePicture } from './wire.ts'

/** How many pictures and jobs one look into the past brings. */
const pageLengths = { pictures: 60, jobs: 40 } as const

/** How long a look at a job waits for Replicate's log. */
const logWithinMs = 3_000

/** The most characters of the words that are looked for. */
const mostWordsChars = 200

/** Tells a job's news to its owner and to admins: nobody else may read what was asked. */
export function tellJob(feed: Feed, { id, row }: JobNews): void {
  if (row === undefined) return feed.publish({ type: 'job-gone', id })
  feed.publish({ type: 'job', job: row }, adminPerson)
  const { platform, workspace: home } = row.address
  const isOurs = platform === addressOf('').platform && home === workspace
  if (isOurs && row.actor.id !== adminPerson) feed.publish({ type: 'job', job: row }, row.actor.id)
}

const askerOf = (visit: Visit): Asker => ({ actor: { id: visit.person, name: visit.name }, address: addressOf('') })

const pageAsk = (c: Context<Visited>, limit: number): PageAsk => {
  const before = Number(c.req.query('before') ?? Number.NaN)
  return {
    whose: c.req.query('whose') === 'mine' ? 'mine' : 'all',
    limit,
    ...(Number.isSafeInteger(before) && { before }),
  }
}

/** What the pages of pictures and jobs ask for. Everything here is past the door. */
export function createReportRoutes({ desk, deeds }: { readonly desk: () => Desk; readonly deeds: Deeds }): Hono<Visited> {
  const app = new Hono<Visited>()
  const answer = (c: Context<Visited>, body: object): Response => c.json(body, 200, dataHeaders)
  const idOf = (c: Context<Visited>): string => {
    const id = c.req.param('id')
    if (isRef(id)) return id
    throw new Fault('gone', 'There is nothing of that name.')
  }
  const picture = async (c: Context<Visited>): Promise<WirePicture> => {
    const found = await desk().picture(askerOf(c.get('visit')), idOf(c))
    if (found === undefined) throw new Fault('gone', 'This picture is no longer kept.')
    return found
  }
  const job = async (c: Context<Visited>, withinMs: number): Promise<WireJob> => {
    const found = await desk().job(askerOf(c.get('visit')), idOf(c), withinMs)
    if (found === undefined) throw new Fault('gone', 'This job is no longer stored.')
    return found
  }

  app.get('/api/pictures', async c => {
    const { words = '', channel } = c.req.query()
    const page: WireGallery = await desk().gallery(askerOf(c.get('visit')), {
      ...pageAsk(c, pageLengths.pictures),
      words: words.slice(0, mostWordsChars),
      ...(isRef(channel) && { channel: addressOf(channel) }),
    })
    return answer(c, page)
  })
  app.get('/api/pictures/:id', async c => answer(c, await picture(c)))
  app.get('/api/pictures/:id/sidecar', async c => {
    const sidecar = `${JSON.stringify(sidecarOf(await picture(c)), undefined, 2)}\n`
    return new Response(sidecar, {
      headers: {
        ...dataHeaders,
        'content-type': 'application/json; charset=utf-8',
        // Without a name: the page names it like the picture it lies beside.
        'content-disposition': 'attachment',
      },
    })
  })
  mountButtons(app, '/api/pictures/:id', deeds, async c => {
    const { row, buttons } = await picture(c)
    return deeds.standOfJob(c.get('visit'), { address: row.address, buttons })
  })

  app.get('/api/jobs', async c => {
    const page: WireJobs = await desk().jobs(askerOf(c.get('visit')), pageAsk(c, pageLengths.jobs))
    return answer(c, page)
  })
  app.get('/api/jobs/:id', async c => answer(c, await job(c, logWithinMs)))
  mountButtons(app, '/api/jobs/:id', deeds, async c => deeds.standOfJob(c.get('visit'), (await job(c, 0)).row))

  app.get('/files/:blob/small', async c => {
    const blob = c.req.param('blob')
    const small = blobName.test(blob) ? await desk().thumbnail(blob) : undefined
    if (small === undefined) throw new Fault('gone', 'This file is no longer kept.')
    return fileResponse(small, `small ${blob}`, { knownTag: c.req.header('if-none-match') })
  })
  return app
}
