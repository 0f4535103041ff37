import { afterEach, expect, test } from 'vitest'
import type { Block, Picture, Post } from '../../../src/core/post.ts'
import { until } from '../../contracts/wait.ts'
import { draft, ended, type Outgoing, outgoing, thinking } from './outgoing.ts'

let open: Outgoing | undefined
const begin = async (): Promise<Outgoing> => (open = await outgoing())
afterEach(async () => {
  const violations = open?.slack.violations ?? []
  await open?.[Symbol.asyncDispose]()
  open = undefined
  expect(violations).toEqual([])
})

const note: Block = { type: 'note', text: 'done' }
const showing = (...pictures: readonly Picture[]): Post => ({
  audience: 'channel',
  blocks: [{ type: 'pictures', pictures, expected: pictures.length }, note],
})
const bare: Post = { audience: 'channel', blocks: [note] }
const day = 24 * 60 * 60_000

/** The ids of files that Slack was asked to delete and did. */
const deleted = ({ requestsTo }: Outgoing): readonly unknown[] =>
  requestsTo('files.delete').flatMap(({ args, status, error }) => (status === 200 && error === null ? [args['file']] : []))

/** A message that shows pictures, and their files at Slack. */
async function shown(out: Outgoing, nonce: string, ...pictures: readonly Picture[]) {
  const { surface, commanded, slack, signal } = out
  const message = await surface.post(commanded(), bare, { nonce, signal })
  await surface.edit(message, showing(...pictures), { last: true, signal })
  const seen = slack.messages(slack.home.channel).at(-1)
  return { message, seen, files: (seen?.images ?? []).map(({ fileId }) => fileId) }
}

test('a picture that its message shows no more is deleted at Slack, and the ones it still shows are not', async () => {
  const out = await begin()
  const made = [await out.pictures.add('one'), await out.pictures.add('two')] as const
  const { message, files } = await shown(out, 'n0', ...made)
  await out.surface.edit(message, showing(made[1]), { last: true, signal: out.signal })
  await out.slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual([files[0]])
  expect(out.slack.messages(out.slack.home.channel)[0]?.images.map(({ fileId }) => fileId)).toEqual([files[1]])
})

test('a frame in between that shows fewer pictures deletes none', async () => {
  const out = await begin()
  const { message, files } = await shown(out, 'n0', await out.pictures.add('one'))
  await out.surface.edit(message, bare, { last: false, signal: out.signal })
  await out.surface.edit(message, showing(await out.pictures.add('one')), { last: true, signal: out.signal })
  expect(out.slack.messages(out.slack.home.channel)[0]?.images.map(({ fileId }) => fileId)).toEqual(files)
  await out.surface.remove(message, out.signal)
  await out.slack.until(() => deleted(out).length > 0)
  expect(out.requestsTo('files.delete')).toHaveLength(1)
})

test('a message that is taken away takes its picture with it, unless another one shows it, too', async () => {
  const out = await begin()
  const made = await out.pictures.add('one')
  const first = await shown(out, 'n0', made)
  const second = await shown(out, 'n1', made)
  expect(second.files).toEqual(first.files)
  await out.surface.remove(first.message, out.signal)
  const third = await shown(out, 'n2', await out.pictures.add('other'))
  await out.surface.remove(third.message, out.signal)
  await out.slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual(third.files)
  await out.another().surface.remove(second.message, out.signal)
  await out.slack.until(() => deleted(out).length > 1)
  expect(deleted(out)).toEqual([...third.files, ...first.files])
  // Shown anew it is brought anew.
  expect((await shown(out, 'n3', made)).files).not.toEqual(first.files)
})

test('what was shared in a thread goes with the message that says so: films, and whole texts', async () => {
  const out = await begin()
  const { surface, asked, pictures, slack, signal } = out
  const { thread, reply } = await asked()
  const film = await surface.post(reply, showing(await pictures.add('film', 'video/mp4')), { nonce: 'n0', signal })
  const answer = await surface.post(reply, thinking, { nonce: 'n1', signal })
  await surface.edit(answer, draft('It begins'), { last: false, signal })
  const whole: Block = { type: 'document', name: 'answer.md', text: 'It begins and goes on. '.repeat(500) }
  await surface.edit(
    answer,
    { ...ended('It begins so.'), blocks: [...ended('It begins so.').blocks, whole] },
    { last: true, signal },
  )
  const files = slack.messages(slack.home.channel, thread).flatMap(seen => seen.files.map(({ id }) => id))
  expect(files).toHaveLength(2)
  await surface.remove(film, signal)
  await slack.until(() => deleted(out).length === 1)
  await surface.remove(answer, signal)
  await slack.until(() => deleted(out).length === 2)
  expect(deleted(out)).toEqual(files)
})

test('what is shared only after its message was posted stays with it, and goes with it', async () => {
  const out = await begin()
  const { surface, commanded, pictures, slack, signal } = out
  const made = await pictures.add('one')
  slack.hook('chat.postMessage', { error: 'invalid_blocks' }, 4)
  const message = await surface.post(commanded(), showing(made), { nonce: 'n0', signal })
  await surface.edit(message, showing(made), { last: true, signal })
  const [top] = slack.messages(slack.home.channel)
  const files = slack.messages(slack.home.channel, top?.ts).flatMap(seen => seen.files.map(({ id }) => id))
  expect(files).toHaveLength(1)
  const other = await shown(out, 'n1', await pictures.add('other'))
  slack.clock.advance(day + 60 * 60_000)
  out.speaking.tidy()
  await surface.remove(other.message, signal)
  await slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).not.toContain(files[0])
  await surface.remove(message, signal)
  await slack.until(() => deleted(out).includes(files[0]))
})

test('a file that Slack refused in a message goes once another stands there, unless somebody shows it', async () => {
  const out = await begin()
  const { surface, pictures, slack, signal } = out
  const [alone, both] = [await pictures.add('alone'), await pictures.add('both')]
  const first = await shown(out, 'n0', alone, both)
  const second = await shown(out, 'n1', both)
  slack.clock.advance(5 * 60_000)
  slack.hook('chat.update', { error: 'invalid_blocks' }, 1)
  const anew: Post = { audience: 'channel', blocks: [...showing(alone, both).blocks, note] }
  await surface.edit(first.message, anew, { last: true, signal })
  expect(slack.messages(slack.home.channel)[0]?.images.map(({ fileId }) => fileId)).not.toContain(first.files[0])
  slack.clock.advance(11 * 60_000)
  out.speaking.tidy()
  await slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual([first.files[0]])
  expect(second.files).toEqual([first.files[1]])
})

test('a workspace that came back finds the files of its messages followed as before', async () => {
  const out = await begin()
  const { surface, pictures, slack, signal } = out
  const made = await pictures.add('one')
  const { message } = await shown(out, 'n0', made)
  await out.speaking.forgetTeam(slack.team.id)
  await surface.edit(message, { audience: 'channel', blocks: [...showing(made).blocks, note] }, { last: true, signal })
  const files = slack.messages(slack.home.channel)[0]?.images.map(({ fileId }) => fileId)
  slack.clock.advance(day + 60 * 60_000)
  out.speaking.tidy()
  const other = await shown(out, 'n1', await pictures.add('other'))
  await surface.remove(other.message, signal)
  await slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual(other.files)
  await surface.remove(message, signal)
  await slack.until(() => deleted(out).length > 1)
  expect(deleted(out).slice(1)).toEqual(files)
})

test('what is kept nowhere any more is deleted wherever it is shown', async () => {
  const out = await begin()
  const made = await out.pictures.add('one')
  const { files } = await shown(out, 'n0', made)
  await shown(out, 'n1', made)
  await out.surface.drop?.('one')
  await out.slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual(files)
})

test('what could not be deleted is tried again, also by the next process, and what is gone already is enough', async () => {
  const out = await begin()
  const [first, second] = [
    await shown(out, 'n0', await out.pictures.add('one')),
    await shown(out, 'n1', await out.pictures.add('two')),
  ]
  out.slack.hook('files.delete', { error: 'cant_delete_file' }, 2)
  out.slack.hook('files.delete', { error: 'file_deleted' }, 1)
  await out.surface.remove(first.message, out.signal)
  await out.slack.until(() => out.requestsTo('files.delete').length === 1)
  await out.surface.remove(second.message, out.signal)
  await out.slack.until(() => out.requestsTo('files.delete').length === 2)
  expect(deleted(out)).toEqual([])
  out.slack.clock.advance(2 * 60_000)
  out.another().tidy()
  await out.slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual(second.files)
  await until('nothing is left to be deleted', async () => (await out.toDelete()) === 0)
  out.slack.clock.advance(2 * day)
  const asked = out.requestsTo('files.delete').length
  out.another().tidy()
  out.speaking.tidy()
  await shown(out, 'n2')
  expect(out.requestsTo('files.delete')).toHaveLength(asked)
})

test('a file that stands in no message is deleted a day later, and one whose upload nobody finished soon', async () => {
  const out = await begin()
  const { surface, commanded, slack, signal } = out
  const kept = await shown(out, 'n0', await out.pictures.add('kept'))
  // What one person alone is shown is no message.
  await surface.post(commanded(), { ...showing(await out.pictures.add('private')), audience: 'actor' }, { nonce: 'n1', signal })
  const [seen] = slack.ephemerals(slack.home.person)
  // It went through, and its answer did not.
  slack.hook('files.completeUploadExternal', 'cut after')
  const lost = await out.pictures.add('lost')
  await surface.edit(kept.message, showing(await out.pictures.add('kept'), lost), { last: true, signal }).catch(() => {})
  slack.clock.advance(11 * 60_000)
  out.speaking.tidy()
  await slack.until(() => deleted(out).length === 1)
  expect(deleted(out)).toEqual([out.requestsTo('files.getUploadURLExternal').at(-1)?.answer['file_id']])
  slack.clock.advance(day)
  out.speaking.tidy()
  await slack.until(() => deleted(out).length === 2)
  expect(deleted(out)[1]).toBe(seen?.images[0]?.fileId)
  expect(slack.messages(slack.home.channel)[0]?.images.map(({ fileId }) => fileId)).toEqual(kept.files)
})

test('nothing is known any more of a workspace that was left', async () => {
  const out = await begin()
  const { team, home } = out.slack
  const first = await shown(out, 'n0', await out.pictures.add('one'))
  const isKnown = () => out.speaking.notes.isKnown(team.id, home.channel.id, first.seen?.ts ?? '')
  expect(await isKnown()).toBe(true)
  await out.speaking.forgetOthers([])
  expect(await isKnown()).toBe(true)
  out.slack.clock.advance(8 * day)
  await out.speaking.forgetOthers([team.id])
  expect(await isKnown()).toBe(true)
  await out.speaking.forgetOthers([])
  expect(await isKnown()).toBe(false)
  await out.surface.drop?.('one')
  const second = await shown(out, 'n1', await out.pictures.add('two'))
  await out.surface.remove(second.message, out.signal)
  await out.slack.until(() => deleted(out).length > 0)
  expect(deleted(out)).toEqual(second.files)
})
