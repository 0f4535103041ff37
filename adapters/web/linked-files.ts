import { Hono } from 'hono'
import type { Blobs } from '#core/ports.ts'
import { readFileLink } from './file-link.ts'
import { fileResponse } from './files.ts'
import { refuse } from './refuse.ts'

/** A browser keeps a linked file for a day: what is forgotten or has ended shall not live on for the link's whole week. */
const keepMs = 24 * 60 * 60_000

/**
 * Files at signed addresses: whoever has the address sees that one file until it ends, without a login. To be mounted
 * before the door. `now` in milliseconds since the epoch.
 */
export function createLinkedFiles(options: {
  readonly secretKey: Uint8Array
  readonly open: Blobs['get']
  readonly now: () => number
}): Hono {
  const { secretKey, open, now } = options
  const app = new Hono()
  app.get('/files/:blob/:signature', async (c, next) => {
    const { blob, signature } = c.req.param()
    // The console's own thumbnails are asked for behind the door.
    if (signature === 'small') return next()
    const link = readFileLink(blob, signature, { secretKey, now: now() })
    if (link === 'forged')
      return refuse(c, 403, 'This link is not whole', 'Part of its address is missing or changed; copy all of it and try again.')
    if (link === 'ended')
      return refuse(
        c,
        410,
        'This link has ended',
        'Links to files are good for seven days; the message it was in can bring another.',
      )
    const file = await open(blob)
    if (file === undefined)
      return refuse(c, 410, 'This file is no longer kept', 'It was deleted, or kept for as long as was set.')
    const seconds = Math.floor(Math.min(keepMs, link.endsAt - now()) / 1_000)
    const asked = { knownTag: c.req.header('if-none-match'), range: c.req.header('range') }
    const response = fileResponse(file, blob, asked, `private, max-age=${Math.max(0, seconds)}`)
    response.headers.set('x-robots-tag', 'noindex')
    return response
  })
  return app
}
