import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { fullName } from '../../src/sandbox/models/model.ts'
import { type Started, startSandbox } from './start.ts'

let sandbox: Started
beforeAll(async () => void (sandbox = await startSandbox({ models: catalogue, pace: 0 })))
afterAll(() => sandbox[Symbol.asyncDispose]())

type Input = Readonly<Record<string, unknown>>
const run = (model: string, input: Input) =>
  sandbox.json('POST', `/models/${model}/predictions`, { input }, { prefer: 'wait=60' })
const said = async (model: string, input: Input): Promise<string> => {
  const prediction = await run(model, input)
  expect(prediction).toMatchObject({ status: 'succeeded', model, version: 'hidden' })
  return prediction.output.join('')
}

const withMessages = ['openai/gpt-4.1-mini', 'openai/gpt-5-mini', 'ibm-granite/granite-3.3-8b-instruct']
const withSystemPrompt = ['meta/meta-llama-3-70b-instruct', 'meta/meta-llama-3-8b-instruct', ...withMessages]
const withPictures = ['openai/gpt-4.1-mini', 'openai/gpt-5-mini']
const all = [...withSystemPrompt, 'deepseek-ai/deepseek-r1']

test.each(all)('%s takes what its inputs say, and says who plays it', async model => {
  const [owner, name] = model.split('/')
  const { latest_version: version, description } = await sandbox.json('GET', `/models/${owner}/${name}`)
  const { properties } = version.openapi_schema.components.schemas['Input']!
  expect(description).toMatch(/rule-based talker/)
  expect(properties).toHaveProperty('prompt')
  expect('messages' in properties).toBe(withMessages.includes(model))
  expect('system_prompt' in properties).toBe(withSystemPrompt.includes(model))
  expect('image_input' in properties).toBe(withPictures.includes(model))
  expect(
    await said(model, { prompt: 'Ada: My boat is called Heron.\nAssistant: Noted.\nAda: What is 6 * 7?\nAssistant:' }),
  ).toContain('42')
})

test('every model that writes for a prompt is one of them', () => {
  const writers = catalogue.filter(({ output, versions: [version] }) => {
    const input = version?.schema.components.schemas['Input']?.['properties'] as Input
    return output === 'fragments' && 'prompt' in input
  })
  expect(writers.map(fullName).toSorted()).toEqual(all.toSorted())
})

test.each(withMessages)('%s remembers its messages, and hears no prompt and no system prompt beside them', async model => {
  const messages = [
    { role: 'system', content: 'You are Marvin.' },
    { role: 'user', content: 'My favourite colour is teal.' },
    { role: 'assistant', content: 'Noted.' },
    { role: 'user', content: 'What is my favourite colour? And who are you?' },
  ]
  expect(await said(model, { messages })).toMatch(/teal[\s\S]*Marvin/)
  const beside = await said(model, {
    messages: [{ role: 'user', content: 'Who are you?' }],
    prompt: 'What is 6 * 7?',
    system_prompt: 'You are Marvin.',
  })
  expect(beside).not.toMatch(/Marvin|42/)
})

test.each(withSystemPrompt)('%s obeys the system prompt of a prompt', async model => {
  expect(await said(model, { prompt: 'Who are you?', system_prompt: 'You are Marvin.' })).toContain('Marvin')
})

test('a system prompt is nothing to a model that has no such input', async () => {
  expect(await said('deepseek-ai/deepseek-r1', { prompt: 'Who are you?', system_prompt: 'You are Marvin.' })).not.toContain(
    'Marvin',
  )
})

test('the most tokens of an answer are kept under either name, and null is no limit', async () => {
  const prompt = 'Count to 40.'
  expect((await run('openai/gpt-5-mini', { prompt, max_completion_tokens: 5 })).output).toHaveLength(5)
  expect((await run('deepseek-ai/deepseek-r1', { prompt, max_tokens: 5 })).output).toHaveLength(5)
  expect((await run('openai/gpt-5-mini', { prompt, max_completion_tokens: null })).output.join('')).toContain('40')
})

test('what is no list of messages and no picture is refused by the input’s name', async () => {
  for (const [input, field] of [
    [{ messages: ['hello'] }, 'input.messages.0'],
    [{ image_input: 'https://example.com/a.png' }, 'input.image_input'],
    [{ prompt: 'x', reasoning_effort: 'endless' }, 'input.reasoning_effort'],
  ] as const)
    expect(await run('openai/gpt-5-mini', input)).toMatchObject({ status: 422, invalid_fields: [{ field }] })
})

test.each(withPictures)('%s looks at its pictures where it is asked about them, and talks where it is not', async model => {
  const of = async (width: number, height: number, background: string): Promise<string> =>
    `data:image/png;base64,${(
      await sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer()
    ).toString('base64')}`
  const [wide, tall] = [await of(96, 48, '#cc2020'), await of(40, 80, '#2030cc')]
  const content = 'Ada: What is the size of this picture?\n [Sent along and shown to you: fox.png]'
  expect(await said(model, { messages: [{ role: 'user', content }], image_input: [wide] })).toBe('96 by 48 pixels.')
  const both = await said(model, { prompt: 'Is each image portrait or landscape?', image_input: [wide, tall] })
  expect(both).toBe('1. Landscape.\n2. Portrait.')
  expect(await said(model, { messages: [{ role: 'user', content: 'Ada: What is 6 * 7?' }], image_input: [wide] })).toContain('42')
  expect(await run(model, { prompt: 'Describe this picture.', image_input: ['data:text/plain,none'] })).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/picture/) as string,
  })
})
