import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReplyRef } from '#core/post.ts'
import { setConfig } from '../../src/service/admin.ts'
import type { Deps } from '../../src/service/deps.ts'
import { ada, ben, general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

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
  expect(await reply('config show', {}, at('b'))).toContain('model.image deployment:sandbox/flux-fast set by the operator')
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
  [
    { kind: 'image', model: 'minimax/video-01' },
    'minimax/video-01 makes videos, so it cannot be `model.image`. Nothing was changed.',
  ],
  [
    { kind: 'chat', model: 'cjwbw/rembg' },
    'cjwbw/rembg works on a picture it is given, so it cannot be `model.chat`. Nothing was changed.',
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
    '`chat.system` is now “`You are Marvin.`” in the whole workspace.',
  )
  expect(await reply('config set', { key: 'chat.system', value: 'You are Zaphod.' }, at('e'))).toContain('in this channel')
  expect(await reply('config show', {}, at('e'))).toContain('chat.system You are Zaphod. set for this channel')
  expect(await reply('config reset', { key: 'chat.system' }, at('e'))).toBe(
    '`chat.system` is no longer set in this channel; back to “`You are Marvin.`”, set for the whole workspace.',
  )
  const rows = await stage.store.records.list('audit', { where: { scope: 'channel:stage/house/e' } })
  expect(rows.map(({ actor, key, before, after }) => ({ actor, key, before, after }))).toEqual([
    { actor: 'ada', key: 'chat.system', before: undefined, after: 'You are Zaphod.' },
    { actor: 'ada', key: 'chat.system', before: 'You are Zaphod.', after: undefined },
  ])
  await reply('config reset', { key: 'chat.system', scope: 'workspace' })
})

/** Changes a setting without the service around it, on the stage's store or a part of another. */
async function change(name: string, value: string, given: Partial<Pick<Deps, 'shelves' | 'world'>>): Promise<void> {
  const { records, locks, shelves } = stage.store
  const platforms = new Map([['stage', { directory: { isAdmin: async () => true } }]])
  const deps = { records, locks, shelves, above: [], platforms, world: { now: Date.now }, ...given } as unknown as Deps
  const asked = { id: 'x', actor: ada, reply: 'r' as ReplyRef, address: { ...general, channel: name } }
  await setConfig(deps, asked, { key: 'chat.memory', value })
}

test('a process that dies amid a change leaves a line without a change, never a change without a line', async () => {
  const { records, shelves } = stage.store
  const dying = { ...shelves, settings: { ...shelves.settings, set: () => Promise.reject(new Error('killed here')) } }
  await expect(change('dying', '3', { shelves: dying })).rejects.toThrow('killed here')
  const scope = 'channel:stage/house/dying'
  expect(await shelves.settings.get(scope)).toBeUndefined()
  const rows = await records.list('audit', { where: { scope } })
  expect(rows.map(({ actor, key, after }) => ({ actor, key, after }))).toEqual([{ actor: 'ada', key: 'chat.memory', after: '3' }])
})

test('changes in one moment, or after the clock was set back, are listed as they came', async () => {
  const times = [5_000, 5_000, 4_000]
  for (const [index, now] of times.entries()) await change('moment', `${index}`, { world: { now: () => now, random: () => 0 } })
  const rows = await stage.store.records.list('audit', { where: { scope: 'channel:stage/house/moment' } })
  expect(rows.map(row => row.after)).toEqual(['0', '1', '2'])
})

test('a long value is echoed by its beginning, so that the answer fits into any message', async () => {
  const value = `You are ${'very '.repeat(700)}patient.`
  const set = await reply('config set', { key: 'chat.system', value }, at('long'))
  expect(set.length).toBeLessThan(600)
  expect(set).toMatch(/^`chat\.system` is now “`You are very very .*…`” in this channel\.$/)
  await reply('config set', { key: 'chat.system', value: `A${value}`, scope: 'workspace' }, at('long'))
  expect((await reply('config reset', { key: 'chat.system' }, at('long'))).length).toBeLessThan(600)
  const strange = await reply('config set', { key: 'x'.repeat(64), value }, at('long'))
  expect(strange.length).toBeLessThan(1_000)
  await reply('config reset', { key: 'chat.system', scope: 'workspace' }, at('long'))
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
