import { expect, it } from 'vitest'
import { createIntake, type Incoming } from '../../../adapters/slack/intake.ts'
import { type SlackTables, slackTables } from '../../../adapters/slack/tables.ts'
import { openStore } from '../../../src/store/open.ts'

const hour = 60 * 60_000
const incoming: Incoming = { id: 'said:1', lane: 'C0ONE', body: { text: 'hello' }, isKept: true, needsAck: false }
const acked = async (): Promise<boolean> => true

async function opened() {
  let time = 0
  const store = await openStore<SlackTables>({ url: 'memory:', dataDir: 'unused', tables: slackTables })
  const { records } = store
  const log = { info() {}, warn() {}, error() {} }
  return {
    intake: () => createIntake({ records, now: () => time, log, pausesMs: [1, 1] }),
    later: (ms: number) => void (time += ms),
    waiting: async () => (await records.list('slack_waiting', {})).map(({ id }) => id),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

it('what the service could not take at first is told it again', async () => {
  await using made = await opened()
  let told = 0
  await made.intake().take(incoming, acked, async () => {
    if (++told === 1) throw new Error('The store is busy.')
  })
  expect([told, await made.waiting()]).toEqual([2, []])
})

it('what the service can never take is left to the next process, and given up after a day', async () => {
  await using made = await opened()
  let told = 0
  const fails = async (): Promise<void> => {
    told++
    throw new Error('The store is gone.')
  }
  await made.intake().take(incoming, acked, fails)
  expect([told, await made.waiting()]).toEqual([3, ['said:1']])
  await made.intake().resume(fails)
  expect([told, await made.waiting()]).toEqual([4, ['said:1']])
  made.later(26 * hour)
  await made.intake().resume(fails)
  expect([told, await made.waiting()]).toEqual([5, []])
})

it('what waited is taken by the next process, however long that was away', async () => {
  await using made = await opened()
  await made.intake().take(incoming, acked, () => Promise.reject(new Error('The process ends.')))
  made.later(100 * hour)
  const bodies: unknown[] = []
  await made.intake().resume(async body => void bodies.push(body))
  expect([bodies, await made.waiting()]).toEqual([[{ text: 'hello' }], []])
})
