import { expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import type { Post, ReplyRef } from '#core/post.ts'
import type { LedgerRow } from '#core/rows.ts'
import { serviceSum } from '../../src/service/spend.ts'
import { eventually } from '../flows/console.ts'
import { ada, ben, general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

const prices = [
  { match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 },
  { match: 'stability-ai/sdxl', unit: 'run', usd: 0.006 },
] as const
const studio = { ...general, channel: 'studio' }
/** A quarter of the pixels takes a quarter of the time. */
const small = { more: 'megapixels=0.25' }
const annex = { ...general, workspace: 'annex' }

const allFinished = (stage: Stage, count: number): Promise<Post> =>
  stage.until(`${count} ends`, () => stage.shown().length === count && stage.shown().every(isFinished))

/** The last frame's words of each job, in the order they were asked for. */
const wordsOfAll = (stage: Stage): readonly string[] => stage.shown().map(wordsOf)
const isRefused = (words: string): boolean => words.includes('budget')

test('parallel jobs cannot overspend the service’s budget: what does not fit is refused before it is started', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '0.01/day' } })
  await Promise.all(Array.from({ length: 5 }, (_, index) => stage.command('imagine', { prompt: `picture ${index}` })))
  await allFinished(stage, 5)
  const made = stage.shown().filter(post => picturesOf(post).length === 1)
  const refused = stage.shown().filter(post => wordsOf(post).includes('budget'))
  expect(made).toHaveLength(3)
  expect(refused).toHaveLength(2)
  expect(wordsOf(refused[0] as never)).toMatch(
    /^The service’s budget of \$0\.01 a day does not allow this: it may cost about \$0\.003 and \$0\.001 is left\. Nothing was spent; it frees up when the next day begins, in \d+ (minutes?|hours?)/,
  )
  expect(await stage.predictions()).toHaveLength(3)
  const rows = await stage.store.records.list('ledger', {})
  expect(rows.map(row => [row.reserved, row.settled])).toEqual([
    [3_000, 3_000],
    [3_000, 3_000],
    [3_000, 3_000],
  ])
})

test('what failed or was refused is given back', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '0.003/day' } })
  await stage.command('imagine', { prompt: 'no luck [sandbox:fail=oom]', ...small })
  await stage.until('the failure', post => wordsOf(post).includes('out of memory'))
  await stage.command('imagine', { prompt: 'luck', ...small })
  await stage.until('the picture', post => isFinished(post) && picturesOf(post).length === 1)
  const rows = await stage.store.records.list('ledger', {})
  expect(rows.map(row => row.settled).sort()).toEqual([0, 3_000])
})

const painters = { id: '1', name: 'painters' }
const others = [
  {
    setting: 'budget.user',
    first: { actor: ada },
    same: { actor: ada, address: studio },
    other: { actor: ben },
    name: 'Your budget of $0.004 a day in this workspace',
  },
  {
    setting: 'budget.channel',
    first: { actor: ada },
    same: { actor: ben },
    other: { actor: ada, address: studio },
    name: 'This channel’s budget of $0.004 a day',
  },
  {
    setting: 'budget.workspace',
    first: { actor: ada },
    same: { actor: ben, address: studio },
    other: { actor: ada, address: annex },
    name: 'This workspace’s budget of $0.004 a day',
  },
  {
    setting: 'budget.role',
    first: { actor: { ...ada, roles: [painters, { id: '2', name: 'staff' }] } },
    same: { actor: { ...ben, roles: [painters] }, address: studio },
    other: { actor: { ...ben, roles: [{ id: '3', name: 'guests' }] } },
    name: 'The budget of $0.004 a day for the role painters',
  },
] as const

test.each(others)(
  '$setting that an admin set refuses the second job, and leaves others alone',
  async ({ setting, first, same, other, name }) => {
    await using stage = await openStage({ prices })
    await stage.store.shelves.settings.set('workspace:stage/house', { [setting]: '0.004/day' })
    await stage.command('imagine', { prompt: 'one', ...small }, first)
    await allFinished(stage, 1)
    await stage.command('imagine', { prompt: 'two', ...small }, same)
    await allFinished(stage, 2)
    await stage.command('imagine', { prompt: 'three', ...small }, other)
    await allFinished(stage, 3)
    const [one, two, three] = wordsOfAll(stage)
    expect([one, two, three].map(words => isRefused(words ?? ''))).toEqual([false, true, false])
    expect(two).toContain(`${name} does not allow this: it may cost about $0.003 and $0.001 is left.`)
  },
)

test('a model’s budget holds for that model alone', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.model': '0.005/month' } })
  await stage.command('imagine', { prompt: 'one', ...small })
  await allFinished(stage, 1)
  await stage.command('imagine', { prompt: 'two', ...small })
  await stage.command('imagine', { prompt: 'three', model: 'stability-ai/sdxl' })
  await allFinished(stage, 3)
  const [, two, three] = wordsOfAll(stage)
  expect(two).toContain('The budget of $0.005 a month for black-forest-labs/flux-schnell does not allow this')
  expect(two).toContain('when the next month begins')
  // It costs more than the whole budget: no day or month to come would allow it.
  expect(three).toContain(
    'The budget of $0.005 a month for stability-ai/sdxl does not allow this: it may cost about $0.006, more than all of it. Nothing was spent; ask for less, or for a cheaper model.',
  )
})

test('an admin’s larger budget does not raise the operator’s, and a channel’s own takes the place of the workspace’s', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.channel': '0.007/day' } })
  await stage.store.shelves.settings.set('workspace:stage/house', { 'budget.channel': '0.004/day' })
  await stage.store.shelves.settings.set('channel:stage/house/general', { 'budget.channel': '1/day' })
  for (const [index, prompt] of ['one', 'two', 'three'].entries()) {
    await stage.command('imagine', { prompt, ...small })
    await allFinished(stage, index + 1)
  }
  await stage.command('imagine', { prompt: 'elsewhere', count: 2, ...small }, { address: studio })
  await allFinished(stage, 4)
  const words = wordsOfAll(stage)
  expect(words.map(isRefused)).toEqual([false, false, true, true])
  expect(words[2]).toContain('This channel’s budget of $0.007 a day')
  expect(words[3]).toContain('This channel’s budget of $0.004 a day')
})

/** A stage whose platform can post into channels that admins name. */
const told = (into: { channel: string; text: string }[]): ((surface: Surface) => Surface) => {
  const seen = new Set<string>()
  return surface => ({
    ...surface,
    replyAt: async (_, channel) => (channel === 'admins' ? (`notices in ${channel}` as ReplyRef) : undefined),
    post(reply, post, options) {
      if (reply.startsWith('notices in') && !seen.has(options.nonce)) {
        seen.add(options.nonce)
        into.push({ channel: reply, text: wordsOf(post) })
      }
      return surface.post(reply, post, options)
    },
  })
}

test('at 80 and at 100 percent admins are told once, in the channel they named, and not again after a restart', async () => {
  const notices: { channel: string; text: string }[] = []
  const settings = { 'budget.service': '0.015/day', 'notify.channel': 'admins' } as const
  await using stage = await openStage({ prices, settings, wrapSurface: told(notices) })
  const paint = async (count: number, ends: number): Promise<void> => {
    await stage.command('imagine', { prompt: 'a picture', count, ...small })
    await stage.until('the end', () => stage.shown().filter(isFinished).length >= ends)
  }
  await paint(3, 1)
  expect(notices).toEqual([])
  await paint(1, 2)
  await stage.until('the notice', () => notices.length > 0)
  expect(notices.map(({ text }) => text)).toEqual(['The service’s budget of $0.015 a day is at 80 percent: $0.012 is spent.'])
  await paint(1, 4)
  await stage.until('the second notice', () => notices.length > 1)
  expect(notices.slice(1).map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^The service’s budget of \$0\.015 a day is used up: \$0\.015 is spent\. What would pass it is refused until the next day begins, in /,
    ),
  ])
  await paint(1, 6)
  await stage.service.recover()
  await paint(1, 7)
  expect(notices).toHaveLength(2)
  const rows = await stage.store.records.list('notices', {})
  expect(rows.map(row => row.text)).toEqual([undefined, undefined])
})

test('a refusal tells admins that a budget is used up, also where not every cent of it is gone', async () => {
  const notices: { channel: string; text: string }[] = []
  await using stage = await openStage({
    prices,
    settings: { 'budget.user': '0.0035/day', 'notify.channel': 'admins' },
    wrapSurface: told(notices),
  })
  await stage.command('imagine', { prompt: 'one', ...small })
  await stage.until('the notice', () => notices.length === 1)
  await stage.command('imagine', { prompt: 'two', ...small })
  await stage.until('the second notice', () => notices.length === 2)
  expect(notices[0]?.text).toBe('The budget of $0.0035 a day for `Ada` is at 85 percent: $0.003 is spent.')
  expect(notices[1]?.text).toMatch(/^The budget of \$0\.0035 a day for `Ada` is used up: \$0\.003 is spent\./)
})

test('one job that is too dear for a fresh budget is refused, and no admin is told that it is used up', async () => {
  const notices: { channel: string; text: string }[] = []
  await using stage = await openStage({
    prices,
    settings: { 'budget.service': '0.001/day', 'notify.channel': 'admins' },
    wrapSurface: told(notices),
  })
  await stage.command('imagine', { prompt: 'one', ...small })
  await allFinished(stage, 1)
  expect(wordsOfAll(stage)[0]).toContain('more than all of it')
  expect(await stage.store.records.list('notices', {})).toEqual([])
})

test('a notice that its platform takes long for keeps no place, and what was not told is told with the sweep', async () => {
  const notices: { channel: string; text: string }[] = []
  let isAway = true
  let aheadMs = 0
  const settings = { 'budget.service': '0.003/day', 'notify.channel': 'admins' } as const
  await using stage = await openStage({
    prices,
    settings,
    now: () => Date.now() + aheadMs,
    wrapSurface(surface) {
      const teller = told(notices)(surface)
      return {
        ...teller,
        post: (reply, words, options) =>
          isAway && reply.startsWith('notices in')
            ? new Promise((_, reject) =>
                options.signal.addEventListener('abort', () => reject(new Fault('platform', 'It is away.'))),
              )
            : teller.post(reply, words, options),
      }
    },
  })
  const begun = performance.now()
  await stage.command('imagine', { prompt: 'one', ...small })
  await stage.until('the end', isFinished)
  await eventually('The close', async () => (await stage.store.records.list('jobs', {}))[0]?.closedAt)
  // A notice has ten seconds.
  expect(performance.now() - begun).toBeLessThan(9_000)
  isAway = false
  aheadMs = 120_000
  await stage.service.sweep(AbortSignal.timeout(10_000))
  expect(notices.map(({ text }) => text)).toEqual([expect.stringMatching(/is used up: \$0\.003 is spent/)])
})

test('who was told that a budget is used up, since something was refused, is not told of 80 percent afterwards', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '0.0035/day' } })
  await Promise.all(['one', 'two'].map(prompt => stage.command('imagine', { prompt, ...small })))
  await allFinished(stage, 2)
  expect(wordsOfAll(stage).filter(isRefused)).toHaveLength(1)
  await stage.until('the settled picture', () => stage.shown().some(post => picturesOf(post).length === 1 && isFinished(post)))
  const rows = await stage.store.records.list('notices', {})
  expect(rows.map(row => row.id.split(' ')[1])).toEqual(['100'])
})

test('a reservation nobody can settle any more counts as spent after a start, and one of an open job stays', async () => {
  await using stage = await openStage({ prices })
  await stage.command('imagine', { prompt: 'one', ...small })
  await allFinished(stage, 1)
  const [row] = await stage.store.records.list('ledger', {})
  const { settled: _, ...open } = row as LedgerRow
  await stage.store.records.batch([{ put: 'ledger', row: { ...open, id: 'of no job' } }])
  await stage.service.recover()
  expect((await stage.store.records.get('ledger', 'of no job'))?.settled).toBe(3_000)
})

test('a store of an earlier version, whose ledger has no sums, gets them at its start', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '0.007/day' } })
  await stage.command('imagine', { prompt: 'one', ...small })
  await allFinished(stage, 1)
  const [row] = await stage.store.records.list('ledger', {})
  const sums = await stage.store.records.list('spend', {})
  const more = { ...(row as LedgerRow), id: 'an older job' }
  await stage.store.records.batch([...sums.map(({ id }) => ({ remove: 'spend' as const, id })), { put: 'ledger', row: more }])
  await stage.service.recover()
  await stage.service.recover()
  expect(await serviceSum(stage.store.records, true, more.day)).toMatchObject({ spent: 6_000, reserved: 0, jobs: 2 })
  expect(await serviceSum(stage.store.records, true, more.month)).toMatchObject({ spent: 6_000, reserved: 0, jobs: 2 })
  await stage.command('imagine', { prompt: 'two', ...small })
  await allFinished(stage, 2)
  expect(wordsOfAll(stage)[1]).toContain('$0.001 is left')
})

test('a model that costs more than the price table says is set aside for at what it costs', async () => {
  const stingy = [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] as const
  await using stage = await openStage({ prices: stingy })
  await stage.store.shelves.costs.set('deployment:sandbox/flux-fast', [0.5, 1.5, 1])
  await stage.command('imagine', { prompt: 'one', count: 2, ...small })
  await allFinished(stage, 1)
  const [row] = await stage.store.records.list('ledger', {})
  expect([row?.reserved, row?.settled]).toEqual([9_000, 6_000])
  expect(await stage.store.shelves.costs.get('deployment:sandbox/flux-fast')).toEqual([0.5, 1.5, 1, 1])
})
