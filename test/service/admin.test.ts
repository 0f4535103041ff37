import { afterAll, beforeAll, expect, test } from 'vitest'
import { ben, general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const at = (channel: string) => ({ address: { ...general, channel } })
async function reply(command: string, values: Record<string, string>, said = {}): Promise<string> {
  await stage.command(command, values, said)
  return wordsOf(stage.shown().at(-1) as never)
}

test('the model of a channel is checked against its schema, changed, and used from then on, here alone', async () => {
  expect(await reply('config model', { kind: 'image', model: 'stability-ai/sdxl' }, at('a'))).toBe(
    '`stability-ai/sdxl` now paints in this channel.',
  )
  await stage.command('imagine', { prompt: 'a boat', more: 'num_inference_steps=4' }, at('a'))
  const post = await stage.until('the picture', shown => picturesOf(shown).length === 1 && isFinished(shown))
  expect(wordsOf(post)).toContain('stability-ai/sdxl')
  expect(await reply('config show', {}, at('b'))).toContain('model.image deployment:sandbox/flux-fast operator')
})

test.for([
  [
    { kind: 'image', model: 'meta/meta-llama-3-70b-instruct' },
    'meta/meta-llama-3-70b-instruct talks, so it cannot be `model.image`. Nothing was changed.',
  ],
  [
    { kind: 'chat', model: 'deployment:sandbox/flux-fast' },
    'black-forest-labs/flux-schnell paints, so it cannot be `model.chat`. Nothing was changed.',
  ],
  [{ kind: 'chat', model: 'nobody/nothing' }, 'Replicate knows no model `nobody/nothing`. Check the spelling.'],
  [
    { kind: 'image', model: 'http://example.com' },
    '“http://example.com” is not a model; write `owner/name`, `owner/name:version` or `deployment:owner/name`.',
  ],
] as const)('a model that cannot do the work is refused: %j', async ([values, sentence]) => {
  expect(await reply('config model', values, at('c'))).toBe(sentence)
  expect(await stage.store.records.list('audit', { where: { scope: 'channel:stage/house/c' } })).toEqual([])
})

test('settings are for admins, and who asks is asked anew each time', async () => {
  expect(await reply('config set', { key: 'chat.memory', value: '3' }, { ...at('d'), actor: ben })).toBe(
    'Only an admin of this workspace can do that.',
  )
})

test('a change is audited, cascades from workspace to channel, and can be taken back', async () => {
  expect(await reply('config set', { key: 'chat.system', value: 'You are Marvin.', scope: 'workspace' }, at('e'))).toBe(
    '`chat.system` is now `You are Marvin.` in the whole workspace.',
  )
  expect(await reply('config set', { key: 'chat.system', value: 'You are Zaphod.' }, at('e'))).toContain('in this channel')
  expect(await reply('config show', {}, at('e'))).toContain('chat.system You are Zaphod. channel')
  expect(await reply('config reset', { key: 'chat.system' }, at('e'))).toBe(
    '`chat.system` is no longer set in this channel; now `You are Marvin.` holds (workspace).',
  )
  const rows = await stage.store.records.list('audit', { where: { scope: 'channel:stage/house/e' } })
  expect(rows.map(({ actor, key, before, after }) => ({ actor, key, before, after }))).toEqual([
    { actor: 'ada', key: 'chat.system', before: undefined, after: 'You are Zaphod.' },
    { actor: 'ada', key: 'chat.system', before: 'You are Zaphod.', after: undefined },
  ])
  await reply('config reset', { key: 'chat.system', scope: 'workspace' })
})

test.for([
  [{ key: 'chat.memry', value: '3' }, 'There is no setting “chat.memry”; did you mean `chat.memory`?'],
  [{ key: 'chat.memory', value: 'lots' }, '`chat.memory` must be a whole number from 0 to 400, got “lots”.'],
  [{ key: 'budget.service', value: '100/day' }, '`budget.service` is the operator’s to set; it cannot be changed from a chat.'],
  [{ key: 'chat.memory', value: '3', scope: 'thread' }, 'This is no thread; leave `--scope thread` out, or ask inside one.'],
] as const)('a bad setting is refused in words: %j', async ([values, sentence]) => {
  expect(await reply('config set', values, at('f'))).toBe(sentence)
})

test('/help lists what a member can do, and what an admin can do to an admin', async () => {
  expect(await reply('help', {}, { actor: ben })).not.toContain('/config')
  expect(await reply('help', {})).toContain('/config model')
})
