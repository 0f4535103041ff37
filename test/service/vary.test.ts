import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ben,
  buttonsOf,
  ended,
  general,
  isFinished,
  newestPicture,
  openStage,
  picturesOf,
  type Said,
  type Stage,
  wordsOf,
} from './stage.ts'
import { actionOf, everyButton, pressAction } from './press-on.ts'

let stage: Stage
let aheadMs = 0
beforeAll(async () => {
  stage = await openStage({ now: () => Date.now() + aheadMs })
})
afterAll(() => stage[Symbol.asyncDispose]())

const sdxl = { model: 'stability-ai/sdxl', more: 'num_inference_steps=1 width=128 height=128' }
const at = (channel: string): Partial<Said> => ({ address: { ...general, channel } })

test('Vary starts from that very picture, with the same words, another seed, and what it goes back to', async () => {
  const first = await ended(stage, () => stage.command('imagine', { prompt: 'two huts', count: 2, seed: 7, ...sdxl }, at('huts')))
  expect(buttonsOf(first)).toEqual(['Again', 'Vary 1', 'Vary 2', 'Reword…', 'Delete'])
  const job = await newestPicture(stage)
  const second = await ended(stage, () => stage.press('Vary 2', at('huts')))
  const [sent] = await stage.predictions()
  expect(sent?.input).toMatchObject({ prompt: 'two huts', num_inference_steps: 1, num_outputs: 2, prompt_strength: 0.65 })
  expect(sent?.input['image']).toMatch(/\/files\//)
  expect(sent?.input['seed']).not.toBe(7)
  expect(picturesOf(second)).not.toEqual(picturesOf(first))
  const varied = await newestPicture(stage)
  expect(varied.from).toEqual({ job: job.id, picture: `${job.id}-0-1` })
  const asker = { actor: ben, address: general }
  const detail = await stage.service.desk.picture(asker, `${varied.id}-0-0`)
  expect(detail?.from.map(row => row.id)).toEqual([`${job.id}-0-1`])
  expect(detail?.input['image']).toBe('a picture made here')
  expect(detail?.buttons.map(button => button.label)).toEqual(['Again', 'Vary', 'Reword…', 'Delete all 2'])
  // Again of a varied picture starts from the same one.
  await ended(stage, () => stage.press('Again', at('huts')))
  expect((await newestPicture(stage)).start).toBe(`${job.id}-0-1`)
  expect((await stage.predictions())[0]?.input['image']).toMatch(/\/files\//)
})

test('one picture has one button, more than four are chosen from a list, and a model that takes no picture has none', async () => {
  const one = await ended(stage, () => stage.command('imagine', { prompt: 'a hut', ...sdxl }, at('one')))
  expect(buttonsOf(one)).toEqual(['Again', 'Vary', 'Reword…', 'Delete'])
  const five = await ended(stage, () => stage.command('imagine', { prompt: 'five huts', count: 5, ...sdxl }, at('five')))
  expect(buttonsOf(five)).toEqual(['Again', 'Reword…', 'Delete'])
  const list = five.blocks.find(block => block.type === 'choice')
  expect(list?.type === 'choice' && list.options.map(option => option.label)).toEqual([1, 2, 3, 4, 5].map(n => `Vary ${n}`))
  for (const { action } of everyButton(five)) expect(action.length).toBeLessThanOrEqual(100)
  const fifth = actionOf(stage, 'Vary 5')
  await ended(stage, () => pressAction(stage, fifth, at('five')))
  // The fifth is the first of the second prediction.
  expect((await newestPicture(stage)).start).toMatch(/-1-0$/)
  const plain = await ended(stage, () => stage.command('imagine', { prompt: 'a plain hut' }, at('plain')))
  expect(everyButton(plain).map(button => button.label)).toEqual(['Again', 'Reword…', 'Delete'])
})

test('pressed twice it is paid once, and two pictures can be varied side by side', async () => {
  await ended(stage, () => stage.command('imagine', { prompt: 'twin boats', count: 2, ...sdxl }, at('boats')))
  const [one, two] = ['Vary 1', 'Vary 2'].map(label => actionOf(stage, label))
  const before = (await stage.predictions()).length
  await Promise.all([one, one, two].map(action => pressAction(stage, action ?? '', at('boats'))))
  expect(stage.shown().map(wordsOf)).toContain('This picture is being varied already; the new one comes below.')
  await stage.until(
    'both',
    () => stage.shown().filter(post => wordsOf(post).includes('“twin boats”') && isFinished(post)).length === 3,
  )
  expect((await stage.predictions()).length - before).toBe(2)
})

test('the same press delivered twice is one job', async () => {
  await ended(stage, () => stage.command('imagine', { prompt: 'a lone boat', ...sdxl }, at('lone')))
  const action = actionOf(stage, 'Vary')
  const before = (await stage.predictions()).length
  const twice = { id: 'the same press', ...at('lone') }
  await ended(stage, () => Promise.all([pressAction(stage, action, twice), pressAction(stage, action, twice)]).then(() => {}))
  expect((await stage.predictions()).length - before).toBe(1)
})

test('a picture whose bytes are gone says so years later, and Again still paints', async () => {
  const post = await ended(stage, () => stage.command('imagine', { prompt: 'an old hut', ...sdxl }, at('old')))
  const vary = actionOf(stage, 'Vary')
  aheadMs += 3 * 365 * 24 * 60 * 60_000
  await stage.store.blobs.remove(picturesOf(post)[0] ?? '')
  const before = (await stage.predictions()).length
  const answer = await ended(stage, () => pressAction(stage, vary, at('old')))
  expect(answer.audience).toBe('actor')
  expect(wordsOf(answer)).toBe(
    'This picture is no longer kept, so nothing can begin with it. `Again` paints a new one from the same words.',
  )
  expect((await stage.predictions()).length).toBe(before)
  const again = await ended(stage, () => stage.press('Again', at('old')))
  expect(wordsOf(again)).toContain('“an old hut”')
})

test('a start that is gone when the job begins is said in the job, and nothing is spent', async () => {
  await ended(stage, () => stage.command('imagine', { prompt: 'a lost hut', ...sdxl }, at('lost')))
  await ended(stage, () => stage.press('Vary', at('lost')))
  const { start = '' } = await newestPicture(stage)
  await stage.store.records.batch([{ remove: 'outputs', id: start }])
  const before = (await stage.predictions()).length
  const again = await ended(stage, () => stage.press('Again', at('lost')))
  expect(wordsOf(again)).toBe(
    'The picture this one starts from is no longer kept; start from another with `/imagine` and its `image`. Nothing was charged.',
  )
  expect((await stage.predictions()).length).toBe(before)
})

test('a button of a job that is no longer stored, and one of another version, are answered in words', async () => {
  const refusal = async (action: string) => {
    await pressAction(stage, action)
    return wordsOf(stage.shown().at(-1) as never)
  }
  expect(await refusal('vary:nothing:0-0')).toBe('What this button belongs to is no longer stored; start it anew.')
  const { id } = await newestPicture(stage)
  expect(await refusal(`animate:${id}`)).toBe('This button is not known any more; the message may be older than this version.')
  expect(await refusal(`form:reword:${id}`)).toBe('This button opens a form, and it could not be shown; please press it again.')
})
