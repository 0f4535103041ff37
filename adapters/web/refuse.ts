import type { Context } from 'hono'
import { plainPage } from './files.ts'
import { dataHeaders } from './routes.ts'
import type { WireError } from './wire.ts'

/** A refusal as whoever asks reads it: a page for people, one sentence of JSON for programs. */
export const refuse = (c: Context, status: 401 | 403 | 410 | 421, heading: string, sentence: string): Response =>
  (c.req.header('accept') ?? '').includes('text/html')
    ? plainPage(status, heading, sentence)
    : c.json({ error: sentence } satisfies WireError, status, dataHeaders)
