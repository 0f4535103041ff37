import { expect, test } from 'vitest'
import type { Turn } from '#core/conversation.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import { fillSaid, hasSpoken, putTurn, takeOut, turnIn } from '../../src/service/turns.ts'
import { openStore } from '../../src/store/open.ts'
import { counted } from './counted-records.ts'
import { ada, closed, general, openStage, wordsOf } from './stage.ts'

const address = { ...general, thread: 'long' }
const conversation = 'stage/house/general/long'
const messageOf = (index: number): MessageRef => `m${index}` as MessageRef
const turn = (index: number, more: Partial<Turn> = {}): Turn => ({
  id: `t${index}`,
  conversation,
  ...(index > 0 && { parent: `t${index - 1}` }),
  by: index % 2 === 0 ? 'person' : 'model',
  name: 'Ben',
  person: 'stage/ben',
  text: `words ${index}`,
  at: index + 1,
  messages: [messageOf(index)],
  ...more,
})
const long = (length: number): readonly Turn[] => Array.from({ length }, (_, index) => turn(index))

/** Rows that are read while people say, answer, edit, choose and delete something at the end of a conversation. */
async function readsIn(length: number): Promise<Readonly<Record<string, number>>> {
  let read = (): number => 0
  await using stage = await openStage({
    wrapRecords: records => {
      const wrapped = counted(records)
      read = wrapped.read
      return wrapped.records
    },
  })
  const turns = long(length)
  for (let at = 0; at < length; at += 500) await stage.store.records.batch(turns.slice(at, at + 500).flatMap(putTurn))
  const reads: Record<string, number> = {}
  const noting = async (what: string, act: () => Promise<void>): Promise<void> => {
    const before = read()
    await act()
    await closed(stage)
    reads[what] = read() - before
  }
  const base = { address, actor: ada, at: 0, reply: 'reply' as ReplyRef }
  const { desk } = stage.service
  const words = { type: 'message', text: 'Hello there.', addressed: false, attachments: [], ...base } as const
  // The first answer in a conversation that no summary tells of has what lies before summed up, once.
  await noting('the first', () => desk.handle({ ...words, id: '0', message: messageOf(10_000) }))
  delete reads['the first']
  await noting('said beside us in a thread where we spoke', () => desk.handle({ ...words, id: 'a', message: messageOf(10_001) }))
  await noting('answering a message', () =>
    desk.handle({ ...words, id: 'b', message: messageOf(10_002), replyTo: messageOf(10_001) }),
  )
  await noting('editing', () =>
    desk.handle({ type: 'edited', id: 'c', ...base, message: messageOf(length - 2), text: 'Other words.' }),
  )
  await noting('choosing a message of the conversation', () =>
    desk.handle({
      ...{ type: 'menu', id: 'd', entry: 'reply', ...base },
      ...{ message: messageOf(length - 2), author: ada, text: 'Other words.', attachments: [] },
    }),
  )
  await noting('deleting', () => desk.handle({ type: 'deleted', id: 'e', ...base, message: messageOf(length - 2) }))
  expect(stage.shown().map(wordsOf).join(' ')).not.toContain('is mine already')
  expect(await turnIn(stage.store.records, conversation, messageOf(length - 2))).toBeUndefined()
  return reads
}

test('whatever happens in a conversation of 5,000 turns reads as many rows as in one of 50, give or take a fifth', async () => {
  const [few, many] = [await readsIn(50), await readsIn(5_000)]
  for (const [what, rows] of Object.entries(few)) {
    expect(many[what], what).toBeGreaterThanOrEqual(rows * 0.8)
    expect(many[what], what).toBeLessThanOrEqual(rows * 1.2)
  }
  expect(few['answering a message']).toBeGreaterThan(20)
}, 60_000)

test('turns that an earlier version stored are found by their messages from the next start on', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const { records } = store
  await records.batch(long(900).map(row => ({ put: 'turns', row })))
  expect(await turnIn(records, conversation, messageOf(7))).toBeUndefined()
  expect(await fillSaid(records)).toBe(900)
  expect(await turnIn(records, conversation, messageOf(7))).toMatchObject({ id: 't7' })
  expect(await turnIn(records, 'stage/house/general', messageOf(7))).toBeUndefined()
  expect(await fillSaid(records)).toBe(0)
})

test('what was only heard makes no conversation ours, and a turn taken out is found by none of its messages', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const { records } = store
  const heard = turn(0, { nearby: true, messages: [messageOf(1), messageOf(2)] })
  await records.batch(putTurn(heard))
  expect(await hasSpoken(store, conversation)).toBe(false)
  const [asked] = [turn(1, { messages: [messageOf(3), messageOf(4)] })]
  await records.batch(putTurn(asked))
  expect(await hasSpoken(store, conversation)).toBe(true)
  expect(await takeOut(store, [asked], [heard])).toBe(1)
  expect(await records.list('said', {})).toHaveLength(2)
  expect(await turnIn(records, conversation, messageOf(2))).toBeUndefined()
  expect(await turnIn(records, conversation, messageOf(4))).toEqual({ ...asked, parent: undefined })
})
