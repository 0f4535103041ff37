import { type Arrivals } from './arrivals.ts'
import { isRecord, type Prediction, readPrediction, readTraining, type Training } from './wire.ts'
import { readWebhookHeaders, verifyWebhook, type WebhookVerdict } from './webhook.ts'

export type ReceivedWebhook = {
  /** Looks a header up by its lower-case name. */
  readonly header: (name: string) => string | undefined
  /** The body as it came over the wire, unparsed. */
  readonly rawBody: Uint8Array
}

/** What a webhook was: its news, or why it is not believed. */
export type Received =
  { readonly valid: true; readonly told: Prediction | Training } | Extract<WebhookVerdict, { readonly valid: false }>

export type Receive = (webhook: ReceivedWebhook, signal?: AbortSignal) => Promise<Received>

// A secret that was changed is asked for again, but a flood of forgeries must not become one of questions.
const askAgainMs = 60_000

/**
 * Checks a webhook's signature on its bytes and hands its news to who waits in this process. The account's secret is
 * asked for once and kept; after a signature that does not fit it is asked again, at most once a minute, and the last one
 * stays good beside the new.
 */
export function createReceive(
  getSecret: (signal?: AbortSignal) => Promise<string>,
  arrivals: Arrivals,
  now: () => number,
): Receive {
  let secrets: readonly string[] = []
  let askedAt = -Infinity
  const ask = async (signal: AbortSignal | undefined): Promise<void> => {
    askedAt = now()
    secrets = [...new Set([await getSecret(signal), ...secrets])].slice(0, 2)
  }
  return async ({ header, rawBody }, signal) => {
    const signed = readWebhookHeaders(header)
    if (signed === undefined) return { valid: false, reason: 'malformed' }
    if (secrets.length === 0) await ask(signal)
    let verdict = verifyWebhook({ ...signed, rawBody, secrets, now: now() })
    if (!verdict.valid && verdict.reason === 'signature' && now() - askedAt >= askAgainMs) {
      await ask(signal)
      verdict = verifyWebhook({ ...signed, rawBody, secrets, now: now() })
    }
    if (!verdict.valid) return verdict
    const told = readTold(rawBody)
    if (told === undefined) return { valid: false, reason: 'malformed' }
    arrivals.tell(told)
    return { valid: true, told }
  }
}

function readTold(rawBody: Uint8Array): Prediction | Training | undefined {
  try {
    const body: unknown = JSON.parse(Buffer.from(rawBody).toString('utf8'))
    const isTraining = isRecord(body) && isRecord(body['output']) && 'weights' in body['output']
    return isTraining ? readTraining(body) : readPrediction(body)
  } catch {
    return undefined
  }
}
