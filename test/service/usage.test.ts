import { expect, test } from 'vitest'
import type { Post } from '#core/post.ts'
import { ada, ben, general, isFinished, openStage, type Stage, wordsOf } from './stage.ts'

const prices = [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] as const
const studio = { ...general, channel: 'studio' }
const now = (): number => Date.parse('2026-11-20T12:00:00Z') + performance.now()
/** A quarter of the pixels takes a quarter of the time. */
const small = { more: 'megapixels=0.25' }

/** Ada's two pictures in general and one in the studio, Ben's one in general. */
async function painted(stage: Stage): Promise<void> {
  await stage.command('imagine', { prompt: 'a', count: 2, ...small })
  await stage.command('imagine', { prompt: 'b', ...small }, { address: studio })
  await stage.command('imagine', { prompt: 'c', ...small }, { actor: ben })
  await stage.until('all ends', () => stage.shown().length === 3 && stage.shown().every(isFinished))
}

async function asked(stage: Stage, values: { by?: string } = {}, actor = ada): Promise<Post> {
  const before = stage.messages.length
  await stage.command('usage', values, { actor })
  return stage.messages[before]?.frames.at(-1) as Post
}
const tableOf = (post: Post): readonly (readonly string[])[] =>
  post.blocks.flatMap(block => (block.type === 'table' ? [block.columns, ...block.rows] : []))

test('where nothing was spent, /usage says so, with the limits and that no budget holds', async () => {
  await using stage = await openStage({ prices })
  const post = await asked(stage)
  expect(post.audience).toBe('actor')
  expect(wordsOf(post).split('\n')).toEqual([
    'Today you spent nothing; this month nothing.',
    'Here you may make 20 requests a minute. 3 requests for pictures run at once, and 20 more may wait in line.',
    'No budget is set for what you do here.',
    'All amounts are estimates.',
  ])
  expect(wordsOf(await asked(stage, { by: 'user' }))).toBe(
    'Nothing was spent in this workspace this month.\nAll amounts are estimates.',
  )
})

test('/usage tells what one spent, and of every budget what is left and when it begins anew', async () => {
  await using stage = await openStage({ prices, now, settings: { 'budget.service': '10/day', 'budget.model': '1/month' } })
  await stage.store.shelves.settings.set('channel:stage/house/general', { 'budget.user': '0.01/day' })
  await painted(stage)
  const post = await asked(stage)
  expect(wordsOf(post)).toContain('Today you spent about $0.009 in 2 jobs; this month about $0.009 in 2 jobs.')
  expect(tableOf(post)).toEqual([
    ['Budget', 'Spent', 'Set aside', 'Left', 'Begins anew'],
    ['The service’s budget of $10 a day', '$0.012', '$0', '$9.988', 'in 12 hours'],
    ['Your budget of $0.01 a day in this channel', '$0.006', '$0', '$0.004', 'in 12 hours'],
    ['The budget of $1 a month for black-forest-labs/flux-schnell', '$0.012', '$0', '$0.988', 'in 11 days'],
  ])
})

test('while a job runs, what is set aside for it is said', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '1/day' } })
  await stage.command('imagine', { prompt: 'slow [sandbox:slow=20s]', ...small })
  await stage.until('the start', () => stage.shown().some(post => /Starting|Generating/.test(wordsOf(post))))
  const post = await asked(stage)
  expect(wordsOf(post)).toContain(
    'Today you spent nothing in 1 job; this month nothing in 1 job. $0.003 is set aside for what runs now.',
  )
  expect(tableOf(post)[1]).toEqual(['The service’s budget of $1 a day', '$0', '$0.003', '$0.997', expect.stringMatching(/^in /)])
})

test.each([
  [
    'user',
    'Person',
    [
      ['`Ada`', '2', '$0.009', '$0'],
      ['`Ben`', '1', '$0.003', '$0'],
    ],
  ],
  [
    'channel',
    'Channel',
    [
      ['`general`', '2', '$0.009', '$0'],
      ['`studio`', '1', '$0.003', '$0'],
    ],
  ],
  ['model', 'Model', [['black-forest-labs/flux-schnell', '3', '$0.012', '$0']]],
  ['day', 'Day', [['2026-11-20', '3', '$0.012', '$0']]],
])('/usage by %s adds the workspace’s spend up for an admin', async (by, heading, rows) => {
  await using stage = await openStage({ prices, now })
  await painted(stage)
  const post = await asked(stage, { by })
  expect(wordsOf(post)).toContain('This workspace spent about $0.012 in 3 jobs this month.')
  expect(tableOf(post)).toEqual([[heading, 'Jobs', 'Spent', 'Set aside'], ...rows, ['Total', '3', '$0.012', '$0']])
})

test('/usage by channel says what people call a channel, where the platform tells', async () => {
  await using stage = await openStage({ prices, now, directory: { channelName: async ({ channel }) => `#the ${channel}` } })
  await stage.command('imagine', { prompt: 'a', ...small })
  await stage.until('its end', isFinished)
  expect(tableOf(await asked(stage, { by: 'channel' }))[1]).toEqual(['`#the general`', '1', '$0.003', '$0'])
})

test.each([
  [{ 'limit.concurrent': 1, 'limit.queue': 0 } as const, '1 request for pictures runs at once, and none may wait in line.'],
  [
    { 'limit.perMinute': 1, 'limit.queue': 1 } as const,
    'Here you may make 1 request a minute. 3 requests for pictures run at once, and 1 more may wait in line.',
  ],
])('limits are said as they are counted, in requests: %j', async (settings, words) => {
  await using stage = await openStage({ prices, settings })
  expect(wordsOf(await asked(stage))).toContain(words)
})

test('what others spent is an admin’s business, and other workspaces’ are not', async () => {
  await using stage = await openStage({ prices })
  await painted(stage)
  expect(wordsOf(await asked(stage, { by: 'user' }, ben))).toBe('Only an admin of this workspace can do that.')
  await stage.command('usage', { by: 'user' }, { address: { ...general, workspace: 'annex' } })
  expect(wordsOf(stage.messages.at(-1)?.frames.at(-1) as Post)).toContain('Nothing was spent in this workspace this month.')
})

test('the sandbox’s money is called play money', async () => {
  await using stage = await openStage({ prices, charged: false })
  await painted(stage)
  expect(wordsOf(await asked(stage))).toContain('This is play money: the sandbox charges nothing.')
})

test('the report of spend is the whole service’s for an admin, and one’s own for everybody else', async () => {
  await using stage = await openStage({ prices, now, settings: { 'budget.service': '10/day' } })
  await painted(stage)
  const all = await stage.service.desk.spend({ actor: ada, address: general }, { by: 'channel', period: 'month' })
  expect(all).toMatchObject({
    whose: 'all',
    by: 'channel',
    period: '2026-11',
    charged: true,
    total: { spent: 12_000, reserved: 0, jobs: 3 },
  })
  expect(all.lines.map(({ label, spent, address }) => [label, spent, address])).toEqual([
    ['general', 9_000, general],
    ['studio', 3_000, studio],
  ])
  expect(all.budgets).toEqual([
    expect.objectContaining({
      setting: 'budget.service',
      limit: 10_000_000,
      spent: 12_000,
      left: 9_988_000,
      freesAt: Date.parse('2026-11-21T00:00:00Z'),
    }),
  ])
  const own = await stage.service.desk.spend({ actor: ben, address: general }, { by: 'user', period: 'day' })
  expect(own).toMatchObject({ whose: 'mine', by: 'day', period: '2026-11-20', total: { spent: 3_000, reserved: 0, jobs: 1 } })
  expect(own.lines.map(({ label, spent }) => [label, spent])).toEqual([['2026-11-20', 3_000]])
})
