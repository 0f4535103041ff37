import { expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import { ada, ben, buttonsOf, general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'
import { actionOf, pressAction } from './press-on.ts'

const quick = { more: 'num_inference_steps=1 megapixels=0.25' }
const asAda = { actor: ada, address: general }
const all = { whose: 'all', limit: 50 } as const

async function painted(stage: Stage, values: Record<string, string | number>, said = {}) {
  const before = stage.shown().length
  await stage.command('imagine', values, said)
  return stage.until('the pictures', post => stage.shown().indexOf(post) >= before && isFinished(post))
}

test('Delete takes pictures, thumbnails and rows away, and leaves the job’s line with Again', async () => {
  await using stage = await openStage()
  const { desk } = stage.service
  const [one = '', two = ''] = picturesOf(await painted(stage, { prompt: 'a fox', count: 2, seed: 4, ...quick }))
  expect(await desk.thumbnail(one)).toBeDefined()
  const thumbnail = (await stage.store.shelves.thumbnails.get(one)) ?? ''
  expect(await stage.store.blobs.get(thumbnail)).toBeDefined()
  await stage.press('Delete')
  const post = stage.shown().at(-1)
  expect(post && wordsOf(post)).toMatch(/^Deleted by Ada · “a fox” · .*seed 4/)
  expect(post && picturesOf(post)).toEqual([])
  expect(post && buttonsOf(post)).toEqual(['Again', 'Reword…'])
  for (const blob of [one, two, thumbnail]) expect(await stage.store.blobs.get(blob)).toBeUndefined()
  expect((await desk.gallery(asAda, all)).rows).toEqual([])
  expect((await desk.jobs(asAda, all)).rows).toMatchObject([{ phase: 'done', pictures: [] }])
  await stage.press('Again')
  await stage.until('another', shown => picturesOf(shown).length === 2 && isFinished(shown))
})

test('bytes that another job made too stay for it', async () => {
  await using stage = await openStage()
  const [blob = ''] = picturesOf(await painted(stage, { prompt: 'twins', seed: 3, ...quick }))
  const action = actionOf(stage, 'Delete')
  expect(picturesOf(await painted(stage, { prompt: 'twins', seed: 3, ...quick }, { actor: ben }))).toEqual([blob])
  await pressAction(stage, action)
  expect(await stage.store.blobs.get(blob)).toBeDefined()
  expect((await stage.service.desk.gallery(asAda, all)).rows.map(row => row.actor.id)).toEqual(['ben'])
})

test('it is for the owner and admins, and who did it first is named however often it is pressed', async () => {
  await using stage = await openStage({ admins: ['cleo'] })
  const cleo = { id: 'cleo', name: 'Cleo' }
  // A name that would read as another word in the sentence stands apart from it.
  const actor = { ...ada, name: 'Admin' }
  await painted(stage, { prompt: 'a fox', ...quick }, { actor })
  const action = actionOf(stage, 'Delete')
  await pressAction(stage, action, { actor: ben })
  expect(wordsOf(stage.shown().at(-1) as never)).toBe('Only the person who asked for it (`Admin`) or an admin can do that.')
  expect((await stage.service.desk.gallery(asAda, all)).rows).toHaveLength(1)
  await pressAction(stage, action, { actor: cleo })
  await Promise.all([{ actor: cleo }, {}].map(said => pressAction(stage, action, said)))
  expect(wordsOf(stage.shown()[0] as never)).toMatch(/^Deleted by Cleo · “a fox”/)
  expect(stage.shown()).toHaveLength(2)
})

test('what is still being made is canceled, not deleted', async () => {
  await using stage = await openStage()
  await stage.command('imagine', { prompt: 'a slow snail [sandbox:slow=30s]' })
  await stage.until('the run', post => wordsOf(post).includes('Generating') || wordsOf(post).includes('Starting'))
  await pressAction(stage, actionOf(stage, 'Cancel').replace('cancel', 'delete'))
  expect(wordsOf(stage.shown().at(-1) as never)).toBe('It is still being made; cancel it first.')
  await stage.press('Cancel')
  await stage.until('the end', post => wordsOf(post).includes('Canceled'))
})

test('a message that cannot be changed just now is said, and pressing again finishes it', async () => {
  let isAway = false
  const wrapSurface = (surface: Surface): Surface => ({
    ...surface,
    edit: (...asked) => (isAway ? Promise.reject(new Fault('platform', 'The platform is away.')) : surface.edit(...asked)),
  })
  await using stage = await openStage({ wrapSurface })
  const [blob = ''] = picturesOf(await painted(stage, { prompt: 'a fox', ...quick }))
  const action = actionOf(stage, 'Delete')
  isAway = true
  await pressAction(stage, action)
  expect(wordsOf(stage.shown().at(-1) as never)).toBe(
    'The pictures are deleted here, but their message could not be changed; try again in a moment.',
  )
  expect(await stage.store.blobs.get(blob)).toBeUndefined()
  isAway = false
  await pressAction(stage, action)
  expect(wordsOf(stage.shown()[0] as never)).toMatch(/^Deleted by Ada/)
})

test('a message that somebody deleted is no hindrance', async () => {
  await using stage = await openStage()
  const [blob = ''] = picturesOf(await painted(stage, { prompt: 'a fox', ...quick }))
  const action = actionOf(stage, 'Delete')
  const [seen] = stage.messages
  if (seen !== undefined) seen.removed = true
  await pressAction(stage, action)
  expect(await stage.store.blobs.get(blob)).toBeUndefined()
  expect(stage.shown()).toEqual([])
})
