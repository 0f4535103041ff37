import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type Address, addressKey, channelOf, scopeKeys } from '#core/address.ts'
import type { Turn } from '#core/conversation.ts'
import type { PictureJob, TurnJob } from '#core/job.ts'
import type { Archive, Platform } from '#core/ports.ts'
import { thumbnailOf } from '../../src/service/pictures.ts'
import { createSweep } from '../../src/service/retention.ts'
import { keepHouse } from '../../src/service/housekeeping.ts'
import { createMedia } from '../../src/media/picture.ts'
import { openStore } from '../../src/store/open.ts'
import { ada, isFinished, openStage, wordsOf } from './stage.ts'

const dayMs = 24 * 60 * 60_000
const now = Date.UTC(2026, 10, 20)
const never = new AbortController().signal

const places: readonly Address[] = [
  { platform: 'p', workspace: 'w', channel: 'one' },
  { platform: 'p', workspace: 'w', channel: 'one', thread: 't' },
  { platform: 'p', workspace: 'w', channel: 'two' },
  { platform: 'p', workspace: 'direct', channel: 'd/%' },
]
const scopes = ['workspace:p/w', 'channel:p/w/one', 'thread:p/w/one/t', 'channel:p/w/two']
const days = fc.integer({ min: 1, max: 6 })
const age = fc.integer({ min: 0, max: 8 * 24 }).map(hours => hours * 60 * 60_000)

const anyPicture = fc.record({ place: fc.nat(3), age, bytes: fc.nat(4), isOpen: fc.boolean(), isStart: fc.boolean() })
const anyTurn = fc.record({ place: fc.nat(3), age, isAsked: fc.boolean() })

test('nothing goes that is younger than allowed at its place, or that somebody needs; everything else that is older goes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ outputs: days, history: days }),
      fc.array(fc.record({ outputs: fc.option(days), history: fc.option(days) }), { minLength: 4, maxLength: 4 }),
      fc.array(anyPicture, { maxLength: 12 }),
      fc.array(anyTurn, { maxLength: 12 }),
      fc.option(fc.nat(4)),
      fc.integer({ min: 1, max: 4 }),
      async (wide, decided, pictures, said, uploaded, most) => {
        await using store = await openStore({ url: 'memory:', dataDir: '' })
        const { records, shelves, blobs } = store
        for (const [at, { outputs, history }] of decided.entries()) {
          const scope = scopes[at] ?? ''
          const values = {
            ...(outputs !== null && { 'keep.outputs': outputs }),
            ...(history !== null && { 'keep.history': history }),
          }
          await shelves.settings.set(scope, values)
          for (const key of Object.keys(values))
            await records.batch([{ put: 'audit', row: { id: `${scope} ${key}`, at: 1, actor: 'ada', scope, key } }])
        }
        const keepAt = (address: Address, kind: 'outputs' | 'history'): number => {
          if (address.workspace === 'direct') return wide[kind] * dayMs
          const { workspace, channel, thread } = scopeKeys(address)
          const layers = [`thread:${thread ?? ''}`, `channel:${channel}`, `workspace:${workspace}`].map(
            scope => decided[scopes.indexOf(scope)]?.[kind],
          )
          return (layers.find(value => typeof value === 'number') ?? wide[kind]) * dayMs
        }

        const names = await Promise.all(Array.from({ length: 5 }, (_, n) => blobs.put(Buffer.from(`picture ${n}`), 'image/png')))
        const needed = new Set<string>()
        for (const [n, { place, age, bytes, isOpen, isStart }] of pictures.entries()) {
          const address = places[place] as Address
          const at = now - age
          const job = { id: `job${n}`, kind: 'picture', at, address, actor: ada, runs: [], messages: [] } as unknown as PictureJob
          // The history of a channel stays from the time its oldest open job was asked for; those are of this moment.
          const open = { ...job, id: `open${n}`, at: now, start: `out${n}` } as PictureJob
          const row = {
            id: `out${n}`,
            at,
            job: job.id,
            run: 0,
            picture: { blob: names[bytes] ?? '', contentType: 'image/png', width: 1, height: 1 },
            prompt: 'a fox',
            person: 'p/ada',
            channel: addressKey(channelOf(address)),
            workspace: scopeKeys(address).workspace,
          }
          await records.batch([
            { put: 'jobs', row: isOpen ? { ...job, at: now } : { ...job, closedAt: at } },
            { put: 'outputs', row },
            ...(isStart ? [{ put: 'jobs', row: open } as const] : []),
          ])
          if (isOpen || isStart) needed.add(row.id)
        }
        const turns: Turn[] = []
        for (const [n, { place, age, isAsked }] of said.entries()) {
          const address = places[place] as Address
          const conversation = addressKey(address)
          const parent = turns.findLast(turn => turn.conversation === conversation)
          const id = `turn${n}`
          turns.push({
            id,
            conversation,
            ...(parent !== undefined && { parent: parent.id }),
            by: 'person',
            name: 'Ada',
            person: 'p/ada',
            text: '',
            at: now - age,
          })
          const again = {
            id: `again${n}`,
            kind: 'turn',
            at: now,
            address,
            actor: ada,
            conversation,
            ask: { again: id },
            runs: [],
          }
          await records.batch([
            { put: 'turns', row: turns.at(-1) as Turn },
            ...(isAsked ? [{ put: 'jobs', row: { ...again, messages: [] } as unknown as TurnJob } as const] : []),
          ])
          if (isAsked) needed.add(id)
        }

        const theirs = uploaded === null ? undefined : names[uploaded]
        const archive: Archive = {
          keeps: async blob => blob === theirs,
          sweep: async () => ({ removed: 0, more: false }),
        }
        const dropped: string[] = []
        const surface = { drop: async (blob: string) => void dropped.push(blob) }
        const platforms = new Map([['p', { archive, surface } as unknown as Platform]])
        const world = { now: () => now, random: () => 0 }
        const operator = { name: 'operator', values: { 'keep.outputs': wide.outputs, 'keep.history': wide.history } } as const
        const sweep = createSweep({ ...store, platforms, world, above: [operator] }, { most, atOnce: most })
        let rounds = 0
        while ((await sweep(never)).more) expect(++rounds).toBeLessThan(40)

        const outputs = (await records.list('outputs', {})).map(row => row.id)
        const expected = pictures.flatMap(({ place, age }, n) =>
          needed.has(`out${n}`) || age < keepAt(places[place] as Address, 'outputs') ? [`out${n}`] : [],
        )
        expect([...outputs].sort()).toEqual([...expected].sort())
        for (const [n, name] of names.entries()) {
          const wasUsed = pictures.some(({ bytes }) => bytes === n)
          const isUsed = pictures.some(({ bytes }, at) => bytes === n && outputs.includes(`out${at}`))
          const isKept = isUsed || !wasUsed || name === theirs
          expect((await blobs.get(name)) !== undefined).toBe(isKept)
          // Platforms hear of all that goes, so that what they were given of it goes, too.
          expect(dropped.includes(name)).toBe(!isKept)
        }
        const left = await records.list('turns', {})
        const ids = new Set(left.map(turn => turn.id))
        const young = said.flatMap(({ place, age }, n) =>
          needed.has(`turn${n}`) || age < keepAt(places[place] as Address, 'history') ? [`turn${n}`] : [],
        )
        expect([...ids].sort()).toEqual([...young].sort())
        for (const { parent } of left) if (parent !== undefined) expect(ids).toContain(parent)
        // What a job was asked, what it cost and who changed what stay.
        expect((await records.list('jobs', {})).length).toBeGreaterThanOrEqual(pictures.length)
        expect(await records.list('audit', {})).toHaveLength(
          decided.flatMap(({ outputs, history }) => [outputs, history]).filter(value => value !== null).length,
        )
      },
    ),
    { numRuns: 150 },
  )
})

test('pictures and words go when their days are over, with their thumbnails; the job’s line and its sum stay', async () => {
  let aheadMs = 0
  await using stage = await openStage({ now: () => Date.now() + aheadMs })
  const { records, blobs, shelves } = stage.store
  await stage.command('config set', { key: 'keep.outputs', value: '2' })
  await stage.command('imagine', { prompt: 'a zebra', more: 'megapixels=0.25 num_inference_steps=1' })
  await stage.until('the picture', post => isFinished(post) && JSON.stringify(post).includes('"pictures"'))
  await stage.say('My secret word is zanzibar.')
  await stage.until('an answer', post => isFinished(post) && wordsOf(post).includes('zanzibar'))
  const blob = (await records.list('outputs', {}))[0]?.picture.blob ?? ''
  await stage.service.desk.thumbnail(blob)
  const small = await shelves.thumbnails.get(blob)

  aheadMs = 2 * dayMs - 60_000
  await stage.service.sweep(never)
  expect(await blobs.get(blob)).toBeDefined()
  aheadMs = 2 * dayMs + 60_000
  expect(await stage.service.sweep(never)).toEqual({ pictures: 1, messages: 0, more: false })
  expect(await blobs.get(blob)).toBeUndefined()
  expect(small === undefined ? undefined : await blobs.get(small)).toBeUndefined()
  expect(await shelves.thumbnails.get(blob)).toBeUndefined()
  aheadMs = 31 * dayMs
  expect((await stage.service.sweep(never)).messages).toBe(2)
  expect(await records.list('turns', {})).toEqual([])
  expect((await records.list('jobs', {})).map(job => job.kind).sort()).toEqual(['picture', 'turn'])
  expect(await records.list('ledger', {})).toHaveLength(2)
})

test('a thumbnail that went with a picture of the same look is made anew for the other', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const media = createMedia()
  const large = await sharp({ create: { width: 900, height: 900, channels: 3, background: 'teal' } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const blob = await store.blobs.put(large, 'image/png')
  const picture = { blob, contentType: 'image/png', width: 900, height: 900 }
  const row = { id: 'o', at: 1, job: 'j', run: 0, picture, prompt: '', person: 'p/a', channel: 'p/w/c', workspace: 'p/w' }
  await store.records.batch([{ put: 'outputs', row }])
  const deps = { ...store, media }
  const first = await thumbnailOf(deps, blob)
  await store.blobs.remove((await store.shelves.thumbnails.get(blob)) ?? '')
  expect((await thumbnailOf(deps, blob))?.bytes).toEqual(first?.bytes)
})

test('bytes that somebody else sent stay when the one who made the same picture is forgotten', async () => {
  let theirs = ''
  await using stage = await openStage({
    archive: { keeps: async blob => blob === theirs, sweep: async () => ({ removed: 0, more: false }) },
  })
  await stage.command('imagine', { prompt: 'a zebra', more: 'megapixels=0.25 num_inference_steps=1', count: 2 })
  await stage.until('the pictures', post => isFinished(post) && JSON.stringify(post).includes('"pictures"'))
  const [one, other] = (await stage.store.records.list('outputs', {})).map(row => row.picture.blob)
  theirs = one ?? ''
  await stage.forgetMe()
  expect(await stage.store.records.list('outputs', {})).toEqual([])
  expect(await stage.store.blobs.get(theirs)).toBeDefined()
  expect(await stage.store.blobs.get(other ?? '')).toBeUndefined()
})

test('house is kept again and again, sooner while there is more to do, past failures, and ends at once', async () => {
  const told: string[] = []
  const answers = [{ more: true }, new Error('The disk is full.'), { more: false }]
  let done = 0
  const times = Promise.withResolvers<void>()
  const house = keepHouse(
    async () => {
      const answer = answers[done++] ?? { more: false }
      if (done === 4) times.resolve()
      if (answer instanceof Error) throw answer
      return answer
    },
    { error: (_, message) => void told.push(message) },
    { firstMs: 1, everyMs: 5, moreMs: 1 },
  )
  await times.promise
  await house[Symbol.asyncDispose]()
  expect(told).toEqual(['what is too old could not be swept; it is tried again in an hour'])
  const last = keepHouse(() => Promise.reject(new Error('never')), { error: () => expect.unreachable() })
  await last[Symbol.asyncDispose]()
})
