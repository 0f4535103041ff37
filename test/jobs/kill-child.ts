import { appendFileSync } from 'node:fs'
import { localEngine } from '../../src/jobs/local.ts'
import { openStore } from '../../src/store/open.ts'

// Works on 60 jobs of three steps each in 6 lanes, and writes down every step. It is killed in the midst of it, again and again.
const [folder = '', add = ''] = process.argv.slice(2)
const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const note = (line: string): void => appendFileSync(`${folder}/steps.txt`, `${line}\n`)
const quiet = { info: () => {}, warn: () => {}, error: () => {} }

const store = await openStore({ url: `sqlite:${folder}/replichat.db`, dataDir: folder })
const engine = localEngine({ database: store.database, log: quiet, retryMs: () => 1 })
const jobs = Array.from({ length: 60 }, (_, index) => ({ job: `job-${index}`, lane: `lane-${index % 6}`, share: `${index % 3}` }))
for (const { job, lane, share } of jobs) {
  if (add === 'all' || (add === 'some' && Math.random() < 0.3)) await engine.add(job, { lane, share })
}
say('added')

engine.start(
  {
    async step(job, lease) {
      const done = (await store.records.list('facts', { where: { job } })).length
      const lane = jobs.find(other => other.job === job)?.lane ?? ''
      note(`${process.pid} ${lane} ${job} ${done} begin`)
      await new Promise(resolve => setTimeout(resolve, 2 + Math.random() * 4))
      note(`${process.pid} ${lane} ${job} ${done} end`)
      if (done === 3) return 'finished'
      if (Math.random() < 0.1) throw new Error('now and then')
      const row = { id: `${job} ${done}`, job, at: done, fact: { type: 'delivered', run: done } } as const
      await store.records.batch([{ put: 'facts', row }], lease.fence)
      return { inMs: Math.random() < 0.5 ? 0 : 3 }
    },
    giveUp: async job => void say(`gave up ${job}`),
  },
  { atMost: 4 },
)

const isOver = (): boolean => store.database.prepare('SELECT count(*) AS n FROM queue').get()?.['n'] === 0
while (!isOver()) await new Promise(resolve => setTimeout(resolve, 5))
say('over')
await engine[Symbol.asyncDispose]()
await store[Symbol.asyncDispose]()
