import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/log/log.ts'
import { createRedactor } from '../../src/log/redaction.ts'
import { Secret } from '../../src/config/secret.ts'

/** A log and the lines it wrote. */
function open(
  options: { readonly secrets?: readonly string[]; readonly isTTY?: boolean; readonly level?: 'info' | 'error' } = {},
) {
  const lines: string[] = []
  const sink = { write: (text: string) => lines.push(text), isTTY: options.isTTY ?? false }
  const log = createLog({
    level: options.level ?? 'info',
    sink,
    secrets: (options.secrets ?? []).map(secret => new Secret(secret)),
  })
  return { log, lines }
}

test('a line is one JSON object with its time, level, message and fields', () => {
  const { log, lines } = open()
  log.warn({ job: 'j1', level: 'mine' }, '100 % of “%s” is spent.')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.endsWith('\n')).toBe(true)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'warn',
    level_: 'mine',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/) as string,
    job: 'j1',
    message: '100 % of “%s” is spent.',
  })
})

test('lines below the level are not written', () => {
  const { log, lines } = open({ level: 'error' })
  log.info({}, 'a')
  log.warn({}, 'b')
  log.error({}, 'c')
  expect(lines).toHaveLength(1)
})

test('a terminal gets short lines, which foreign text cannot use to steer it', () => {
  const { log, lines } = open({ isTTY: true })
  log.info({}, 'Listening.')
  log.warn({ name: '\u001b[2Jgone\n' }, 'Slow.\u0007')
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d Listening\.\n$/)
  expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d warn: Slow\. {2}name="\\u001b\[2Jgone\\n"\n$/)
})

const word = fc.stringMatching(/^[A-Za-z0-9]{24,40}$/)
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{24}$/)
/** Secrets by their shape, each with the part that must not appear. */
const shaped = fc.oneof(
  word.map(rest => [`r8_${rest}`, rest]),
  word.map(rest => [`whsec_${rest}+/=`, rest]),
  word.map(rest => [`xoxb-12-34-${rest}`, rest]),
  word.map(rest => [`xoxe.xoxp-1-${rest}`, rest]),
  word.map(rest => [`xapp-1-A-${rest}`, rest]),
  word.map(rest => [`Bearer ${rest}`, rest]),
  word.map(rest => [`token  ${rest}`, rest]),
  word.map(rest => [`authorization: ${rest}`, rest]),
  fc.tuple(ids, word).map(([id, rest]) => [`${id}.GabcDe.${rest}xyz`, rest]),
  word.map(rest => [`http://localhost:3000/link/${rest}`, rest]),
  word.map(rest => [`https://discord.com/api/webhooks/123456789/${rest}/messages`, rest]),
  word.map(rest => [`https://hooks.slack.com/commands/T1/2/${rest}`, rest]),
  word.map(rest => [`postgres://me:${rest}@db/x`, rest]),
  word.map(rest => [`https://cdn.example/a.png?ex=1&hm=${rest}&`, rest]),
  word.map(rest => [`/files/a/download?owner=me&signature=${rest}`, rest]),
  word.map(rest => [`https://s3.example/a?X-Amz-Signature=${rest}`, rest]),
)

/** What may be handed to a log, with `plant` standing somewhere in it. */
const around = (plant: string): fc.Arbitrary<unknown> => {
  const text = fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before} ${plant} ${after}`)
  const failing = (message: string, cause: unknown): Error =>
    Object.assign(new Error(message, { cause }), { request: { path: message } })
  return fc.letrec(tie => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.jsonValue(),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), text), tie('node'), { maxKeys: 4 }),
      fc.array(tie('node'), { maxLength: 3 }).map(items => new Set(items)),
      fc.tuple(text, tie('node')).map(([key, item]) => new Map([[key, item]])),
      fc.tuple(text, tie('node')).map(([message, cause]) => failing(message, cause)),
      fc.tuple(text, tie('node')).map(([message, one]) => new AggregateError([one, failing(message, one)], message)),
      text.map(message => ({ toJSON: () => ({ message }) })),
      text.map(message => {
        const circle: Record<string, unknown> = { message }
        circle['self'] = circle
        return circle
      }),
      text.map(message => ({
        get boom(): never {
          throw new Error(message)
        },
      })),
    ),
  })).node
}

test('no secret gets out by its shape, wherever it stands', () => {
  fc.assert(
    fc.property(
      shaped.chain(([secret = '', part = '']) => fc.tuple(fc.constant(part), around(secret), fc.constant(secret))),
      ([part, value, secret]) => {
        const { log, lines } = open()
        log.error({ value, [secret]: 1 }, `It failed: ${secret}`)
        expect(lines.join('')).not.toContain(part)
      },
    ),
    { numRuns: 300 },
  )
})

test('no configured secret gets out, whatever it looks like and however it is encoded', () => {
  const secret = fc
    .string({ minLength: 6, maxLength: 60, unit: 'binary' })
    .filter(text => text.trim().length >= 6 && !'[secret]'.includes(text))
  fc.assert(
    fc.property(
      secret.chain(text => fc.tuple(fc.constant(text), around(text))),
      ([text, value]) => {
        const { log, lines } = open({ secrets: [text] })
        const basic = Buffer.from(text).toString('base64').replace(/=+$/, '')
        log.error({ value, also: [encodeURIComponent(text), basic, text] }, `It failed: ${text}`)
        const written = lines.join('')
        // Read back, every text that was written is searched; the bare words of the line itself are not the secret.
        const texts: string[] = []
        JSON.parse(written, (key, item: unknown) => {
          texts.push(key)
          if (typeof item === 'string') texts.push(item)
          return item
        })
        const own = new Set(['value', 'also', 'message', 'stack', 'request', 'errors', 'toJSON'])
        expect(texts.filter(found => !own.has(found) && found.includes(text))).toEqual([])
        expect(texts.some(found => found.includes(basic) && basic.length >= 8)).toBe(false)
      },
    ),
    { numRuns: 300 },
  )
})

describe('values', () => {
  const { value, text } = createRedactor(['correct horse'])

  test('under the name of a secret are hidden, counts and flags are not', () => {
    expect(
      value({
        apiKey: 'abc',
        Cookie: 'a=b',
        headers: { authorization: ['x'] },
        inputTokens: 12,
        hasToken: true,
        secret: undefined,
      }),
    ).toEqual({
      apiKey: '[secret]',
      Cookie: '[secret]',
      headers: { authorization: '[secret]' },
      inputTokens: 12,
      hasToken: true,
      secret: undefined,
    })
  })

  test('keep the causes of an error and its own fields', () => {
    const cause = Object.assign(new Error('refused for correct horse'), { code: 'ECONNREFUSED' })
    expect(value(new Error('cannot connect', { cause }))).toMatchObject({
      name: 'Error',
      message: 'cannot connect',
      stack: expect.stringContaining('log.test.ts') as string,
      cause: { code: 'ECONNREFUSED', message: 'refused for [secret]' },
    })
  })

  test('hide a secret whole that begins or ends like another kind', () => {
    const [signature, id] = ['s1gnature'.repeat(4), 'r8_aaaA-_AA-aa-AAa0-aA0_']
    expect(text(`${id}.GabcDe.${signature}`)).toBe('[secret]')
    expect(text(`eyJr8_abcdefgh.eyJr8_abcdefgh.${signature}`)).toBe('[secret]')
    expect(text(`/webhooks/1234567/shortr8_${signature}.${signature}/x`)).toBe('/webhooks/1234567/[secret]/x')
    expect(createRedactor(['inner-secret']).text(`r8_before-inner-secret-after`)).toBe('[secret]')
  })

  test('stay ordinary when they are', () => {
    const ordinary = {
      message: 'The token was refused. Bearer of bad news: basic facts, token expired.',
      url: 'https://example.com/a?page=2&seed=7',
      at: '2026-11-20T08:59:35.546Z',
      counts: [1, 2.5, null, false],
    }
    expect(value(ordinary)).toEqual(ordinary)
  })

  test('are bounded in depth, length and number', () => {
    let deep: unknown = 'end'
    for (let i = 0; i < 10_000; i++) deep = [deep]
    const wide = Array.from({ length: 100_000 }, (_, i) => ({ i, rest: 'x'.repeat(100_000) }))
    const started = performance.now()
    const written = JSON.stringify(value({ deep, wide, bytes: new Uint8Array(1e6), big: 'y'.repeat(5e6) }))
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(written.length).toBeLessThan(300_000)
    expect(written).toContain('[too deep]')
    expect(written).toContain('[99950 more]')
    expect(written).toContain('[1000000 bytes]')
  })

  test('a secret at the place where a long text is cut does not stay as half of itself', () => {
    for (let at = 3_980; at < 4_010; at++)
      expect(text(`${'x '.repeat(at / 2)}correct horse${' y'.repeat(30_000)}`)).not.toMatch(/corr/)
    for (let at = 31_980; at < 32_010; at++)
      expect(text(`${'r8_a'.repeat(4_000)}${' '.repeat(at - 16_000)}correct horse${' y'.repeat(9)}`)).not.toMatch(/corr/)
  })

  test('no text is slow to clean', () => {
    const nasty = [
      'a'.repeat(32_000),
      'eyJ'.repeat(10_000),
      '?a-'.repeat(10_000),
      'x.'.repeat(16_000),
      'Token '.repeat(5_000),
      '&key_'.repeat(6_000),
      'a://'.repeat(8_000),
      '/link/'.repeat(5_000),
    ]
    for (const one of nasty) {
      const started = performance.now()
      text(one)
      expect(performance.now() - started, one.slice(0, 12)).toBeLessThan(2_000)
    }
  })
})
