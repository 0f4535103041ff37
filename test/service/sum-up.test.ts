import { expect, test } from 'vitest'
import type { Turn } from '#core/conversation.ts'
import type { AsideJob } from '#core/job.ts'
import type { MessageRef } from '#core/post.ts'
import { olderThan } from '../../src/service/sum-up.ts'
import { putTurn, takeOut, withTurns } from '../../src/service/turns.ts'
import { recallTo } from '../../src/service/recall.ts'
import { openStore } from '../../src/store/open.ts'
import { eventually } from '../flows/console.ts'
import { ada, ask, ben, buttonsOf, closed, general, openStage, type Stage, type StageOptions, wordsOf } from './stage.ts'

const asides = async (stage: Stage): Promise<readonly AsideJob[]> =>
  (await stage.store.records.list('jobs', {})).filter(job => job.kind === 'aside')
const summaries = async (stage: Stage): Promise<readonly Turn[]> =>
  (await stage.store.records.list('turns', {})).filter(turn => turn.replaces !== undefined)
const small: StageOptions = { settings: { 'chat.memory': 6, 'limit.perMinute': 200 } }

/** A conversation that is longer than the six turns that are remembered. */
async function longTalk(stage: Stage): Promise<void> {
  await ask(stage, 'My favourite colour is teal.')
  for (const number of [2, 3, 4]) await ask(stage, `What is ${number} * 7?`, { actor: ben })
}

test('what lies before the window is summed up by the channel’s own model; the answer knows it and says so', async () => {
  await using stage = await openStage(small)
  await longTalk(stage)
  const [summary] = await summaries(stage)
  expect(summary).toMatchObject({ name: 'deployment:sandbox/llama-chat', text: expect.stringContaining('teal') as unknown })
  const turns = await stage.store.records.list('turns', {})
  const replaced = summary?.replaces?.map(id => turns.find(turn => turn.id === id)?.text)
  expect(replaced?.[0]).toBe('My favourite colour is teal.')
  const answer = await ask(stage, 'What is my favourite colour?')
  expect(answer).toMatch(/teal/i)
  expect(answer).toMatch(/remembers \d messages?, 1 summary · /)
  const [newest] = await stage.predictions()
  const given = (await stage.predictions()).find(({ input }) => String(input['prompt']).includes('What is my favourite'))
  expect(newest).toBeDefined()
  expect(given?.input['prompt']).toMatch(/^Summary of what was said before:\n .*teal/)
  expect(given?.input['prompt']).not.toContain('Ada: My favourite colour is teal.')
})

test('a summary is shown to whoever asks, with what it stands for, until something of it is forgotten', async () => {
  await using stage = await openStage(small)
  await longTalk(stage)
  await ask(stage, 'Thank you.')
  expect(buttonsOf(stage.shown().at(-1) as never)).toEqual(['Regenerate', 'Summary'])
  await stage.press('Summary')
  const shown = stage.shown().at(-1)
  expect(shown?.audience).toBe('actor')
  expect(wordsOf(shown as never)).toMatch(/teal[\s\S]*\nStands for \d messages · of Ada/)
  await stage.service.desk.handle({
    ...{ type: 'deleted', id: 'gone', at: 0, address: general, actor: ada },
    message: 'said event 1' as MessageRef,
  })
  expect(await summaries(stage)).toEqual([])
  await stage.press('Summary')
  expect(wordsOf(stage.shown().at(-1) as never)).toMatch(/^This summary is no longer kept/)
  expect(JSON.stringify(await stage.store.records.list('turns', {}))).not.toContain('teal')
  expect(JSON.stringify(await stage.store.records.list('jobs', {}))).not.toContain('teal')
  // Without it something is left out, and that is said.
  expect(await ask(stage, 'What is 5 * 7?')).toMatch(/remembers 6 messages, older ones left out/)
})

test('words that were changed are in no summary any more', async () => {
  await using stage = await openStage(small)
  await longTalk(stage)
  expect((await summaries(stage)).length).toBeGreaterThan(0)
  await stage.service.desk.handle({
    ...{ type: 'edited', id: 'edit', at: 0, address: general, actor: ada },
    ...{ message: 'said event 1' as MessageRef, text: 'My favourite colour is grey.' },
  })
  expect(await summaries(stage)).toEqual([])
})

test('a summary reserves its own money and is never made beyond a budget; answers go on, and say what they lack', async () => {
  const price = { match: 'meta/*', unit: 'run' as const, usd: 1 }
  await using stage = await openStage({
    prices: [price],
    settings: { ...small.settings, 'budget.service': '5/day' },
  })
  await longTalk(stage)
  const made = await asides(stage)
  expect(made.length).toBeGreaterThan(0)
  for (const { id } of made.filter(job => job.fault === undefined))
    expect(await stage.store.records.get('ledger', id)).toMatchObject({ settled: 1_000_000 })
  const [spent] = await stage.store.records.list('spend', { where: { kind: 'service' } })
  expect(spent?.spent).toBeLessThanOrEqual(5_000_000)
  expect(await stage.predictions()).toHaveLength((spent?.spent ?? 0) / 1_000_000)
})

test('no answer waits for a summary, and there is one at a time of a conversation', async () => {
  let running = 0
  let most = 0
  let letGo: () => void = () => {}
  const held = new Promise<void>(resolve => (letGo = resolve))
  await using stage = await openStage({
    ...small,
    wrapModels: models => ({
      ...models,
      async start(order, signal) {
        if (!String(order.input['system_prompt']).startsWith('Summarize')) return models.start(order, signal)
        most = Math.max(most, ++running)
        await held
        const look = await models.start(order, signal)
        running--
        return look
      },
    }),
  })
  for (const number of [2, 3, 4, 5, 6, 7]) {
    const before = stage.messages.length
    await stage.say(`What is ${number} * 7?`)
    await stage.until('the answer', post => stage.messages.length > before && wordsOf(post).includes(String(number * 7)))
  }
  await eventually('The beginning of a summary', async () => (running > 0 ? true : undefined))
  expect((await asides(stage)).filter(job => job.closedAt === undefined)).toHaveLength(1)
  letGo()
  await closed(stage)
  expect(most).toBe(1)
})

test('with memory switched off nothing is summed up, and the answer says that it was given nothing', async () => {
  await using stage = await openStage({ settings: { 'chat.memory': 0 } })
  await ask(stage, 'My favourite colour is teal.')
  const answer = await ask(stage, 'What is my favourite colour?')
  expect(answer).not.toMatch(/teal/i)
  expect(answer).toContain('what was said before is left out')
  expect(await asides(stage)).toEqual([])
})

test('a summary of words that were forgotten while it was written is kept nowhere', async () => {
  let letGo: () => void = () => {}
  const held = new Promise<void>(resolve => (letGo = resolve))
  await using stage = await openStage({
    ...small,
    wrapModels: models => ({
      ...models,
      async look(prediction, signal) {
        const look = await models.look(prediction, signal)
        if (look.text?.includes('said "My favourite') === true) await held
        return look
      },
    }),
  })
  await stage.say('My favourite colour is teal.')
  for (const number of [2, 3, 4]) {
    const before = stage.messages.length
    await stage.say(`What is ${number} * 7?`, { actor: ben })
    await stage.until('the answer', post => stage.messages.length > before && wordsOf(post).includes(String(number * 7)))
  }
  await eventually('A summary under way', async () =>
    (await asides(stage)).some(({ runs, closedAt }) => closedAt === undefined && runs[0]?.state.phase === 'running')
      ? true
      : undefined,
  )
  await stage.forgetMe()
  letGo()
  await closed(stage)
  await eventually('The end of the summary', async () =>
    (await asides(stage)).every(({ closedAt }) => closedAt !== undefined) ? true : undefined,
  )
  expect(JSON.stringify(await stage.store.records.list('turns', {}))).not.toContain('teal')
})

const turn = (index: number, more: Partial<Turn> = {}): Turn => ({
  id: `t${index}`,
  conversation: 'c',
  ...(index > 0 && { parent: `t${index - 1}` }),
  by: index % 2 === 0 ? 'person' : 'model',
  name: 'Ben',
  person: 'stage/ben',
  text: `words ${index}`,
  at: index + 1,
  ...more,
})

test('a summary goes with anything it tells, those made from it too; what stays is given as it was said', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const { records } = store
  const told = (index: number, by: string): Partial<Turn> => ({
    toldBy: [by],
    ...(index === 3 || index === 7 ? { summary: by } : {}),
  })
  const turns = Array.from({ length: 10 }, (_, index) =>
    turn(index, index < 4 ? told(index, 's1') : index < 8 ? told(index, 's2') : {}),
  )
  const s1 = turn(20, { id: 's1', by: 'model', replaces: ['t0', 't1', 't2', 't3'], toldBy: ['s2'], at: 1, person: '' })
  const s2 = turn(21, { id: 's2', by: 'model', replaces: ['s1', 't4', 't5', 't6', 't7'], at: 1, person: '' })
  const { parent: _1, ...first } = s1
  const { parent: _2, ...second } = s2
  await records.batch([...turns, first, second].flatMap(putTurn))
  const leaf = turns[9] as Turn
  const room = { turns: 20, tokens: 10_000 }
  expect((await recallTo(store, leaf, room)).summary?.id).toBe('s2')
  // Whoever goes on from within what a summary tells is given the turns themselves, back to the one before.
  const within = await recallTo(store, turns[5] as Turn, room)
  expect([within.summary?.id, ...within.turns.map(({ id }) => id)]).toEqual(['s1', 't4', 't5'])
  const older = await olderThan(store, leaf, { turns: 3, tokens: 10_000 })
  expect([older.before?.id, older.turns.map(({ id }) => id)]).toEqual(['s2', ['t8']])

  await withTurns(store, 'c', all => takeOut(store, all, [turns[5] as Turn]))
  expect((await records.list('turns', {})).map(({ id }) => id).sort()).toEqual([
    's1',
    ...['0', '1', '2', '3', '4', '6', '7', '8', '9'].map(n => `t${n}`),
  ])
  const now = await recallTo(store, (await records.get('turns', 't9')) as Turn, room)
  expect([now.summary?.id, now.turns.length]).toEqual(['s1', 5])
  await withTurns(store, 'c', all => takeOut(store, all, [turns[0] as Turn]))
  const last = await recallTo(store, (await records.get('turns', 't9')) as Turn, room)
  expect([last.summary, last.turns.length, last.isCut]).toEqual([undefined, 8, false])
})
