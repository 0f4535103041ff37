import { expect, test } from 'vitest'
import type { Address } from '#core/address.ts'
import { ada, ben, closed, general, openStage, type Said, type Stage } from './stage.ts'

const dayMs = 24 * 60 * 60_000
const never = new AbortController().signal

/** The machine's clock, put forward. */
function clockAhead() {
  let aheadMs = 0
  return { now: () => Date.now() + aheadMs, pass: (ms: number) => void (aheadMs += ms) }
}
type Clock = ReturnType<typeof clockAhead>

const leave = (stage: Stage, what: 'workspace' | 'channel' | 'thread', at: number, address: Address = general, forGood = false) =>
  stage.service.desk.handle({ type: 'left', what, id: `left ${at}`, at, address, forGood })

/** A house with words, settings and a picture in a channel and in its thread, and a neighbour who has the same. */
async function furnished(clock: Clock, pace?: number) {
  const stage = await openStage({ now: clock.now, ...(pace !== undefined && { pace }) })
  const thread = { address: { ...general, thread: 't1' } }
  const next = { address: { ...general, workspace: 'house next door' } }
  const set = (value: string, scope: string, said: Partial<Said> = {}) =>
    stage.command('config set', { key: 'chat.system', value, scope }, said)
  await set('one', 'workspace')
  await set('two', 'channel')
  await set('three', 'thread', thread)
  await set('four', 'channel', next)
  await stage.say('My secret word is zanzibar.', thread)
  await stage.say('My secret word is heron.', next)
  const small = { seed: 3, more: 'megapixels=0.25 num_inference_steps=1' }
  await stage.command('imagine', { prompt: 'a zebra', ...small })
  await stage.command('imagine', { prompt: 'a yak', ...small }, thread)
  await stage.command('imagine', { prompt: 'a heron', ...small }, next)
  await closed(stage)
  return stage
}

const allWords = async ({ store: { records, shelves } }: Stage): Promise<string> => {
  const keys = ['workspace:stage/house', 'channel:stage/house/general', 'thread:stage/house/general/t1']
  return JSON.stringify([
    await records.list('jobs', {}),
    await records.list('turns', {}),
    await records.list('facts', {}),
    await records.list('outputs', {}),
    await Promise.all(keys.map(key => shelves.settings.get(key))),
  ])
}
const blobOf = async ({ store: { records } }: Stage, prompt: string): Promise<string> =>
  (await records.list('outputs', {})).find(row => row.prompt === prompt)?.picture.blob ?? expect.fail(`no ${prompt}`)

test('a workspace that was left keeps everything for seven days, then nothing but its sums and its audit; its neighbour keeps all', async () => {
  const clock = clockAhead()
  await using stage = await furnished(clock)
  const { records, blobs } = stage.store
  const [zebra, yak, heron] = await Promise.all(['a zebra', 'a yak', 'a heron'].map(prompt => blobOf(stage, prompt)))
  const before = await allWords(stage)
  await leave(stage, 'workspace', clock.now())
  clock.pass(7 * dayMs - 60_000)
  // Told again, its time does not begin anew.
  await leave(stage, 'workspace', clock.now())
  await stage.service.sweep(never)
  expect(await allWords(stage)).toBe(before)
  clock.pass(60_000)
  await stage.service.sweep(never)
  const words = await allWords(stage)
  for (const gone of ['zanzibar', 'a zebra', 'a yak', '"one"', '"two"', '"three"']) expect(words).not.toContain(gone)
  expect(words).toContain('a heron')
  expect(words).toContain('My secret word is heron.')
  expect(await stage.store.shelves.settings.get('channel:stage/house%20next%20door/general')).toEqual({ 'chat.system': 'four' })
  expect(await Promise.all([zebra, yak, heron].map(async blob => (await blobs.get(blob ?? '')) !== undefined))).toEqual([
    false,
    false,
    true,
  ])
  expect(await records.list('ledger', {})).toHaveLength(5)
  expect((await records.list('audit', {})).length).toBe(4)
  expect(await records.list('left', {})).toEqual([])
})

test('a thread goes after a day without its channel, and a channel with its threads', async () => {
  const clock = clockAhead()
  await using stage = await furnished(clock)
  await leave(stage, 'thread', clock.now(), { ...general, thread: 't1' })
  clock.pass(dayMs)
  await stage.service.sweep(never)
  const words = await allWords(stage)
  expect(words).not.toContain('yak')
  expect(words).not.toContain('zanzibar')
  expect(words).toContain('a zebra')
  await leave(stage, 'channel', clock.now())
  clock.pass(dayMs)
  await stage.service.sweep(never)
  expect(await allWords(stage)).not.toContain('zebra')
  expect(await allWords(stage)).toContain('"one"')
})

test('a place that comes back within its grace keeps everything; what was said there before it went does not bring it back', async () => {
  const clock = clockAhead()
  await using stage = await furnished(clock)
  const { records } = stage.store
  const leftAt = clock.now()
  await leave(stage, 'channel', leftAt)
  await stage.service.desk.handle({
    type: 'command',
    id: 'late',
    command: 'help',
    values: {},
    address: general,
    actor: ben,
    at: leftAt - 5_000,
    reply: 'late' as never,
  })
  expect(await records.list('left', {})).toHaveLength(1)
  clock.pass(60_000)
  await stage.command('help', {}, { actor: ben })
  expect(await records.list('left', {})).toEqual([])

  await leave(stage, 'workspace', clock.now())
  clock.pass(dayMs)
  await stage.service.desk.present('stage', ['house'])
  clock.pass(10 * dayMs)
  await stage.service.sweep(never)
  expect(await allWords(stage)).toContain('a zebra')
})

test('what cannot come back goes at once, and where a job still runs, with its end', async () => {
  const clock = clockAhead()
  await using stage = await furnished(clock, 1)
  await stage.say('Write 300 words about rivers.', { actor: ada })
  await stage.until('some words', post => JSON.stringify(post).length > 200)
  await leave(stage, 'channel', clock.now(), general, true)
  const words = await allWords(stage)
  expect(words).not.toContain('zebra')
  expect(words).toContain('rivers')
  await stage.press('Stop')
  await closed(stage)
  await stage.service.sweep(never)
  expect(await stage.store.records.list('jobs', { where: { workspace: 'stage/house' } })).toEqual([])
  expect(await allWords(stage)).not.toContain('rivers')
})

test('a workspace that is not among all there are was left while nobody listened, and goes as others do unless it comes back', async () => {
  const clock = clockAhead()
  await using stage = await openStage({ now: clock.now })
  const { desk } = stage.service
  const waiting = async () => (await stage.store.records.list('left', {})).map(({ address }) => address.workspace)
  await desk.present('stage', ['house', 'kept', 'missed'], { areAll: true })
  expect(await waiting()).toEqual([])
  // One process of many knows only its own.
  await desk.present('stage', ['house'])
  expect(await waiting()).toEqual([])
  await desk.present('stage', ['house', 'kept'], { areAll: true })
  expect(await waiting()).toEqual(['missed'])
  clock.pass(dayMs)
  await desk.present('stage', ['house', 'missed'], { areAll: true })
  expect(await waiting()).toEqual(['kept'])
  clock.pass(8 * dayMs)
  await stage.service.sweep(never)
  expect((await stage.service.workspaces.list()).map(({ id }) => id).toSorted()).toEqual(['house', 'missed'])
})

test('the places of which something is stored are told without those of other platforms, and direct conversations are none', async () => {
  await using stage = await openStage()
  const { desk } = stage.service
  expect(await desk.places('stage')).toEqual([])
  const set = (scope: string, said: Partial<Said>) => stage.command('config set', { key: 'chat.memory', value: '3', scope }, said)
  await set('workspace', { address: general })
  expect(await desk.places('stage')).toEqual([])
  await set('channel', { address: { ...general, channel: 'set/here' } })
  await set('thread', { address: { ...general, thread: 't2' } })
  await stage.command('imagine', { prompt: 'a fox', more: 'megapixels=0.25 num_inference_steps=1' })
  await stage.command(
    'imagine',
    { prompt: 'a fox', more: 'megapixels=0.25 num_inference_steps=1' },
    { address: { ...general, workspace: 'direct', channel: 'ada' } },
  )
  const places = await desk.places('stage')
  expect(places).toHaveLength(3)
  expect(places).toEqual(
    expect.arrayContaining([general, { ...general, channel: 'set/here' }, { ...general, thread: 't2' }]) as Address[],
  )
  expect(await desk.places('elsewhere')).toEqual([])
})
