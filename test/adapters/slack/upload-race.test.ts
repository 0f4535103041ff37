import { expect, it } from 'vitest'
import type { Lacks } from '../../../adapters/slack/lacks.ts'
import { createDiscards } from '../../../adapters/slack/discards.ts'
import { notesTables, type NotesTables } from '../../../adapters/slack/notes-tables.ts'
import { createUploads } from '../../../adapters/slack/upload.ts'
import type { Web } from '../../../adapters/slack/web-client.ts'
import type { Picture, Post } from '../../../src/core/post.ts'
import { openStore } from '../../../src/store/open.ts'
import { gate } from '../../contracts/engine-bed.ts'

const team = 'T0ONE'
const signal = AbortSignal.timeout(10_000)
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const picture = (blob: string): Picture => ({ blob, contentType: 'image/png', width: 8, height: 8, alt: blob })
const showing = (...pictures: readonly Picture[]): Post => ({
  audience: 'channel',
  blocks: [{ type: 'pictures', pictures, expected: pictures.length }],
})

it('a picture that came to Slack while it was looked whether it is there is not brought a second time', async () => {
  await using store = await openStore<NotesTables>({ url: 'memory:', dataDir: 'unused', tables: notesTables })
  const [sent, asked, slow] = [gate(), gate(), gate()]
  let announced = 0
  const web: Web = {
    async call({ method }) {
      if (method === 'files.getUploadURLExternal') return { upload_url: 'https://files.test/', file_id: `F${++announced}` }
      if (method === 'files.completeUploadExternal') await sent.passed
      return { file: { mimetype: 'image/png', thumb_64: 'https://files.test/small' } }
    },
    respond: () => Promise.reject(new Error('Nobody is answered.')),
    upload: async () => {},
  }
  const get = async <Name extends keyof NotesTables>(table: Name, id: string): Promise<NotesTables[Name] | undefined> => {
    const row = await store.records.get(table, id)
    if (id === `${team}/two`) {
      asked.open()
      await slow.passed
    }
    return row
  }
  const records = { ...store.records, get }
  using discards = createDiscards({ web, records, now: Date.now, log: quiet })
  const uploads = createUploads({
    web,
    records,
    lacks: { has: async () => false } as unknown as Lacks,
    discards,
    desk: () => ({ open: async () => ({ bytes: new Uint8Array(8), contentType: 'image/png' }), linkTo: () => undefined }),
    log: quiet,
    now: Date.now,
    looksMs: [1],
  })
  const first = uploads.shown(team, showing(picture('one')), { wait: true, signal })
  const both = uploads.shown(team, showing(picture('one'), picture('two')), { wait: true, signal })
  await asked.passed
  sent.open()
  const before = (await first).get('one')
  slow.open()
  expect((await both).get('one')).toEqual(before)
  expect(announced).toBe(2)
})
