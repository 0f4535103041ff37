import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Actor } from '#core/address.ts'
import { isFinished, openStage, wordsOf } from './stage.ts'

const person = (id: string): Actor => ({ id, name: id })
const small = { more: 'megapixels=0.25 num_inference_steps=1' }

test('a person has so many pictures under way, the next say their place in line, and all are made', async () => {
  await using stage = await openStage({ settings: { 'limit.concurrent': 2 } })
  const flood = Array.from({ length: 5 }, (_, index) =>
    stage.command('imagine', { prompt: `wave ${index} [sandbox:slow=1s]`, ...small }),
  )
  await Promise.all(flood)
  let most = 0
  while (!stage.shown().every(isFinished)) {
    const running = (await stage.predictions()).filter(prediction => ['starting', 'processing'].includes(prediction.status))
    most = Math.max(most, running.length)
    await sleep(20)
  }
  expect(most).toBe(2)
  expect(await stage.predictions()).toHaveLength(5)
  const labels = stage.messages.flatMap(message => message.frames.map(wordsOf)).filter(words => words.includes('in line'))
  expect(new Set(labels)).toEqual(new Set(['Queued · 1st in line', 'Queued · 2nd in line', 'Queued · 3rd in line']))
})

test('what is too many in a minute or in line is refused in words with a time, and nothing is stored of it', async () => {
  await using stage = await openStage({ settings: { 'limit.perMinute': 3 } })
  for (let index = 0; index < 4; index++) await stage.command('imagine', { prompt: `picture ${index}`, ...small })
  expect(wordsOf(stage.shown().at(-1) as never)).toMatch(
    /^That was 3 requests within a minute, the most there may be here; try again in (\d+|59\.\d) s\.$/,
  )
  expect(await stage.store.records.list('jobs', {})).toHaveLength(3)

  await using other = await openStage({ settings: { 'limit.concurrent': 1, 'limit.queue': 2 } })
  for (let index = 0; index < 4; index++)
    await other.command('imagine', { prompt: `picture ${index} [sandbox:slow=2s]`, ...small })
  expect(wordsOf(other.shown().at(-1) as never)).toBe(
    'You have 2 requests waiting in line already, the most there may be here; try again in about a minute.',
  )
})

test('the same event delivered again is not counted against the limits', async () => {
  await using stage = await openStage({ settings: { 'limit.perMinute': 1 } })
  const said = { id: 'one event' }
  for (let index = 0; index < 3; index++) await stage.command('imagine', { prompt: 'a picture', ...small }, said)
  await stage.until('the picture', isFinished)
  expect(stage.shown()).toHaveLength(1)
})

test('ten people at once, one of them flooding: the others do not wait for the flood, which is refused in words', async () => {
  await using stage = await openStage({ settings: { 'limit.concurrent': 3, 'limit.queue': 6, 'limit.perMinute': 100 } })
  const flooder = { actor: person('flood') }
  for (let index = 0; index < 14; index++)
    await stage.command('imagine', { prompt: `flood ${index} [sandbox:slow=2s]`, ...small }, flooder)
  const begun = performance.now()
  const others = Array.from({ length: 9 }, (_, index) => person(`person ${index}`))
  await Promise.all(others.map(actor => stage.command('imagine', { prompt: `hello from ${actor.id}`, ...small }, { actor })))
  const doneAt = new Map<string, number>()
  while (!stage.shown().every(isFinished)) {
    for (const post of stage.shown()) {
      const words = wordsOf(post)
      if (isFinished(post) && words.includes('“') && !doneAt.has(words)) doneAt.set(words, performance.now() - begun)
    }
    await sleep(10)
  }
  const times = (match: RegExp): readonly number[] => [...doneAt].filter(([words]) => match.test(words)).map(([, at]) => at)
  const refused = stage.shown().filter(post => wordsOf(post).includes('waiting in line already'))
  expect(refused).toHaveLength(5)
  const hello = times(/hello from/)
  expect(hello.length).toBe(9)
  // The flood's nine go three at a time through the sandbox's four places: nobody else waits for its last ones.
  expect(Math.max(...hello)).toBeLessThan(Math.max(...times(/flood/)))
})
