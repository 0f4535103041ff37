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
