import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Values } from '#core/command.ts'
import { type Form, formProblems } from '#core/form.ts'
import { anyModels } from './any-models.ts'
import { openForm, sendForm } from './press-on.ts'
import { ada, ben, buttonsOf, closed, general, last, openStage, type Stage, wordsOf } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ models: anyModels })
})
afterAll(() => stage[Symbol.asyncDispose]())

const valuesOf = ({ fields }: Form) => Object.fromEntries(fields.map(({ name, value }) => [name, value ?? '']))
async function asked(values: Values): Promise<Form> {
  await stage.command('run', values)
  return openForm(stage, 'Fill in the rest')
}
const sent = async (form: Form, anew: Record<string, string>): Promise<string> => {
  await sendForm(stage, form, anew)
  await closed(stage)
  return last(stage)
}

test('what a model needs and was not given is named to the person alone, with a form that fits every platform', async () => {
  const before = (await stage.predictions()).length
  const form = await asked({ model: 'acme/asker', input: 'loud=yes subject="a fox"' })
  expect(wordsOf(stage.shown().at(-1)!)).toBe('acme/asker needs `mood` and `times`.')
  expect(stage.shown().at(-1)!.audience).toBe('actor')
  expect(formProblems(form)).toEqual([])
  expect(form.title).toBe('Run acme/asker')
  // What is open comes first, then what was typed, then what else there is room for.
  expect(form.fields.map(({ name }) => name)).toEqual(['mood', 'times', 'subject', 'loud', 'extra'])
  expect(valuesOf(form)).toEqual({ mood: '', times: '', subject: 'a fox', loud: 'yes', extra: '' })
  expect(form.fields.find(({ name }) => name === 'extra')?.about).toBe('Left empty: 0.5. How much more')
  expect((await stage.predictions()).length).toBe(before)
})

test('the filled form runs what was typed before with what it says, and what is emptied is not given', async () => {
  const form = await asked({ model: 'acme/asker', input: 'loud=yes extra=0.75 subject="a fox"' })
  expect(await sent(form, { mood: 'calm', times: '3', loud: '', subject: 'an owl' })).toContain('an owl, calm, 3, false, 0.75')
})

test('a form that is refused opens again with all that was typed in it, right or wrong', async () => {
  const form = await asked({ model: 'acme/asker', input: 'subject="a fox"' })
  expect(await sent(form, { mood: 'wild', times: 'twice' })).toBe('`times` of acme/asker must be a whole number, got “twice”.')
  const again = await openForm(stage, 'Open the form again')
  expect(valuesOf(again)).toMatchObject({ mood: 'wild', times: 'twice', subject: 'a fox' })
  expect(await sent(again, { times: '99' })).toBe('`times` of acme/asker must be from 1 to 9, got “99”.')
  const third = await openForm(stage, 'Open the form again')
  expect(valuesOf(third)).toMatchObject({ mood: 'wild', times: '99' })
  expect(await sent(third, { times: '9' })).toContain('a fox, wild, 9, false, 0.5')
})

test('what a form still lacks is asked for by the next one', async () => {
  const form = await asked({ model: 'acme/asker' })
  expect(await sent(form, { subject: 'rain', mood: '', times: '' })).toBe('acme/asker needs `mood` and `times`.')
  expect(valuesOf(await openForm(stage, 'Fill in the rest'))).toMatchObject({ subject: 'rain' })
})

test('what would be refused is known by its field before anything is done', async () => {
  const form = await asked({ model: 'acme/asker' })
  const asker = { actor: ada, address: general }
  const check = (values: Record<string, string>) =>
    stage.service.desk.checkForm(form.form, { ...valuesOf(form), ...values }, asker)
  expect(await check({ subject: 'x', mood: 'calm', times: '2' })).toEqual({})
  expect(await check({ subject: 'x', mood: 'sad', times: 'many' })).toEqual({
    mood: '`mood` of acme/asker must be one of calm, wild, got “sad”.',
    times: '`times` of acme/asker must be a whole number, got “many”.',
  })
  expect(Object.keys(await check({ subject: 'x', mood: 'calm', times: '12' }))).toEqual(['times'])
  expect(Object.keys(await check({ mood: 'calm', times: '2' }))).toEqual(['subject'])
})

test('a file that was sent along stays with what is asked for, and one that is missing is asked for as a link', async () => {
  const form = await asked({ model: 'acme/packer' })
  expect(form.fields.map(({ name, about }) => [name, about])).toEqual([['image', 'A link. A picture']])
  expect(await sent(form, { image: 'C:\\fox.png' })).toContain('`image` of acme/packer must be a file sent along or a link')
  const withFile = { ref: 'fox.png', name: 'fox.png' }
  await stage.command('run', {
    model: 'stability-ai/sdxl',
    file: withFile,
    input: 'prompt="a fox like this" num_inference_steps=4',
  })
  await closed(stage)
  expect(last(stage)).toContain('“a fox like this”')
  expect((await stage.predictions())[0]?.input['image']).toMatch(/^http/)
})

test('what was run is changed in the same form, with all that it was given, and by the model as it ran', async () => {
  await stage.command('run', { model: 'acme/asker', input: 'subject="a fox" mood=calm times=2' })
  await closed(stage)
  const form = await openForm(stage, 'Change…')
  expect(formProblems(form)).toEqual([])
  expect(valuesOf(form)).toEqual({ subject: 'a fox', mood: 'calm', times: '2', loud: '', extra: '' })
  expect(await sent(form, { mood: 'wild', extra: '0.25' })).toContain('a fox, wild, 2, false, 0.25')
  expect(await sent(form, { times: '10' })).toContain('must be from 1 to 9')
  expect(valuesOf(await openForm(stage, 'Open the form again'))).toMatchObject({ times: '10', mood: 'calm' })
  await expect(openForm(stage, 'Change…', { address: { ...general, workspace: 'elsewhere' }, actor: ben })).rejects.toMatchObject(
    {
      kind: 'gone',
    },
  )
})

test('a form is only for the person who was asked, and as long as what was typed is kept', async () => {
  await stage.command('run', { model: 'acme/asker' })
  await expect(openForm(stage, 'Fill in the rest', { actor: ben })).rejects.toMatchObject({ kind: 'gone' })
  const form = await openForm(stage, 'Fill in the rest')
  await stage.command('run', { model: 'acme/asker', input: 'subject=other' })
  await sendForm(stage, form, { subject: 'x', mood: 'calm', times: '1' })
  expect(last(stage)).toContain('no longer kept')
  expect(buttonsOf(stage.shown().at(-1)!)).toEqual([])
})
