import fc from 'fast-check'
import sharp from 'sharp'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Asker, GalleryRow, JobNews, JobRow } from '#core/report.ts'
import type { OutputRow } from '#core/rows.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { newestFirst } from '../../src/service/newest-first.ts'
import { openStore } from '../../src/store/open.ts'
import { ada, ben, buttonsOf, general, isFinished, openStage, picturesOf, type Stage } from './stage.ts'

const asAda: Asker = { actor: ada, address: general }
const asBen: Asker = { actor: ben, address: general }
const all = { whose: 'all', limit: 50 } as const
const mine = { whose: 'mine', limit: 50 } as const

/** Paints, and answers when the pictures are there. */
async function paint(stage: Stage, values: Record<string, string | number>, said = {}): Promise<readonly string[]> {
  const before = stage.shown().length
  await stage.command('imagine', values, said)
  await stage.until('The message', () => stage.shown().length > before)
  return picturesOf(await stage.until('The pictures', post => isFinished(post) && post === stage.shown()[before]))
}
const only = <Row>(rows: readonly Row[]): Row => {
  expect(rows).toHaveLength(1)
  return rows[0] as Row
}

describe('the gallery', () => {
  test('shows every picture newest first with how it was made, and its sidecar holds what makes it again', async () => {
    await using stage = await openStage({ prices: [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] })
    const { desk } = stage.service
    const foxes = await paint(stage, { prompt: 'a red fox', count: 3, seed: 7 })
    const boats = await paint(stage, { prompt: 'a boat at sea' }, { actor: ben })
    const { rows, next } = await desk.gallery(asAda, all)
    expect(next).toBeUndefined()
    expect(rows.map(row => row.picture.blob)).toEqual([...boats, ...foxes])
    expect(rows[1]).toMatchObject({
      prompt: 'a red fox',
      seed: 7,
      model: 'black-forest-labs/flux-schnell',
      cost: 3_000,
      actor: ada,
    })
    expect(rows[1]?.picture.width).toBeGreaterThan(100)
    expect(rows[1]?.tookMs).toBeGreaterThan(0)
    expect((await desk.gallery(asAda, mine)).rows).toHaveLength(3)
    const detail = await desk.picture(asAda, rows[1]?.id ?? '')
    expect(detail?.pinned).toBe('deployment:sandbox/flux-fast')
    expect(detail?.input).toMatchObject({ prompt: 'a red fox', seed: 7, num_outputs: 3 })
    expect(detail?.buttons.map(button => button.label)).toContain('Again')
  })

  test('finds words of the prompt in any order, whatever their case and accents, and asks for all of them', async () => {
    await using stage = await openStage()
    await paint(stage, { prompt: 'A Café in the rain' })
    await paint(stage, { prompt: 'rain over a lake' })
    const found = async (words: string) =>
      (await stage.service.desk.gallery(asAda, { ...all, words })).rows.map(row => row.prompt)
    expect(await found('rain')).toEqual(['rain over a lake', 'A Café in the rain'])
    expect(await found('RAIN cafe')).toEqual(['A Café in the rain'])
    expect(await found('rain fox')).toEqual([])
    expect(await found('  ')).toHaveLength(2)
  })

  test('knows the channel, and shows others only what their workspace made', async () => {
    await using stage = await openStage()
    await paint(stage, { prompt: 'one' })
    await paint(stage, { prompt: 'two' }, { address: { ...general, channel: 'side', thread: 't1' } })
    await paint(stage, { prompt: 'three' }, { address: { ...general, workspace: 'next door' } })
    const { desk } = stage.service
    const prompts = async (asker: Asker, more = {}) =>
      (await desk.gallery(asker, { ...all, ...more })).rows.map((row: GalleryRow) => row.prompt)
    expect(await prompts(asAda)).toEqual(['three', 'two', 'one'])
    expect(await prompts(asBen)).toEqual(['two', 'one'])
    expect(await prompts(asBen, { channel: { ...general, channel: 'side' } })).toEqual(['two'])
    const foreign = (await desk.gallery(asAda, all)).rows[0]
    expect(await desk.picture(asBen, foreign?.id ?? '')).toBeUndefined()
    expect(await desk.picture(asAda, foreign?.id ?? '')).toBeDefined()
  })

  test('leads from a picture to the one it was made from and to those made from it', async () => {
    await using stage = await openStage()
    const { desk } = stage.service
    await paint(stage, { prompt: 'a hut' })
    await stage.press('Again')
    await stage.until('The second', post => stage.shown().length === 2 && isFinished(stage.shown()[1] ?? post))
    const [second, first] = (await desk.gallery(asAda, all)).rows
    const ofFirst = await desk.picture(asAda, first?.id ?? '')
    expect(ofFirst?.from).toEqual([])
    expect(ofFirst?.made.map(row => row.id)).toEqual([second?.id])
    const ofSecond = await desk.picture(asAda, second?.id ?? '')
    expect(ofSecond?.from.map(row => row.id)).toEqual([first?.id])
    expect(second?.seed).not.toBe(first?.seed)
  })

  test('leads from a picture to the very one it started from, and shows no address of an uploaded file', async () => {
    let start: Uint8Array = new Uint8Array()
    await using stage = await openStage({ links: { fetch: async () => start } })
    const { desk } = stage.service
    await paint(stage, { prompt: 'two huts', count: 2 })
    const [, origin] = (await desk.gallery(asAda, all)).rows
    start = (await desk.open(origin?.picture.blob ?? ''))?.bytes ?? start
    await paint(stage, {
      prompt: 'the same by night',
      image: 'https://example.com/hut.webp',
      model: 'stability-ai/sdxl',
      more: 'num_inference_steps=5',
    })
    const made = (await desk.gallery(asAda, all)).rows[0]
    const detail = await desk.picture(asAda, made?.id ?? '')
    expect(detail?.from.map(row => row.id)).toEqual([origin?.id])
    expect(Object.values(detail?.input ?? {})).toContain('https://example.com/hut.webp')
    expect(JSON.stringify(detail?.input)).not.toContain('/files/')
  })
})

describe('a thumbnail', () => {
  test('is small, made once, and gone with the picture when its person is forgotten', async () => {
    await using stage = await openStage({ models: catalogue })
    const { desk } = stage.service
    const [blob = ''] = await paint(stage, { prompt: 'a lighthouse' }, { actor: ben })
    const [one, two] = await Promise.all([desk.thumbnail(blob), desk.thumbnail(blob)])
    const whole = await desk.open(blob)
    expect(one?.bytes.length).toBeLessThan((whole?.bytes.length ?? 0) / 2)
    expect(Math.max(...Object.values(await size(one?.bytes)))).toBe(512)
    expect(two?.bytes).toEqual(one?.bytes)
    const small = (await stage.store.shelves.thumbnails.get(blob)) ?? ''
    expect(await stage.store.blobs.get(small)).toBeDefined()
    await stage.forgetMe({ actor: ben })
    expect((await desk.gallery(asAda, all)).rows).toEqual([])
    expect(await desk.thumbnail(blob)).toBeUndefined()
    expect(await stage.store.blobs.get(small)).toBeUndefined()
    expect(await desk.keeps(blob)).toBe(false)
  })

  test('of a picture that another person made too outlives the first one’s being forgotten', async () => {
    await using stage = await openStage()
    const [blob = ''] = await paint(stage, { prompt: 'a lighthouse', seed: 3 })
    expect(await paint(stage, { prompt: 'a lighthouse', seed: 3 }, { actor: ben })).toEqual([blob])
    await stage.service.desk.thumbnail(blob)
    await stage.forgetMe({ actor: ben })
    expect(only((await stage.service.desk.gallery(asAda, all)).rows).picture.blob).toBe(blob)
    expect(await stage.service.desk.thumbnail(blob)).toBeDefined()
  })
})

const size = async (bytes: Uint8Array | undefined): Promise<{ width: number; height: number }> => {
  const { width, height } = await sharp(bytes).metadata()
  return { width, height }
}

describe('the list of jobs', () => {
  test('shows pictures and answers with their state, cost and buttons; a member sees only their own', async () => {
    await using stage = await openStage({ prices: [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] })
    const { desk } = stage.service
    await paint(stage, { prompt: 'a red fox', count: 2 })
    await stage.say('Hello there', { actor: ben })
    await stage.until('An answer', post => isFinished(post) && buttonsOf(post).includes('Regenerate'))
    const { rows } = await desk.jobs(asAda, all)
    expect(rows).toMatchObject([
      { kind: 'turn', phase: 'done', asked: 'Hello there', actor: ben, buttons: [{ label: 'Regenerate' }] },
      { kind: 'picture', phase: 'done', asked: 'a red fox', cost: 6_000, expected: 2 },
    ])
    expect(rows[1]?.pictures).toHaveLength(2)
    expect(rows[1]?.buttons.map(button => button.label)).toEqual(['Again', 'Reword…', 'Delete all 2'])
    expect((await desk.jobs(asBen, all)).rows.map(row => row.actor.id)).toEqual(['ben'])
    expect((await desk.jobs(asAda, mine)).rows.map(row => row.actor.id)).toEqual(['ada'])
  })

  test('opens a job with its inputs and the end of the model’s log; settings stay with admins', async () => {
    await using stage = await openStage({ settings: { 'chat.system': 'You are a secretive owl.' } })
    const { desk } = stage.service
    await paint(stage, { prompt: 'a red fox' })
    await stage.say('Hello there', { actor: ben })
    await stage.until('An answer', post => isFinished(post) && buttonsOf(post).includes('Regenerate'))
    const [turn, picture] = (await desk.jobs(asAda, all)).rows as readonly [JobRow, JobRow]
    const detail = await desk.job(asAda, picture.id, 2_000)
    expect(only(detail?.runs ?? [])).toMatchObject({ phase: 'done', input: { prompt: 'a red fox' } })
    expect(detail?.runs[0]?.log).toMatch(/100%/)
    expect((await desk.job(asAda, picture.id, 0))?.runs[0]?.log).toBeUndefined()
    expect(await desk.job(asBen, picture.id, 0)).toBeUndefined()
    expect(JSON.stringify(await desk.job(asAda, turn.id, 0))).toContain('secretive owl')
    expect(JSON.stringify(await desk.job(asBen, turn.id, 2_000))).not.toContain('owl')
  })

  test('says why a job failed, and tells who watches each state to the end, and that it is gone', async () => {
    await using stage = await openStage()
    const { desk } = stage.service
    const told: JobNews[] = []
    const stop = desk.watch(news => told.push(news))
    await stage.command('imagine', { prompt: 'hills [sandbox:slow=1s]' })
    await until(() => told.some(({ row }) => row?.phase === 'done' && row.endedAt !== undefined))
    expect(told.length).toBeLessThan(30)
    const phases = told.flatMap(({ row }) => (row === undefined ? [] : [row.phase]))
    expect(phases).toContain('running')
    await stage.command('imagine', { prompt: 'hills [sandbox:fail=oom]' })
    await until(() => told.some(({ row }) => row?.phase === 'failed'))
    expect(told.findLast(({ row }) => row?.phase === 'failed')?.row?.failure).toMatch(/memory/)
    await until(() => told.some(({ row }) => row?.phase === 'failed' && row.endedAt !== undefined))
    await stage.forgetMe()
    await until(() => told.filter(({ row }) => row === undefined).length === 2)
    stop()
    const count = told.length
    await paint(stage, { prompt: 'unseen' })
    expect(told).toHaveLength(count)
  })
})

async function until(found: () => boolean): Promise<void> {
  for (const end = performance.now() + 15_000; !found(); await sleep(20)) {
    if (performance.now() > end) throw new Error('What was waited for did not come.')
  }
}

describe('a list in pieces', () => {
  const row = (id: string, at: number, prompt: string): OutputRow => ({
    id,
    at,
    job: id,
    run: 0,
    picture: { blob: id, contentType: 'image/webp', width: 1, height: 1 },
    prompt,
    person: 'p',
    channel: 'c',
    workspace: 'w',
  })

  test('put together is the whole list, each row once, newest first, however many share a moment', async () => {
    await using store = await openStore({ url: 'memory:', dataDir: '' })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(12), isMeant: fc.boolean() }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (made, limit) => {
          const old = await store.records.list('outputs', {})
          const rows = made.map(({ at, isMeant }, index) => row(`r${index + 100}`, at, isMeant ? 'yes' : 'no'))
          await store.records.batch([
            ...old.map(({ id }) => ({ remove: 'outputs', id }) as const),
            ...rows.map(one => ({ put: 'outputs', row: one }) as const),
          ])
          const wanted = rows.filter(({ prompt }) => prompt === 'yes').sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
          const seen: OutputRow[] = []
          for (let before: number | undefined, pieces = 0; ; pieces++) {
            expect(pieces).toBeLessThan(60)
            const ask = { where: {}, limit, ...(before !== undefined && { before }) }
            const piece = await newestFirst(store.records, 'outputs', ask, ({ prompt }) => prompt === 'yes')
            seen.push(...piece.rows)
            if (piece.next === undefined) break
            before = piece.next
          }
          expect(seen.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
        },
      ),
      { numRuns: 120 },
    )
  })
})
