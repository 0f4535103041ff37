import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Discord, startDiscord } from '../platforms/discord/discord.ts'
import { start, startProduct } from './process.ts'

let folder: string
let discord: Discord
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-discord-'))
  discord = await startDiscord({ answerWithinMs: 10_000 })
})
afterEach(async () => {
  await discord.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const env = (): Readonly<Record<string, string>> => ({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url })
const waitMs = 30_000

test('the product on Discord: /imagine ends in pictures, and a mention gets an answer that grows', async () => {
  await using product = await startProduct(folder, env())
  const { person, channel } = discord.home
  await discord.until(() => product.output().includes('Discord: ') && discord.sessions.length === 1, waitMs)
  await discord.until(() => discord.commands().includes('imagine'), waitMs)

  const use = discord.slash(person, channel, 'imagine', { prompt: 'a red fox in the snow', count: 2 })
  expect(await use.answer).toMatchObject({ did: 'defer', private: false })
  const done = await use.shows(
    message => message.files.length === 2 && message.buttons.some(({ label }) => label === 'Again'),
    waitMs,
  )
  expect(done.files.every(file => file.bytes.length > 1_000 && file.alt.includes('a red fox in the snow'))).toBe(true)

  discord.say(person, channel, `<@${discord.bot.id}> what is a fox?`)
  const answer = await discord.sees(
    channel,
    message => message.authorId === discord.bot.id && message.buttons.some(({ label }) => label === 'Regenerate'),
    waitMs,
  )
  expect(answer.text.length).toBeGreaterThan(20)
  expect(answer.edited).toBe(true)

  const asked = discord.slash(discord.home.owner, channel, 'config set', { key: 'chat.memory', value: '3' })
  expect(await asked.answer).toMatchObject({ did: 'defer', private: true })
  await asked.shows(message => message.text.includes('chat.memory'), waitMs)

  expect(await product.stop()).toBe(0)
  expect(discord.sessions).toEqual([])
  expect(product.output()).not.toContain(discord.token)
  expect(discord.violations).toEqual([])
}, 90_000)

test('a token that Discord refuses ends the start with a sentence and a code', async () => {
  discord.resetToken()
  const ended = start(
    ['src/door.mjs', 'start'],
    { DATA_DIR: folder, STORE_URL: 'memory:', PORT: '0', ...env() },
    /never printed (\S+)/,
  )
  await expect(ended).rejects.toThrow('Discord refuses DISCORD_TOKEN')
}, 60_000)

test('the command line brings the commands up to date, and says what changed', async () => {
  const first = await start(['src/door.mjs', 'discord', 'commands'], env(), /(added: [^\n]*imagine)/)
  await first.ended
  const second = await start(['src/door.mjs', 'discord', 'commands', '--json'], env(), /"added": (\[\])/)
  await second.ended
  expect(discord.commands()).toContain('config model')
  expect(discord.violations).toEqual([])
}, 60_000)
