import { expect, test } from 'vitest'
import * as onDiscord from './discord-world.ts'
import * as onSlack from './slack-world.ts'

const speech = 'text="Hello there." speed=3'

test('any model runs on Discord: its name completes, sound is attached, and a form asks for what is missing', async () => {
  await using world = await onDiscord.openDiscordWorld()
  const { discord } = world
  const { person, channel } = discord.home
  await using product = await world.start({ SANDBOX_PACE: '0.1' })

  const typed = await discord.autocomplete(person, channel, 'run', { model: 'flux' }, 'model').answer
  expect(typed.choices.map(({ value }) => value)).toContain('deployment:sandbox/flux-fast')

  const use = discord.slash(person, channel, 'run', { model: 'jaaari/kokoro-82m', input: speech })
  expect(await use.answer).toMatchObject({ did: 'defer', private: false })
  const spoken = await use.shows(onDiscord.isDone, onDiscord.waitMs)
  expect(spoken.files).toMatchObject([{ name: expect.stringMatching(/^sound-\w{16}\.wav$/) as string, contentType: 'audio/wav' }])
  expect(spoken.files[0]!.bytes.toString('latin1', 0, 4)).toBe('RIFF')

  const asked = discord.slash(person, channel, 'run', { model: 'replicate/hello-world' })
  const told = await onDiscord.toldPrivately(asked)
  expect(told.text).toBe('replicate/hello-world needs `text`.')
  const { modal } = await discord.click(person, told, 'Fill in the rest').answer
  expect(modal!.title).toBe('Run replicate/hello-world')
  discord.submit(person, modal!, { text: 'Ada' })
  const greeted = await discord.sees(channel, seen => onDiscord.isDone(seen) && seen.text.includes('hello Ada'), onDiscord.waitMs)
  expect(greeted.authorId).toBe(discord.bot.id)

  expect(await product.stop()).toBe(0)
  expect([discord.violations, onDiscord.slowedDown(discord)]).toEqual([[], []])
}, 120_000)

test('any model runs in Slack: after /replichat, after a mention, with sound in the thread and a form for what is missing', async () => {
  await using world = await onSlack.openSlackWorld()
  const { slack } = world
  const { person, channel } = slack.home
  await using product = await world.start({ SANDBOX_PACE: '0.1' })

  const use = slack.command(person, channel, '/replichat', `run jaaari/kokoro-82m ${speech}`)
  expect(await use.answer).toMatchObject({ did: 'ack' })
  const spoken = await slack.sees(channel, onSlack.isDone, onSlack.waitMs)
  expect(spoken.text).toContain('The sound is in the thread.')
  const files = slack.messages(channel, spoken.ts).flatMap(seen => seen.files)
  expect(files).toMatchObject([{ name: expect.stringMatching(/^sound-\w{16}\.wav$/) as string }])
  expect(files[0]!.bytes.toString('latin1', 0, 4)).toBe('RIFF')

  await slack.say(person, channel, `<@${slack.bot.id}> run replicate/hello-world`)
  const told = await slack.until(() => slack.ephemerals(person).find(({ text }) => text.includes('needs `text`')), onSlack.waitMs)
  const view = await slack.click(person, told, 'Fill in the rest').opens(({ fields }) => fields.length > 0, onSlack.waitMs)
  expect([view.title, view.fields.map(({ label }) => label)]).toEqual(['Run replicate/hello-wor…', ['text']])
  slack.submitView(person, { text: 'Ada' })
  const greeted = await slack.until(
    () => slack.requests.find(({ method, args }) => method.startsWith('chat.') && onSlack.textIn(args).includes('hello Ada')),
    onSlack.waitMs,
  )
  expect(greeted.error).toBeNull()

  expect(await product.stop()).toBe(0)
  expect([slack.violations, onSlack.refused(slack), onSlack.slowedDown(slack)]).toEqual([[], [], []])
}, 120_000)
