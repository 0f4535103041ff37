import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Door, noon, openDoor, output, secret, signatureOf, storeRunning, success, told } from './door.ts'

/** `WEBHOOK_FUZZ=full` sends a hundred times as many. */
const isFull = process.env['WEBHOOK_FUZZ'] === 'full'
const count = isFull ? 100_000 : 1_000

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door[Symbol.asyncDispose]())

type Parts = {
  readonly body: Buffer
  readonly query: string
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly without: readonly string[]
}

const now = noon / 1_000
const honest = (body: string, id: string): Parts => {
  const timestamp = String(now)
  return {
    body: Buffer.from(body),
    query: 'job=j1&run=0',
    id,
    timestamp,
    signature: signatureOf(id, timestamp, body),
    without: [],
  }
}

/** What a header can carry. */
const headerText = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code)), maxLength: 40 })
const base64 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('base64'))

type Mutation = (parts: Parts) => Parts
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, flip]): Mutation => parts => {
    const body = Buffer.from(parts.body)
    if (body.length > 0) body[at % body.length]! ^= flip
    return { ...parts, body }
  }),
  fc.nat(2_000).map((length): Mutation => parts => ({ ...parts, body: parts.body.subarray(0, length) })),
  fc
    .string({ maxLength: 40 })
    .map((more): Mutation => parts => ({ ...parts, body: Buffer.concat([parts.body, Buffer.from(more)]) })),
  fc.uint8Array({ maxLength: 200 }).map((bytes): Mutation => parts => ({ ...parts, body: Buffer.from(bytes) })),
  headerText.map((id): Mutation => parts => ({ ...parts, id })),
  fc
    .oneof(headerText, fc.integer({ min: now - 900, max: now + 900 }).map(String))
    .map((timestamp): Mutation => parts => ({ ...parts, timestamp })),
  fc
    .oneof(
      headerText,
      base64.map(text => `v1,${text}`),
    )
    .map((signature): Mutation => parts => ({ ...parts, signature })),
  // Older keys' signatures stand before or behind, sometimes very many.
  fc.array(base64, { maxLength: 40 }).map((others): Mutation => parts => ({
    ...parts,
    signature: [...others.map(text => `v1,${text}`), parts.signature].join(' '),
  })),
  fc.constant<Mutation>(parts => ({ ...parts, signature: parts.signature.replace('v1,', 'v1a,') })),
  fc.constant<Mutation>(parts => ({ ...parts, signature: parts.signature.toLowerCase() })),
  fc
    .constantFrom('webhook-id', 'webhook-timestamp', 'webhook-signature')
    .map((name): Mutation => parts => ({ ...parts, without: [...parts.without, name] })),
  fc
    .constantFrom('', 'job=j1', 'job=j2&run=0', 'job=j1&run=99999', 'job=j1&run=0&run=1', 'job=%00&run=0', 'job=j1&run=0x0')
    .map((query): Mutation => parts => ({ ...parts, query })),
)

/** Bodies that are signed as they should be and say anything at all. */
const anyBody = fc.oneof(
  fc.constantFrom(
    told(success),
    told({ output }),
    told({ status: 'failed', error: 'CUDA out of memory' }),
    told({ status: 'canceled' }),
  ),
  fc.json(),
  fc
    .record({
      status: fc.constantFrom('starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted', 'dreaming'),
      output: fc.jsonValue(),
      logs: fc.oneof(fc.string(), fc.jsonValue()),
      error: fc.oneof(fc.string(), fc.jsonValue()),
      metrics: fc.jsonValue(),
      created_at: fc.oneof(fc.string(), fc.jsonValue()),
      started_at: fc.oneof(fc.string(), fc.jsonValue()),
      completed_at: fc.oneof(fc.string(), fc.jsonValue()),
      urls: fc.jsonValue(),
    })
    .map(strange => told(strange as Record<string, unknown>)),
)

/** The scheme, once more and by itself: signed with the secret, for these very bytes, within five minutes. */
function isTrue({ body, id, timestamp, signature, without }: Parts): boolean {
  if (without.length > 0 || !/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > 300) return false
  const right = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest('base64')
  return signature.split(' ').slice(0, 32).includes(`v1,${right}`)
}

test(
  `of ${count} random and mutated webhooks none is taken that is unsigned, stale or altered, and each gets a clean answer`,
  { timeout: isFull ? 3_600_000 : 60_000 },
  async () => {
    let nth = 0
    let taken = 0
    await fc.assert(
      fc.asyncProperty(anyBody, fc.array(mutation, { maxLength: 3 }), async (body, mutations) => {
        await storeRunning(door.records)
        const before = door.woken.length
        const parts = mutations.reduce((known, mutate) => mutate(known), honest(body, `msg_${nth++}`))
        const { status, text } = await door.send(parts)
        const facts = await door.records.list('facts', {})
        await door.records.batch(facts.map(({ id }) => ({ remove: 'facts', id })))
        expect([200, 400, 401]).toContain(status)
        expect(text).toMatch(/^[A-Z][^\n]{3,200}\.$/)
        if (!isTrue(parts)) {
          expect(status).not.toBe(200)
          expect(facts).toEqual([])
          expect(door.woken.length).toBe(before)
        } else if (mutations.length === 0) {
          // What is signed is never called unsigned, whatever it says.
          expect(status).not.toBe(401)
        }
        expect(facts.length).toBe(text === 'Noted.' ? 1 : 0)
        taken += facts.length
      }),
      { numRuns: count },
    )
    // Some went through, or nothing was tried at all.
    expect(taken).toBeGreaterThan(count / 50)
    expect(door.warnings.filter(line => !line.startsWith('webhooks were refused'))).toEqual([])
  },
)
