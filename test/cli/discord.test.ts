import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/cli.ts'
import { type Discord, startDiscord } from '../platforms/discord/discord.ts'

let discord: Discord
beforeAll(async () => {
  discord = await startDiscord()
})
afterAll(() => discord.close())

async function type(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let [out, err] = ['', '']
  const code = await runCommand(words, {
    stdout: { write: text => (out += text) },
    stderr: { write: text => (err += text) },
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, ...env },
    signal: new AbortController().signal,
  })
  return { code, out, err }
}

test('the commands of a server and those for everywhere are brought up to date and taken away one set at a time', async () => {
  const { guild } = discord.home
  const inServer = { DISCORD_GUILD_ID: guild.id }
  expect((await type(['discord', 'commands'])).out).toMatch(/ for everywhere were brought up to date\.\nadded: imagine, /)
  expect((await type(['discord', 'commands'])).out).toMatch(/ for everywhere are up to date\.\n$/)
  expect((await type(['discord', 'commands'], inServer)).out).toContain(
    ` of server ${guild.id} were brought up to date.\nadded: `,
  )

  const cleared = await type(['discord', 'commands', '--clear'], inServer)
  expect([cleared.code, cleared.err]).toEqual([0, ''])
  expect(cleared.out).toMatch(/^The commands of .* of server \d+ were taken away\. .*\nremoved: imagine, .*chat, .*Reply with AI/)
  expect(discord.commands(guild)).toEqual([])
  expect(discord.commands()).toContain('imagine')
  expect((await type(['discord', 'commands', '--clear'], inServer)).out).toMatch(/ has no commands of server \d+\.\n$/)

  // The variable named as empty stands above that of .env.
  const all = await type(['discord', 'commands', '--clear', '--json'], { DISCORD_GUILD_ID: '' })
  expect(JSON.parse(all.out)).toMatchObject({
    application: discord.application.id,
    added: [],
    removed: expect.arrayContaining(['imagine', 'Reply with AI']) as string[],
  })
  expect(discord.commands()).toEqual([])
  expect(discord.violations).toEqual([])
})

test.each([
  [['discord'], {}, /^What to do is missing\./],
  [['discord', 'clear'], {}, /^“clear” is nothing it can do; there is `discord commands`\./],
  [['discord', 'commands', '--all'], {}, /--all/],
  [['discord', 'commands', '--clear'], { DISCORD_TOKEN: '', DISCORD_API_URL: '' }, /^DISCORD_TOKEN is not set/],
] as const)('%j is refused with a sentence', async (words, env, sentence) => {
  const { code, out, err } = await type(words, env)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(sentence)
})
