import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a link or a cookie opens: everything, or chat without settings. */
export type PassKind = 'admin' | 'member'

/** Who a pass speaks for. Admin passes are all the one person `you`, so that a phone and a desk are the same person. */
export type Pass = { readonly kind: PassKind; readonly person: string; readonly id: string; readonly endsAt: number }

/** The one person of the console without a login, and of every admin pass. */
export const adminPerson = 'you'

/** A link waits a day to be used. */
const linkLivesMs = 24 * 60 * 60_000
/** A cookie lasts a month from the last visit. */
export const cookieLivesMs = 30 * 24 * 60 * 60_000

/** Links and cookies are signed with keys of their own: one never passes for the other. */
const macOf = (secretKey: Uint8Array, purpose: 'link' | 'cookie', text: string): Buffer =>
  createHmac('sha256', createHmac('sha256', secretKey).update(`replichat web ${purpose}`).digest())
    .update(text)
    .digest()

function write(secretKey: Uint8Array, purpose: 'link' | 'cookie', pass: Pass): string {
  const text = [pass.kind === 'admin' ? 'a' : 'm', pass.id, pass.endsAt.toString(36)].join('.')
  return `${text}.${macOf(secretKey, purpose, text).toString('base64url')}`
}

function read(secretKey: Uint8Array, purpose: 'link' | 'cookie', token: string, now: number): Pass | undefined {
  const found = /^(([am])\.([\w-]{10,40})\.([0-9a-z]{1,12}))\.([\w-]{43})$/.exec(token)
  if (found === null) return undefined
  const [, text = '', letter, id = '', ends = '', mac = ''] = found
  const given = Buffer.from(mac, 'base64url')
  const wanted = macOf(secretKey, purpose, text)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const endsAt = parseInt(ends, 36)
  if (!(now < endsAt)) return undefined
  const kind = letter === 'a' ? 'admin' : 'member'
  return { kind, id, endsAt, person: kind === 'admin' ? adminPerson : `guest-${id}` }
}

/** A new one-time link into the console: the full address under `baseUrl`. It ends after a day. */
export function createLink(
  kind: PassKind,
  options: { readonly secretKey: Uint8Array; readonly baseUrl: string; readonly now: number },
): string {
  const id = randomBytes(9).toString('base64url')
  const token = write(options.secretKey, 'link', { kind, id, person: '', endsAt: options.now + linkLivesMs })
  return new URL(`/link/${token}`, options.baseUrl).href
}

/** What the token of a link opens, or undefined when it is forged or has ended. Whether it was used, the caller knows. */
export const readLink = (secretKey: Uint8Array, token: string, now: number): Pass | undefined =>
  read(secretKey, 'link', token, now)

/** The value of the cookie that a link is exchanged for; it ends a month after `now`. */
export const writeCookie = (secretKey: Uint8Array, pass: Pick<Pass, 'kind' | 'id'>, now: number): string =>
  write(secretKey, 'cookie', { ...pass, person: '', endsAt: now + cookieLivesMs })

/** Whom a cookie speaks for, or undefined when it is forged or has ended. */
export const readCookie = (secretKey: Uint8Array, value: string, now: number): Pass | undefined =>
  read(secretKey, 'cookie', value, now)
