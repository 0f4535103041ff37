import fc, { type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { quickModels, startSandbox } from './start.ts'

/** Mostly a value that may be right, now and then anything, or nothing at all. */
const mostly = <Value>(likely: Arbitrary<Value>): Arbitrary<unknown> =>
  fc.oneof(
    { weight: 12, arbitrary: likely },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )

const maybe = <Value>(likely: Arbitrary<Value>): Arbitrary<unknown> => fc.option(mostly(likely), { nil: undefined })

const prompt = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('[sandbox:boot=]', '[sandbox:cut=-1] x', '[sandbox:fail=] x', '[sandbox:'),
)
const input = fc.record({
  prompt: mostly(prompt),
  text: mostly(fc.string()),
  seed: maybe(fc.integer()),
  num_outputs: maybe(fc.integer({ min: 0, max: 5 })),
})
const references = quickModels.flatMap(({ owner, name, versions }) => [`${owner}/${name}`, ...versions.map(({ id }) => id)])
const body = fc.record({
  input: mostly(input),
  webhook: maybe(fc.constantFrom('http://127.0.0.1:1/', 'https://localhost:1/x?y=z')),
  webhook_events_filter: maybe(fc.subarray(['start', 'output', 'logs', 'completed'])),
  stream: maybe(fc.boolean()),
  extra: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.jsonValue() }),
})
const asked = fc.oneof(
  fc.tuple(fc.constant('/predictions'), body, mostly(fc.constantFrom(...references))),
  fc.tuple(
    fc.constantFrom('/models/replicate/canary/predictions', '/models/none/such/predictions'),
    body,
    fc.constant(undefined),
  ),
  fc.tuple(
    fc.constantFrom('/deployments/sandbox/flux-fast/predictions', '/deployments/sandbox/llama-chat/predictions'),
    body,
    fc.constant(undefined),
  ),
)
const cancelAfter = fc.option(fc.oneof(fc.constantFrom('5s', '1h', 'h', '-1'), fc.stringMatching(/^[ -~]{0,20}$/)), {
  nil: undefined,
  freq: 2,
})

test('whatever a create is sent, it is answered as the description has it, never with a fault of the server', async () => {
  const faults: unknown[] = []
  const seen = new Map([201, 400, 404, 422].map(status => [status, 0]))
  await using sandbox = await startSandbox({ log: (line, facts) => line === 'request failed' && faults.push(facts) })
  await fc.assert(
    fc.asyncProperty(asked, cancelAfter, async ([path, rest, version], duration) => {
      const sent = JSON.stringify({ ...rest, version })
      const response = await sandbox.call('POST', path, sent, duration === undefined ? {} : { 'cancel-after': duration })
      const answer = (await response.json()) as { input?: unknown; detail?: string }
      expect([...seen.keys()]).toContain(response.status)
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1)
      if (response.status === 201) expect(answer.input).toEqual((JSON.parse(sent) as { input: unknown }).input)
      else expect(answer.detail).toMatch(/./)
    }),
    { numRuns: 300 },
  )
  expect(faults).toEqual([])
  // The property says nothing if hardly anything gets through, or hardly anything is refused.
  expect(Math.min(...seen.values())).toBeGreaterThan(5)
})
