import { isMacOf, macForm, macOf } from './mac.ts'

/** A pass is made for one request. */
const livesMs = 60_000

/** What the operator's own command line shows to a running service: only who has the secret key can make it. `now` in ms since the epoch. */
export function writeOperatorPass(secretKey: Uint8Array, now: number): string {
  const ends = (now + livesMs).toString(36)
  return `${ends}.${macOf(secretKey, 'operator', ends)}`
}

const passForm = new RegExp(`^([0-9a-z]{1,12})\\.(${macForm})$`)

/** Whether this is a pass of the operator that has not ended. */
export function isOperatorPass(secretKey: Uint8Array, pass: string, now: number): boolean {
  const [, ends = '', mac = ''] = passForm.exec(pass) ?? []
  const endsAt = parseInt(ends, 36)
  // One that ends later than any pass may was made by a clock that was wrong.
  return ends !== '' && isMacOf(secretKey, 'operator', ends, mac) && now < endsAt && endsAt <= now + 2 * livesMs
}
