import { expect, test } from 'vitest'
import type { Field, ModelCard } from '../../src/core/model-card.ts'
import { resolve } from '../../src/core/settings.ts'
import { checkPreset, presetInput, typedInput } from '../../src/service/typed-input.ts'

const field = (name: string, type: Field['type']): Field => ({ name, type, about: '', required: false })
const trainer: ModelCard = {
  ref: 'acme/trainer',
  model: 'acme/trainer',
  pinned: 'acme/trainer',
  about: '',
  kind: 'other',
  output: 'file',
  fields: [field('prompt', 'text'), field('steps', 'integer'), field('hf_token', 'secret')],
  schema: {},
}
const secret = 'hf_never-in-a-chat'
const settingsWith = (words: string) => resolve([{ name: 'workspace', values: { 'image.defaults': words } }])

test('a secret is refused from chat, by name and without its value, whatever else is asked for', () => {
  const refused = { name: 'Fault', kind: 'input', message: '`hf_token` is a secret; it cannot be given in a chat.' }
  for (const words of [`hf_token=${secret}`, `steps=5 hf_token=${secret}`, 'hf_token=']) {
    expect(() => typedInput(trainer, words)).toThrow(expect.objectContaining(refused))
    expect(() => checkPreset(trainer, 'image.locked', words)).toThrow(expect.objectContaining(refused))
  }
  expect(typedInput(trainer, 'steps=5')).toEqual({ input: { steps: 5 } })
})

test('a secret that an admin presets in chat is refused as well, and the setting is named', () => {
  const read = (): unknown => presetInput(trainer, settingsWith(`hf_token=${secret}`), 'image.defaults')
  expect(read).toThrow(
    expect.objectContaining({
      kind: 'config',
      message: '`hf_token` is a secret; it cannot be given in a chat. It is set by `image.defaults`, which an admin can change.',
    }),
  )
  expect(presetInput(trainer, settingsWith('steps=5'), 'image.defaults').input).toEqual({ steps: 5 })
})
