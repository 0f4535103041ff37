import { expect, test } from 'vitest'
import type { Turn } from '../../src/core/conversation.ts'
import { cardOf } from '../../src/models/card.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { fullName } from '../../src/sandbox/models/model.ts'
import { promptFor } from '../../src/service/prompt.ts'

const cardFor = (name: string) => {
  const played = catalogue.find(model => fullName(model) === name)
  return cardOf(name, name, name, played?.description, played?.versions[0]?.schema)
}
const said = (by: Turn['by'], name: string, text: string): Turn => ({ by, name, text }) as Turn
const spoken = {
  system: 'You are Marvin.',
  window: { turns: [said('person', 'Ada', 'Hello'), said('model', 'Assistant', 'Hi.'), said('person', 'Ben', 'Who are you?')] },
  maxTokens: 300,
  seed: 7,
}

test.each(['openai/gpt-4.1-mini', 'openai/gpt-5-mini', 'ibm-granite/granite-3.3-8b-instruct'])(
  '%s is given messages, with the system prompt among them: beside messages it would count for nothing',
  name => {
    const input = promptFor(cardFor(name), spoken)
    expect(input['messages']).toEqual([
      { role: 'system', content: 'You are Marvin.' },
      { role: 'user', content: 'Ada: Hello' },
      { role: 'assistant', content: 'Hi.' },
      { role: 'user', content: 'Ben: Who are you?' },
    ])
    expect(input).not.toHaveProperty('prompt')
    expect(input).not.toHaveProperty('system_prompt')
    expect(input['max_completion_tokens'] ?? input['max_tokens']).toBe(300)
  },
)

test('pictures go to the model by its own input, the words as messages', () => {
  const pictures = ['https://example.com/a.png', 'https://example.com/b.png']
  const input = promptFor(cardFor('openai/gpt-5-mini'), { ...spoken, pictures })
  expect(input['image_input']).toEqual(pictures)
  expect(input['messages']).toHaveLength(4)
})

test('a model without messages is given a transcript, and one without a system prompt is told it at the head of it', () => {
  const transcript = 'Ada: Hello\nAssistant: Hi.\nBen: Who are you?\nAssistant:'
  expect(promptFor(cardFor('meta/meta-llama-3-8b-instruct'), spoken)).toEqual({
    system_prompt: 'You are Marvin.',
    prompt: transcript,
    max_tokens: 300,
    seed: 7,
  })
  expect(promptFor(cardFor('deepseek-ai/deepseek-r1'), spoken)).toEqual({
    prompt: `You are Marvin.\n\n${transcript}`,
    max_tokens: 300,
  })
})
