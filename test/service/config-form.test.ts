import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Form } from '#core/form.ts'
import { formProblems } from '#core/form.ts'
import { ada, ben, buttonsOf, general, openStage, type Said, type Stage, wordsOf } from './stage.ts'
import { actionOf, openForm, sendForm } from './press-on.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ settings: { 'chat.system': 'You are kind.', 'chat.listen': 'thread' } })
})
afterAll(() => stage[Symbol.asyncDispose]())

const at = (channel: string): Partial<Said> => ({ address: { ...general, channel } })
async function opened(channel: string, scope = 'channel'): Promise<Form> {
  await stage.command('config show', scope === 'channel' ? {} : { scope }, at(channel))
  return openForm(stage, 'Change…', at(channel))
}
const held = (form: Form) => Object.fromEntries(form.fields.map(field => [field.name, field.value]))
async function sent(form: Form, anew: Record<string, string>, said: Partial<Said>): Promise<string> {
  await sendForm(stage, form, anew, said)
  const post = stage.shown().at(-1)
  expect(post?.audience).toBe('actor')
  return wordsOf(post as never)
}
const audit = (channel: string) => stage.store.records.list('audit', { where: { scope: `channel:stage/house/${channel}` } })
const settings = (channel: string) => stage.store.shelves.settings.get(`channel:stage/house/${channel}`)

test('the settings of a channel open as a form with what holds there, whoever set it', async () => {
  await stage.command('config set', { key: 'chat.memory', value: '7' }, at('a'))
  const form = await opened('a')
  expect(actionOf(stage, 'Change…')).toBe('form:config:channel')
  expect(form.title).toBe('Channel settings')
  expect(held(form)).toEqual({
    'model.image': 'deployment:sandbox/flux-fast',
    'model.chat': 'deployment:sandbox/llama-chat',
    'chat.system': 'You are kind.',
    'chat.listen': 'unset',
    'chat.memory': '7',
  })
  expect(formProblems(form)).toEqual([])
  expect(form.fields.map(field => field.about)).toEqual([
    'Set by the operator.',
    'Set by the operator.',
    'Set by the operator.',
    undefined,
    'Set for this channel. Leave it empty, and the wider place decides.',
  ])
})

test('what was not touched writes nothing, even where another admin changed it meanwhile', async () => {
  const form = await opened('b')
  expect(await sent(form, {}, at('b'))).toBe('Nothing was changed.')
  expect(await audit('b')).toEqual([])
  await stage.command('config set', { key: 'chat.system', value: 'You are Marvin.' }, at('b'))
  expect(await sent(form, { 'chat.memory': '9', 'chat.system': 'You are kind.\r\n' }, at('b'))).toBe(
    'Changed in this channel:\n- `chat.memory` is now `9`',
  )
  expect(await settings('b')).toEqual({ 'chat.system': 'You are Marvin.', 'chat.memory': 9 })
})

test('several changes are made at once, each with its line in the audit, and the same form sent twice is one', async () => {
  const form = await opened('c')
  const anew = { 'model.image': 'stability-ai/sdxl', 'chat.listen': 'all', 'chat.system': 'You are Zaphod.' }
  expect(await sent(form, anew, { ...at('c'), id: 'form c' })).toBe(
    'Changed in this channel:\n- `model.image` is now `stability-ai/sdxl`\n- `chat.system` is now “`You are Zaphod.`”\n- `chat.listen` is now `all`',
  )
  const before = stage.shown().length
  await sendForm(stage, form, anew, { ...at('c'), id: 'form c' })
  expect(stage.shown()).toHaveLength(before)
  expect((await audit('c')).map(({ key, after, actor }) => [key, after, actor])).toEqual([
    ['model.image', 'stability-ai/sdxl', 'ada'],
    ['chat.system', 'You are Zaphod.', 'ada'],
    ['chat.listen', 'all', 'ada'],
  ])
})

test('an emptied field gives the setting back to the wider place', async () => {
  await stage.command('config set', { key: 'chat.system', value: 'You are Zaphod.' }, at('d'))
  await stage.command('config set', { key: 'chat.listen', value: 'all' }, at('d'))
  const form = await opened('d')
  expect(held(form)).toMatchObject({ 'chat.listen': 'all', 'chat.system': 'You are Zaphod.' })
  expect(await sent(form, { 'chat.system': ' ', 'chat.listen': 'unset', 'chat.memory': '' }, at('d'))).toBe(
    'Changed in this channel:\n- `chat.system` is back to “`You are kind.`”, set by the operator\n- `chat.listen` is back to `thread`, set by the operator\n- `chat.memory` is not set in this channel; it stays `40`, set by the operator',
  )
  expect(await settings('d')).toEqual({})
})

test.for([
  [
    { 'chat.memory': 'lots' },
    '“Earlier turns it is given”: `chat.memory` must be a whole number from 0 to 400, got “lots”. Nothing was changed.',
  ],
  [
    { 'model.image': 'meta/meta-llama-3-70b-instruct' },
    '“The model that paints”: meta/meta-llama-3-70b-instruct talks, so it cannot be `model.image`. Nothing was changed.',
  ],
  [
    { 'model.chat': 'http://example.com' },
    '“The model that talks”: “http://example.com” is not a model; write `owner/name`, `owner/name:version` or `deployment:owner/name`. Nothing was changed.',
  ],
  [
    { 'model.chat': 'nobody/nothing' },
    '“The model that talks”: Replicate knows no model `nobody/nothing`. Check the spelling. Nothing was changed.',
  ],
  [
    { 'chat.system': 'x'.repeat(4_001) },
    '“System prompt: who the talking model is” may have at most 4,000 characters, this has 4,001.',
  ],
  [
    { 'chat.listen': 'nobody' },
    '“Who is listened to” must be one of “As the wider place says (also everybody in its threads)”, “Whoever speaks to it”, “Also everybody in its threads” or “Everybody: what else is said is remembered, too”, got “nobody”.',
  ],
] as const)('one wrong field is named and nothing is changed, not even what was right: %#', async ([wrong, sentence]) => {
  const form = await opened('e')
  expect(await sent(form, { 'chat.memory': '5', ...wrong }, at('e'))).toBe(sentence)
  expect(await settings('e')).toBeUndefined()
  expect(await audit('e')).toEqual([])
})

test('a form that was refused opens again with what was typed, and with what others changed meanwhile', async () => {
  const form = await opened('refill')
  const typed = { 'chat.memory': 'lots', 'chat.system': 'You are Marvin, and write long answers.', 'chat.listen': 'all' }
  expect(await sent(form, typed, at('refill'))).toContain('got “lots”')
  await stage.command('config set', { key: 'model.image', value: 'stability-ai/sdxl' }, at('refill'))
  const action = actionOf(stage, 'Open the form again')
  const asAda = { actor: ada, address: { ...general, channel: 'refill' } }
  const again = await stage.service.desk.form(action, asAda)
  expect(formProblems(again)).toEqual([])
  expect(held(again)).toEqual({ ...held(form), ...typed, 'model.image': 'stability-ai/sdxl' })
  // Nobody else gets to read it, and whoever typed it may open it as often as they like.
  await expect(stage.service.desk.form(action, { ...asAda, actor: ben })).rejects.toMatchObject({ kind: 'gone' })
  expect(held(await stage.service.desk.form(action, asAda))).toEqual(held(again))
  expect(await sent(again, { 'chat.memory': '12' }, at('refill'))).toMatch(
    /^Changed in this channel:\n- `chat.system` is now .*\n- `chat.listen` is now `all`\n- `chat.memory` is now `12`$/,
  )
  expect(await settings('refill')).toMatchObject({ 'model.image': 'stability-ai/sdxl', 'chat.memory': 12 })
})

test('of what a person typed the last refused form is kept, and nothing once they are forgotten', async () => {
  const form = await opened('drafts')
  await sent(form, { 'chat.memory': 'many' }, at('drafts'))
  const older = actionOf(stage, 'Open the form again')
  await sent(form, { 'chat.memory': 'more' }, at('drafts'))
  const newer = actionOf(stage, 'Open the form again')
  const asAda = { actor: ada, address: { ...general, channel: 'drafts' } }
  await expect(stage.service.desk.form(older, asAda)).rejects.toThrow('no longer kept')
  expect(held(await stage.service.desk.form(newer, asAda))).toMatchObject({ 'chat.memory': 'more' })
  await stage.forgetMe(at('drafts'))
  await expect(stage.service.desk.form(newer, asAda)).rejects.toThrow('no longer kept')
})

test('who may not open the form is offered no way back into it; while we stop everybody is who could', async () => {
  const form = await opened('closing')
  const buttons = () => buttonsOf(stage.shown().at(-1) as never)
  await sent(form, { 'chat.memory': '3' }, { ...at('closing'), actor: ben })
  expect(buttons()).toEqual([])
  await using stopping = await openStage()
  await stopping.command('config show', {})
  const open = await openForm(stopping, 'Change…')
  stopping.service.drain()
  await sendForm(stopping, open, { 'chat.memory': '3' })
  const post = stopping.shown().at(-1)
  expect(wordsOf(post as never)).toMatch(/^Replichat is restarting/)
  expect(buttonsOf(post as never)).toEqual(['Open the form again'])
  expect(held(await openForm(stopping, 'Open the form again'))).toMatchObject({ 'chat.memory': '3' })
})

test('it is for admins, asked when it opens and again when it is sent', async () => {
  const form = await opened('f')
  const { desk } = stage.service
  await expect(desk.form('form:config:channel', { actor: ben, address: general })).rejects.toThrow(
    'Only an admin of this workspace can do that.',
  )
  expect(await sent(form, { 'chat.memory': '5' }, { ...at('f'), actor: ben })).toBe(
    'Only an admin of this workspace can do that.',
  )
  expect(await settings('f')).toBeUndefined()
})

test('the form of the workspace changes the workspace, and that of a thread needs a thread', async () => {
  const form = await opened('g', 'workspace')
  expect(form.title).toBe('Workspace settings')
  expect(await sent(form, { 'chat.memory': '11' }, at('g'))).toBe('Changed in the whole workspace:\n- `chat.memory` is now `11`')
  expect(await stage.store.shelves.settings.get('workspace:stage/house')).toEqual({ 'chat.memory': 11 })
  const { desk } = stage.service
  await expect(desk.form('form:config:thread', { actor: ada, address: general })).rejects.toThrow('This is no thread')
  await expect(desk.form('form:wishes', { actor: ada, address: general })).rejects.toThrow('This form is not known any more')
})

test('what the operator locked is said in the form and cannot be changed by it', async () => {
  await using locked = await openStage({ settings: { 'chat.memory': 3 }, locked: ['chat.memory'] })
  await locked.command('config show')
  const form = await openForm(locked, 'Change…')
  expect(form.fields.find(({ name }) => name === 'chat.memory')?.about).toBe('Set by the operator; it cannot be changed here.')
  await sendForm(locked, form, { 'chat.memory': '5' })
  expect(wordsOf(locked.shown().at(-1) as never)).toBe(
    '“Earlier turns it is given”: `chat.memory` is the operator’s to set; it cannot be changed from a chat. Nothing was changed.',
  )
})
