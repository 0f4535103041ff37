import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Address, addressKey } from '#core/address.ts'
import { formProblems } from '#core/form.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import { sendForm } from './press-on.ts'
import { ada, ben, buttonsOf, general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const asker = { actor: ben, address: general }

test('what can be painted is a form that fits every platform, of what the model here takes', async () => {
  const form = await stage.service.desk.form('form:imagine', asker)
  expect(formProblems(form)).toEqual([])
  expect(form.fields.map(({ name }) => name)).toEqual(['prompt', 'count', 'aspect', 'model', 'seed'])
  expect(form.fields.find(({ name }) => name === 'model')?.about).toContain('deployment:sandbox/flux-fast')
})

test('the filled form paints what it says, and what was left empty was not said', async () => {
  const form = await stage.service.desk.form('form:imagine', asker)
  await sendForm(stage, form, { prompt: 'a lighthouse in fog', count: '2' }, { actor: ben })
  const shown = await stage.until('the pictures', post => isFinished(post) && picturesOf(post).length === 2)
  expect(wordsOf(shown)).toContain('a lighthouse in fog')
})

test('what would be refused is known by its field before anything is done', async () => {
  const check = (values: Record<string, string>) => stage.service.desk.checkForm('imagine', values, asker)
  expect(await check({ prompt: 'a fox', count: '2', aspect: '', seed: '', model: '' })).toEqual({})
  const wrong = await check({ prompt: '', count: '9', aspect: '7:5', seed: 'x', model: 'no model' })
  expect(Object.keys(wrong).sort()).toEqual(['aspect', 'count', 'model', 'prompt', 'seed'])
  expect(wrong['count']).toContain('nearest possible value is 8')
})

test('the settings form is checked by its fields, too, for admins alone', async () => {
  const admin = { actor: ada, address: general }
  const form = await stage.service.desk.form('form:config:channel', admin)
  const held = Object.fromEntries(form.fields.map(field => [field.name, field.value ?? '']))
  const check = (values: Record<string, string>) => stage.service.desk.checkForm(form.form, { ...held, ...values }, admin)
  expect(await check({})).toEqual({})
  expect(Object.keys(await check({ 'chat.memory': 'many', 'model.chat': 'deployment:sandbox/flux-fast' })).sort()).toEqual([
    'chat.memory',
    'model.chat',
  ])
  await expect(stage.service.desk.checkForm(form.form, held, asker)).rejects.toMatchObject({ kind: 'denied' })
})

let said = 0
const thread = { ...general, thread: 'stopping' }
const speak = (text: string, actor = ben, mayStop = false, address: Address = thread) =>
  stage.service.desk.handle({
    type: 'message',
    id: `spoken ${++said}`,
    address,
    actor,
    at: 0,
    reply: 'reply in a thread' as ReplyRef,
    message: `words ${said}` as MessageRef,
    text,
    addressed: true,
    attachments: [],
    ...(mayStop && { mayStop }),
  })

test('the word stop ends the answer that is written there for its person, and is talk where nothing is written', async () => {
  const before = stage.shown().length
  await speak('Write 400 words about the sea.')
  await stage.until('the first words', post => post === stage.shown()[before] && buttonsOf(post).includes('Stop'))
  await speak('stop', { id: 'cleo', name: 'Cleo' }, true)
  expect(wordsOf(stage.shown().at(-1) as never)).toContain('Ben')
  await speak('stop', ben, true)
  const stopped = await stage.until('the stop', post => post === stage.shown()[before] && wordsOf(post).includes('Stopped'))
  expect(buttonsOf(stopped)).toContain('Regenerate')

  const talk = stage.shown().length
  await speak('stop', ben, true)
  await stage.until('an answer', post => post === stage.shown()[talk] && isFinished(post))
})

test('the platform’s own stop does the same, and nothing where nothing is written', async () => {
  const stop = (id: string) => stage.service.desk.handle({ type: 'stop', id, address: thread, actor: ben, at: 0 })
  await stop('stop 1')
  const before = stage.shown().length
  await speak('Write 400 words about the moon.')
  await stage.until('the first words', post => post === stage.shown()[before] && buttonsOf(post).includes('Stop'))
  await stop('stop 2')
  await stage.until('the stop', post => post === stage.shown()[before] && wordsOf(post).includes('Stopped'))
})

test('the word stop said twice means the same answer, and not the one that waits behind it', async () => {
  const { records } = stage.store
  const address = { ...general, thread: 'twice' }
  const turn = (id: string, at: number) => ({
    ...{ kind: 'turn' as const, id, at, address, actor: ben, reply: 'reply in a thread' as ReplyRef },
    ...{ conversation: addressKey(address), ask: { text: 'a long story' }, runs: [], messages: [] },
  })
  const stopping = { ...turn('stopping', 1), cancelAsked: { by: 'Ben', at: 2 } }
  await records.batch([stopping, turn('waiting', 2)].map(row => ({ put: 'jobs', row })))
  await speak('stop', ben, true, address)
  expect(await records.list('facts', { where: { job: 'waiting' } })).toEqual([])
  await records.batch([{ put: 'jobs', row: turn('stopping', 1) }])
  await speak('stop', ben, true, address)
  expect(await records.list('facts', { where: { job: 'stopping' } })).toHaveLength(1)
})
