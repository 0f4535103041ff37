import { afterEach, describe, expect, test } from 'vitest'
import type { Block, Picture, Post } from '../../../src/core/post.ts'
import { readMessage } from '../../../adapters/slack/ref.ts'
import type { Start } from '../../platforms/slack/control.ts'
import { until } from '../../contracts/wait.ts'
import { draft, ended, type Outgoing, outgoing, thinking } from './outgoing.ts'

let open: Outgoing | undefined
const begin = async (start?: Start): Promise<Outgoing> => (open = await outgoing(start))
afterEach(async () => {
  const violations = open?.slack.violations ?? []
  await open?.[Symbol.asyncDispose]()
  open = undefined
  expect(violations).toEqual([])
})

const post = (pictures: readonly Picture[], ...more: readonly Block[]): Post => ({
  audience: 'channel',
  blocks: [{ type: 'pictures', pictures, expected: pictures.length }, ...more],
})
const starting: Post = { audience: 'channel', blocks: [{ type: 'progress', label: 'Starting' }] }

describe('pictures', () => {
  test('stand in the job’s own message, described, and are brought to Slack once however often it is shown', async () => {
    const { surface, another, commanded, pictures, signal, slack, requestsTo } = await begin()
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    const made = [await pictures.add('one'), await pictures.add('two')]
    await surface.edit(message, post(made), { last: true, signal })
    await surface.edit(message, post(made, { type: 'note', text: 'done' }), { last: true, signal })
    await another().surface.edit(message, post(made), { last: true, signal })
    const [seen, ...more] = slack.messages(slack.home.channel)
    expect(seen?.images.map(({ alt }) => alt)).toEqual(['picture one', 'picture two'])
    expect(seen?.images.every(({ bytes }) => bytes.length > 0)).toBe(true)
    expect(more).toEqual([])
    expect(requestsTo('files.getUploadURLExternal').map(({ args }) => args['alt_txt'])).toEqual(['picture one', 'picture two'])
  })

  test('never hold up a frame: it shows what is there, and the next one more', async () => {
    const { surface, commanded, pictures, signal, slack } = await begin()
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    const made = [await pictures.add('one')]
    await surface.edit(message, post(made, { type: 'progress', label: 'Generating', done: 0.5 }), { last: false, signal })
    expect(slack.messages(slack.home.channel)[0]?.images).toEqual([])
    await until('the picture is shown', async () => {
      await surface.edit(message, post(made, { type: 'progress', label: 'Generating', done: 0.6 }), { last: false, signal })
      return slack.messages(slack.home.channel)[0]?.images.length === 1
    })
  })

  test('are brought anew where somebody deleted their file, and no other picture is shown otherwise for it', async () => {
    const { surface, commanded, pictures, signal, slack, requestsTo } = await begin()
    const made = await pictures.add('one')
    const first = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    await surface.edit(first, post([made]), { last: true, signal })
    const old = JSON.stringify(requestsTo('chat.update').at(-1)?.args['blocks'])
    const [id = 'none'] = /F[A-Z0-9]{8,}/.exec(old) ?? []
    slack.clock.advance(2 * 60_000)
    slack.hook(
      ({ method, args }) => method === 'chat.update' && JSON.stringify(args).includes(id),
      { error: 'invalid_blocks', messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
      100,
    )
    const second = await surface.post(commanded(), starting, { nonce: 'n1', signal })
    await surface.edit(second, post([made]), { last: true, signal })
    expect(slack.messages(slack.home.channel).map(({ images }) => images.length)).toEqual([1, 1])
    expect(requestsTo('files.getUploadURLExternal')).toHaveLength(2)
  })

  test('are waited for until Slack can show them', async () => {
    const { surface, commanded, pictures, signal, slack } = await begin()
    slack.hook(
      'chat.update',
      { error: 'invalid_blocks', messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
      2,
    )
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    await surface.edit(message, post([await pictures.add('one')]), { last: true, signal })
    expect(slack.messages(slack.home.channel)[0]?.images).toHaveLength(1)
  })

  test('are shared once in the thread where Slack shows none in a message, and that is remembered', async () => {
    const { surface, another, commanded, pictures, signal, slack, requestsTo } = await begin()
    const refused = ({ method, args }: { readonly method: string; readonly args: object }): boolean =>
      method === 'chat.update' && JSON.stringify(args).includes('slack_file')
    slack.hook(refused, { error: 'invalid_blocks', messages: ['[ERROR] invalid slack file'] }, 50)
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    const made = [await pictures.add('one')]
    await surface.edit(message, post(made, { type: 'note', text: 'done' }), { last: true, signal })
    await another().surface.edit(message, post(made, { type: 'note', text: 'done' }), { last: true, signal })
    const [seen] = slack.messages(slack.home.channel)
    expect(seen?.text).toContain('The picture is in the thread.')
    const thread = slack.messages(slack.home.channel, seen?.ts)
    expect(thread.flatMap(({ files }) => files.map(({ mimetype }) => mimetype))).toEqual(['image/png'])
    expect(requestsTo('chat.update').filter(request => refused(request))).toHaveLength(4)
  })

  test('that are films or sounds are shared in the thread, also when they are there from the first', async () => {
    const { surface, commanded, asked, pictures, signal, slack } = await begin()
    const film = await pictures.add('film', 'video/mp4')
    const message = await surface.post(commanded(), post([film], { type: 'note', text: 'done' }), { nonce: 'n0', signal })
    const note = readMessage(message)
    const ts = 'ts' in note ? note.ts : ''
    expect(slack.message({ channelId: slack.home.channel.id, ts })?.text).toContain('The video is in the thread.')
    expect(slack.messages(slack.home.channel, ts).flatMap(({ files }) => files)).toHaveLength(1)
    const { thread, reply } = await asked()
    await surface.post(reply, post([await pictures.add('song', 'audio/mpeg')]), { nonce: 'n1', signal })
    expect(slack.messages(slack.home.channel, thread).flatMap(({ files }) => files)).toHaveLength(1)
  })

  test('are not shared twice when the answer to the first sharing is lost', async () => {
    const { surface, commanded, pictures, signal, slack } = await begin()
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    const film = await pictures.add('film', 'video/mp4')
    slack.hook('files.completeUploadExternal', 'cut after')
    await surface.edit(message, post([film]), { last: true, signal }).catch(() => {})
    await surface.edit(message, post([film]), { last: true, signal })
    const [seen] = slack.messages(slack.home.channel)
    expect(slack.messages(slack.home.channel, seen?.ts).flatMap(({ files }) => files)).toHaveLength(1)
  })

  test('and whole texts come as a file in the thread, once, while the words beside them are streamed', async () => {
    const { surface, asked, commanded, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('It begins'), { last: false, signal })
    const file: Block = { type: 'document', name: 'answer.md', text: 'It begins and goes on. '.repeat(500) }
    const whole = { ...ended('It begins so.'), blocks: [...ended('It begins so.').blocks, file] }
    await surface.edit(message, whole, { last: true, signal })
    await surface.edit(message, whole, { last: true, signal })
    const seen = slack.messages(slack.home.channel, thread)
    expect(
      seen.flatMap(({ files }) => files.map(({ name, bytes }) => [name.replace(/-[0-9a-f]{12}/, ''), bytes.toString()])),
    ).toEqual([['answer.md', file.text]])
    expect(seen[1]?.text).toContain('The file is in the thread.')
    const top = await surface.post(commanded(), { ...whole }, { nonce: 'n1', signal })
    const note = readMessage(top)
    const ts = 'ts' in note ? note.ts : ''
    expect(slack.messages(slack.home.channel, ts).flatMap(({ files }) => files)).toHaveLength(1)
  })

  test('that a workspace does not take are linked where we can be reached, and that is said', async () => {
    const { surface, commanded, pictures, signal, slack } = await begin()
    pictures.link = 'https://replichat.example/files/one'
    slack.latch('files.getUploadURLExternal', 'file_uploads_disabled')
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    await surface.edit(message, post([await pictures.add('one')]), { last: true, signal })
    expect(slack.messages(slack.home.channel)[0]?.text).toContain('This workspace takes no files from me')
    expect(JSON.stringify(slack.messages(slack.home.channel)[0]?.raw)).toContain(
      '<https://replichat.example/files/one|our own copy>',
    )
  })

  test('that are no longer kept are named as such', async () => {
    const { surface, commanded, signal, slack } = await begin()
    const message = await surface.post(commanded(), starting, { nonce: 'n0', signal })
    const lost: Picture = { blob: 'gone', contentType: 'image/png', width: 1, height: 1, alt: '' }
    await surface.edit(message, post([lost]), { last: true, signal })
    expect(slack.messages(slack.home.channel)[0]?.text).toBe('A picture is no longer stored.')
  })
})
