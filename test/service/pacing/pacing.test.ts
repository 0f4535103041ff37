import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessageRef } from '#core/post.ts'
import { createPacing, type Pacing } from '../../../src/service/pacing/pacing.ts'
import { type Mood, postOf, type Script, scriptedSurface, type Seen } from './scripted-surface.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

type Counted = { shown: number; dropped: number }
type Bed = ReturnType<typeof scriptedSurface> & {
  readonly clock: VirtualClock
  readonly pacing: Pacing
  readonly counted: Counted
}

function bed(script: Script): Bed {
  const clock = virtualClock()
  const scripted = scriptedSurface(clock, script)
  const counted = { shown: 0, dropped: 0 }
  const meter = { frameShown: () => void counted.shown++, frameDropped: () => void counted.dropped++ }
  return { ...scripted, clock, counted, pacing: createPacing('stage', scripted.surface, meter, clock) }
}

/** A text that grows by a number, and how it is offered. */
type Writer = {
  readonly message: MessageRef
  version: number
  isEnded: boolean
  lease: AbortController
  until: AbortController
  ended: Promise<unknown>
}
const writer = (message: string): Writer => ({
  message: message as MessageRef,
  version: 0,
  isEnded: false,
  lease: new AbortController(),
  until: new AbortController(),
  ended: Promise.resolve(),
})
const drawn = (of: Writer) => () => postOf(`${of.message} ${of.version}`)
const versionOf = ({ text }: Seen): number => Number(text.split(' ').at(-1))

type Act = { readonly at: number; readonly who: number; readonly what: 'write' | 'hurry' | 'give up' | 'lose' | 'end' }
type Story = { readonly writers: number; readonly acts: readonly Act[]; readonly script: Script }

const moods: fc.Arbitrary<readonly Mood[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Mood>('well') },
    { weight: 2, arbitrary: fc.constantFrom<Mood>('429', '429 mute', '500', '429 thrown') },
  ),
  { minLength: 1, maxLength: 12 },
)
const stories: fc.Arbitrary<Story> = fc.integer({ min: 1, max: 30 }).chain(writers =>
  fc.record({
    writers: fc.constant(writers),
    acts: fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 30_000 }),
        who: fc.nat(writers - 1),
        what: fc.oneof(
          { weight: 8, arbitrary: fc.constant('write' as const) },
          { weight: 2, arbitrary: fc.constant('hurry' as const) },
          { weight: 1, arbitrary: fc.constantFrom('give up' as const, 'lose' as const, 'end' as const) },
        ),
      }),
      { maxLength: 120 },
    ),
    script: fc.record({
      edits: fc.constant(5),
      perMs: fc.constant(5_000),
      editEveryMs: fc.constantFrom(0, 80, 1_200),
      tellsRoom: fc.boolean(),
      latenciesMs: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 7 }),
      // A refusal has its end: a platform that refuses for ever shows nothing, whoever asks.
      moods: moods.map(some => [...some, 'well' as const]),
    }),
  }),
)

/** Lives a story to its end; every writer has shown its last frame then. */
async function live({
  writers: many,
  acts,
  script,
}: Story): Promise<Bed & { readonly writers: readonly Writer[]; readonly open: () => number }> {
  const it = bed(script)
  const { clock, pacing } = it
  const writers = Array.from({ length: many }, (_, nth) => writer(`m${nth}`))
  let open = 0
  const offer = async (of: Writer, patience: { readonly patienceMs?: number }): Promise<void> => {
    open++
    const { lease, until } = of
    try {
      await pacing.offer(of.message, { draw: drawn(of), last: false, signal: lease.signal, until: until.signal, ...patience })
    } catch (thrown) {
      if (lease.signal.aborted) expect(thrown).toBe(lease.signal.reason)
    } finally {
      open--
    }
  }
  const end = async (of: Writer): Promise<void> => {
    of.isEnded = true
    of.version++
    // An engine begins a step anew that lost its lease or threw.
    for (let tries = 0; tries < 200; tries++) {
      try {
        const outcome = await pacing.offer(of.message, { draw: drawn(of), last: true, signal: of.lease.signal })
        expect(outcome).toBe('shown')
        return
      } catch {
        of.lease = of.lease.signal.aborted ? new AbortController() : of.lease
        await clock.sleep(50)
      }
    }
    throw new Error('The last frame was refused two hundred times.')
  }
  const acting: Record<Act['what'], (of: Writer) => void> = {
    write(of) {
      of.version++
      void offer(of, {})
    },
    hurry(of) {
      of.version++
      void offer(of, { patienceMs: 1_000 })
    },
    'give up'(of) {
      of.until.abort()
      of.until = new AbortController()
    },
    lose(of) {
      of.lease.abort(new Error(`${of.message} lost its lease.`))
      of.lease = new AbortController()
    },
    end: of => void (of.ended = end(of)),
  }
  for (const { at, who, what } of acts) {
    clock.after(at, () => {
      const of = writers[who]
      if (of === undefined || (of.isEnded && what !== 'lose')) return
      if (of.isEnded) of.lease.abort(new Error('The lease of a last frame was lost.'))
      else acting[what](of)
    })
  }
  for (const of of writers) clock.after(31_000, () => (of.isEnded ? undefined : acting.end(of)))
  await clock.run()
  await Promise.all(writers.map(of => of.ended))
  return { ...it, writers, open: () => open }
}

test('the last text of every message is shown exactly and last, whatever the platform refuses', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async story => {
      const { writers, shown } = await live(story)
      for (const { message, version } of writers) {
        const final = shown(message).at(-1)
        expect({ text: final?.text, last: final?.last }).toEqual({ text: `${message} ${version}`, last: true })
      }
    }),
    { numRuns: 200 },
  )
})

test('one edit is in flight, rests are kept, no frame is older than one before it, and nothing is left in memory', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async story => {
      const { seen, over, pacing, clock, open, counted, shown, writers } = await live(story)
      for (const [at, edit] of seen.entries()) {
        const before = seen[at - 1]
        if (before === undefined) continue
        expect(edit.from).toBeGreaterThanOrEqual(before.to + before.restMs)
      }
      expect(over).toEqual([])
      for (const { message } of writers) {
        const own = seen.filter(edit => edit.message === message)
        for (const [at, edit] of own.entries()) {
          const before = own[at - 1]
          if (before === undefined) continue
          expect(versionOf(edit)).toBeGreaterThanOrEqual(versionOf(before))
          const everyMs = before.became === 'shown' ? (story.script.editEveryMs ?? 0) : 0
          // By the platform's count, which goes from one arrival to the next.
          expect(edit.from).toBeGreaterThanOrEqual(before.from + everyMs)
        }
      }
      expect(counted.shown).toBe(shown().length)
      expect(open()).toBe(0)
      expect(clock.due).toBe(0)
      expect(pacing.held).toEqual({ buckets: 0, messages: 0 })
    }),
    { numRuns: 200 },
  )
})

test('while a message waits, every other one is shown at most once, and last frames', async () => {
  const eager = fc.record({
    writers: fc.integer({ min: 2, max: 30 }),
    thinkMs: fc.array(fc.nat(15_000), { minLength: 1, maxLength: 9 }),
    editEveryMs: fc.constantFrom(0, 1_200),
    tellsRoom: fc.boolean(),
    latenciesMs: fc.array(fc.nat(400), { minLength: 1, maxLength: 7 }),
    moods: moods.map(some => [...some, 'well' as const]),
  })
  await fc.assert(
    fc.asyncProperty(eager, async ({ writers: many, thinkMs, ...script }) => {
      const { clock, pacing, shown, seen } = bed({ edits: 5, perMs: 5_000, ...script })
      const offers: { readonly message: MessageRef; readonly at: number }[] = []
      let thoughts = 0
      const writing = Array.from({ length: many }, async (_, nth) => {
        const of = writer(`m${nth}`)
        while (clock.now() < 60_000) {
          await clock.sleep(nth % 2 === 0 ? 0 : (thinkMs[thoughts++ % thinkMs.length] ?? 0))
          of.version++
          offers.push({ message: of.message, at: clock.now() })
          const frame = { draw: drawn(of), last: of.version % 5 === 0, signal: of.lease.signal }
          // A platform that fails is asked again a moment later.
          await pacing.offer(of.message, frame).catch(() => clock.sleep(20))
        }
      })
      await clock.run()
      await Promise.all(writing)
      for (const { message, at } of offers) {
        const own = seen.filter(edit => edit.message === message)
        const before = own.findLast(edit => edit.to <= at && edit.became === 'shown')
        const readyAt = Math.max(at, (before?.to ?? 0) + script.editEveryMs)
        const turn = own.find(edit => edit.from >= at && (edit.became === 'shown' || edit.became === 'failed'))
        const meanwhile = shown().filter(edit => edit.from > readyAt && edit.from < (turn?.from ?? 0) && !edit.last)
        expect(new Set(meanwhile.map(edit => edit.message)).size).toBe(meanwhile.length)
      }
    }),
    { numRuns: 40 },
  )
})

test('with n messages that always have news, none waits longer than n turns of the bucket', async () => {
  const crowds = fc.record({
    many: fc.integer({ min: 1, max: 30 }),
    everyMs: fc.integer({ min: 100, max: 1_500 }),
    latenciesMs: fc.array(fc.nat(300), { minLength: 1, maxLength: 7 }),
    editEveryMs: fc.constantFrom(0, 80, 1_200),
  })
  await fc.assert(
    fc.asyncProperty(crowds, async ({ many, everyMs, latenciesMs, editEveryMs }) => {
      const { clock, pacing, shown } = bed({ edits: 1, perMs: everyMs, latenciesMs, editEveryMs })
      const writers = Array.from({ length: many }, (_, nth) => writer(`m${nth}`))
      const endMs = 4 * many * (everyMs + 300) + 10_000
      const writing = writers.map(async of => {
        while (clock.now() < endMs) {
          of.version++
          await pacing.offer(of.message, { draw: drawn(of), last: false, signal: of.lease.signal })
        }
      })
      await clock.run()
      await Promise.all(writing)
      const turnMs = everyMs + Math.max(...latenciesMs)
      for (const { message } of writers) {
        const ends = shown(message).map(edit => edit.to)
        expect(ends.length).toBeGreaterThan(2)
        for (const [at, to] of ends.entries()) expect(to - (ends[at - 1] ?? 0)).toBeLessThanOrEqual(many * turnMs + editEveryMs)
      }
    }),
    { numRuns: 60 },
  )
})

test('ten pictures that look at their runs and wait a second for their frames share a bucket of five in five seconds', async () => {
  const { clock, pacing, shown } = bed({ edits: 5, perMs: 5_000, editEveryMs: 1_200, latenciesMs: [120] })
  const pictures = Array.from({ length: 10 }, (_, nth) => writer(`m${nth}`))
  let longestMs = 0
  const painting = pictures.map(async (of, nth) => {
    for (await clock.sleep(nth * 37); clock.now() < 100_000; await clock.sleep(350)) {
      of.version++
      const from = clock.now()
      await pacing.offer(of.message, { draw: drawn(of), last: false, signal: of.lease.signal, patienceMs: 1_000 })
      longestMs = Math.max(longestMs, clock.now() - from)
    }
  })
  await clock.run()
  await Promise.all(painting)
  // A step holds its place no longer than twice its patience and the answer to its own frame.
  expect(longestMs).toBeLessThanOrEqual(2_120)
  const counts = pictures.map(({ message }) => shown(message).length)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2)
  // What the bucket bears is used: five in five seconds are a hundred in a hundred.
  expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(90)
})

test('frames in between are spread over what a bucket bears, and first words and last frames take a free place at once', async () => {
  const { clock, pacing, seen, over } = bed({ edits: 5, perMs: 5_000, latenciesMs: [100], tellsRoom: true })
  const [first, second] = [writer('m0'), writer('m1')]
  const writing = (async () => {
    while (clock.now() < 14_000) {
      first.version++
      await pacing.offer(first.message, { draw: drawn(first), last: false, signal: first.lease.signal })
    }
  })()
  for (const [at, last] of [
    [7_300, false],
    [7_800, true],
  ] as const)
    clock.after(at, () => void pacing.offer(second.message, { draw: drawn(second), last, signal: second.lease.signal }))
  await clock.run()
  await writing
  const times = (of: Writer): readonly number[] => seen.filter(({ message }) => message === of.message).map(({ from }) => from)
  expect(times(second)).toEqual([7_300, 7_800])
  // A little quicker while it is young and alone, later as evenly as five go into five seconds and the way of an edit.
  const gaps = times(first)
    .map((at, nth, all) => at - (all[nth - 1] ?? at))
    .slice(1)
  expect(Math.max(...gaps.filter((_, nth) => (times(first)[nth + 1] ?? 0) < 7_000))).toBeLessThanOrEqual(1_600)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(600)
  expect(times(first).filter(at => at < 5_000)).toHaveLength(5)
  expect(over).toEqual([])
})
