import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHeap } from '../../src/jobs/heap.ts'
import { createLine } from '../../src/jobs/line.ts'
import { createTurns } from '../../src/jobs/turns.ts'

test('a heap gives its items in order, whatever was added and removed in between', () => {
  const action = fc.oneof(fc.nat({ max: 30 }), fc.constant('take' as const), fc.record({ remove: fc.nat({ max: 30 }) }))
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), actions => {
      const heap = createHeap<number>((one, other) => one < other)
      const plain = new Set<number>()
      for (const action of actions) {
        if (typeof action === 'number') {
          if (!plain.has(action)) heap.add(action)
          plain.add(action)
        } else {
          const item = action === 'take' ? heap.first : action.remove
          if (item !== undefined) expect(heap.remove(item)).toBe(plain.delete(item))
        }
        expect(heap.first).toBe(plain.size === 0 ? undefined : Math.min(...plain))
      }
    }),
  )
})

test('while a share waits, every other share is served once at most', () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e') },
    { weight: 2, arbitrary: fc.constant('take') },
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), actions => {
      const turns = createTurns<{ readonly share: string; readonly number: number }>()
      const left = new Map<string, number[]>()
      /** For each share that waits: who was served since it began to. */
      const served = new Map<string, string[]>()
      for (const [number, action] of [...actions, ...actions.map(() => 'take')].entries()) {
        if (action !== 'take') {
          turns.add(action, { share: action, number })
          left.set(action, [...(left.get(action) ?? []), number])
          if (!served.has(action)) served.set(action, [])
          continue
        }
        const item = turns.take()
        if (item === undefined) {
          expect(left.size).toBe(0)
          continue
        }
        const own = left.get(item.share) ?? []
        expect(item.number).toBe(own[0])
        if (own.length > 1) left.set(item.share, own.slice(1))
        else left.delete(item.share)
        served.delete(item.share)
        for (const others of served.values()) {
          expect(others).not.toContain(item.share)
          others.push(item.share)
        }
        if (left.has(item.share)) served.set(item.share, [])
      }
      expect(turns.take()).toBeUndefined()
    }),
  )
})

test('how many go before a job is how many do go before it', () => {
  const entry = fc.record({ lane: fc.constantFrom('l1', 'l2', ...'abcdefgh'), share: fc.constantFrom('s', 't', 'u') })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), fc.nat({ max: 6 }), (entries, takenBefore) => {
      const line = createLine()
      entries.forEach(({ lane, share }, seq) =>
        line.add({ seq, job: `${seq}`, lane: `${lane}${lane.startsWith('l') ? '' : seq}`, share, due: 0, failures: 0, retry: 0 }),
      )
      for (let count = 0; count < takenBefore; count++) {
        const job = line.take(1)
        if (job !== undefined) line.end(job)
      }
      // Only those at the head of their lane: what is behind another depends on how the lane's jobs take turns with the rest.
      const heads = entries.flatMap((_, seq) => {
        const job = line.get(`${seq}`)
        if (job === undefined) return []
        const said = line.ahead(job, 1)
        return job.state === 'ready' ? [{ job, said }] : []
      })
      const order: string[] = []
      for (let job = line.take(1); job !== undefined; job = line.take(1)) order.push(job.job)
      for (const { job, said } of heads) expect(said).toBe(order.indexOf(job.job))
    }),
  )
})

test('thousands of jobs in line cost little, whether they are of one share or of as many', () => {
  for (const shareOf of [(seq: number) => `${seq}`, () => 'one']) {
    const line = createLine()
    const before = process.cpuUsage()
    for (let seq = 0; seq < 60_000; seq++) {
      line.add({ seq, job: `${seq}`, lane: `${seq}`, share: shareOf(seq), due: 0, failures: 0, retry: 0 })
    }
    const order: number[] = []
    for (let job = line.take(1); job !== undefined; job = line.take(1)) {
      line.end(job)
      order.push(job.seq)
    }
    expect(order).toEqual(Array.from({ length: 60_000 }, (_, seq) => seq))
    expect(line.nextDue).toBeUndefined()
    // Processor time, which a busy machine does not stretch: 0.5 s, where what grew with the square took 7.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(4_000)
  }
})

test('tens of thousands of shares that came and went leave the turns of those who wait as they are', () => {
  const turns = createTurns<string>()
  turns.add('old', 'old 1')
  turns.add('old', 'old 2')
  turns.add('other', 'other 1')
  expect(turns.take()).toBe('old 1')
  for (let count = 0; count < 50_000; count++) {
    turns.add(`passing ${count}`, `passing ${count}`)
    if (count === 0) expect([turns.take(), turns.take(), turns.take()]).toEqual(['other 1', 'old 2', 'passing 0'])
    else expect(turns.take()).toBe(`passing ${count}`)
  }
})
