import { expect, test } from 'vitest'
import { createDoor } from '../../../adapters/web/door.ts'
import { refuseMetrics } from '../../../adapters/web/metrics-door.ts'
import { createMetricsPass, writeCookie } from '../../../adapters/web/pass.ts'

const day = 24 * 60 * 60_000
const start = 1_800_000_000_000
const secretKey = new Uint8Array(32).fill(7)
const options = { host: '0.0.0.0', port: () => 3000, secretKey }

/** The status a request for the metrics is refused with at a moment; undefined: it is not. */
const refused = (headers: Readonly<Record<string, string>>, now = start, open = false): number | undefined =>
  refuseMetrics(new Request('http://127.0.0.1:3000/metrics', { headers }), {
    door: createDoor(open ? { ...options, host: '127.0.0.1' } : options, () => now),
    secretKey,
    now,
  })?.status

test('a pass for the metrics is good for a year, and only with our key', () => {
  const bearer = (key = secretKey) => ({ authorization: `Bearer ${createMetricsPass({ secretKey: key, now: start })}` })
  const mine = bearer()
  expect(refused(mine)).toBeUndefined()
  expect(refused(mine, start + 365 * day - 1)).toBeUndefined()
  expect(refused(mine, start + 365 * day)).toBe(401)
  expect(refused(bearer(new Uint8Array(32).fill(8)))).toBe(401)
})

test('a cookie opens the metrics to an admin, never to a member, and is no pass', () => {
  const cookie = (kind: 'admin' | 'member') => writeCookie(secretKey, { kind, id: 'abcdefghijkl' }, start)
  expect(refused({ cookie: `replichat=${cookie('admin')}` })).toBeUndefined()
  expect(refused({ cookie: `replichat=${cookie('member')}` })).toBe(403)
  expect(refused({ authorization: `Bearer ${cookie('admin')}` })).toBe(401)
  expect(refused({})).toBe(401)
})

test('where there is no login a pass does not help a request that came from elsewhere', () => {
  const authorization = `Bearer ${createMetricsPass({ secretKey, now: start })}`
  expect(refused({ host: 'localhost:3000' }, start, true)).toBeUndefined()
  expect(refused({ host: 'evil.example', authorization }, start, true)).toBe(421)
  expect(refused({ host: 'localhost:3000', 'x-forwarded-for': '1.2.3.4', authorization }, start, true)).toBe(403)
})
