import { expect, test } from 'vitest'
import type { MessageRef } from '#core/post.ts'
import { ada, ask, ben, buttonsOf, closed, general, last, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

const turns = (stage: Stage) => stage.store.records.list('turns', {})
const edit = (stage: Stage, message: string, text: string) =>
  stage.service.desk.handle({
    ...{ type: 'edited', id: `edit ${text}`, at: 0, address: general, actor: ada },
    ...{ message: message as MessageRef, text },
  })

test('an answer that is cut at its longest goes on where it stopped, and both are one answer to the model', async () => {
  await using stage = await openStage({ settings: { 'chat.maxTokens': 40 } })
  await ask(stage, 'Count to 60.')
  expect(buttonsOf(stage.shown().at(-1) as never)).toEqual(['Regenerate', 'Continue'])
  await stage.press('Continue')
  await closed(stage)
  const [, first, second] = await turns(stage)
  expect(second).toMatchObject({ parent: first?.id, goesOn: true, by: 'model' })
  const numbers = `${first?.text ?? ''}${second?.text ?? ''}`.match(/\d+/g)?.map(Number) ?? []
  expect(numbers.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  const { rows } = await stage.service.desk.jobs({ actor: ada, address: general }, { whose: 'all', limit: 50 })
  expect(rows.map(row => row.asked)).toEqual(['Count to 60.', 'Count to 60.'])
  await stage.command('config reset', { key: 'chat.maxTokens' })
  await ask(stage, 'Thank you.')
  expect(String((await stage.predictions())[0]?.input['prompt'])).toContain(`${first?.text ?? '?'}${second?.text ?? '?'}`)
})

test('a whole answer offers nothing to go on with, and Continue is paid once however often it is pressed', async () => {
  await using stage = await openStage()
  await ask(stage, 'What is 6 * 7?')
  expect(buttonsOf(stage.shown().at(-1) as never)).toEqual(['Regenerate'])
  await stage.say('Write 400 words about the sea.')
  await stage.until('some words', post => wordsOf(post).length > 60 && buttonsOf(post).includes('Stop'))
  await stage.press('Stop')
  await closed(stage)
  await Promise.all([stage.press('Continue'), stage.press('Continue', { actor: ben })])
  expect(stage.shown().map(wordsOf)).toContain('It is being continued already; the new answer comes below.')
  await closed(stage)
  expect(await stage.predictions()).toHaveLength(3)
})

test('what went on goes with its question, and where the answer is gone there is nothing to go on with', async () => {
  await using stage = await openStage({ settings: { 'chat.maxTokens': 20 } })
  await ask(stage, 'Count to 60.')
  await stage.press('Continue')
  await closed(stage)
  expect(await turns(stage)).toHaveLength(3)
  await stage.service.desk.handle({
    ...{ type: 'deleted', id: 'gone', at: 0, address: general, actor: ada },
    message: 'said event 1' as MessageRef,
  })
  expect(await turns(stage)).toEqual([])
  await stage.press('Continue')
  await closed(stage)
  expect(last(stage)).toBe('What was said there is no longer stored here; say it again.')
})

test('a question that is edited after its answer offers to run again, in the answer’s own message, once', async () => {
  await using stage = await openStage()
  await ask(stage, 'What is 6 * 7?')
  await edit(stage, 'said event 1', 'What is 6 * 7?')
  expect(buttonsOf(stage.shown().at(-1) as never)).toEqual(['Regenerate'])
  await edit(stage, 'said event 1', 'What is 6 * 8?')
  expect(stage.shown()).toHaveLength(1)
  expect(last(stage)).toMatch(/42[\s\S]*The question was changed since · /)
  expect(buttonsOf(stage.shown().at(-1) as never)).toEqual(['Run again'])
  await stage.press('Run again')
  await closed(stage)
  expect(last(stage)).toContain('48')
})

test('a question that is edited while it is answered says so at the end of the answer', async () => {
  await using stage = await openStage()
  await stage.say('Count to 40.')
  await stage.until('some words', post => wordsOf(post).length > 20)
  await edit(stage, 'said event 1', 'What is 6 * 8?')
  await closed(stage)
  expect(buttonsOf(stage.shown().at(-1) as never)).toContain('Run again')
  await stage.press('Run again')
  await closed(stage)
  expect(last(stage)).toContain('48')
})

const small = { 'image.defaults': 'num_inference_steps=1 megapixels=0.25' }

test('“paint me …” is answered in words with a button that paints it; nothing is painted before it is pressed', async () => {
  await using stage = await openStage({ settings: small })
  await ask(stage, 'Please paint me a red fox in the snow!')
  expect(buttonsOf(stage.shown().at(-1) as never)).toContain('Paint it')
  expect(await stage.predictions()).toHaveLength(1)
  expect(JSON.stringify(await stage.store.records.list('jobs', {}))).not.toContain('fox')
  await Promise.all([stage.press('Paint it'), stage.press('Paint it')])
  await closed(stage)
  expect(stage.shown().map(wordsOf)).toContain('It is being painted already; the picture comes below.')
  const painted = stage.shown().filter(post => picturesOf(post).length > 0)
  expect(painted).toHaveLength(1)
  expect(wordsOf(painted[0] as never)).toContain('“a red fox in the snow”')
})

test('no button offers to paint where painting is switched off, and none paints from words that were forgotten', async () => {
  await using stage = await openStage({ settings: { ...small, 'allow.commands': 'chat, forget' } })
  await ask(stage, 'Paint me a red fox.')
  expect(buttonsOf(stage.shown().at(-1) as never)).toEqual(['Regenerate'])
  await using other = await openStage({ settings: small })
  await ask(other, 'Paint me a red fox.')
  await other.command('forget')
  await other.press('Paint it')
  expect(last(other)).toBe('The words to paint from are no longer stored here; say them with `/imagine`.')
})

test('an answer longer than chat.fileAfter comes as a file of all of it beside its beginning, and memory has it all', async () => {
  await using stage = await openStage({ textChars: 300, settings: { 'chat.fileAfter': 700 } })
  await ask(stage, 'Count to 400.')
  const [, answer] = await turns(stage)
  const shown = stage.shown()
  const blocks = shown.flatMap(post => post.blocks)
  const [file, ...more] = blocks.flatMap(block => (block.type === 'document' ? [block] : []))
  expect(more).toEqual([])
  expect(file).toEqual({ type: 'document', name: 'answer.md', text: answer?.text })
  const beginning = blocks.flatMap(block => (block.type === 'text' ? [block.markdown] : [])).join('')
  expect(beginning.length).toBeGreaterThan(600)
  expect(beginning.length).toBeLessThanOrEqual(1_000)
  const bare = (text: string): string => text.replace(/\s+/g, '')
  expect(bare(answer?.text ?? '').startsWith(bare(beginning))).toBe(true)
  expect(last(stage)).toMatch(/This is its beginning; all [\d,]+ characters are in the file\./)
  expect(shown.length).toBeLessThan(6)
})
