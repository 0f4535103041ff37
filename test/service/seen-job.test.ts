import { expect, test } from 'vitest'
import type { Actor, Address } from '#core/address.ts'
import { pressAction } from './press-on.ts'
import { ada, ben, closed, general, openStage, type Stage, wordsOf } from './stage.ts'

const quick = { more: 'num_inference_steps=1 megapixels=0.25' }
const gone = 'What this button belongs to is no longer stored; start it anew.'
const nextDoor: Address = { ...general, workspace: 'next door' }
const directly = (channel: string): Address => ({ ...general, workspace: 'direct', channel })

/** Paints somewhere for Ada, and answers the id of the job. */
async function paintedAt(stage: Stage, address: Address): Promise<string> {
  await stage.command('imagine', { prompt: 'a secret heron', ...quick }, { address })
  await closed(stage)
  const [job] = await stage.store.records.list('jobs', { newestFirst: true, limit: 1 })
  return job?.id ?? ''
}

test.each([
  { who: 'somebody of another workspace', painted: general, actor: ben, from: nextDoor },
  { who: 'an admin of another workspace', painted: general, actor: { id: 'root', name: 'Root' }, from: nextDoor },
  { who: 'somebody else who writes directly', painted: directly('of ada'), actor: ben, from: directly('of ben') },
])('$who opens nothing with the id of a job: not its words, not its pictures, not itself', async ({ painted, actor, from }) => {
  await using stage = await openStage({
    isGoverned: true,
    admins: ['root'],
  })
  await stage.service.desk.present('stage', ['house', 'next door'])
  const id = await paintedAt(stage, painted)
  const asker: { readonly actor: Actor; readonly address: Address } = { actor, address: from }
  for (const action of [`again:${id}`, `vary:${id}:0-0`, `delete:${id}`, `cancel:${id}`]) {
    await pressAction(stage, action, asker)
    expect(wordsOf(stage.shown().at(-1) as never)).toBe(gone)
  }
  await expect(stage.service.desk.form(`form:reword:${id}`, asker)).rejects.toThrow(gone)
  const jobs = await stage.store.records.list('jobs', {})
  expect(jobs.map(job => job.id)).toEqual([id])
  expect(await stage.store.records.list('outputs', {})).toHaveLength(1)
})

test('who asked for it may go on with it elsewhere, and so may an admin of the service’s own console', async () => {
  await using stage = await openStage({ admins: ['root'] })
  const id = await paintedAt(stage, general)
  const root = { actor: { id: 'root', name: 'Root' }, address: nextDoor }
  await pressAction(stage, `again:${id}`, { actor: ada, address: nextDoor })
  await closed(stage)
  const own = await stage.store.records.list('jobs', {})
  expect(own.map(job => job.address.workspace)).toEqual(['house', 'next door'])
  expect(await stage.service.desk.form(`form:reword:${id}`, root)).toBeDefined()
  await expect(stage.service.desk.form(`form:reword:${id}`, { ...root, actor: ben })).rejects.toThrow(gone)
})
