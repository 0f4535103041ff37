import { expect, test } from 'vitest'
import type { EngineEvent } from '../../src/sandbox/engine.ts'
import { fragments } from '../../src/sandbox/engines/talk/fragments.ts'
import { answer, talk } from '../../src/sandbox/engines/talk/talk.ts'

type Said = {
  readonly parts: readonly string[]
  readonly slept: number
  readonly metrics: Readonly<Record<string, number>>
  readonly logs: readonly string[]
}

/** Plays the engine with a clock that only counts. */
async function play(
  input: Readonly<Record<string, unknown>>,
  signal = new AbortController().signal,
  heard?: (event: EngineEvent) => void,
): Promise<Said> {
  const parts: string[] = []
  const logs: string[] = []
  let slept = 0
  let metrics: Readonly<Record<string, number>> = {}
  const sleep = async (ms: number): Promise<void> => {
    signal.throwIfAborted()
    slept += ms
  }
  const open = async (url: string): Promise<Uint8Array> =>
    Promise.reject(new Error(`A talker opens no file, but asked for ${url}.`))
  for await (const event of talk({ input, signal, sleep, open })) {
    heard?.(event)
    if (event.type === 'text') parts.push(event.text)
    else if (event.type === 'metrics') metrics = { ...metrics, ...event.metrics }
    else if (event.type === 'log') logs.push(event.line)
  }
  return { parts, slept, metrics, logs }
}

test('an answer comes in small fragments at about 45 tokens a second', async () => {
  const { parts, slept, metrics } = await play({ prompt: 'write 100 words about the sea' })
  expect(parts.length).toBeGreaterThan(80)
  expect(Math.max(...parts.map(part => part.length))).toBeLessThan(12)
  const perSecond = parts.length / (slept / 1000)
  expect(perSecond).toBeGreaterThan(40)
  expect(perSecond).toBeLessThan(55)
  expect(metrics['output_token_count']).toBe(parts.length)
  expect(metrics['input_token_count']).toBe(Math.ceil('write 100 words about the sea'.length / 4))
  expect(Object.keys(metrics).sort()).toEqual([
    'input_token_count',
    'output_token_count',
    'time_to_first_token',
    'tokens_per_second',
  ])
})

test('the same input and seed give the same fragments, another seed other words', async () => {
  const input = { prompt: 'write 100 words about rain', seed: 7 }
  const first = await play(input)
  expect((await play(input)).parts).toEqual(first.parts)
  expect((await play({ ...input, seed: 8 })).parts).not.toEqual(first.parts)
})

test('at temperature 0 the seed changes nothing', () => {
  const input = { prompt: 'a poem about rain', temperature: 0 }
  expect(answer({ ...input, seed: 1 })).toBe(answer({ ...input, seed: 2 }))
})

test('max_tokens ends an answer, and what was said is its beginning', async () => {
  const whole = (await play({ prompt: 'count to 200' })).parts
  expect((await play({ prompt: 'count to 200', max_tokens: 25 })).parts).toEqual(whole.slice(0, 25))
})

test('min_tokens makes a short answer longer', async () => {
  expect((await play({ prompt: '2+2' })).parts.length).toBeLessThan(20)
  expect((await play({ prompt: '2+2', min_tokens: 60 })).parts.length).toBeGreaterThanOrEqual(60)
})

test('a stop sequence ends the answer before it', async () => {
  expect((await play({ prompt: 'count to 20', stop_sequences: '<|eot_id|>,, 7' })).parts.join('')).toBe('1, 2, 3, 4, 5, 6,')
})

test('a cancel ends the stream where it is', async () => {
  const canceled = new AbortController()
  const parts: string[] = []
  const ended = play({ prompt: 'count to 500' }, canceled.signal, event => {
    if (event.type === 'text' && parts.push(event.text) === 10) canceled.abort(new Error('canceled'))
  })
  await expect(ended).rejects.toThrow('canceled')
  expect(parts).toHaveLength(10)
})

test('performance is logged where it is asked for', async () => {
  expect((await play({ prompt: '2+2' })).logs).toEqual([])
  expect((await play({ prompt: '2+2', log_performance_metrics: true })).logs[0]).toMatch(
    /^Generated \d+ tokens, [\d.]+ a second$/,
  )
})

test('an answer cut by max_tokens is continued word for word', () => {
  const whole = answer({ prompt: 'Ada: count to 60\nAssistant:' })
  const cut = fragments(whole).slice(0, 40).join('')
  expect(cut.trimEnd() + answer({ prompt: `Ada: count to 60\nAssistant: ${cut}\nAda: continue\nAssistant:` })).toBe(whole)
  expect(cut.trimEnd() + answer({ prompt: `Ada: count to 60\nAssistant: ${cut}` })).toBe(whole)
})

test('messages are an input as good as a prompt', () => {
  const messages = [
    { role: 'system', content: 'You are Marvin.' },
    { role: 'user', content: 'My favourite colour is teal.' },
    { role: 'assistant', content: 'Noted.' },
    { role: 'user', content: [{ type: 'text', text: 'What is my favourite colour? And who are you?' }] },
  ]
  expect(answer({ messages })).toMatch(/teal[\s\S]*I am Marvin/)
})

test('a template that leaves the system prompt out keeps it from the model, as with the real one', () => {
  const input = { prompt: 'who are you?', system_prompt: 'You are Marvin.' }
  expect(answer(input)).toContain('Marvin')
  expect(answer({ ...input, prompt_template: 'S: {system_prompt} U: {prompt}' })).toContain('Marvin')
  expect(answer({ ...input, prompt_template: '{prompt}' })).not.toContain('Marvin')
})

test('any input at all gets an answer in words', async () => {
  for (const input of [
    {},
    { prompt: '' },
    { prompt: 7, messages: 'no' },
    { messages: [null, { role: 'user' }] },
    { prompt: '\n\n:::\n' },
    { prompt: 'Assistant:' },
  ]) {
    expect((await play(input)).parts.join('')).toMatch(/\w{3}/)
  }
})
