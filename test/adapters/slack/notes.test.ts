import { expect, it } from 'vitest'
import { createNotes } from '../../../adapters/slack/notes.ts'
import { type NoteRow, type NoteState, notesTables, type NotesTables } from '../../../adapters/slack/notes-tables.ts'
import { openStore } from '../../../src/store/open.ts'

const day = 24 * 60 * 60_000
const noteOf = (id: string, state: NoteState, at: number): NoteRow => ({
  id,
  at,
  state,
  team: 'T0ONE',
  channel: 'C0ONE',
  where: '',
})

it('knows in every process which messages we took away ourselves', async () => {
  await using store = await openStore<NotesTables>({ url: 'memory:', dataDir: 'unused', tables: notesTables })
  const [one, other] = [createNotes(store.records, () => 1), createNotes(store.records, () => 1)]
  await one.keep({ ...noteOf('known', 'plain', 1), ts: '1.000001' })
  for (const ts of ['1.000001', '2.000002']) {
    expect(await other.isRemoved('T0ONE', 'C0ONE', ts)).toBe(false)
    await one.removing('T0ONE', 'C0ONE', ts)
    expect(await other.isRemoved('T0ONE', 'C0ONE', ts)).toBe(true)
  }
  expect(await other.get('known')).toMatchObject({ state: 'plain', ts: '1.000001' })
  expect(await other.isRemoved('T0ONE', 'C0OTHER', '1.000001')).toBe(false)
})

it('forgets after a week what can be of no more use, however much of it there is, and keeps what buttons stand under', async () => {
  await using store = await openStore<NotesTables>({ url: 'memory:', dataDir: 'unused', tables: notesTables })
  let time = 0
  const notes = createNotes(store.records, () => time)
  const posted = Array.from({ length: 1_200 }, (_, nth) => noteOf(`posted ${nth}`, 'posted', 0))
  const others = (['private', 'gone', 'plain', 'stream'] as const).map(state => noteOf(state, state, 0))
  await store.records.batch([...posted, ...others].map(row => ({ put: 'slack_notes', row }) as const))
  time = 8 * day
  for (let nth = 0; nth < 6; nth++) await notes.keep(noteOf(`new ${nth}`, 'posted', time))
  const left = (await store.records.list('slack_notes', {})).map(({ id }) => id).filter(id => !id.startsWith('new'))
  expect(left.toSorted()).toEqual(['plain', 'stream'])
})
