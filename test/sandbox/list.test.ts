import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutPage, listed } from '../../src/sandbox/cursor.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import type { SandboxModel } from '../../src/sandbox/models/model.ts'
import { everyone, type Json, startSandbox } from './start.ts'

test('pages forth and back tell every item once, in order, for any size', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (items, size) => {
      const page = (url: string) =>
        cutPage(
          new URL(url),
          size,
          listed(items),
          ([place]) => place,
          ([, item]) => item,
        )
      const seen: number[] = []
      const pages: (readonly number[])[] = []
      let at = page('http://x/v1/things?source=web')
      for (; ; at = page(at.next)) {
        seen.push(...at.results)
        pages.push(at.results)
        if (at.next === null) break
        expect(new URL(at.next).searchParams.get('source')).toBe('web')
      }
      expect(seen).toEqual(items)
      for (const before of pages.slice(0, -1).reverse()) {
        at = page(at.previous!)
        expect(at.results).toEqual(before)
        expect(at.next).not.toBeNull()
      }
      expect(at.previous).toBeNull()
    }),
  )
})

test('predictions are listed newest first, a hundred a page, within the times asked for', async () => {
  await using sandbox = await startSandbox()
  const ids: string[] = []
  for (let i = 0; i < 103; i++)
    ids.unshift(
      String(
        (
          await sandbox.json('POST', '/predictions', {
            version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
            input: { text: `${i}` },
          })
        ).id,
      ),
    )
  const idsOf = (page: Json): string[] => page.results.map(({ id }) => id)
  const first = await sandbox.json('GET', '/predictions')
  expect(idsOf(first)).toEqual(ids.slice(0, 100))
  expect(first.previous).toBeNull()
  const second = await sandbox.json('GET', first.next!)
  expect(idsOf(second)).toEqual(ids.slice(100))
  expect(second.next).toBeNull()
  expect(idsOf(await sandbox.json('GET', second.previous!))).toEqual(ids.slice(0, 100))

  const middle = second.results[0]!.created_at
  const inside = async (query: string): Promise<string[]> => idsOf(await sandbox.json('GET', `/predictions?${query}`))
  const created = new Map([...first.results, ...second.results].map(one => [one.id, Date.parse(one.created_at)]))
  const at = Date.parse(middle)
  expect(await inside(`created_before=${middle}`)).toEqual(ids.filter(id => created.get(id)! < at))
  expect(await inside(`created_after=${middle}`)).toEqual(ids.filter(id => created.get(id)! >= at).slice(0, 100))
  expect(await inside('source=web')).toEqual([])
})

test('a cursor that is none is not found, a time that is none is refused', async () => {
  await using sandbox = await startSandbox()
  expect((await sandbox.call('GET', '/predictions?cursor=bm9uZQ==')).status).toBe(404)
  for (const query of ['created_after=yesterday', 'source=api'])
    expect((await sandbox.call('GET', `/predictions?${query}`)).status).toBe(400)
  expect((await sandbox.call('GET', '/models?sort_by=name')).status).toBe(400)
})

test('models are listed by their newest or first version, either way round', async () => {
  await using sandbox = await startSandbox()
  const names = async (query: string): Promise<string[]> => (await everyone(sandbox, `/models?${query}`)).map(({ name }) => name)
  const byDate = (which: (model: SandboxModel) => string | undefined): string[] =>
    catalogue.toSorted((a, b) => Date.parse(which(b) ?? '') - Date.parse(which(a) ?? '')).map(({ name }) => name)
  const newest = await names('')
  expect(newest).toEqual(byDate(({ versions }) => versions[0]?.createdAt))
  expect(await names('sort_direction=asc')).toEqual(newest.toReversed())
  const bySeniority = await names('sort_by=model_created_at')
  expect(bySeniority).toEqual(byDate(({ versions }) => versions.at(-1)?.createdAt))
  expect(bySeniority).not.toEqual(newest)
})

test('every model says that a local engine plays it, and counts its runs', async () => {
  await using sandbox = await startSandbox()
  await sandbox.json('POST', '/deployments/sandbox/flux-fast/predictions', { input: { prompt: 'x' } }, { prefer: 'wait' })
  for (const model of await everyone(sandbox, '/models')) {
    expect(model.description).toMatch(/in this sandbox/i)
    expect(model.run_count).toBe(model.name === 'flux-schnell' ? 1 : 0)
  }
})
