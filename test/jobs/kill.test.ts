import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { until } from '../contracts/wait.ts'
import { startChild } from '../store/child.ts'
import { temporaryFolder } from '../store/folder.ts'

const linesIn = (file: string): Promise<number> =>
  readFile(file, 'utf8').then(
    text => text.split('\n').length - 1,
    () => 0,
  )

test('no job is lost and no lane runs two, however often the process is killed in the midst of its work', async () => {
  await using folder = await temporaryFolder()
  const file = `${folder.path}/steps.txt`
  const kills = 6
  for (let round = 0; round <= kills; round++) {
    await using child = startChild('jobs/kill-child.ts', [folder.path, round === 0 ? 'all' : 'some'])
    expect((await child.lines.next()).value).toBe('added')
    if (round === kills) {
      expect((await child.lines.next()).value).toBe('over')
    } else {
      const enough = (await linesIn(file)) + 1 + Math.floor(Math.random() * 60)
      await until('it went on working', async () => (await linesIn(file)) >= enough)
    }
  }

  const steps = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map(line => {
      const [pid = '', lane = '', job = '', done = '', at = ''] = line.split(' ')
      return { pid, lane, job, done: Number(done), at }
    })
  expect(new Set(steps.map(step => step.pid)).size, 'it was killed before all was over').toBe(kills + 1)

  for (let lane = 0; lane < 6; lane++) {
    const own = steps.filter(step => step.lane === `lane-${lane}`)
    const jobs = own.map(step => step.job).filter((job, index, all) => job !== all[index - 1])
    expect(jobs, 'a lane holds one job to its end, in the order of adding').toEqual(
      Array.from({ length: 10 }, (_, index) => `job-${index * 6 + lane}`),
    )
    own.forEach((step, index) => {
      const before = own[index - 1]
      if (step.at === 'end') expect(before).toEqual({ ...step, at: 'begin' })
      else if (before?.pid === step.pid) expect(before.at, 'no lane runs two').toBe('end')
    })
    for (const job of new Set(jobs)) {
      const counts = own.filter(step => step.job === job && step.at === 'end').map(step => step.done)
      expect([...new Set(counts)], 'every step happened, in order').toEqual([0, 1, 2, 3])
    }
  }

  await using store = await openStore({ url: `sqlite:${folder.path}/replichat.db`, dataDir: folder.path })
  expect(await store.records.list('facts', {})).toHaveLength(180)
})
