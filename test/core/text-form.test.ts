import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue } from '#core/catalogue.ts'
import { readSpoken } from '#core/text-form.ts'

const read = (text: string) => readSpoken(catalogue, text)

describe('words spoken to us', () => {
  test.each([
    ['imagine a red fox --count 4', 'imagine', { prompt: 'a red fox', count: 4 }],
    ['/imagine a red fox', 'imagine', { prompt: 'a red fox' }],
    ['Imagine a red fox --aspect=16:9', 'imagine', { prompt: 'a red fox', aspect: '16:9' }],
    ['config model image owner/name', 'config model', { kind: 'image', model: 'owner/name' }],
    ['run acme/painter prompt="a fox" steps=3', 'run', { model: 'acme/painter', input: 'prompt="a fox" steps=3' }],
    ['run cog:greeter', 'run', { model: 'cog:greeter' }],
    ['/run me', 'run', { model: 'me' }],
    ['help', 'help', {}],
    ['forget me', 'forget', { what: 'me' }],
    ['/forget me', 'forget', { what: 'me' }],
    ['config set allow.roles "role one", two', 'config set', { key: 'allow.roles', value: '"role one", two' }],
    ['config set allow.roles "role one"', 'config set', { key: 'allow.roles', value: '"role one"' }],
    [
      'config set allow.roles "role one" --scope workspace',
      'config set',
      { key: 'allow.roles', value: '"role one"', scope: 'workspace' },
    ],
  ])('%j are a command', (text, command, values) => {
    expect(read(text)).toMatchObject({ type: 'command', command: { name: command }, values })
  })

  test.each([
    'What is a fox?',
    'help me with my homework',
    'forget it, tell me a joke',
    'run me through the numbers of last week',
    'I imagine a fox',
    'configure my phone',
    '/unknown thing',
    '',
  ])('%j are talk', text => expect(read(text).type).toBe('talk'))

  test.each([
    ['imagine a fox --count 99', 'the nearest possible value is 8'],
    ['imagine a fox --conut 2', 'did you mean `--count`'],
    ['imagine', 'needs a `prompt`'],
    ['run', 'needs a `model`'],
    ['/forget it', 'must be here or me'],
    ['config model image', 'needs a `model`'],
  ])('%j are a command with a mistake, which is named', (text, sentence) => {
    const spoken = read(text)
    expect(spoken.type === 'refused' ? spoken.sentence : '').toContain(sentence)
  })

  test('are always one of the three, whatever they are', () => {
    const words = fc.array(fc.oneof(fc.constantFrom('imagine', 'config', 'set', 'forget', '--count', '"', '/'), fc.string()))
    fc.assert(fc.property(words, some => ['talk', 'command', 'refused'].includes(read(some.join(' ')).type)))
  })
})
