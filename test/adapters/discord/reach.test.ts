import { expect, test } from 'vitest'
import { say } from '#core/post.ts'
import { createReach } from '../../../adapters/discord/reach.ts'
import { writeMessage } from '../../../adapters/discord/ref.ts'
import { type DiscordTables, discordTables } from '../../../adapters/discord/tables.ts'
import { openStore } from '../../../src/store/open.ts'
import { outbound } from './outbound.ts'

test('of answers that come at once to one command each is shown, one in its place and the others below', async () => {
  await using out = await outbound()
  const { surface, discord, signal } = out
  const { reply } = await out.asked('channel')
  const names = ['a', 'b', 'c']
  const refs = await Promise.all(names.map(nonce => surface.post(reply, say('channel', nonce), { nonce, signal })))
  expect(new Set(refs).size).toBe(3)
  const texts = discord.messages(discord.home.channel).map(({ text }) => text)
  expect(texts.toSorted()).toEqual(names)
  expect(discord.violations).toEqual([])
})

test('what was kept about answers goes after a day, however many there were', async () => {
  await using store = await openStore<DiscordTables>({ url: 'memory:', dataDir: 'unused', tables: discordTables })
  let now = 1_800_000_000_000
  const reach = createReach(store.records, () => now)
  const answer = async (nth: number): Promise<void> => {
    const token = `token ${nth}`
    await reach.take({ application: '1', token, at: now, deferred: 'channel' }, token)
    const message = writeMessage({ channel: '100000000000000001', message: `2000000000${String(nth).padStart(8, '0')}` })
    await reach.keep(message, { at: now, isPrivate: false, fileBytes: 1 })
  }
  for (let nth = 0; nth < 1_600; nth++) await answer(nth)
  now += 25 * 60 * 60_000
  for (let nth = 1_600; nth < 1_605; nth++) await answer(nth)
  expect(await store.records.list('discord_posted', {})).toHaveLength(5)
  expect(await store.records.list('discord_reach', {})).toHaveLength(5)
})
