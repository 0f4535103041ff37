import { afterAll, beforeAll, expect, test } from 'vitest'
import { formProblems } from '#core/form.ts'
import { ben, ended, general, newestPicture, openStage, type Said, type Stage, wordsOf } from './stage.ts'
import { actionOf, openForm, sendForm } from './press-on.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const at = (channel: string): Partial<Said> => ({ address: { ...general, channel } })
const quick = { more: 'num_inference_steps=1 megapixels=0.25' }

test('a picture is painted from other words, with everything else as it was asked', async () => {
  await ended(stage, () =>
    stage.command('imagine', { prompt: 'a red fox', count: 2, aspect: '16:9', seed: 5, ...quick }, at('a')),
  )
  const first = await newestPicture(stage)
  const form = await openForm(stage, 'Reword…', { ...at('a'), actor: ben })
  expect(form.fields.map(({ name, value }) => [name, value])).toEqual([['prompt', 'a red fox']])
  expect(formProblems(form)).toEqual([])
  const post = await ended(stage, () => sendForm(stage, form, { prompt: 'a blue fox' }, { ...at('a'), actor: ben }))
  expect(wordsOf(post)).toContain('“a blue fox”')
  const job = await newestPicture(stage)
  expect(job.values).toEqual({ ...first.values, prompt: 'a blue fox' })
  expect(job).toMatchObject({ from: { job: first.id }, actor: ben, model: first.runs[0]?.model })
})

test('what must not be in the picture can be said where the model takes it, and taken back', async () => {
  const sdxl = { model: 'stability-ai/sdxl', more: 'num_inference_steps=1 width=128 height=128' }
  await ended(stage, () => stage.command('imagine', { prompt: 'a hut', negative: 'people', ...sdxl }, at('b')))
  const form = await openForm(stage, 'Reword…', at('b'))
  expect(form.fields.map(({ name, value }) => [name, value])).toEqual([
    ['prompt', 'a hut'],
    ['negative', 'people'],
  ])
  await ended(stage, () => sendForm(stage, form, { negative: 'people, cars' }, at('b')))
  expect((await stage.predictions())[0]?.input['negative_prompt']).toBe('people, cars')
  await ended(stage, () => sendForm(stage, form, { negative: '' }, at('b')))
  expect((await newestPicture(stage)).values['negative']).toBeUndefined()
})

test('an empty prompt is refused with a sentence, and the same form sent twice is one job', async () => {
  await ended(stage, () => stage.command('imagine', { prompt: 'a mill', ...quick }, at('c')))
  const form = await openForm(stage, 'Reword…', at('c'))
  const before = (await stage.predictions()).length
  await sendForm(stage, form, { prompt: '  ' }, at('c'))
  expect(wordsOf(stage.shown().at(-1) as never)).toBe('“What to paint” is empty; say it in words.')
  await sendForm(stage, form, { prompt: `a mill ${'x'.repeat(4_000)}` }, { ...at('c'), actor: ben })
  const mine = await openForm(stage, 'Open the form again', { ...at('c'), actor: ben })
  expect([mine.form, mine.fields[0]?.value]).toEqual([form.form, `a mill ${'x'.repeat(3_993)}`])
  await sendForm(stage, form, { prompt: 'x'.repeat(4_001) }, at('c'))
  expect(wordsOf(stage.shown().at(-1) as never)).toBe('“What to paint” may have at most 4,000 characters, this has 4,001.')
  expect((await stage.predictions()).length).toBe(before)
  const twice = { ...at('c'), id: 'one form' }
  await ended(stage, () => Promise.all([1, 2].map(() => sendForm(stage, form, { prompt: 'a windmill' }, twice))).then(() => {}))
  expect((await stage.predictions()).length).toBe(before + 1)
})

test('a failed picture can be worded differently', async () => {
  await ended(stage, () => stage.command('imagine', { prompt: 'a giant [sandbox:fail=oom]', ...quick }, at('d')))
  const form = await openForm(stage, 'Reword…', at('d'))
  const post = await ended(stage, () => sendForm(stage, form, { prompt: 'a dwarf' }, at('d')))
  expect(wordsOf(post)).toContain('“a dwarf”')
})

test('the words of a picture are shown to those who can see its message alone', async () => {
  await ended(stage, () => stage.command('imagine', { prompt: 'a secret garden', ...quick }, at('e')))
  const action = actionOf(stage, 'Reword…')
  const stranger = { actor: { id: 'eve', name: 'Eve' }, address: { ...general, workspace: 'next door' } }
  await expect(stage.service.desk.form(action, stranger)).rejects.toThrow('is no longer stored')
  await expect(stage.service.desk.form('form:reword:nothing', { actor: ben, address: general })).rejects.toThrow(
    'is no longer stored',
  )
})
