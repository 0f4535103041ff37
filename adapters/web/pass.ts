import { randomBytes } from 'node:crypto'
import { isMacOf, macForm, macOf } from './mac.ts'

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
/** A program that reads the metrics is set up once. */
const metricsPassLivesMs = 365 * 24 * 60 * 60_000

/** Whether the door could have given somebody this id. */
export const isPerson = (id: string): boolean => id === adminPerson || /^guest-[\w-]{10,40}$/.test(id)

type PassPurpose = 'link' | 'cookie' | 'metrics'

function write(secretKey: Uint8Array, purpose: PassPurpose, pass: Pick<Pass, 'kind' | 'id' | 'endsAt'>): string {
  const text = [pass.kind === 'admin' ? 'a' : 'm', pass.id, pass.endsAt.toString(36)].join('.')
  return `${text}.${macOf(secretKey, purpose, text)}`
}

const tokenForm = new RegExp(`^(([am])\\.([\\w-]{10,40})\\.([0-9a-z]{1,12}))\\.(${macForm})$`)

function read(secretKey: Uint8Array, purpose: PassPurpose, token: string, now: number): Pass | undefined {
  const [, text = '', letter, id = '', ends = '', mac = ''] = tokenForm.exec(token) ?? []
  if (text === '' || !isMacOf(secretKey, purpose, text, mac)) return undefined
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
  const token = write(options.secretKey, 'link', { kind, id, endsAt: options.now + linkLivesMs })
  return new URL(`/link/${token}`, options.baseUrl).href
}

/** What the token of a link opens, or undefined when it is forged or has ended. Whether it was used, the caller knows. */
export const readLink = (secretKey: Uint8Array, token: string, now: number): Pass | undefined =>
  read(secretKey, 'link', token, now)

/** The value of the cookie that a link is exchanged for; it ends a month after `now`. */
export const writeCookie = (secretKey: Uint8Array, pass: Pick<Pass, 'kind' | 'id'>, now: number): string =>
  write(secretKey, 'cookie', { ...pass, endsAt: now + cookieLivesMs })

/** Whom a cookie speaks for, or undefined when it is forged or has ended. */
export const readCookie = (secretKey: Uint8Array, value: string, now: number): Pass | undefined =>
  read(secretKey, 'cookie', value, now)

/** A pass for programs that read the metrics, and nothing else: a bearer token, good for a year. */
export const createMetricsPass = ({ secretKey, now }: { readonly secretKey: Uint8Array; readonly now: number }): string =>
  write(secretKey, 'metrics', { kind: 'admin', id: randomBytes(9).toString('base64url'), endsAt: now + metricsPassLivesMs })

/** Whether a bearer token is a pass for the metrics that has not ended. */
export const isMetricsPass = (secretKey: Uint8Array, token: string, now: number): boolean =>
  read(secretKey, 'metrics', token, now) !== undefined
