import { expect, test } from 'vitest'
import { createFirstAnswers } from '../../../adapters/discord/first-answers.ts'

/** Requests that are answered by hand, by the order in which they went out. */
function wire() {
  const out: { readonly name: string; readonly answer: (text: string) => void; readonly fail: (error: Error) => void }[] = []
  const send = (name: string) => (): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    out.push({ name, answer: resolve, fail: reject })
    return promise
  }
  return { out, send, names: () => out.map(({ name }) => name) }
}
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
const never = (): boolean => false

test('the first request of a route is answered before others of it go out, and other routes wait for nothing', async () => {
  const { out, send, names } = wire()
  const firsts = createFirstAnswers(never, 60_000)
  const all = ['one', 'two', 'three'].map(name => firsts.after('POST /messages', send(name)))
  const other = firsts.after('PATCH /messages', send('other'))
  await settled()
  expect(names()).toEqual(['one', 'other'])
  out[0]!.answer('first')
  await settled()
  expect(names()).toEqual(['one', 'other', 'two', 'three'])
  for (const { name, answer } of out) answer(name)
  expect(await Promise.all([...all, other])).toEqual(['first', 'two', 'three', 'other'])
  void firsts.after('POST /messages', send('later'))
  await settled()
  expect(names().at(-1)).toBe('later')
})

test('a first request that fails makes another the first, and one that Discord refuses has told the limit', async () => {
  const { out, send, names } = wire()
  const firsts = createFirstAnswers(thrown => thrown instanceof RangeError, 60_000)
  const all = ['cut', 'refused', 'last'].map(name => firsts.after('POST /messages', send(name)))
  const ended = Promise.allSettled(all)
  await settled()
  out[0]!.fail(new Error('The line broke.'))
  await settled()
  expect(names()).toEqual(['cut', 'refused'])
  out[1]!.fail(new RangeError('Discord says no.'))
  await settled()
  expect(names()).toEqual(['cut', 'refused', 'last'])
  out[2]!.answer('done')
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})

test('a first request that takes long holds the others up for a moment only', async () => {
  const { out, send, names } = wire()
  const firsts = createFirstAnswers(never, 5)
  const upload = firsts.after('PATCH /messages', send('upload'))
  const text = firsts.after('PATCH /messages', send('text'))
  await expect.poll(names).toEqual(['upload', 'text'])
  out[1]!.answer('soon')
  out[0]!.answer('at last')
  expect(await Promise.all([upload, text])).toEqual(['at last', 'soon'])
})
