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
          now += takesMs + pace.spent(family, 'T1')
        }
        for (const [index, from] of at.entries())
          expect(at.slice(index).filter(moment => moment < from + 60_000).length).toBeLessThanOrEqual(promised[family])
      }),
    )
  })

  test('lets one message be edited each second for a while, and each workspace for itself', () => {
    let now = 0
    const pace = createPace(() => now)
    for (let edit = 0; edit < 10; edit++, now += 1_000) expect(pace.spent('update', 'T1')).toBe(0)
    for (let edit = 0; edit < 20; edit++) pace.spent('update', 'T1')
    expect(pace.spent('update', 'T1')).toBeGreaterThan(1_000)
    expect(pace.spent('update', 'T2')).toBe(0)
  })
})
