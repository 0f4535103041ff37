import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/** What a signature is for. Each has a key of its own: one never passes for another. */
export type Purpose = 'link' | 'cookie' | 'file' | 'metrics' | 'operator'

/** How a signature looks: 32 bytes in base64url. */
export const macForm = '[\\w-]{43}'

// Every request asks for a cookie's signature; making its key anew would take ten times as long as the signature itself.
const known = new WeakMap<Uint8Array, Map<Purpose, KeyObject>>()

function keyFor(secretKey: Uint8Array, purpose: Purpose): KeyObject {
  const keys = known.get(secretKey) ?? new Map<Purpose, KeyObject>()
  known.set(secretKey, keys)
  const made = keys.get(purpose)
  if (made !== undefined) return made
  const key = createSecretKey(createHmac('sha256', secretKey).update(`replichat web ${purpose}`).digest())
  keys.set(purpose, key)
  return key
}

/** The signature of a text, in base64url. `secretKey` must not change after its first use. */
export const macOf = (secretKey: Uint8Array, purpose: Purpose, text: string): string =>
  createHmac('sha256', keyFor(secretKey, purpose)).update(text).digest('base64url')

/** Whether a signature is this text's, compared in constant time. Of the spellings base64url has for the same bytes only ours counts. */
export function isMacOf(secretKey: Uint8Array, purpose: Purpose, text: string, mac: string): boolean {
  const given = Buffer.from(mac)
  const wanted = Buffer.from(macOf(secretKey, purpose, text))
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
