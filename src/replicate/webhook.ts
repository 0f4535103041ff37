import { createHmac, timingSafeEqual } from 'node:crypto'

export type SignedWebhook = {
  /** `webhook-id`; the same for each try of one delivery. */
  readonly id: string
  /** `webhook-timestamp`, in seconds, as it came. */
  readonly timestamp: string
  /** `webhook-signature`: one or more `v1,<base64>` with spaces between. */
  readonly signature: string
}

export type WebhookCheck = SignedWebhook & {
  /** The body as it came over the wire, unparsed. */
  readonly rawBody: Uint8Array
  /** Each `whsec_…`; more than one while a secret is being changed. */
  readonly secrets: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** How far its time may be from ours, in both directions. */
  readonly toleranceSeconds?: number
}

/** `secret`: none of the secrets can be used, so nothing can be verified. */
export type WebhookVerdict =
  { readonly valid: true } | { readonly valid: false; readonly reason: 'malformed' | 'time' | 'signature' | 'secret' }

// More than any sender needs, and little enough to compare.
const mostSignatures = 32

/**
 * Whether Replicate's signature is on exactly these bytes, made within the tolerance (5 minutes). Takes the same time
 * wherever a signature differs, and looks at every secret and every signature before it answers.
 */
export function verifyWebhook(webhook: WebhookCheck): WebhookVerdict {
  const { id, timestamp, signature, rawBody, secrets, now, toleranceSeconds = 300 } = webhook
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || signature === '') return { valid: false, reason: 'malformed' }
  if (Math.abs(now / 1_000 - Number(timestamp)) > toleranceSeconds) return { valid: false, reason: 'time' }

  const keys = secrets.map(keyOf).filter(key => key !== undefined)
  if (keys.length === 0) return { valid: false, reason: 'secret' }
  const given = signature
    .split(' ', mostSignatures)
    .flatMap(entry => (entry.startsWith('v1,') ? [Buffer.from(entry.slice(3))] : []))

  let matches = 0
  for (const key of keys) {
    // The texts are compared, not the bytes they stand for: base64 has several texts for the same bytes.
    const right = Buffer.from(createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest('base64'))
    for (const text of given) if (text.length === right.length && timingSafeEqual(text, right)) matches++
  }
  return matches > 0 ? { valid: true } : { valid: false, reason: 'signature' }
}

/**
 * The signature headers of a request, or undefined: one is missing. `header` looks one up by its lower-case name.
 * `X-Replicate-Signature`, which third parties write of, is taken for another name of `webhook-signature`.
 */
export function readWebhookHeaders(header: (name: string) => string | undefined): SignedWebhook | undefined {
  const id = header('webhook-id')
  const timestamp = header('webhook-timestamp')
  const signature = header('webhook-signature') ?? header('x-replicate-signature')
  return id === undefined || timestamp === undefined || signature === undefined ? undefined : { id, timestamp, signature }
}

/** The signing key of a secret. Short ones are refused: everybody could sign with an empty key. */
function keyOf(secret: string): Buffer | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/_-]+={0,2})$/.exec(secret)?.[1]
  const key = encoded === undefined ? undefined : Buffer.from(encoded, 'base64')
  return key !== undefined && key.length >= 16 ? key : undefined
}
