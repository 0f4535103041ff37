import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fold } from '#core/fold.ts'
import type { Job } from '#core/job.ts'
import { type Door, jobWith, openDoor, output, started, submitting, success, told } from './door.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door[Symbol.asyncDispose]())

const bar = (step: number): string => `Using seed: 7\n ${step * 4}%|██  | ${step}/25 [00:01<00:03, 11.76it/s]`
/** A prediction's whole life, as webhooks tell it in order. */
const life = [
  told({ status: 'starting', started_at: null }),
  told(),
  told({ logs: bar(3) }),
  told({ logs: bar(12), output }),
  told({ logs: bar(20), output: [...output, 'https://replicate.delivery/b.png'] }),
  told({ ...success, logs: bar(25), output: [...output, 'https://replicate.delivery/b.png'] }),
]
const end = life.length - 1

/** How the job ends when its step takes the facts at some moments, as a busy or a quick step would. */
async function play(begin: Job, deliveries: readonly { readonly nth: number; readonly isTaken: boolean }[]): Promise<Job> {
  let job = begin
  await door.records.batch([{ put: 'jobs', row: job }])
  const take = async (): Promise<void> => {
    const rows = await door.records.list('facts', { where: { job: job.id } })
    job = rows.reduce((now, row) => fold(now, row.fact), job)
    await door.records.batch([{ put: 'jobs', row: job }, ...rows.map(({ id }) => ({ remove: 'facts' as const, id }))])
  }
  for (const { nth, isTaken } of deliveries) {
    const { status } = await door.send({ id: `msg_${nth}`, body: life[nth] ?? '' })
    expect(status).toBe(200)
    if (isTaken) await take()
  }
  await take()
  expect(await door.facts()).toEqual([])
  return job
}

test('in whatever order webhooks come, lost, late and twice, a run ends as its own end says', async () => {
  const delivery = fc.record({ nth: fc.nat(end), isTaken: fc.boolean() })
  const begins = [jobWith('j1', [submitting]), jobWith('j1', [submitting, started('p1')])]
  const expected = fold(begins[1]!, {
    type: 'succeeded',
    run: 0,
    prediction: 'p1',
    files: [...output, 'https://replicate.delivery/b.png'],
    usage: { seconds: 2.6, images: 2, bootSeconds: 6 },
  })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...begins), fc.array(delivery, { maxLength: 12 }), fc.nat(12), async (begin, some, at) => {
      const all = some.toSpliced(at, 0, { nth: end, isTaken: true })
      expect((await play(begin, all)).runs).toEqual(expected.runs)
    }),
    { numRuns: 60 },
  )
})

test('while the end is missing a run only ever comes further', async () => {
  const delivery = fc.record({ nth: fc.nat(end - 1), isTaken: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 10 }), async some => {
      const job = await play(jobWith('j1', [submitting, started('p1')]), some)
      const furthest = Math.max(...some.map(({ nth }) => nth))
      const state = job.runs[0]?.state
      expect(state?.phase).toBe('running')
      if (state?.phase !== 'running') return
      expect(state.begun).toBe(furthest > 0)
      expect(state.progress?.step).toBe([undefined, undefined, 3, 12, 20][furthest])
      expect(state.files?.length ?? 0).toBe([0, 0, 0, 1, 2][furthest])
    }),
    { numRuns: 60 },
  )
})
