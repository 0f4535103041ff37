import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFaults, faultKinds, readFault } from '../../src/sandbox/faults.ts'
import { startSandbox, type Started } from './start.ts'

const llama = '/deployments/sandbox/llama-chat/predictions'
const ask = (sandbox: Started, fault: unknown): Promise<Response> => sandbox.call('POST', '/_sandbox/faults', fault)
const make = (sandbox: Started, prompt = 'hi'): Promise<Response> => sandbox.call('POST', llama, { input: { prompt } })
const made = async (sandbox: Started): Promise<number> => (await sandbox.json('GET', '/predictions')).results.length

test('a throttled create says when to come again, as often as asked, and makes nothing', async () => {
  await using sandbox = await startSandbox()
  await ask(sandbox, { kind: 'http-429', times: 2, retryAfter: 3 })
  for (let i = 0; i < 2; i++) {
    const response = await make(sandbox)
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3'])
    expect(await response.json()).toMatchObject({
      status: 429,
      retry_after: 3,
      detail: expect.stringContaining('resets in ~3s.') as string,
    })
  }
  expect(await made(sandbox)).toBe(0)
  expect((await make(sandbox)).status).toBe(201)
})

test('a create without credit gets the published 402, a broken one a 500', async () => {
  await using sandbox = await startSandbox()
  await ask(sandbox, { kind: 'http-402' })
  await ask(sandbox, { kind: 'http-500' })
  expect(await (await make(sandbox)).json()).toMatchObject({ title: 'Insufficient credit', status: 402 })
  expect((await make(sandbox)).status).toBe(500)
  expect((await make(sandbox)).status).toBe(201)
})

test('a connection reset before the create makes nothing, one reset after it hides what was made', async () => {
  await using sandbox = await startSandbox()
  await ask(sandbox, { kind: 'reset-before' })
  await expect(make(sandbox)).rejects.toThrow()
  expect(await made(sandbox)).toBe(0)
  await ask(sandbox, { kind: 'reset-after' })
  await expect(make(sandbox)).rejects.toThrow()
  expect(await made(sandbox)).toBe(1)
})

test('a fault waits for the path or the input it names', async () => {
  await using sandbox = await startSandbox()
  await ask(sandbox, { kind: 'http-500', match: '/account' })
  await ask(sandbox, { kind: 'http-402', match: 'grüße' })
  expect((await make(sandbox)).status).toBe(201)
  expect((await sandbox.call('POST', llama, '{"input": {"prompt": "gr\\u00fc\\u00dfe"}}')).status).toBe(402)
  expect((await sandbox.call('GET', '/account')).status).toBe(500)
  expect((await sandbox.call('GET', '/account')).status).toBe(200)
})

test('faults that were asked for can be seen and taken back', async () => {
  await using sandbox = await startSandbox()
  await ask(sandbox, { kind: 'http-429', times: 5, match: 'fox' })
  const root = sandbox.baseUrl.replace(/\/v1$/, '')
  expect(await (await fetch(`${root}/_sandbox/faults`)).json()).toEqual({
    faults: [{ kind: 'http-429', times: 5, match: 'fox' }],
  })
  expect((await fetch(`${root}/_sandbox/faults`, { method: 'DELETE' })).status).toBe(204)
  expect(await sandbox.json('GET', '/_sandbox/faults')).toEqual({ faults: [] })
})

test('the page of another site cannot reach the switches', async () => {
  await using sandbox = await startSandbox()
  const response = await sandbox.call('POST', '/_sandbox/faults', { kind: 'http-500' }, { origin: 'https://evil.example' })
  expect(response.status).toBe(403)
  expect(await sandbox.json('GET', '/_sandbox/faults')).toEqual({ faults: [] })
})

test.each([
  [{ kind: 'http-418' }, '"kind" must be one of'],
  [{}, 'got nothing'],
  [{ kind: 'http-429', times: 0 }, '"times" must be a whole number from 1, got 0'],
  [{ kind: 'http-429', times: '2' }, 'got "2"'],
  [{ kind: 'http-429', match: '' }, '"match" must be'],
  [{ kind: 'http-429', retryAfter: -1 }, '"retryAfter" must be seconds from 0 to 3600, got -1'],
  [{ kind: 'http-429', time: 3 }, 'no field "time"'],
])('the fault %j is refused with a sentence', async (body, sentence) => {
  await using sandbox = await startSandbox()
  const response = await ask(sandbox, body)
  expect(response.status).toBe(400)
  expect(((await response.json()) as { detail: string }).detail).toContain(sentence)
})

test('each fault is spent exactly as often as asked, oldest first', () => {
  const kind = fc.constantFrom(...faultKinds)
  fc.assert(
    fc.property(fc.array(fc.record({ kind, times: fc.integer({ min: 1, max: 4 }) })), fc.array(kind), (asked, taken) => {
      const faults = createFaults()
      for (const fault of asked) faults.add(fault)
      const left = asked.flatMap(({ kind: name, times }) => Array.from({ length: times }, () => name))
      for (const name of taken) {
        const found = faults.take([name], { path: '/v1/predictions', input: '{}', create: true })
        expect(found?.kind).toBe(left.includes(name) ? name : undefined)
        if (found !== undefined) left.splice(left.indexOf(name), 1)
      }
      expect(faults.list().reduce((sum, { times }) => sum + times, 0)).toBe(left.length)
    }),
  )
})

test('whatever is asked for, reading it gives a fault or a sentence', () => {
  fc.assert(
    fc.property(fc.anything(), body => {
      const read = readFault(body)
      expect(typeof read === 'string' ? read.endsWith('.') : faultKinds.includes(read.kind)).toBe(true)
    }),
  )
})
