import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Seen, startDiscord } from '../platforms/discord/discord.ts'
import { blocksOf, eventually, sitDown } from './console.ts'
import { longMs, openHouse, type Spot } from './discord-troubles-house.ts'
import { startProduct } from './process.ts'

const isAnswered = ({ buttons }: Seen): boolean => buttons.some(({ label }) => label === 'Regenerate')

test('a server that is out of order at the start holds up nobody: commands are answered at once everywhere, and it is heard when it is back', async () => {
  let away: Spot | undefined
  await using house = await openHouse({
    attach: false,
    before(discord) {
      const guild = discord.guild({ name: 'Away' })
      const person = discord.person('quinn', { guilds: [guild] })
      away = { channel: discord.channel(guild), person, mark: 'mark-away' }
      discord.register([{ type: 1, name: 'help', description: 'What is possible here' }])
      discord.makeGuildUnavailable(guild)
    },
  })
  const { discord } = house
  if (away === undefined) throw new Error('There is no such server.')
  const here = house.spot()
  const attached = house.attach()
  await discord.until(() => discord.sessions.length === 1, longMs)
  const uses = [here, away].map(({ person, channel }) => discord.slash(person, channel, 'help'))
  for (const { answer } of uses) {
    const { did, private: isPrivate, afterMs } = await answer
    expect([did === 'defer' || did === 'message', isPrivate]).toEqual([true, true])
    expect(afterMs).toBeLessThan(2_500)
  }
  await attached
  expect(house.isHealthy()).toBe(true)
  discord.makeGuildAvailable(away.channel.guildId ?? '')
  for (const spot of [here, away]) {
    discord.say(spot.person, spot.channel, `<@${discord.bot.id}> Count to 3. ${spot.mark}`)
    await discord.sees(spot.channel, isAnswered, longMs)
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  }
}, 120_000)

test('an outage in the middle takes nothing away: what runs in that server ends in its message', async () => {
  await using house = await openHouse()
  const { discord } = house
  const { guild } = discord.home
  const spot = house.spot()
  discord.say(spot.person, spot.channel, `<@${discord.bot.id}> Count to 30. ${spot.mark}`)
  await discord.until(() => house.said(spot.channel).some(({ text }) => /\b9\b/.test(text)), longMs)
  discord.makeGuildUnavailable(guild)
  await discord.sees(spot.channel, isAnswered, longMs)
  discord.makeGuildAvailable(guild)
  discord.say(spot.person, spot.channel, `<@${discord.bot.id}> Count to 4. ${spot.mark}`)
  await discord.until(() => house.said(spot.channel).filter(isAnswered).length === 2, longMs)
  expect(await house.ended(spot, { jobs: 2 })).toEqual([])
}, 120_000)

test('a token that Discord refuses later makes the health red, and the console goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-token-'))
  const discord = await startDiscord({ answerWithinMs: 10_000 })
  try {
    await using product = await startProduct(folder, { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url })
    const health = async (): Promise<number> => (await fetch(`${product.url}/healthz`)).status
    await discord.until(() => product.output().includes('Discord: ') && discord.commands().includes('imagine'), longMs)
    expect(await health()).toBe(200)

    const { person, channel } = discord.home
    const prompt = 'a red boat [sandbox:slow=2s]'
    const use = discord.slash(person, channel, 'imagine', { prompt, count: 1, more: 'megapixels=0.25' })
    await use.shows(({ text }) => text.includes('Generating'), longMs)
    discord.resetToken()
    await eventually('A red health', async () => ((await health()) === 503 ? true : undefined), longMs)
    expect(product.output()).toContain('Discord refuses DISCORD_TOKEN')
    // A command's own token outlives ours.
    await use.shows(({ files }) => files.length === 1, longMs)

    const guest = sitDown(product.url)
    const spot = await guest.general()
    const answer = await guest.answerTo(spot, '/imagine a fox --count 1 --more megapixels=0.25', longMs)
    expect(blocksOf(answer, 'pictures')[0]?.pictures).toHaveLength(1)
    expect(await health()).toBe(503)
    expect(await product.stop()).toBe(0)
    expect(product.output()).not.toContain(discord.token)
    // The sign of a bot that does not give up would be thousands of refusals, for which Discord bans its address.
    expect(discord.requests.filter(({ status }) => status === 401).length).toBeLessThan(5)
  } finally {
    await discord.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}, 120_000)
