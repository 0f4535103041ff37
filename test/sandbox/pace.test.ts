import { expect, test } from 'vitest'
import { startSandbox, type Started } from './start.ts'

/** Milliseconds of a boot and of a run of fifty words, each of which takes ten by itself. */
async function times(
  sandbox: Started,
  tags = '',
): Promise<{ readonly bootMs: number; readonly runMs: number; readonly output: string }> {
  const path = '/models/meta/meta-llama-3-70b-instruct/predictions'
  const made = await sandbox.json('POST', path, { input: { prompt: `${tags}words 50`, seed: 1 } }, { prefer: 'wait' })
  expect(made.status).toBe('succeeded')
  const at = (name: 'created_at' | 'started_at' | 'completed_at'): number => Date.parse(made[name])
  return {
    bootMs: at('started_at') - at('created_at'),
    runMs: at('completed_at') - at('started_at'),
    output: made.output.join(''),
  }
}

test('models take as long as the pace says, and say the same', async () => {
  await using natural = await startSandbox()
  await using slow = await startSandbox({ pace: 3 })
  await using quick = await startSandbox({ pace: 0 })
  const [own, longer, none] = [await times(natural), await times(slow), await times(quick)]
  expect(own.runMs).toBeGreaterThan(450)
  expect(longer.runMs).toBeGreaterThan(1_400)
  expect(longer.bootMs).toBeGreaterThan(10)
  // Fifty waits of nothing: far below what they take by themselves, on any machine.
  expect(none.runMs).toBeLessThan(own.runMs)
  expect([longer.output, none.output]).toEqual([own.output, own.output])
})

test('what a prompt asks for by a tag is the same at every pace', async () => {
  await using quick = await startSandbox({ pace: 0 })
  const { bootMs, runMs } = await times(quick, '[sandbox:boot=0.4s] [sandbox:slow=0.5s] ')
  expect(bootMs).toBeGreaterThanOrEqual(390)
  expect(runMs).toBeGreaterThanOrEqual(490)
})
