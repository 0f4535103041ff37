import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address } from '../../src/core/address.ts'
import type { FaultRecord } from '../../src/core/fault.ts'
import { fold } from '../../src/core/fold.ts'
import {
  type Fact,
  hasEnded,
  isOver,
  type Job,
  type ModelJob,
  keptOf,
  phaseOf,
  picturesOf,
  type PictureJob,
  progressOf,
  type RunState,
  type TurnJob,
} from '../../src/core/job.ts'
import type { MessageRef, Picture, ReplyRef } from '../../src/core/post.ts'

const address: Address = { platform: 'web', workspace: 'w', channel: 'c' }
const empty: PictureJob = {
  kind: 'picture',
  id: 'j1',
  at: 0,
  address,
  actor: { id: 'u', name: 'Ada' },
  reply: 'r' as ReplyRef,
  model: 'acme/flux',
  values: { prompt: 'a fox' },
  runs: [],
  messages: [],
}
const fault: FaultRecord = { kind: 'platform', message: 'Replicate broke.' }
const picture = (name: string): Picture => ({ blob: name, contentType: 'image/png', width: 1, height: 1, alt: name })
const plan = (runs: number, expects = 1): Fact => ({
  type: 'planned',
  runs: Array.from({ length: runs }, () => ({ model: 'acme/flux', name: 'acme/flux', input: {}, expects })),
  reserved: 10,
})
const planned = (runs = 1, expects = 1): PictureJob => fold(empty, plan(runs, expects))
const play = <J extends Job>(job: J, facts: readonly Fact[]): J => facts.reduce((now, fact) => fold(now, fact), job)
const stateOf = (job: Job, run = 0): RunState => {
  const state = job.runs[run]?.state
  if (state === undefined) throw new Error('no such run')
  return state
}

const submitting = (run = 0): Fact => ({ type: 'submitting', run, at: 1 })
const started = (prediction = 'p1', run = 0): Fact => ({ type: 'started', run, prediction, at: 2 })
const progressed = (done: number, prediction = 'p1', run = 0): Fact => ({
  type: 'progressed',
  run,
  prediction,
  begun: true,
  progress: { done },
})
const kept = (index: number, prediction = 'p1', run = 0): Fact => ({
  type: 'kept',
  run,
  prediction,
  kept: { index, picture: picture(`${prediction}-${index}`) },
})
const succeeded = (prediction = 'p1', run = 0): Fact => ({
  type: 'succeeded',
  run,
  prediction,
  files: ['https://replicate.delivery/a.png'],
  usage: { images: 1 },
})
const delivered = (run = 0): Fact => ({ type: 'delivered', run })
const failed = (again: boolean, prediction: string | undefined = 'p1', run = 0): Fact => ({
  type: 'failed',
  run,
  ...(prediction !== undefined && { prediction }),
  fault,
  again,
  usage: {},
})
const canceled = (prediction = 'p1', run = 0): Fact => ({ type: 'canceled', run, prediction, usage: { seconds: 1 } })

/** Any fact of any of three predictions and two runs, and of the job itself. */
const prediction = fc.constantFrom('p1', 'p2', 'p3')
const run = fc.nat(1)
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  run.map(at => submitting(at)),
  run.map((at): Fact => ({ type: 'looked', run: at })),
  run.map((at): Fact => ({ type: 'withdrawn', run: at })),
  fc.tuple(prediction, run).map(args => started(...args)),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), prediction, run).map(args => progressed(...args)),
  fc.tuple(fc.nat(3), prediction, run).map(args => kept(...args)),
  fc.tuple(prediction, run).map(args => succeeded(...args)),
  run.map(at => delivered(at)),
  fc.tuple(fc.boolean(), fc.option(prediction, { nil: undefined }), run).map(args => failed(...args)),
  fc.tuple(prediction, run).map(args => canceled(...args)),
  fc.constant<Fact>({ type: 'refused', fault }),
  fc.constantFrom<Fact>(
    { type: 'cancel-asked', by: 'u', at: 5 },
    { type: 'cancel-asked', by: 'v', at: 6, gone: 'answer' },
    { type: 'cancel-asked', by: 'w', at: 7, gone: 'question' },
  ),
  fc.constant(plan(2)),
  fc.nat(2).map((part): Fact => ({ type: 'posted', part, message: `m${part}` as MessageRef })),
  fc.constant<Fact>({ type: 'closed', at: 9 }),
)
const anyFacts = fc.array(anyFact, { maxLength: 60 })

test('a job and its runs that ended stay ended in the same way, whatever is learnt after', () => {
  fc.assert(
    fc.property(fc.constantFrom<Job>(empty, planned(2)), anyFacts, (begin, facts) => {
      let job = begin
      for (const fact of facts) {
        const next = fold(job, fact)
        if (hasEnded(job)) expect(phaseOf(next)).toBe(phaseOf(job))
        for (const [index, { state }] of job.runs.entries()) {
          if (!isOver(state)) continue
          const { kept: before, ...ended } = state
          const { kept: after, ...still } = stateOf(next, index) as typeof state
          expect(still).toEqual(ended)
          expect(after).toEqual(expect.arrayContaining([...before]))
        }
        job = next
      }
    }),
    { numRuns: 300 },
  )
})

test('a fact that was folded changes nothing when it comes again at once', () => {
  fc.assert(
    fc.property(anyFacts, anyFact, (facts, fact) => {
      // What the step writes of itself, a look, is a count.
      if (fact.type === 'looked') return
      const once = fold(play(planned(2), facts), fact)
      // A retry takes the same failure as late news of a prediction it gave up.
      expect(fold(once, fact)).toEqual(once)
    }),
    { numRuns: 300 },
  )
})

test('progress of a prediction never falls, and once begun it stays begun', () => {
  fc.assert(
    fc.property(anyFacts, facts => {
      let job: Job = play(planned(2), [submitting(), started()])
      for (const fact of facts) {
        const next: Job = fold(job, fact)
        const [before, after] = [stateOf(job), stateOf(next)]
        if (before.phase === 'running' && after.phase === 'running' && before.prediction === after.prediction) {
          expect(after.progress?.done ?? 0).toBeGreaterThanOrEqual(before.progress?.done ?? 0)
          expect([before.begun, after.begun]).not.toEqual([true, false])
        }
        job = next
      }
    }),
    { numRuns: 300 },
  )
})

test('the progress of a job never falls while none of its predictions is started once more', () => {
  const steady = anyFacts.map(facts => facts.filter(fact => !(fact.type === 'failed' && fact.again) && fact.type !== 'withdrawn'))
  fc.assert(
    fc.property(steady, fc.integer({ min: 0, max: 8 }), (facts, expects) => {
      let job: Job = planned(2, expects)
      for (const fact of facts) {
        const next: Job = fold(job, fact)
        expect(progressOf(next)?.done ?? 0).toBeGreaterThanOrEqual(progressOf(job)?.done ?? 0)
        expect(progressOf(next)?.done ?? 0).toBeLessThanOrEqual(1)
        job = next
      }
    }),
    { numRuns: 300 },
  )
})

test('facts of a prediction that is not the run’s own change nothing', () => {
  const foreign = fc.oneof(
    fc.constant(started('p9')),
    fc.double({ min: 0, max: 1, noNaN: true }).map(done => progressed(done, 'p9')),
    fc.nat(3).map(index => kept(index, 'p9')),
    fc.constantFrom(succeeded('p9'), canceled('p9'), failed(true, 'p9'), failed(false, 'p9')),
  )
  const known = fc.constantFrom<readonly Fact[]>(
    [started()],
    [started(), progressed(0.4), kept(0)],
    [succeeded()],
    [succeeded(), delivered()],
    [started(), canceled()],
    [failed(false)],
  )
  fc.assert(
    fc.property(known, foreign, (facts, fact) => {
      const job = play(planned(), [submitting(), ...facts])
      expect(fold(job, fact)).toBe(job)
    }),
  )
})

test('how a run ends depends on the set of its own facts alone: order, repetition and the loss of news in between do not matter', () => {
  const ends: readonly Fact[] = [succeeded(), failed(false), canceled()]
  fc.assert(
    fc.property(
      fc.constantFrom(...ends),
      fc.array(fc.nat(3), { maxLength: 4 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      (end, pictures, news, dice) => {
        const lasting = [end, ...pictures.map(index => kept(index))]
        const passing: Fact[] = [started(), { type: 'looked', run: 0 }, submitting(), ...news.map(done => progressed(done))]
        let thrown = 0
        const roll = (): number => dice[thrown++ % dice.length] ?? 0
        const mixed = [...lasting, ...lasting.filter(() => roll() % 2 === 0), ...passing.filter(() => roll() % 3 > 0)]
          .map(fact => ({ fact, at: roll() }))
          .sort((a, b) => a.at - b.at)
          .map(({ fact }) => fact)
        const inOrder = play(planned(), [submitting(), started(), ...lasting.slice(1), end])
        // A picture that comes first has nothing to be listed with before its prediction is known; it names it.
        expect(stateOf(play(planned(), [submitting(), ...mixed]))).toEqual(stateOf(inOrder))
        expect(stateOf(play(planned(), [submitting(), ...mixed, delivered()]))).toEqual(stateOf(fold(inOrder, delivered())))
      },
    ),
    { numRuns: 300 },
  )
})

test('a result that overtakes the answer of its own create keeps the id', () => {
  for (const [news, phase] of [
    [succeeded(), 'delivering'],
    [canceled(), 'canceled'],
    [failed(false), 'failed'],
    [progressed(0.2), 'running'],
    [kept(0), 'running'],
  ] as const) {
    const early = play(planned(), [submitting(), news])
    expect(stateOf(early)).toMatchObject({ phase, prediction: 'p1' })
    expect(fold(early, started())).toBe(early)
  }
})

test('nothing speaks for a run that was not yet submitted, but what ends it here', () => {
  const job = planned()
  for (const fact of [started(), progressed(1), kept(0), succeeded(), canceled(), failed(true), delivered()])
    expect(fold(job, fact)).toBe(job)
  expect(stateOf(fold(job, { type: 'canceled', run: 0, usage: {} }))).toEqual({ phase: 'canceled', usage: {}, kept: [] })
  expect(stateOf(fold(job, { type: 'failed', run: 0, fault, again: true, usage: {} }))).toMatchObject({ phase: 'failed', fault })
})

test('a prediction that failed at Replicate is started once more, and only once', () => {
  const first = play(planned(), [submitting(), started('p1'), kept(0), failed(true, 'p1')])
  expect(first.runs[0]).toMatchObject({ replaced: ['p1'], state: { phase: 'new' } })
  const late = [started('p1'), succeeded('p1'), failed(false, 'p1'), canceled('p1'), progressed(1, 'p1'), kept(1, 'p1')]
  expect(play(first, late)).toBe(first)
  const second = play(first, [submitting(), ...late, started('p2')])
  expect(stateOf(second)).toMatchObject({ phase: 'running', prediction: 'p2', kept: [] })
  expect(stateOf(fold(second, failed(true, 'p2')))).toMatchObject({ phase: 'failed', prediction: 'p2' })
  expect(stateOf(play(second, [succeeded('p2'), delivered()]))).toMatchObject({ phase: 'done', prediction: 'p2' })
  fc.assert(
    fc.property(anyFacts, facts => {
      for (const { replaced } of play(planned(2), facts).runs) expect(replaced.length).toBeLessThanOrEqual(1)
    }),
  )
})

test('what has succeeded is paid, so that a failure in delivering it ends the run and starts nothing', () => {
  const job = play(planned(), [submitting(), started(), succeeded()])
  expect(stateOf(fold(job, failed(true)))).toMatchObject({ phase: 'failed', prediction: 'p1', fault })
})

test('a create that Replicate refused to take may be sent again', () => {
  const job = play(planned(), [submitting(), { type: 'looked', run: 0 }, { type: 'withdrawn', run: 0 }])
  expect(stateOf(job)).toEqual({ phase: 'new' })
  expect(stateOf(play(job, [submitting(), started('p2')]))).toMatchObject({ phase: 'running', prediction: 'p2' })
})

test('pictures stand in the order of the model’s answer, each once, however they came', () => {
  const job = play(planned(2), [
    submitting(1),
    started('p2', 1),
    kept(1, 'p2', 1),
    submitting(),
    started(),
    kept(2),
    kept(0),
    kept(2),
  ])
  expect(keptOf(stateOf(job)).map(({ index }) => index)).toEqual([0, 2])
  expect(picturesOf(job).map(({ blob }) => blob)).toEqual(['p1-0', 'p1-2', 'p2-1'])
})

const runs = (...facts: readonly Fact[]): Job => play(planned(2), facts)
const begin = [submitting(0), submitting(1), started('p1', 0), started('p2', 1)]
test.each<[string, Job, string]>([
  ['queued before it is planned', empty, 'queued'],
  ['queued when planned', planned(2), 'queued'],
  ['starting once submitted', runs(submitting()), 'starting'],
  ['starting while models boot', runs(...begin), 'starting'],
  ['running once one has begun', runs(...begin, progressed(0.1)), 'running'],
  ['running while one is delivered and one still starts', runs(...begin, succeeded()), 'running'],
  ['running while one failed and one still waits', runs(submitting(), failed(false)), 'running'],
  ['delivering when every model is ready', runs(...begin, succeeded(), succeeded('p2', 1), delivered()), 'delivering'],
  ['done', runs(...begin, succeeded(), succeeded('p2', 1), delivered(), delivered(1)), 'done'],
  ['partial when one made it and one failed', runs(...begin, succeeded(), delivered(), failed(false, 'p2', 1)), 'partial'],
  ['partial when one made it and one was canceled', runs(...begin, succeeded(), delivered(), canceled('p2', 1)), 'partial'],
  ['failed when none made it', runs(...begin, canceled(), failed(false, 'p2', 1)), 'failed'],
  ['canceled when all were', runs(...begin, canceled(), canceled('p2', 1)), 'canceled'],
  ['canceled before it was planned', fold(empty, { type: 'cancel-asked', by: 'u', at: 1 }), 'canceled'],
  ['failed when it was refused', fold(empty, { type: 'refused', fault }), 'failed'],
])('a job is %s', (_, job, phase) => {
  expect(phaseOf(job)).toBe(phase)
  expect(hasEnded(job)).toBe(['done', 'partial', 'failed', 'canceled'].includes(phase))
})

test('the progress of a job weighs its runs by their pictures', () => {
  const wide = fold(empty, {
    type: 'planned',
    reserved: 1,
    runs: [
      { model: 'a/b', name: 'a/b', input: {}, expects: 4 },
      { model: 'a/b', name: 'a/b', input: {}, expects: 1 },
    ],
  })
  expect(progressOf(wide)).toBeUndefined()
  expect(progressOf(play(wide, [submitting(), started(), progressed(0.5)]))).toEqual({ done: 0.4 })
  expect(progressOf(play(wide, [submitting(1), started('p2', 1), failed(false, 'p2', 1)]))).toEqual({ done: 0.2 })
  const single = play(planned(), [
    submitting(),
    started(),
    { type: 'progressed', run: 0, prediction: 'p1', begun: true, progress: { done: 0.5, step: 1, steps: 2, etaMs: 900 } },
  ])
  expect(progressOf(single)).toEqual({ done: 0.5, step: 1, steps: 2, etaMs: 900 })
})

test('messages are noted in order, the plan, the refusal, the cancel and the close once', () => {
  const message = (part: number, name: string): Fact => ({ type: 'posted', part, message: name as MessageRef })
  expect(play(empty, [message(0, 'a'), message(0, 'b'), message(2, 'c'), message(1, 'd')]).messages).toEqual(['a', 'd'])
  const job = play(empty, [
    plan(1),
    plan(2),
    { type: 'refused', fault },
    { type: 'cancel-asked', by: 'u', at: 1 },
    { type: 'cancel-asked', by: 'v', at: 2 },
    { type: 'closed', at: 3 },
    { type: 'closed', at: 4 },
  ])
  expect(job).toMatchObject({ reserved: 10, cancelAsked: { by: 'u', at: 1 }, closedAt: 3 })
  expect(job.runs).toHaveLength(1)
  expect(job.fault).toBeUndefined()
  const gone = fold(empty, { type: 'cancel-asked', by: 'u', at: 1 })
  expect(fold(gone, plan(1))).toBe(gone)
  expect(fold(gone, { type: 'refused', fault })).toBe(gone)
  expect(fold(planned(), started('p1', 7))).toEqual(planned())
})

test('what a deletion forgets does not depend on what else asked for the cancel, nor on the order', () => {
  const wishes: readonly Fact[] = [
    { type: 'cancel-asked', by: 'button', at: 1 },
    { type: 'cancel-asked', by: 'deleted', at: 2, gone: 'answer' },
    { type: 'cancel-asked', by: 'deleted', at: 3, gone: 'question' },
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray([...wishes], { minLength: 1 }), facts => {
      const { cancelAsked } = play<Job>(planned(), facts)
      const gone = facts.map(fact => (fact.type === 'cancel-asked' ? fact.gone : undefined))
      expect(cancelAsked?.gone).toBe(gone.includes('question') ? 'question' : gone.includes('answer') ? 'answer' : undefined)
      expect(cancelAsked?.by).toBe(facts[0]?.type === 'cancel-asked' ? facts[0].by : undefined)
    }),
  )
})

test.each<readonly [string, readonly Fact[]]>([
  ['was answered', [{ ...succeeded(), text: 'secret' } as Fact, delivered()]],
  ['failed halfway', [{ ...failed(false), text: 'secret' } as Fact]],
  ['was stopped', [{ ...canceled(), text: 'secret' } as Fact]],
])('a closed turn that %s keeps no words of anybody, and what it ran with', (_, facts) => {
  const { model: _model, values: _values, ...base } = empty
  const turn: TurnJob = { ...base, kind: 'turn', conversation: 'c', ask: { text: 'secret', message: 'm' as MessageRef } }
  const input = { prompt: 'secret', messages: [{ content: 'secret' }], system_prompt: 'be kind', max_tokens: 9 }
  const runs = [{ model: 'acme/talk', name: 'acme/talk', input, expects: 0 }] as const
  const open = play(turn, [{ type: 'planned', runs, reserved: 1 }, submitting(), started(), ...facts])
  expect(JSON.stringify(open).match(/secret/g)).toHaveLength(4)
  const closed = fold(open, { type: 'closed', at: 9 })
  expect(JSON.stringify(closed)).not.toContain('secret')
  expect(closed.runs[0]?.input).toEqual({ system_prompt: 'be kind', max_tokens: 9 })
  expect(phaseOf(closed)).toBe(phaseOf(open))
})

test('a closed job of any model keeps what it was given and no words that the model answered', () => {
  const open: ModelJob = {
    ...{ kind: 'model', id: 'm', at: 0, address: empty.address, actor: empty.actor, reply: empty.reply, messages: [] },
    ...{ model: 'acme/any', values: { model: 'acme/any', input: 'text=mine' }, runs: [] },
  }
  const facts: readonly Fact[] = [
    {
      type: 'planned',
      reserved: 1,
      output: 'object',
      runs: [{ model: 'acme/any', name: 'acme/any', input: { text: 'mine' }, expects: 0 }],
    },
    submitting(),
    started(),
    { type: 'succeeded', run: 0, prediction: 'p1', files: [], text: 'secret', json: '{"a":"secret"}', usage: {} },
    delivered(),
  ]
  const done = play(open, facts)
  expect(stateOf(done)).toMatchObject({ phase: 'done', text: 'secret', json: '{"a":"secret"}' })
  const closed = fold(done, { type: 'closed', at: 9 })
  expect(JSON.stringify(closed)).not.toContain('secret')
  expect(closed).toMatchObject({ output: 'object', runs: [{ input: { text: 'mine' }, state: { phase: 'done' } }] })
  expect(fold(closed, { type: 'deleted', by: 'u', at: 10 })).toMatchObject({ deleted: { by: 'u', at: 10 } })
})

test('pictures are taken away once the job is closed, by whom it was first, and late news bring none back', () => {
  const deleted = (by: string): Fact => ({ type: 'deleted', by, at: 9 })
  const files = ['a', 'b']
  const facts = [
    submitting(),
    started(),
    { type: 'succeeded', run: 0, prediction: 'p1', files, usage: {} },
    kept(0),
    { type: 'delivered', run: 0 },
  ]
  const done = play(planned(1, 2), facts as readonly Fact[])
  expect(picturesOf(done)).toHaveLength(1)
  expect(fold(done, deleted('Ada'))).toBe(done)
  const gone = play(done, [{ type: 'closed', at: 8 }, deleted('Ada'), deleted('Ben'), kept(1)])
  expect(gone).toMatchObject({ deleted: { by: 'Ada', at: 9 }, closedAt: 8 })
  expect(picturesOf(gone)).toEqual([])
  expect(phaseOf(gone)).toBe('done')
})
