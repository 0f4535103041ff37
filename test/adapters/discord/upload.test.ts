import { describe, expect, test } from 'vitest'
import type { Block, Picture, Post } from '../../../src/core/post.ts'
import { readMessage } from '../../../adapters/discord/ref.ts'
import type { Seen } from '../../platforms/discord/discord.ts'
import { outboundPerTest } from './outbound.ts'

const mebi = 1024 * 1024

const begin = outboundPerTest()

const cancel: Block = { type: 'actions', buttons: [{ action: 'cancel:j1', label: 'Cancel', tone: 'danger' }] }
const starting: Post = { audience: 'channel', blocks: [{ type: 'progress', label: 'Starting' }, cancel] }
const painted = (pictures: readonly Picture[], note = 'done'): Post => ({
  audience: 'channel',
  blocks: [
    { type: 'pictures', pictures, expected: pictures.length },
    { type: 'note', text: note },
  ],
})
const sizes = (seen: Seen | null | undefined): readonly number[] => (seen?.files ?? []).map(file => file.bytes.length)

describe('pictures', () => {
  test('come into the message that showed their progress, with what they show in words', async () => {
    const { surface, pictures, asked, signal } = await begin()
    const { use, reply } = await asked('channel')
    const message = await surface.post(reply, starting, { nonce: 'n0', signal })
    const fox = await pictures.add('fox', 500)
    await surface.edit(message, painted([fox], '“a fox” · seed 7'), { last: true, signal })
    expect(use.message()).toMatchObject({
      text: '-# “a fox” · seed 7',
      buttons: [],
      files: [
        {
          alt: 'a drawing of fox',
          contentType: 'image/png',
          name: expect.stringMatching(/^picture-[\da-f]{16}\.png$/) as string,
        },
      ],
    })
    expect(sizes(use.message())).toEqual([500])
  })

  test('that are there are not sent again: not with the next ones, not by another process, not when words change', async () => {
    const { surface, another, pictures, said, signal, discord, requestsTo } = await begin()
    const { reply } = said('draw')
    const message = await surface.post(reply, starting, { nonce: 'n0', signal })
    const [one, two, three] = [await pictures.add('one', 100), await pictures.add('two', 200), await pictures.add('three', 300)]
    await surface.edit(message, painted([one]), { last: true, signal })
    await surface.edit(message, painted([one, two]), { last: true, signal })
    await another().edit(message, painted([one, two, three]), { last: true, signal })
    await another().edit(message, painted([one, two, three], 'other words'), { last: true, signal })
    const sent = requestsTo('PATCH', /messages/).map(request => request.files.map(file => file.bytes.length))
    expect(sent).toEqual([[100], [200], [300], []])
    expect(pictures.opened).toEqual(['one', 'two', 'three'])
    expect(sizes(discord.message(readMessage(message).message))).toEqual([100, 200, 300])
    await surface.edit(message, painted([three]), { last: true, signal })
    expect(sizes(discord.message(readMessage(message).message))).toEqual([300])
  })

  test('larger than a file may be here are made smaller, those that fit are left as they are', async () => {
    const { surface, pictures, asked, signal } = await begin()
    const { use, reply } = await asked('channel')
    const [large, small] = [await pictures.add('large', 12 * mebi), await pictures.add('small', 900)]
    await surface.post(reply, painted([large, small]), { nonce: 'n0', signal })
    expect(sizes(use.message())).toEqual([10 * mebi, 900])
  })

  test('use the larger limit that the interaction told, and together stay below what one request may weigh', async () => {
    const { surface, pictures, asked, signal, discord, requestsTo } = await begin()
    const guild = discord.guild({ name: 'Boosted', premiumTier: 2 })
    expect(guild.id).not.toBe('')
    const { reply } = await asked('channel', { fileBytes: 50 * mebi })
    const three = [await pictures.add('a', 9 * mebi), await pictures.add('b', 9 * mebi), await pictures.add('c', 9 * mebi)]
    const message = await surface.post(reply, painted(three), { nonce: 'n0', signal })
    const sent = requestsTo('PATCH', /messages/)[0]?.files.reduce((sum, file) => sum + file.bytes.length, 0) ?? 0
    expect(sent).toBeGreaterThan(23 * mebi)
    expect(sent).toBeLessThan(25 * mebi)
    expect(sizes(discord.message(readMessage(message).message))).toHaveLength(3)
  })

  test('that Discord still finds too large are tried smaller, and in the end told in words with a link', async () => {
    const { surface, pictures, said, signal, discord, requestsTo } = await begin()
    const { reply } = said('draw')
    const route = 'PATCH /channels/{channel_id}/messages/{message_id}'
    const message = await surface.post(reply, starting, { nonce: 'n0', signal })
    const fox = await pictures.add('fox', 4_000)
    discord.hook(route, { status: 413, code: 40005 })
    await surface.edit(message, painted([fox]), { last: true, signal })
    expect(sizes(discord.message(readMessage(message).message))).toEqual([2_000])

    pictures.link = 'https://replichat.example/files'
    discord.hook(route, { status: 400, code: 50045 }, 3)
    const hare = await pictures.add('hare', 4_000)
    await surface.edit(message, painted([hare]), { last: true, signal })
    expect(discord.message(readMessage(message).message)?.text).toContain(
      'The picture cannot be shown. Discord takes no file as large as this one here: [our own copy](https://replichat.example/files/hare)',
    )
    expect(requestsTo('PATCH', /messages/)).toHaveLength(6)
  })

  test('that can never fit, are no longer kept, or have no room are each told in words', async () => {
    const { surface, pictures, asked, signal } = await begin()
    const { use, reply } = await asked('channel')
    const many = await Promise.all(Array.from({ length: 11 }, (_, at) => pictures.add(`p${at}`, at === 1 ? 101 * mebi : 100)))
    pictures.forget('p2')
    await surface.post(reply, painted(many), { nonce: 'n0', signal })
    expect(use.message()?.text.split('\n')).toEqual([
      'Picture 2 is larger than Discord takes here.',
      'Picture 3 is no longer stored.',
      'Picture 10 finds no room in this message.',
      'Picture 11 finds no room in this message.',
      '-# done',
    ])
    expect(sizes(use.message())).toEqual(Array.from({ length: 7 }, () => 100))
  })

  test('where we may not attach files become the permission’s name, and the rest of the message stands', async () => {
    const { surface, pictures, said, signal, discord } = await begin()
    discord.permit(discord.home.channel, { deny: ['ATTACH_FILES'] })
    const message = await surface.post(said('draw').reply, starting, { nonce: 'n0', signal })
    await surface.edit(message, painted([await pictures.add('fox', 100)]), { last: true, signal })
    const seen = discord.message(readMessage(message).message)
    expect(seen?.files).toEqual([])
    expect(seen?.text).toContain('I am missing the permission “Attach Files” here')
    expect(seen?.text).toContain('-# done')
  })

  test('make the message one of components for good: words alone after them are shown in it, also by another process', async () => {
    const { surface, another, pictures, asked, signal } = await begin()
    const { use, reply } = await asked('channel')
    const message = await surface.post(reply, painted([await pictures.add('fox', 100)]), { nonce: 'n0', signal })
    const words: Post = { audience: 'channel', blocks: [{ type: 'note', text: 'The pictures were deleted.' }] }
    await surface.edit(message, words, { last: true, signal })
    expect(use.message()).toMatchObject({ text: '-# The pictures were deleted.', files: [] })
    await another().edit(
      message,
      { audience: 'channel', blocks: [{ type: 'text', markdown: 'Still so.' }] },
      { last: true, signal },
    )
    expect(use.message()?.text).toBe('Still so.')
  })

  test('survive a slow frame: an upload that is cut is sent again, a frame in between is not', async () => {
    const { surface, pictures, said, signal, discord, requestsTo } = await begin()
    const message = await surface.post(said('draw').reply, starting, { nonce: 'n0', signal })
    const post = painted([await pictures.add('fox', 100)])
    const route = 'PATCH /channels/{channel_id}/messages/{message_id}'
    discord.hook(route, 'cut after')
    await surface.edit(message, post, { last: true, signal })
    expect(requestsTo('PATCH', /messages/)).toHaveLength(2)
    expect(sizes(discord.message(readMessage(message).message))).toEqual([100])
  })
})

describe('a text that is too long for its message', () => {
  test('is whole in a file beside it, which is sent once and goes when it is no longer needed', async () => {
    const { surface, said, signal, discord, requestsTo } = await begin()
    const words = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ')
    const post = (markdown: string): Post => ({ audience: 'channel', blocks: [{ type: 'text', markdown }] })
    const message = await surface.post(said('tell').reply, post(words), { nonce: 'n0', signal })
    const seen = (): Seen | null => discord.message(readMessage(message).message)
    expect(seen()?.files[0]?.bytes.toString()).toBe(words)
    expect(seen()?.text).toContain('All of it is in the attached file.')
    await surface.edit(message, post(words), { last: true, signal })
    expect(requestsTo('PATCH', /messages/)[0]?.files).toEqual([])
    expect(seen()?.files).toHaveLength(1)
    await surface.edit(message, post('short'), { last: true, signal })
    expect(seen()).toMatchObject({ text: 'short', files: [] })
  })

  test('that fits into a message of components is shown whole', async () => {
    const { surface, asked, signal, discord } = await begin()
    const rows = Array.from({ length: 30 }, (_, at) => [
      `setting.${at}`,
      'on',
      `what it does is a sentence with the number ${at} in it`,
    ])
    const post: Post = { audience: 'actor', blocks: [{ type: 'table', columns: ['Setting', 'Value', 'About'], rows }] }
    await surface.post((await asked('actor')).reply, post, { nonce: 'n0', signal })
    const [seen] = discord.privately(discord.home.person)
    expect(seen?.text).toContain('- **setting.29** · on · what it does is a sentence with the number 29 in it')
    expect(seen?.files).toEqual([])
  })
})
