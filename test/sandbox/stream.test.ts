import fc from 'fast-check'
import { createParser } from 'eventsource-parser'
import { expect, test } from 'vitest'
import { writeEvent, firstAfter } from '../../src/sandbox/stream.ts'
import { finished, type Json, joined, readStream, startSandbox, type Started, until } from './start.ts'

const llama = '/models/meta/meta-llama-3-70b-instruct/predictions'
const make = (sandbox: Started, prompt: string): Promise<Json> => sandbox.json('POST', llama, { input: { prompt, seed: 1 } })
const streamOf = (prediction: Json): string => prediction.urls.stream
const textOf = (prediction: Json): string => prediction.output.join('')

test('a stream begins with a greeting, tells each fragment and ends with done, without any token', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, 'two\nlines  and spaces ')
  expect(new URL(streamOf(made)).pathname).toMatch(/^\/v1\/streams\/[a-z2-7]{52}$/)
  const response = await fetch(streamOf(made))
  expect([response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual(['text/event-stream', 'no-cache'])
  expect(await response.text()).toMatch(/^: hi\n\nevent: output\nid: \d+:0\ndata: seed 1: \n\n/)
  const { events } = await readStream(streamOf(made))
  expect(events.at(-1)).toMatchObject({ event: 'done', data: '{}' })
  expect(joined(events)).toBe(textOf(await finished(sandbox, made.id)))
})

test('several readers, early and late, get the same events', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, 'words 40')
  const early = [readStream(streamOf(made)), readStream(streamOf(made))]
  await finished(sandbox, made.id)
  const late = await readStream(streamOf(made))
  for (const reader of early) expect((await reader).events).toEqual(late.events)
  expect(late.events).toHaveLength(42)
})

test('a reader who comes back gets exactly what it lacks', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, 'words 30')
  const all = (await readStream(streamOf(made))).events
  for (const at of [0, 7, 29, 30]) expect((await readStream(streamOf(made), all[at]!.id)).events).toEqual(all.slice(at + 1))
  expect((await readStream(streamOf(made), 'no id at all')).events).toEqual(all)
})

test('a cut stream breaks once after as many fragments, and the rest follows the last id', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, '[sandbox:cut=4] a b c d e f g')
  const first = await readStream(streamOf(made))
  expect(first.cut).toBe(true)
  expect(first.events).toHaveLength(4)
  const second = await readStream(streamOf(made), first.events.at(-1)!.id)
  expect(second.cut).toBe(false)
  expect(joined([...first.events, ...second.events])).toBe(textOf(await finished(sandbox, made.id)))
})

test('a canceled stream says so, a failed one says why first', async () => {
  await using sandbox = await startSandbox()
  const running = await make(sandbox, 'words 3000')
  const reading = readStream(streamOf(running))
  await until(async () => ((await sandbox.json('GET', `/predictions/${running.id}`)).output ? true : undefined))
  await sandbox.call('POST', `/predictions/${running.id}/cancel`)
  expect((await reading).events.at(-1)).toMatchObject({ event: 'done', data: '{"reason":"canceled"}' })

  const failing = (await readStream(streamOf(await make(sandbox, '[sandbox:fail=oom] x')))).events
  expect(failing.map(({ event }) => event)).toEqual(['error', 'done'])
  expect(JSON.parse(failing[0]!.data)).toEqual({ detail: expect.stringContaining('CUDA out of memory') as string })
  expect(failing[1]!.data).toBe('{"reason":"error"}')
})

test('a silent prediction streams nothing until it is canceled', async () => {
  await using sandbox = await startSandbox()
  const made = await make(sandbox, '[sandbox:silent] hello')
  const reading = readStream(streamOf(made))
  await until(async () => ((await sandbox.json('GET', `/predictions/${made.id}`)).status === 'processing' ? true : undefined))
  await sandbox.call('POST', `/predictions/${made.id}/cancel`)
  expect((await reading).events).toMatchObject([{ event: 'done', data: '{"reason":"canceled"}' }])
})

test('a model of files streams their links, on a path of its own kind', async () => {
  await using sandbox = await startSandbox()
  const made = await sandbox.json('POST', '/deployments/sandbox/flux-fast/predictions', {
    input: { prompt: 'a fox', num_outputs: 3 },
  })
  expect(new URL(streamOf(made)).pathname).toMatch(/^\/v1\/files\/[a-z2-7]{4}-[a-z2-7]{52}$/)
  const { events } = await readStream(streamOf(made))
  expect(events.map(({ data }) => data).slice(0, 3)).toEqual((await finished(sandbox, made.id)).output)
  expect(events.at(-1)!.event).toBe('done')
})

test('a stream nobody can name is not found', async () => {
  await using sandbox = await startSandbox()
  expect((await fetch(`${sandbox.baseUrl}/streams/${'a'.repeat(52)}`)).status).toBe(404)
  expect((await fetch(`${sandbox.baseUrl}/files/aaaa-${'a'.repeat(52)}`)).status).toBe(404)
})

test('any text survives the wire, line ends read as line feeds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\n', '\r\n', ' x', 'data: ', ':'))),
      fragments => {
        const heard: { id: string | undefined; data: string }[] = []
        const parser = createParser({ onEvent: ({ id, data }) => heard.push({ id, data }) })
        fragments.forEach((data, nth) => parser.feed(writeEvent({ event: 'output', nth, data }, 1_700_000_000_123)))
        expect(heard).toEqual(fragments.map((data, nth) => ({ id: `1700000000:${nth}`, data: data.replace(/\r\n|\r/g, '\n') })))
        heard.forEach(({ id }, nth) => expect(firstAfter(id)).toBe(nth + 1))
      },
    ),
  )
})
