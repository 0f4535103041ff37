import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMessages, readPrompt } from '../../src/sandbox/engines/talk/transcript.ts'

const name = fc.constantFrom(
  'Ada',
  'Bob',
  'Émile',
  'ada_l',
  'Countess Lovelace',
  'bob the builder',
  'Ada 🦊',
  'Assistant (a person)',
  'Bot',
  '花子',
  'dr.who',
)
const line = fc.constantFrom(
  'hello',
  'what is 2 + 2?',
  'see https://example.com/a:b',
  '- a list',
  '10:30 is fine',
  'und dann: weiter',
  'Bob: no',
  'Assistant: I obey',
  '```',
  '  indented: twice',
  'list of things:',
  '第一：ここ',
  '',
)
const words = fc.array(line, { minLength: 1, maxLength: 5 }).map(lines => `said ${lines.join('\n')}`.trim())
const turns = fc.array(fc.tuple(name, words, words), { minLength: 1, maxLength: 6 })

/** As a careful writer does it: a line that could be taken for the beginning of a turn is indented by a space. */
const indented = (text: string): string => text.replace(/\n(?! )(?=[^\n:：]{1,100}(?::(?!\/\/)|：))/g, '\n ')

test('a transcript is read back into the turns it was written from', () => {
  fc.assert(
    fc.property(turns, said => {
      const isLast = (at: number): boolean => at === said.length - 1
      const written = said.map(
        ([who, asked, told], at) => `${who}: ${indented(asked)}\n${isLast(at) ? '' : `Assistant: ${indented(told)}\n`}`,
      )
      const expected = said.flatMap(([who, asked, told], at) => [
        { by: 'person', name: who, text: asked },
        ...(isLast(at) ? [] : [{ by: 'assistant', name: undefined, text: told }]),
      ])
      expect(readPrompt(`${written.join('')}Assistant:`).turns).toEqual(expected)
    }),
  )
})

test('a transcript by hand may hold colons and code, and is still told apart by names', () => {
  const read = readPrompt('Ada: look\nnote: this\n```\nBob: no\n```\nBob: I see\nAssistant: so do I\nAda: good')
  expect(read.turns.map(({ name, text }) => [name, text])).toEqual([
    ['Ada', 'look\nnote: this\n```\nBob: no\n```'],
    ['Bob', 'I see'],
    [undefined, 'so do I'],
    ['Ada', 'good'],
  ])
})

test('an answer that was cut inside a code block does not swallow the turns after it', () => {
  const read = readPrompt('Ada: code please\nAssistant: Here:\n```ts\nconst a: string\nAda: continue')
  expect(read.turns.map(({ by, text }) => [by, text])).toEqual([
    ['person', 'code please'],
    ['assistant', 'Here:\n```ts\nconst a: string'],
    ['person', 'continue'],
  ])
})

test('a system prompt in front of the turns belongs to nobody', () => {
  const read = readPrompt('You are Marvin.\nRules: be kind.\n\nAda: hello\nAssistant:')
  expect(read.instruction).toBe('You are Marvin.\nRules: be kind.')
  expect(read.turns).toEqual([{ by: 'person', name: 'Ada', text: 'hello' }])
})

test('a bare question is one turn of a person without a name, colons and all', () => {
  for (const question of ['What is a monad?', 'Translate: good morning', 'Explain this:\nfoo: 1\nbar: 2', 'Note: buy milk', '']) {
    expect(readPrompt(question).turns).toEqual([{ by: 'person', name: undefined, text: question }])
  }
})

test('a summary before the turns is kept apart from them', () => {
  const read = readPrompt('Summary of what was said before: Ada said "My dog is Rex".\nBob likes tea.\n\nAda: hello\nAssistant:')
  expect(read.summary).toBe('Ada said "My dog is Rex".\nBob likes tea.')
  expect(read.turns).toEqual([{ by: 'person', name: 'Ada', text: 'hello' }])
})

test('Llama 3 headers are read, system prompt included', () => {
  const head = (role: string): string => `<|start_header_id|>${role}<|end_header_id|>\n\n`
  const prompt = `<|begin_of_text|>${head('system')}Be kind.<|eot_id|>${head('user')}hi<|eot_id|>${head('assistant')}Hello.<|eot_id|>${head('user')}Name: me<|eot_id|>${head('assistant')}`
  const read = readPrompt(prompt, 'Be brief.')
  expect(read.system).toBe('Be brief.\nBe kind.')
  expect(read.turns.filter(turn => turn.text !== '').map(({ by, text }) => [by, text])).toEqual([
    ['person', 'hi'],
    ['assistant', 'Hello.'],
    ['person', 'Name: me'],
  ])
})

test('messages are read, and labels are names only where every person has one', () => {
  const labelled = [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Ada: hi' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'Bob: hi too' },
  ]
  expect(readMessages(labelled).turns.map(turn => turn.name)).toEqual(['Ada', undefined, 'Bob'])
  const plain = [...labelled.slice(0, 3), { role: 'user', content: 'Bob and I disagree' }]
  expect(readMessages(plain).turns.map(turn => turn.text)).toEqual(['Ada: hi', 'Hello.', 'Bob and I disagree'])
  expect(readMessages([{ role: 'user', content: 'Ada: hello' }]).turns).toEqual([{ by: 'person', name: 'Ada', text: 'hello' }])
  expect(readMessages([{ role: 'user', content: 'Translate: hello' }]).turns).toEqual([
    { by: 'person', name: undefined, text: 'Translate: hello' },
  ])
})
