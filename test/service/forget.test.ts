import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessageRef } from '#core/post.ts'
import type { OutputRow } from '#core/rows.ts'
import { everyRow } from '../../src/service/every-row.ts'
import { openStore } from '../../src/store/open.ts'
import { eventually } from '../flows/console.ts'
import { ada, ask, ben, closed, general, isFinished, last, openStage, type Stage, wordsOf } from './stage.ts'

/** Says something and waits until its answer is stored. */
const erase = (stage: Stage, message: string) =>
  stage.service.desk.handle({
    type: 'deleted',
    id: `gone ${message}`,
    at: 0,
    address: general,
    actor: ada,
    message: message as MessageRef,
  })
const allWords = async ({ store: { records } }: Stage): Promise<string> =>
  JSON.stringify([
    await records.list('jobs', {}),
    await records.list('turns', {}),
    await records.list('facts', {}),
    await records.list('outputs', {}),
  ])

test('what a forgotten person said stands nowhere any more, not even in what the model was given for others', async () => {
  await using stage = await openStage()
  await ask(stage, 'My secret word is zanzibar.')
  await ask(stage, 'What is 6 * 7?', { actor: ben })
  expect((await stage.predictions())[0]?.input['prompt']).toContain('zanzibar')
  await stage.forgetMe()
  expect(last(stage)).toBe('Forgotten: 2 messages, 1 job and 0 pictures.')
  const words = await allWords(stage)
  expect(words).not.toContain('zanzibar')
  expect(words).toContain('6 * 7')
})

test('after /forget here nothing that was said in the conversation is stored', async () => {
  await using stage = await openStage()
  await ask(stage, 'My secret word is zanzibar.')
  expect(await allWords(stage)).toContain('zanzibar')
  await stage.command('forget', { what: 'here' })
  expect(await allWords(stage)).not.toContain('zanzibar')
})

test('others’ conversation goes on over what was forgotten in its middle', async () => {
  await using stage = await openStage()
  await ask(stage, 'My favourite colour is teal.', { actor: ben })
  await ask(stage, 'Hello.')
  await ask(stage, 'Hello again.')
  await ask(stage, 'Thank you.', { actor: ben })
  await stage.forgetMe()
  expect(await ask(stage, 'What is my favourite colour?', { actor: ben })).toMatch(/teal/i)
})

test('/forget me goes on past messages that cannot be taken away, and says how many', async () => {
  const remove = (): Promise<void> => Promise.reject(new Error('The platform says 403.'))
  await using stage = await openStage({ wrapSurface: surface => ({ ...surface, remove }) })
  await ask(stage, 'My secret word is zanzibar.')
  await stage.forgetMe()
  expect(last(stage)).toBe(
    'Forgotten: 2 messages, 1 job and 0 pictures. 1 message of mine could not be taken away here; an admin can delete it.',
  )
  expect(await allWords(stage)).not.toContain('zanzibar')
})

test('/forget me leaves the pictures of a job that still runs, and forgets them when asked again', async () => {
  await using stage = await openStage()
  const picture = { prompt: 'a lighthouse', seed: 3, more: 'megapixels=0.25 num_inference_steps=1' }
  await stage.command('imagine', picture)
  await closed(stage)
  const [made] = await stage.store.records.list('outputs', {})
  const blob = made?.picture.blob ?? ''
  const job = await stage.store.records.get('jobs', made?.job ?? '')
  // The same picture of a job of theirs that has not ended.
  const { closedAt: _, ...open } = job ?? expect.fail('no job')
  await stage.store.records.batch([
    { put: 'jobs', row: { ...open, id: 'still-open' } },
    { put: 'outputs', row: { ...(made as OutputRow), id: 'still-open-0-0', job: 'still-open' } },
  ])
  await stage.forgetMe()
  expect(last(stage)).toBe(
    'Forgotten: 0 messages, 1 job and 1 picture. 1 job of yours is still running; forget again when it is done.',
  )
  expect(await stage.store.blobs.get(blob)).toBeDefined()
  await stage.store.records.batch([{ put: 'jobs', row: { ...open, id: 'still-open', closedAt: 1 } }])
  await stage.forgetMe()
  expect(await stage.store.blobs.get(blob)).toBeUndefined()
})

test('a question that is deleted while it waits is never asked and not stored, and its message says so at once', async () => {
  await using stage = await openStage({ pace: 1 })
  await stage.say('Write 300 words about rivers.')
  await stage.until('some words', post => wordsOf(post).length > 60)
  await stage.say('My secret word is zanzibar.', { id: 'waits' })
  await stage.until('its place in line', post => wordsOf(post) === 'Waiting · 2nd in line')
  await erase(stage, 'said waits')
  expect(last(stage)).toBe('Stopped before the first word')
  expect(isFinished(stage.shown()[0] as never)).toBe(false)
  await stage.press('Stop')
  await closed(stage)
  expect(last(stage)).toBe('Stopped before the first word')
  expect(await stage.predictions()).toHaveLength(1)
  expect(await allWords(stage)).not.toContain('zanzibar')
})

test('a question that is deleted while it is answered stops the model, and neither is stored', async () => {
  await using stage = await openStage({ pace: 1 })
  await stage.say('Write 400 words about zanzibar.', { id: 'runs' })
  await stage.until('some words', post => wordsOf(post).length > 60)
  await erase(stage, 'said runs')
  await closed(stage)
  expect((await stage.predictions())[0]?.status).toBe('canceled')
  expect(await stage.store.records.list('turns', {})).toEqual([])
  expect(await allWords(stage)).not.toContain('zanzibar')
})

test('an answer that is deleted while it is written stops the model and is not stored; its question is', async () => {
  await using stage = await openStage({ pace: 1, textChars: 400 })
  await stage.say('Write 400 words about the sea.')
  await stage.until('some words', post => wordsOf(post).length > 60)
  // The platform need not tell us: the next frame finds it gone.
  const [message] = stage.messages
  if (message !== undefined) message.removed = true
  await closed(stage)
  expect((await stage.predictions())[0]?.status).toBe('canceled')
  expect((await stage.store.records.list('turns', {})).map(turn => turn.by)).toEqual(['person'])
  expect(stage.shown()).toEqual([])
})

test('an answer that is deleted before its first word stops a model that still boots', async () => {
  await using stage = await openStage()
  await stage.say('Hello. [sandbox:boot=15s]')
  await eventually('A prediction', async () => (await stage.predictions())[0])
  const begun = performance.now()
  const [message] = stage.messages
  if (message !== undefined) message.removed = true
  await erase(stage, message?.ref ?? '')
  await closed(stage)
  expect(performance.now() - begun).toBeLessThan(10_000)
  expect((await stage.predictions())[0]?.status).toBe('canceled')
  expect((await stage.store.records.list('turns', {})).map(turn => turn.by)).toEqual(['person'])
})

test('a message that is deleted while Replichat closes is forgotten all the same', async () => {
  await using stage = await openStage()
  await ask(stage, 'My secret word is zanzibar.', { id: 'late' })
  stage.service.drain()
  await erase(stage, 'said late')
  expect(await allWords(stage)).not.toContain('zanzibar')
  await stage.say('Hello?')
  expect(last(stage)).toBe('Replichat is restarting; please try again in a few seconds.')
})

test('every row of a table comes once and in order, in pieces, however many share a moment', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.nat(5), isOwn: fc.boolean() }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (made, atOnce) => {
        const old = await store.records.list('turns', {})
        const rows = made.map(({ at, isOwn }, index) => ({
          id: `t${index + 100}`,
          conversation: 'c',
          by: 'person' as const,
          name: 'Ada',
          person: isOwn ? 'ada' : 'ben',
          text: '',
          at,
        }))
        await store.records.batch([
          ...old.map(({ id }) => ({ remove: 'turns', id }) as const),
          ...rows.map(row => ({ put: 'turns', row }) as const),
        ])
        const seen = []
        for await (const piece of everyRow(store.records, 'turns', { person: 'ada' }, atOnce)) seen.push(...piece)
        expect(seen).toEqual(await store.records.list('turns', { where: { person: 'ada' } }))
      },
    ),
    { numRuns: 100 },
  )
})

test('an event that comes once more after its job was forgotten brings nothing back and holds up nobody', async () => {
  await using stage = await openStage({ settings: { 'limit.concurrent': 1 } })
  const wish = { prompt: 'a zanzibar sunset', more: 'megapixels=0.25 num_inference_steps=1' }
  await stage.command('imagine', wish, { id: 'twice' })
  await closed(stage)
  await stage.forgetMe()
  await stage.command('imagine', wish, { id: 'twice' })
  expect(await allWords(stage)).not.toContain('zanzibar')
  await stage.command('imagine', { ...wish, prompt: 'another' })
  await closed(stage)
  expect(await stage.predictions()).toHaveLength(2)
})
