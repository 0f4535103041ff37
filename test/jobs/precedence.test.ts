import { expect, test } from 'vitest'
import { localEngine } from '../../src/jobs/local.ts'
import { createPrecedence } from '../../src/jobs/precedence.ts'
import { openStore } from '../../src/store/open.ts'
import { alone, gate, work } from '../contracts/engine-bed.ts'
import { until } from '../contracts/wait.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

test('steps give way while somebody waits and the machine is busy, each for 250 ms at most', async () => {
  let now = 1_000
  let isBusy = true
  const precedence = createPrecedence(
    () => isBusy,
    () => now,
  )
  expect(precedence.isOwed).toBe(false)
  const { passed, open } = gate()
  const acts = [precedence.first(() => passed)]
  expect(precedence.isOwed).toBe(true)
  isBusy = false
  expect(precedence.isOwed).toBe(false)
  isBusy = true
  // Others come, one after the other.
  for (const ms of [99, 99, 51]) {
    acts.push(precedence.first(() => passed))
    now += ms
    expect(precedence.isOwed).toBe(true)
  }
  now += 1
  expect(precedence.isOwed).toBe(false)
  precedence.begun()
  expect(precedence.isOwed).toBe(true)
  open()
  await Promise.all(acts)
  expect(precedence.isOwed).toBe(false)
  await expect(precedence.first(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(precedence.isOwed).toBe(false)
})

test('what waits for a platform holds up no steps, however long it takes', async () => {
  let now = 1_000
  const precedence = createPrecedence(
    () => true,
    () => now,
  )
  const [slow, quick] = [gate(), gate()]
  const acts = [precedence.first(() => slow.passed)]
  now += 99
  precedence.begun()
  expect(precedence.isOwed).toBe(true)
  now += 1
  expect(precedence.isOwed).toBe(false)
  acts.push(precedence.first(() => quick.passed))
  expect(precedence.isOwed).toBe(true)
  quick.open()
  await acts[1]
  expect(precedence.isOwed).toBe(false)
  slow.open()
  await acts[0]
})

test('on a busy machine a step begins after what was asked for before it, or when it has given way long enough', async () => {
  let now = 1_000
  await using store = await openStore({ url: 'memory:', dataDir: 'unused' })
  const precedence = createPrecedence(
    () => true,
    () => now,
  )
  await using engine = localEngine({ database: store.database, log: quiet, precedence })
  const happened: string[] = []
  const steps = work(job => {
    happened.push(job)
    return 'finished'
  })
  engine.start(steps, { atMost: 4 })

  const asked = gate()
  const act = engine.first(async () => {
    await engine.add('one', alone('one'))
    await asked.passed
    happened.push('answered')
  })
  await until('it stands in line', async () => (await engine.open()) === 1)
  asked.open()
  await act
  await until('its step ran', () => steps.ran.length === 1)
  expect(happened).toEqual(['answered', 'one'])

  const never = gate()
  const long = engine.first(() => never.passed)
  await engine.add('two', alone('two'))
  now += 250
  await until('the next step ran', () => steps.ran.length === 2)
  never.open()
  await long
})
