import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathTo, recall, type Turn } from '#core/conversation.ts'
import type { Records, Tables } from '#core/ports.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import { keepNearby } from '../../src/service/memory.ts'
import { recallTo, sizeOf } from '../../src/service/recall.ts'
import { openStore } from '../../src/store/open.ts'
import { counted } from './counted-records.ts'
import { ben, general } from './stage.ts'

const conversation = 'stage/house/general'
const turn = (index: number, more: Partial<Turn> = {}): Turn => ({
  id: `t${index}`,
  conversation,
  by: 'person',
  name: 'Ben',
  person: 'stage/ben',
  text: `words ${index}`,
  at: index + 1,
  ...more,
})
const put = (records: Records<Tables>, turns: readonly Turn[]): Promise<void> =>
  records.batch(turns.map(row => ({ put: 'turns', row })))

test('what is recalled is the end of the path, however the conversation branches, and wherever it was cut or runs in a circle', async () => {
  const rows = fc.array(
    fc.record({ parent: fc.option(fc.nat(12), { nil: undefined }), chars: fc.nat(20), isElsewhere: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(rows, fc.nat(12), fc.nat(8), fc.nat(80), async (kinds, at, most, tokens) => {
      await using store = await openStore({ url: 'memory:', dataDir: '' })
      const turns = kinds.map(({ parent, chars, isElsewhere }, index) =>
        turn(index, {
          text: 'x'.repeat(chars),
          ...(parent !== undefined && { parent: `t${parent}` }),
          ...(isElsewhere && index % 4 === 3 && { conversation: 'stage/house/studio' }),
        }),
      )
      await put(store.records, turns)
      const leaf = turns[at % turns.length] as Turn
      const own = turns.filter(other => other.conversation === leaf.conversation)
      const room = { turns: most, tokens }
      const path = pathTo(own, leaf.id)
      const wanted = recall(path, room, sizeOf, () => undefined)
      const found = await recallTo(store, leaf, room)
      expect(found.turns).toEqual(wanted.turns)
      // Where a path runs in a circle nothing lies before it that was not seen.
      if (path[0]?.parent === undefined || wanted.isCut) expect(found.isCut).toBe(wanted.isCut)
    }),
    { numRuns: 200 },
  )
})

test('however much was said in a channel, the next word and the next answer read only what they need of it', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const many = Array.from({ length: 3_000 }, (_, index) => turn(index, index === 0 ? {} : { parent: `t${index - 1}` }))
  await put(store.records, many)
  const { records, read } = counted(store.records)
  const deps = { records, locks: store.locks, world: { now: () => 5_000, random: () => 0 } }
  const event = {
    type: 'message',
    id: 'one more',
    address: general,
    actor: ben,
    at: 0,
    reply: 'reply' as ReplyRef,
    message: 'said' as MessageRef,
    text: 'And this.',
    addressed: false,
    attachments: [],
  } as const
  await keepNearby(deps, event, event.text)
  await keepNearby(deps, event, event.text)
  expect(read()).toBeLessThan(5)
  const [newest] = await store.records.list('turns', { newestFirst: true, limit: 1 })
  expect(newest).toMatchObject({ text: 'And this.', parent: 't2999', at: 5_000 })
  expect((await recallTo(deps, newest as Turn, { turns: 41, tokens: 20_000 })).turns).toHaveLength(41)
  expect(read()).toBeLessThan(50)
})
