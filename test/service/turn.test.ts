import { expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import type { Look, Models } from '#core/ports.ts'
import { ada, ask, ben, buttonsOf, closed, general, isFinished, last, openStage, type Stage, wordsOf } from './stage.ts'

const small = { more: 'megapixels=0.25 num_inference_steps=1' }

/** Begins an answer that is long enough for others to wait behind it. */
async function beginLong(stage: Stage): Promise<void> {
  await stage.say('Write 400 words about the sea.')
  await stage.until('some words', post => wordsOf(post).length > 60)
}

/** Presses a button under the message of this number. */
async function pressUnder(stage: Stage, index: number, label: string): Promise<void> {
  const { ref: message, reply, frames } = stage.messages[index] ?? expect.fail('There is no such message.')
  const buttons = frames.at(-1)?.blocks.flatMap(block => (block.type === 'actions' ? block.buttons : [])) ?? []
  const { action } = buttons.find(button => button.label === label) ?? expect.fail(`There is no button ${label}.`)
  const id = `${label} ${index} ${stage.messages.length}`
  await stage.service.desk.handle({ type: 'button', id, at: 0, address: general, actor: ada, reply, message, action })
}

test('Regenerate answers a question that was refused at first', async () => {
  await using stage = await openStage({ settings: { 'model.chat': 'deployment:sandbox/flux-fast' } })
  expect(await ask(stage, 'What is 6 * 7?')).toMatch(/does not talk/)
  await stage.command('config model', { kind: 'chat', model: 'deployment:sandbox/llama-chat' })
  await stage.press('Regenerate')
  await closed(stage)
  expect(last(stage)).toContain('42')
})

test('Stop on a waiting turn shows at once that it stopped, and Regenerate answers it later', async () => {
  await using stage = await openStage({ pace: 1 })
  await beginLong(stage)
  await stage.say('What is 6 * 7?')
  await stage.until('its place in line', post => wordsOf(post) === 'Waiting · 2nd in line')
  await pressUnder(stage, 1, 'Stop')
  expect(last(stage)).toBe('Stopped before the first word')
  expect(buttonsOf(stage.shown()[1] as never)).toEqual(['Regenerate'])
  // Asked anew while the stopped one still stands in line: the new answer waits, too, and may be stopped.
  await pressUnder(stage, 1, 'Regenerate')
  await stage.until('its place in line', post => wordsOf(post) === 'Waiting · 3rd in line')
  await pressUnder(stage, 2, 'Stop')
  await pressUnder(stage, 2, 'Regenerate')
  await stage.until('its place in line', post => wordsOf(post) === 'Waiting · 4th in line')
  expect(isFinished(stage.shown()[0] as never)).toBe(false)
  await pressUnder(stage, 0, 'Stop')
  await closed(stage)
  const words = stage.shown().map(wordsOf)
  expect(words.slice(1, 3)).toEqual(['Stopped before the first word', 'Stopped before the first word'])
  expect(words[3]).toContain('42')
  expect(await stage.predictions()).toHaveLength(2)
})

test('a turn whose time has come says Thinking until its first word', async () => {
  await using stage = await openStage({ pace: 1 })
  await beginLong(stage)
  await stage.say('What is 6 * 7? [sandbox:boot=1s]')
  await stage.until('its place in line', post => wordsOf(post) === 'Waiting · 2nd in line')
  await pressUnder(stage, 0, 'Stop')
  await closed(stage)
  const frames = stage.messages[1]?.frames.map(wordsOf) ?? []
  expect(frames.slice(0, 2)).toEqual(['Waiting · 2nd in line', 'Thinking'])
  expect(frames.at(-1)).toContain('42')
})

test('a place in line that cannot be said is no failure: the answer comes in one message', async () => {
  await using stage = await openStage({
    pace: 1,
    wrapSurface: surface => ({
      ...surface,
      post: (reply, post, options) =>
        wordsOf(post).startsWith('Waiting') ? Promise.reject(new Error('500')) : surface.post(reply, post, options),
    }),
  })
  await stage.say('Count to 40.')
  await stage.until('some words', post => wordsOf(post).length > 20)
  await stage.say('What is 6 * 7?')
  await closed(stage)
  expect(stage.shown()).toHaveLength(2)
  expect(last(stage)).toContain('42')
})

test('where no thread can be opened, /chat is answered where it was asked', async () => {
  await using stage = await openStage({
    wrapSurface: surface => ({ ...surface, thread: () => Promise.reject(new Error('403')) }),
  })
  await stage.command('chat', { message: 'What is 6 * 7?' })
  await closed(stage)
  expect(last(stage)).toContain('42')
  expect((await stage.store.records.list('turns', {})).map(turn => turn.conversation)).toEqual(
    Array.from({ length: 2 }, () => 'stage/house/general'),
  )
})

test('a message is answered in words where a permission is missing, before anything is spent', async () => {
  await using stage = await openStage({ missing: 'I need the permission to read messages here.' })
  await stage.say('Hello.')
  expect(last(stage)).toBe('I need the permission to read messages here.')
  expect(await stage.store.records.list('jobs', {})).toEqual([])
})

test('an answer that fails halfway keeps its words, in its message and in memory', async () => {
  const breaks = (models: Models): Models => ({
    ...models,
    look: async (prediction, signal): Promise<Look> => {
      const { text: _, ...look } = await models.look(prediction, signal)
      if (look.phase !== 'succeeded') return look
      return { ...look, phase: 'failed', fault: { kind: 'platform', message: 'Replicate lost the machine.', again: false } }
    },
  })
  await using stage = await openStage({ wrapModels: breaks })
  await stage.say('Count to 12.')
  await closed(stage)
  expect(last(stage)).toMatch(/1.*12[\s\S]*The answer broke off here\. Replicate lost the machine\./)
  const [, answer] = await stage.store.records.list('turns', {})
  expect(answer?.text).toMatch(/1.*12/s)
})

test('an old question that is answered anew does not make the model forget what was said since', async () => {
  await using stage = await openStage()
  await ask(stage, 'Hello.')
  await ask(stage, 'My favourite colour is teal.')
  await pressUnder(stage, 0, 'Regenerate')
  await closed(stage)
  expect(await stage.predictions()).toHaveLength(3)
  expect(await ask(stage, 'What is my favourite colour?')).toMatch(/teal/i)
})

test('a button that is pressed twice at once is paid once, for an answer and for a picture', async () => {
  await using stage = await openStage()
  await ask(stage, 'Hello.')
  await Promise.all([stage.press('Regenerate'), stage.press('Regenerate', { actor: ben })])
  expect(stage.shown().map(wordsOf)).toContain('It is being answered anew already; the new answer comes below.')
  await closed(stage)
  expect(await stage.predictions()).toHaveLength(2)
  await stage.press('Regenerate')
  await closed(stage)
  expect(await stage.predictions()).toHaveLength(3)

  await stage.command('imagine', { prompt: 'a fox', ...small })
  await closed(stage)
  await Promise.all([stage.press('Again'), stage.press('Again')])
  expect(stage.shown().map(wordsOf)).toContain('It is being made again already; the new picture comes below.')
  await closed(stage)
  expect(await stage.predictions()).toHaveLength(5)
})

test('the same press delivered twice is one answer and no refusal', async () => {
  await using stage = await openStage()
  await ask(stage, 'Hello.')
  await Promise.all([stage.press('Regenerate', { id: 'same' }), stage.press('Regenerate', { id: 'same' })])
  await closed(stage)
  expect(stage.shown()).toHaveLength(2)
  expect(await stage.predictions()).toHaveLength(2)
})

test('a frame that cannot be posted leaves no stream open behind it', async () => {
  let open = 0
  let most = 0
  let fails = 3
  const counted = (models: Models): Models => ({
    ...models,
    async read(prediction, onText, signal) {
      most = Math.max(most, ++open)
      try {
        await models.read(prediction, onText, signal)
      } finally {
        open--
      }
    },
  })
  await using stage = await openStage({
    pace: 1,
    textChars: 200,
    retryMs: () => 20,
    wrapModels: counted,
    wrapSurface: surface => {
      let posts = 0
      const post: typeof surface.post = (reply, words, options) =>
        posts++ > 0 && fails-- > 0
          ? Promise.reject(new Fault('platform', 'The platform says 429.'))
          : surface.post(reply, words, options)
      return { ...surface, post }
    },
  })
  await ask(stage, 'Count to 90.')
  expect(fails).toBeLessThanOrEqual(0)
  expect(most).toBe(1)
  expect(open).toBe(0)
})
