import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { ReplicateError } from '../../src/replicate/errors.ts'
import { cleanCause, redact } from '../../src/replicate/redact.ts'
import { clientFor, startStandIn, token } from './stand-in.ts'

const odd = 'an-old/token+without_prefix=='

/** Every text that can be got out of an error by ordinary means. */
function everythingIn(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null || seen.has(value)) return inspect(value)
  seen.add(value)
  const own = Reflect.ownKeys(value).map(
    key => `${String(key)}=${everythingIn((value as Record<PropertyKey, unknown>)[key], seen)}`,
  )
  return [
    value instanceof Error ? value.toString() : '',
    JSON.stringify(value),
    inspect(value, { depth: 20, showHidden: true }),
    ...own,
  ].join('\n')
}

test.each([token, odd])('no error shows the token, whatever a hostile server sends back (%#)', async secret => {
  await using server = await startStandIn((response, request, nth) => {
    const echo = `${request.headers.authorization}`
    const shown = {
      title: echo,
      detail: `${echo} r8_otherToken123 whsec_MDEyMzQ1Njc4OWFiY2RlZg==`,
      invalid_fields: [{ field: echo, description: echo }],
    }
    const headers = { 'x-echo': echo, 'retry-after': '90', location: `https://elsewhere.example/${echo.replace(' ', '')}` }
    if (nth <= 7) response.writeHead([401, 402, 404, 422, 429, 500, 302][nth - 1]!, headers).end(JSON.stringify(shown))
    else if (nth === 8) response.writeHead(200, headers).end(`${echo} is not JSON`)
    else if (nth === 9) response.writeHead(200, headers).end(JSON.stringify(echo))
    else if (nth === 10) response.writeHead(200, { ...headers, 'content-length': '1000' }).write(echo, () => response.destroy())
    else if (nth === 11) response.socket!.end(`HTTP/1.1 200 ${echo}\r\n${echo}\r\n\r\n`)
    else if (nth === 12) response.destroy()
  })
  await using replicate = clientFor(server, { token: secret, retry: { retries: 0 }, answerWithinMs: 1_000 })
  const errors: ReplicateError[] = []
  for (let nth = 1; nth <= 13; nth++) {
    const call = nth % 2 === 0 ? replicate.predictions.create({ target: { model: 'a/b' }, input: {} }) : replicate.account.get()
    await call.catch((thrown: ReplicateError) => errors.push(thrown))
  }
  await using nowhere = clientFor({ baseUrl: 'http://127.0.0.1:9/v1' }, { token: secret, retry: { retries: 0 } })
  await nowhere.account.get().catch((thrown: ReplicateError) => errors.push(thrown))

  expect(errors.map(({ kind }) => kind)).toEqual([
    ...['authentication', 'credit', 'not-found', 'invalid-input', 'throttled', 'unknown-create', 'protocol', 'unknown-create'],
    ...['protocol', 'unknown-create', 'unreachable', 'unknown-create', 'timeout', 'unreachable'],
  ])
  for (const error of errors) {
    const all = everythingIn(error)
    expect(all).not.toContain(secret)
    expect(all).not.toMatch(/r8_[A-Za-z0-9]/)
    expect(all).not.toMatch(/whsec_[A-Za-z0-9]/)
  }
  expect(errors.filter(({ cause }) => cause !== undefined).length).toBeGreaterThanOrEqual(4)
})

test('what was thrown below keeps its name, code and words, and loses everything else', () => {
  const thrown = Object.assign(new TypeError(`bad header ${token}`), {
    code: 'UND_ERR_SOCKET',
    headers: { authorization: token },
    socket: { token },
  })
  const clean = cleanCause(thrown)
  expect(clean).toMatchObject({ name: 'TypeError', message: 'bad header r8_…', code: 'UND_ERR_SOCKET' })
  expect(everythingIn(clean)).not.toContain(token)
  const several = cleanCause(
    new AggregateError([Object.assign(new Error('connect ECONNREFUSED ::1:9'), { code: 'ECONNREFUSED' }), 'x']),
  )
  expect(several).toMatchObject({ message: 'connect ECONNREFUSED ::1:9; x', code: 'ECONNREFUSED' })
  expect(cleanCause(`just ${token}`).message).toBe('just r8_…')
})

test('only what looks like a secret is taken out of a text', () => {
  expect(redact('r8_abc, Bearer r8_DEF-1_2. "whsec_MDEy/3+4=" r8 whsec', ['', 'Bearer'])).toBe('r8_…, … r8_…. "whsec_…" r8 whsec')
})
