import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPace, rates } from '../../../adapters/slack/pace.ts'

describe('the pace of edits', () => {
  test('never comes to more in a minute than Slack promises, however many messages are live', () => {
    const promised = { update: 50 + rates.update.atOnce, append: 100 + rates.append.atOnce }
    fc.assert(
      fc.property(fc.constantFrom('update' as const, 'append' as const), fc.integer({ min: 20, max: 900 }), (family, takesMs) => {
        let now = 0
        const pace = createPace(() => now)
        const at: number[] = []
        while (now < 240_000) {
          at.push(now)
          now += takesMs + pace.spent(family, 'T1').restMs
        }
        for (const [index, from] of at.entries())
          expect(at.slice(index).filter(moment => moment < from + 60_000).length).toBeLessThanOrEqual(promised[family])
      }),
    )
  })

  test('lets one message be edited each second for a while, and each workspace for itself', () => {
    let now = 0
    const pace = createPace(() => now)
    for (let edit = 0; edit < 10; edit++, now += 1_000) expect(pace.spent('update', 'T1').restMs).toBe(0)
    for (let edit = 0; edit < 20; edit++) pace.spent('update', 'T1')
    expect(pace.spent('update', 'T1').restMs).toBeGreaterThan(1_000)
    expect(pace.spent('update', 'T2').restMs).toBe(0)
  })

  test('says how many edits fit into the next seconds: what is saved up, and what comes until then', () => {
    let now = 0
    const pace = createPace(() => now)
    const edits = (): number => {
      const { room } = pace.spent('update', 'T1')
      expect(room.ms).toBe(8_000)
      return room.edits
    }
    // Seven are left of eight, six more come in eight seconds, and the one at their end is not counted.
    expect(edits()).toBe(12)
    expect(edits()).toBe(11)
    now += 4_000
    expect(edits()).toBe(12)
  })
})
