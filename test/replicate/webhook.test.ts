import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWebhookHeaders, verifyWebhook, type WebhookCheck } from '../../src/replicate/webhook.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

// Checked against the official JavaScript client 1.4.0.
const replicates = {
  id: 'msg_2b7Yw9dP0qk3XrV5tNfHc8LzAeG',
  timestamp: '1760000000',
  signature: 'v1,Rc1LBkwfZmVP8/mczBvc4Ow9/e4HPXkYKChCjTLwnvg=',
  rawBody: bytes('{"id":"ufawqhfynnddngldkgtslldrkq","status":"succeeded","output":["https://replicate.delivery/x/out-0.webp"]}'),
  secrets: ['whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='],
  now: 1_760_000_000_000,
}
// The public one of the Standard Webhooks scheme.
const standards = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  rawBody: bytes('{"test": 2432232314}'),
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  now: 1_614_265_330_000,
}

const valid = { valid: true }
const invalid = (reason: string) => ({ valid: false, reason })

test('known signatures are accepted', () => {
  expect(verifyWebhook(replicates)).toEqual(valid)
  expect(verifyWebhook(standards)).toEqual(valid)
})

test('one good signature among several, and one good secret among several, are enough', () => {
  const others = `v1,${'A'.repeat(43)}= v1a,x v2,${replicates.signature.slice(3)}`
  expect(verifyWebhook({ ...replicates, signature: `${others} ${replicates.signature}` })).toEqual(valid)
  expect(verifyWebhook({ ...replicates, signature: others })).toEqual(invalid('signature'))
  expect(verifyWebhook({ ...replicates, secrets: [...standards.secrets, ...replicates.secrets] })).toEqual(valid)
  expect(verifyWebhook({ ...replicates, secrets: standards.secrets })).toEqual(invalid('signature'))
})

test.each([
  [300, valid],
  [301, invalid('time')],
  [-300, valid],
  [-301, invalid('time')],
])('a webhook whose time is %i s from ours is judged by the five minutes', (seconds, verdict) => {
  expect(verifyWebhook({ ...replicates, now: replicates.now + seconds * 1_000 })).toEqual(verdict)
  expect(verifyWebhook({ ...replicates, now: replicates.now + seconds * 1_000, toleranceSeconds: 301 })).toEqual(valid)
})

test.each(['', ' 1760000000', '1760000000.0', '-1', '1e9', 'now', '0x68e7b780', '1760000000\n'])(
  'a time like %j is refused',
  timestamp => {
    const signed = createHmac('sha256', '0123456789abcdef0123456789abcdef')
      .update(`${replicates.id}.${timestamp}.`)
      .update(replicates.rawBody)
      .digest('base64')
    expect(verifyWebhook({ ...replicates, timestamp, signature: `v1,${signed}` })).toEqual(invalid('malformed'))
  },
)

test.each([
  '',
  'whsec_',
  'whsec_AAAA',
  'whsec_====',
  'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  'whsec_not base64 at all, no',
])('a secret like "%s" verifies nothing, since everybody might sign with it', secret => {
  const signed = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(`${replicates.id}.1760000000.`)
    .update(replicates.rawBody)
    .digest('base64')
  expect(verifyWebhook({ ...replicates, secrets: [secret], signature: `v1,${signed}` })).toEqual(invalid('secret'))
  expect(verifyWebhook({ ...replicates, secrets: [secret, ...replicates.secrets] })).toEqual(valid)
})

test('any altered byte of body, id, time or signature is refused', () => {
  const part = fc.constantFrom('id' as const, 'timestamp' as const, 'signature' as const, 'rawBody' as const)
  fc.assert(
    fc.property(part, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, change) => {
      const before = name === 'rawBody' ? replicates.rawBody : Buffer.from(replicates[name], 'latin1')
      const after = Uint8Array.from(before, (byte, index) => (index === at % before.length ? byte ^ change : byte))
      const altered: WebhookCheck = { ...replicates, [name]: name === 'rawBody' ? after : Buffer.from(after).toString('latin1') }
      expect(verifyWebhook(altered).valid).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('no other way of writing the same signature is accepted', () => {
  for (const letter of 'hijklmnoABCg') {
    const altered = replicates.signature.replace(/g=$/, `${letter}=`)
    expect(verifyWebhook({ ...replicates, signature: altered }).valid).toBe(letter === 'g')
  }
  expect(verifyWebhook({ ...replicates, signature: replicates.signature.slice(0, -1) }).valid).toBe(false)
  expect(verifyWebhook({ ...replicates, signature: replicates.signature.replaceAll('/', '_') }).valid).toBe(false)
})

test('what is signed under a secret is accepted, whatever its bytes', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 40 }),
      fc.uint8Array(),
      fc.string({ minLength: 1 }),
      (key, rawBody, id) => {
        const signature = `v1,${createHmac('sha256', key).update(`${id}.1760000000.`).update(rawBody).digest('base64')}`
        const secrets = [`whsec_${Buffer.from(key).toString('base64')}`, `whsec_${Buffer.from(key).toString('base64url')}`]
        for (const secret of secrets)
          expect(verifyWebhook({ ...replicates, id, rawBody, signature, secrets: [secret] })).toEqual(valid)
      },
    ),
  )
})

test('the headers are read by their names, and X-Replicate-Signature is one more name of the signature', () => {
  const from = (given: Record<string, string>) => readWebhookHeaders(name => new Headers(given).get(name) ?? undefined)
  const { id, timestamp, signature } = replicates
  expect(from({ 'Webhook-Id': id, 'Webhook-Timestamp': timestamp, 'Webhook-Signature': signature })).toEqual({
    id,
    timestamp,
    signature,
  })
  expect(from({ 'webhook-id': id, 'webhook-timestamp': timestamp, 'X-Replicate-Signature': signature })).toEqual({
    id,
    timestamp,
    signature,
  })
  expect(
    from({ 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature, 'x-replicate-signature': 'x' })
      ?.signature,
  ).toBe(signature)
  expect(from({ 'webhook-timestamp': timestamp, 'x-replicate-signature': signature })).toBeUndefined()
  expect(from({ 'webhook-id': id, 'x-replicate-signature': signature })).toBeUndefined()
  expect(from({ 'webhook-id': id, 'webhook-timestamp': timestamp })).toBeUndefined()
})
