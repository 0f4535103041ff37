import { createHash, createHmac, randomBytes } from 'node:crypto'

/** A new signing secret: `whsec_` and base64 of 24 random bytes. Its base64 has no underscore, which clients split at. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`

/** The `webhook-signature` of a body, by the standard-webhooks scheme. `timestamp` in seconds. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** A message id that is always the same for the same words, so that a repeat after a restart is known as one. */
export const messageId = (...words: readonly string[]): string =>
  `msg_${createHash('sha256')
    .update(words.join(' '))
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 27)}`
