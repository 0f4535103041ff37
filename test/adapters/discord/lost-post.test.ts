import { expect, test } from 'vitest'
import { type Block, type Post, type ReplyRef } from '../../../src/core/post.ts'
import { readMessage } from '../../../adapters/discord/ref.ts'
import type { Fate } from '../../platforms/discord/discord.ts'
import { type Outbound, outboundPerTest } from './outbound.ts'

const begin = outboundPerTest()

/** Longer than Discord remembers a nonce. */
const longMs = 6 * 60_000

const text = (markdown: string, ...blocks: readonly Block[]): Post => ({
  audience: 'channel',
  blocks: [{ type: 'text', markdown }, ...blocks],
})
const cancel = (job: string): Block => ({ type: 'actions', buttons: [{ action: `cancel:${job}`, label: 'Cancel' }] })

/** A post after which nobody knows what became of it, as when the process dies: it has arrived (`cut after`) or not (`cut`). */
async function diesPosting({ surface, discord, signal }: Outbound, reply: ReplyRef, post: Post, fate: Fate): Promise<void> {
  const unhook = discord.hook('POST /channels/{channel_id}/messages', fate, 4)
  await expect(surface.post(reply, post, { nonce: 'lost', signal })).rejects.toMatchObject({ kind: 'platform' })
  unhook()
}

const own = ({ discord }: Outbound) =>
  discord.messages(discord.home.channel).filter(({ authorId }) => authorId === discord.bot.id)

test('a message whose process died before it was noted is taken up long after, by what its buttons do', async () => {
  const out = await begin()
  const { discord, another, said, signal, requestsTo } = out
  const { reply } = said('draw a fox')
  await out.surface.post(reply, text('Another job’s', cancel('j2')), { nonce: 'other', signal })
  await diesPosting(out, reply, text('Waiting', cancel('j1')), 'cut after')
  for (let nth = 0; nth < 101; nth++) discord.say(discord.home.person, discord.home.channel, `talk ${nth}`)
  discord.clock.advance(longMs)

  const back = another()
  const message = await back.post(reply, text('Working', cancel('j1')), { nonce: 'lost', signal })
  await back.edit(message, text('A fox'), { last: true, signal })
  expect(own(out)).toMatchObject([{ text: 'Another job’s' }, { text: 'A fox', buttons: [] }])
  // It is known now, and not looked for again.
  expect(await another().post(reply, text('A fox'), { nonce: 'lost', signal })).toBe(message)
  expect(requestsTo('GET', /\/messages$/)).toHaveLength(1)
})

test('one that has no buttons is taken up as the untouched reply it is', async () => {
  const out = await begin()
  const { discord, surface, another, said, signal } = out
  const { reply } = said('hello')
  await surface.edit(await surface.post(reply, text('one'), { nonce: 'part 1', signal }), text('part 1'), { last: true, signal })
  const later = said('and now?')
  await surface.post(said('a third').reply, text('to another'), { nonce: 'third', signal })
  await diesPosting(out, later.reply, text('You talk too fast.'), 'cut after')
  discord.clock.advance(longMs)
  const message = await another().post(later.reply, text('You talk too fast.'), { nonce: 'lost', signal })
  expect(own(out).map(one => one.text)).toEqual(['part 1', 'to another', 'You talk too fast.'])
  expect(readMessage(message).message).toBe(own(out)[2]?.id)
})

test('one that never arrived is posted, whatever else answers the same message or was said by others', async () => {
  const out = await begin()
  const { discord, another, said, signal } = out
  const { id, reply } = said('hello')
  await diesPosting(out, reply, text('Waiting', cancel('j1')), 'cut')
  discord.say(discord.person('mimic', { bot: true }), discord.home.channel, 'Waiting', { replyTo: id })
  await out.surface.post(reply, text('Another job’s', cancel('j2')), { nonce: 'other', signal })
  await out.surface.post(reply, text('A word'), { nonce: 'word', signal })
  discord.clock.advance(longMs)
  await another().post(reply, text('Working', cancel('j1')), { nonce: 'lost', signal })
  expect(own(out).map(one => one.text)).toEqual(['Another job’s', 'A word', 'Working'])
})

test('where we may not read what was said it is posted again rather than not at all', async () => {
  const out = await begin()
  const { discord, another, said, signal } = out
  const { reply } = said('hello')
  await diesPosting(out, reply, text('Waiting', cancel('j1')), 'cut')
  discord.clock.advance(longMs)
  discord.permit(discord.home.channel, { deny: ['READ_MESSAGE_HISTORY'] })
  await another().post(reply, text('Working', cancel('j1')), { nonce: 'lost', signal })
  expect(own(out)).toMatchObject([{ text: 'Working' }])
})

test('nothing is looked for where Discord still knows the nonce, and a post that was answered is not sent again', async () => {
  const out = await begin()
  const { discord, surface, another, said, signal, requestsTo } = out
  const { reply } = said('hello')
  await diesPosting(out, reply, text('Waiting', cancel('j1')), 'cut after')
  discord.clock.advance(60_000)
  const back = another()
  const message = await back.post(reply, text('Working', cancel('j1')), { nonce: 'lost', signal })
  await surface.post(said('more').reply, text('plain'), { nonce: 'n1', signal })
  const posts = requestsTo('POST', /\/messages$/).length
  discord.clock.advance(longMs)
  expect(await back.post(reply, text('Working'), { nonce: 'lost', signal })).toBe(message)
  expect(own(out)).toHaveLength(2)
  expect(requestsTo('POST', /\/messages$/)).toHaveLength(posts)
  expect(requestsTo('GET', /./)).toEqual([])
})
