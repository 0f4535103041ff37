import { expect, test } from 'vitest'
import { live } from './life.ts'

test('a step that hung while another process took over leaves no transcript behind that nobody writes', async () => {
  const voice = { kind: 'voice', model: 0, count: 1, person: 0, channel: 0, at: 0, cancelAt: 1 } as const
  const picture = { kind: 'picture', model: 0, count: 1, person: 0, channel: 0, at: 1 } as const
  // At one of these calls the transcript is stored; the answer it was for is stopped, so that nobody asks for it again.
  for (let at = 20; at < 50; at++) {
    const { troubles } = await live({
      asks: [voice, picture],
      fates: [],
      dooms: [{ at, ticks: 1, how: 'hangs' }],
      minute: 0,
      chat: 0,
      memory: 1,
      budgets: {},
      tickMs: 400,
    })
    expect(troubles, `hung at call ${at}`).toEqual([])
  }
})
