import { Hono } from 'hono'
import type { Log } from '#core/ports.ts'
import { readWebhookHeaders, type SignedWebhook, verifyWebhook } from '../replicate/webhook.ts'
import { type Prediction, readPrediction } from '../replicate/wire.ts'
import { readAddress, type Subject } from './address.ts'
import { type BesideDeps, layBeside } from './beside.ts'
import { type BodyBounds, createBodyReader, type NoBody } from './body.ts'
import type { SigningSecrets } from './secrets.ts'

/**
 * Bodies carry data URIs and whole logs: megabytes are usual, 16 of them are not. What is refused is learnt by a look.
 * Anybody may send, so all together may hold no more than a small machine can spare.
 */
const usualBounds: BodyBounds = { mostBytes: 16 * 1024 * 1024 - 1, mostBytesAtOnce: 64 * 1024 * 1024, withinMs: 30_000 }

/** Longer than any id that signers of this scheme make. */
const mostIdChars = 256
/** How often a refused signature is worth a line in the log. */
const warnEveryMs = 60_000

export type WebhooksOptions = BesideDeps & {
  readonly secrets: SigningSecrets
  readonly log: Log
  /** Told of each webhook that brought the end of a prediction: how long after that end it came. */
  readonly onLag?: (lagMs: number) => void
  readonly bounds?: Partial<BodyBounds>
}

/**
 * Where Replicate tells of predictions: `POST /replicate`, to be mounted at `/webhooks`. Its signature is its only guard.
 * Every answer but 2xx makes Replicate send the end of a prediction again, for about a minute; what is lost all the same
 * is learnt by looks.
 */
export function createWebhooks(options: WebhooksOptions): Hono {
  const { secrets, now, log } = options
  const readBody = createBodyReader({ ...usualBounds, ...options.bounds })
  const warn = quietly(log, now)

  /** Whether the bytes are signed, asking for a changed secret where they are not; `unknown` when there is no secret to check with. */
  const check = async (signed: SignedWebhook, rawBody: Uint8Array): Promise<'signed' | 'unsigned' | 'unknown'> => {
    const tried = await secrets.known()
    const verdict = verifyWebhook({ ...signed, rawBody, secrets: tried, now: now() })
    if (verdict.valid) return 'signed'
    if (verdict.reason !== 'signature' && verdict.reason !== 'secret') return 'unsigned'
    const changed = await secrets.beyond(tried)
    if (changed !== undefined && verifyWebhook({ ...signed, rawBody, secrets: changed, now: now() }).valid) return 'signed'
    return verdict.reason === 'secret' && changed === undefined ? 'unknown' : 'unsigned'
  }

  const hear = async (request: Request): Promise<Response> => {
    const signed = readWebhookHeaders(name => request.headers.get(name) ?? undefined)
    if (signed === undefined || signed.id.length > mostIdChars) return answers.malformed()
    // What is malformed or stale is so whatever its body says: nothing of it is read.
    const early = verifyWebhook({ ...signed, rawBody: new Uint8Array(), secrets: [], now: now() })
    if (!early.valid && early.reason === 'malformed') return answers.malformed()
    if (!early.valid && early.reason === 'time') return warn('time', answers.unsigned())
    const body = await readBody(request)
    if (typeof body === 'string') return answers[body]()
    using held = body
    const verdict = await check(signed, held.bytes)
    if (verdict === 'unknown') return answers.unknown()
    if (verdict === 'unsigned') return warn('signature', answers.unsigned())

    const prediction = predictionIn(held.bytes)
    const subject = readAddress(request.url)
    if (prediction === undefined || subject === undefined) return answers.meaningless()
    // The address is not signed; the body is, and repeats the address that was asked for.
    const given = typeof prediction.webhook === 'string' ? readAddress(prediction.webhook) : undefined
    if (given !== undefined && !isSame(given, subject)) return answers.misdirected()
    const isNews = await layBeside(options, signed.id, { ...subject, isSigned: given !== undefined }, prediction)
    const endedAt = typeof prediction.completed_at === 'string' ? Date.parse(prediction.completed_at) : Number.NaN
    if (isNews && !Number.isNaN(endedAt)) options.onLag?.(Math.max(0, now() - endedAt))
    return isNews ? answers.noted() : answers.nothingNew()
  }

  const app = new Hono()
  app.post('/replicate', async c => {
    try {
      return await hear(c.req.raw)
    } catch (thrown) {
      log.error({ err: thrown }, 'a webhook could not be noted')
      return answers.unknown()
    }
  })
  app.all('/replicate', () => says(405, 'Only POST is possible here.', { allow: 'POST' }))
  return app
}

const says = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })

/** Every answer there is. Those to a body that was not read to its end close the connection, which is out of step then. */
const answers = {
  noted: () => says(200, 'Noted.'),
  nothingNew: () => says(200, 'Nothing new.'),
  malformed: () =>
    says(
      400,
      'This is not a webhook: its headers webhook-id, webhook-timestamp and webhook-signature are not all there and in order.',
    ),
  meaningless: () => says(400, 'This webhook does not tell of a prediction of ours.'),
  misdirected: () => says(400, 'This webhook was to be sent to another address.'),
  unsigned: () => says(401, 'This webhook is not signed with our secret within the last five minutes.'),
  unknown: () => says(503, 'This webhook cannot be taken right now; please send it again.', { 'retry-after': '5' }),
  'too-large': () => says(413, 'A webhook may have less than 16 MB.', { connection: 'close' }),
  'too-slow': () => says(408, 'The body of this webhook did not come in time.', { connection: 'close' }),
  'too-many': () => says(429, 'Too many large webhooks come at once; please send it again.', { 'retry-after': '5' }),
  broken: () => says(400, 'The body of this webhook broke off.', { connection: 'close' }),
} satisfies Record<NoBody, () => Response> & Record<string, () => Response>

function predictionIn(bytes: Uint8Array): Prediction | undefined {
  try {
    return readPrediction(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return undefined
  }
}

const isSame = (one: Subject, other: Subject): boolean => one.job === other.job && one.run === other.run

/** Passes an answer on and warns of it, once a minute with the number of those in between: noise must not fill the log. */
function quietly(log: Log, now: () => number): (why: string, answer: Response) => Response {
  let warnedAt = Number.NEGATIVE_INFINITY
  let refused = 0
  return (why, answer) => {
    refused++
    if (now() - warnedAt < warnEveryMs) return answer
    log.warn({ why, refused }, 'webhooks were refused')
    warnedAt = now()
    refused = 0
    return answer
  }
}
