import { expect, test } from 'vitest'
import type { Log } from '#core/ports.ts'
import { addressFor, isCallable, readAddress } from '../../src/webhooks/address.ts'
import { askedSecrets } from '../../src/webhooks/secrets.ts'
import { openDoor, signatureOf, storeRunning, success, told } from './door.ts'

const silent: Log = { info() {}, warn() {}, error() {} }
const [first, second] = [1, 2].map(fill => `whsec_${Buffer.alloc(32, fill).toString('base64')}`) as [string, string]

/** An account whose secret can be changed and whose API can be away, and a clock that is moved by hand. */
function account() {
  const state = { secret: first, isAway: false, asked: 0, now: Date.UTC(2026, 10, 20) }
  const now = (): number => state.now
  const ask = async (): Promise<string> => {
    state.asked++
    if (state.isAway) throw new Error('away')
    return state.secret
  }
  return { state, now, secrets: askedSecrets({ ask, now, log: silent }) }
}

const bodyAt = (ms: number): { readonly body: string; readonly timestamp: string } => ({
  body: told(success),
  timestamp: String(Math.floor(ms / 1_000)),
})

test('the secret is asked for once, at the first webhook, however many come at the same time', async () => {
  const { state, now, secrets } = account()
  await using door = await openDoor({ now, secrets })
  expect(state.asked).toBe(0)
  const sent = bodyAt(state.now)
  const signature = signatureOf('msg_1', sent.timestamp, sent.body, first)
  const answers = await Promise.all(Array.from({ length: 8 }, () => door.send({ ...sent, signature })))
  expect(answers.map(answer => answer.status)).toEqual(Array.from({ length: 8 }, () => 200))
  expect(state.asked).toBe(1)
})

test('a changed secret is noticed by the first signature that does not fit, and the old one still counts for five minutes', async () => {
  const { state, now, secrets } = account()
  await using door = await openDoor({ now, secrets })
  await storeRunning(door.records)
  const signedWith = async (key: string): Promise<number> => {
    const sent = bodyAt(state.now)
    return (await door.send({ ...sent, signature: signatureOf('msg_1', sent.timestamp, sent.body, key) })).status
  }
  expect(await signedWith(first)).toBe(200)
  state.now += 61_000
  state.secret = second
  expect([await signedWith(second), await signedWith(first)]).toEqual([200, 200])
  expect(state.asked).toBe(2)
  state.now += 5 * 60_000 + 1
  expect([await signedWith(second), await signedWith(first)]).toEqual([200, 401])
})

test('noise makes us ask for the secret at most once a minute', async () => {
  const { state, now, secrets } = account()
  await using door = await openDoor({ now, secrets })
  const noise = async (): Promise<void> => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => door.send({ ...bodyAt(state.now), signature: 'v1,AAAA' })))
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([401]))
  }
  await noise()
  expect(state.asked).toBe(1)
  state.now += 59_000
  await noise()
  expect(state.asked).toBe(1)
  state.now += 1_000
  await noise()
  await noise()
  expect(state.asked).toBe(2)
})

test('while the secret cannot be asked for a webhook is put off, and taken once it can', async () => {
  const { state, now, secrets } = account()
  state.isAway = true
  await using door = await openDoor({ now, secrets })
  const send = async (): Promise<number> => {
    const sent = bodyAt(state.now)
    return (await door.send({ ...sent, signature: signatureOf('msg_1', sent.timestamp, sent.body, first) })).status
  }
  expect([await send(), await send(), state.asked]).toEqual([503, 503, 1])
  state.isAway = false
  state.now += 5_000
  expect([await send(), state.asked]).toEqual([200, 2])
})

test('an address says which run of which job it is, and what is no address of ours says nothing', () => {
  const subject = { job: 'a job & more', run: 3 }
  expect(readAddress(addressFor('https://chat.example', subject))).toEqual(subject)
  const others = ['', 'no address', 'https://chat.example/webhooks/replicate', 'https://chat.example/webhooks?job=j&run=0']
  expect(others.map(readAddress)).toEqual(others.map(() => undefined))
})

test.for([
  ['https://chat.example', 'https://api.replicate.com/v1', true],
  ['http://127.0.0.1:3000', 'https://api.replicate.com/v1', false],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:4000/v1', true],
  ['http://localhost:3000', 'http://localhost:3000/sandbox/v1', true],
] as const)('webhooks to %s from %s: %s', ([publicUrl, apiUrl, expected]) => {
  expect(isCallable(publicUrl, apiUrl)).toBe(expected)
})
