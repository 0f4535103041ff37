// What a turn costs in conversations of different lengths: `turns.ts <origin> <lengths> <turns in each>`.
import { setTimeout as sleep } from 'node:timers/promises'
import { addressKey } from '#core/address.ts'
import type { Turn } from '#core/conversation.ts'
import type { MessageRef } from '#core/post.ts'
import { putTurn } from '../../src/service/turns.ts'
import { counted } from '../../test/service/counted-records.ts'
import { say } from '../child.ts'
import { median } from '../quantile.ts'
import { textOf } from './answer.ts'
import { type House, openHouse, platformName } from './house.ts'
import type { TurnCost, TurnsSay } from './words.ts'

const [origin = '', written = '', count = ''] = process.argv.slice(2)
const lengths = JSON.parse(written) as readonly number[]

/** Turns in each conversation before anything is measured: the first ones have what was said summed up. */
const firstTurns = 10

const roomOf = (length: number): string => `room of ${length}`
const address = (length: number) => ({ platform: platformName, workspace: 'house', channel: roomOf(length) })

/** Stores what was said before: questions and answers of the length that people and models write. */
async function fill({ store }: House, length: number): Promise<void> {
  const conversation = addressKey(address(length))
  const now = Date.now()
  const turns = Array.from({ length }, (_, nth): Turn => {
    const isPerson = nth % 2 === 0
    return {
      id: `${conversation} ${nth}`,
      conversation,
      ...(nth > 0 && { parent: `${conversation} ${nth - 1}` }),
      by: isPerson ? 'person' : 'model',
      name: isPerson ? 'Ada' : 'bench/talker',
      person: `${platformName}/ada`,
      text: textOf(isPerson ? 12 : 60),
      at: now - (length - nth) * 1_000,
      messages: [`old ${nth}` as MessageRef],
    }
  })
  for (let from = 0; from < length; from += 500) await store.records.batch(turns.slice(from, from + 500).flatMap(putTurn))
}

let rows = (): number => 0
await using parts = new AsyncDisposableStack()
const house = parts.use(
  await openHouse({
    origin,
    wrapRecords(records) {
      const counting = counted(records)
      rows = counting.read
      return counting.records
    },
  }),
)

/** Asks, and waits until all is done that the question began. */
async function cost(length: number): Promise<TurnCost> {
  const began = { rows: rows(), cpu: process.cpuUsage(), ended: house.ended() }
  await house.ask(roomOf(length), 'ada', 'And what did it carry on the next day?')
  for (let tries = 0; !(house.ended() > began.ended && (await house.isIdle())); tries++) {
    if (tries === 5_000) throw new Error('A turn did not end.')
    await sleep(2)
  }
  const { user, system } = process.cpuUsage(began.cpu)
  return { cpuMs: (user + system) / 1_000, rows: rows() - began.rows }
}

for (const length of lengths) await fill(house, length)
const costs = lengths.map(length => ({ length, found: [] as TurnCost[] }))
for (let nth = 0; nth < firstTurns + Number(count); nth++) {
  // In turn, and who is first in turn, so that a busy moment weighs on all of them.
  for (const { length, found } of nth % 2 === 0 ? costs : costs.toReversed()) {
    const turn = await cost(length)
    if (nth >= firstTurns) found.push(turn)
  }
}
const of = (found: readonly TurnCost[], what: keyof TurnCost): number => median(found.map(turn => turn[what]))
say<TurnsSay>({
  type: 'turns',
  costs: Object.fromEntries(costs.map(({ length, found }) => [length, { cpuMs: of(found, 'cpuMs'), rows: of(found, 'rows') }])),
})
await parts.disposeAsync()
process.disconnect()
