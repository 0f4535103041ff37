import { expect, test } from 'vitest'
import type { Channel, Discord, Person, Ref, Seen } from '../platforms/discord/discord.ts'
import { isDone, openDiscordWorld, predictionsOf, replyTo, slowedDown, toldPrivately, waitMs } from './discord-world.ts'

const onlyAdmins = 'Only an admin of this workspace can do that.'

/** Says something that calls the bot, and waits for the answer under it. */
async function ask(discord: Discord, person: Ref, channel: Channel, text: string): Promise<Seen> {
  return replyTo(discord, discord.say(person, channel, `<@${discord.bot.id}> ${text}`), isDone)
}

/** Says something without a name, where none is needed, and waits for the answer under it. */
const tell = (discord: Discord, person: Ref, channel: Channel, text: string): Promise<Seen> =>
  replyTo(discord, discord.say(person, channel, text), isDone)

/** What an admin reads of a setting. */
async function settingOf(discord: Discord, admin: Person, channel: Channel, key: string): Promise<string> {
  const shown = await discord
    .slash(admin, channel, 'config show')
    .shows(({ buttons }) => buttons.some(({ label }) => label === 'Change…'), waitMs)
  return shown.text.split('\n').find(line => line.includes(key)) ?? ''
}

test('settings on Discord: a form for admins, refused to members when it opens, when it is sent and in words', async () => {
  await using world = await openDiscordWorld()
  const { discord } = world
  const { guild, channel, person, owner } = discord.home
  const former = discord.person('frida')
  discord.permit(guild, { allow: ['MANAGE_GUILD'] }, former)
  await using product = await world.start({ SANDBOX_PACE: '0.1' })

  const isOpener = ({ buttons }: Seen): boolean => buttons.some(({ label }) => label === 'Change…')
  const [mine, hers] = await Promise.all(
    [owner, former].map(admin => discord.slash(admin, channel, 'config show').shows(isOpener, waitMs)),
  )
  expect(mine).toMatchObject({ private: true })
  const { modal } = await discord.click(owner, mine!, 'Change…').answer
  expect(modal!.fields.map(({ label }) => label)).toContain('Earlier turns it is given')
  const { modal: hersOpen } = await discord.click(former, hers!, 'Change…').answer
  const saved = await toldPrivately(discord.submit(owner, modal!, { 'chat.memory': '7', 'chat.system': 'You are a miller.' }))
  expect(saved.text).toMatch(/^Changed in this channel:\n- `chat\.system` is now .*\n- `chat\.memory` is now `7`$/)
  expect(await settingOf(discord, owner, channel, 'chat.memory')).toContain('7')

  // What was typed is not lost with the form that Discord closes before anybody can look at it.
  const wrong = await toldPrivately(discord.submit(owner, modal!, { 'chat.memory': 'lots', 'chat.system': 'You are a baker.' }))
  expect(wrong).toMatchObject({ private: true, buttons: [{ label: 'Open the form again' }] })
  expect(wrong.text).toContain('got “lots”')
  const { modal: again } = await discord.click(owner, wrong, 'Open the form again').answer
  expect(again!.fields.find(({ customId }) => customId === 'chat.memory')?.value).toBe('lots')
  const mended = await toldPrivately(discord.submit(owner, again!, { 'chat.memory': '7' }))
  expect(mended.text).toMatch(/^Changed in this channel:\n- `chat\.system` is now “`You are a baker\.`”$/)

  discord.permit(guild, { deny: ['MANAGE_GUILD'] }, former)
  expect(() => discord.slash(person, channel, 'config show')).toThrow('does not see')
  const opened = discord.click(former, hers!, 'Change…')
  expect(await opened.answer).toMatchObject({ did: 'message', private: true, message: { text: onlyAdmins } })
  expect((await toldPrivately(discord.submit(former, hersOpen!, { 'chat.memory': '1' }))).text).toBe(onlyAdmins)
  const inWords = discord.say(person, channel, `<@${discord.bot.id}> config set chat.memory 1`)
  expect((await replyTo(discord, inWords, ({ text }) => text !== '')).text).toBe(onlyAdmins)
  expect(await settingOf(discord, owner, channel, 'chat.memory')).toContain('7')

  const typed = async (
    command: string,
    options: Readonly<Record<string, string>>,
    focused: string,
  ): Promise<readonly unknown[]> =>
    (await discord.autocomplete(owner, channel, command, options, focused).answer).choices.map(({ value }) => value)
  expect(await typed('config set', { key: 'chat.m' }, 'key')).toEqual(['chat.memory', 'chat.maxTokens'].toSorted())
  expect(await typed('imagine', { prompt: 'x', model: 'flux' }, 'model')).toContain('deployment:sandbox/flux-fast')
  expect(await typed('imagine', { prompt: 'x', model: 'there is none' }, 'model')).toEqual([])

  expect(await product.stop()).toBe(0)
  expect(slowedDown(discord)).toEqual([])
  expect(discord.violations).toEqual([])
}, 120_000)

test('conversations on Discord: threads, direct messages, the menu of a message, and words that are changed or taken back', async () => {
  await using world = await openDiscordWorld()
  const { discord } = world
  const { guild, channel, person, owner } = discord.home
  const [changing, taking] = ['changing', 'taking'].map(name => discord.channel(guild, { name }))
  const direct = discord.direct(person)
  await using product = await world.start({ SANDBOX_PACE: '0.1' })

  const inThread = async (): Promise<void> => {
    const use = discord.slash(person, channel, 'chat', { message: 'My favourite colour is teal.' })
    const thread = await discord.until(() => discord.threads(channel)[0], waitMs)
    expect(thread.name).toContain('My favourite colour is teal')
    await discord.sees(thread, isDone, waitMs)
    expect(use.message()).toMatchObject({ threadId: thread.id, loading: false })
    // In a thread of ours nobody needs to name us, whoever speaks there.
    expect((await tell(discord, person, thread, 'What is my favourite colour?')).text).toContain('teal')
    expect((await tell(discord, owner, thread, 'What is 6 * 7?')).text).toContain('42')
  }
  const directly = async (): Promise<void> => {
    await tell(discord, person, direct, 'My favourite colour is amber.')
    expect((await tell(discord, person, direct, 'What is my favourite colour?')).text).toContain('amber')
    const help = await discord.slash(person, direct, 'help').shows(({ text }) => text.includes('/imagine'), waitMs)
    expect(help.text).toContain('/imagine')
  }
  const byMenu = async (): Promise<void> => {
    const said = discord.say(owner, channel, 'What is 6 * 7?')
    const imagined = discord.messageCommand(person, discord.say(owner, channel, 'a barn at night'), 'Imagine this')
    const answered = discord.messageCommand(person, said, 'Reply with AI')
    expect((await answered.shows(isDone, waitMs)).text).toContain('42')
    expect((await imagined.shows(isDone, waitMs)).files[0]!.alt).toBe('a barn at night')
  }
  const changed = async (): Promise<void> => {
    const said = discord.say(person, changing!, `<@${discord.bot.id}> My favourite colour is scarlet.`)
    await replyTo(discord, said, isDone)
    discord.editMessage(said, `<@${discord.bot.id}> My favourite colour is indigo.`)
    const answer = await ask(discord, person, changing!, 'What is my favourite colour?')
    expect(answer.text).toMatch(/indigo/i)
    expect(answer.text).not.toMatch(/scarlet/i)
  }
  const takenBack = async (): Promise<void> => {
    const said = discord.say(person, taking!, `<@${discord.bot.id}> My favourite colour is white.`)
    await replyTo(discord, said, isDone)
    discord.deleteMessage(said)
    expect((await ask(discord, person, taking!, 'What is my favourite colour?')).text).not.toMatch(/white/i)
    // Taken back while it is answered: nothing more is written, and nobody is called by what stands there.
    const long = discord.say(person, taking!, `<@${discord.bot.id}> Count to 400. @everyone [sandbox:slow=5s]`)
    await replyTo(discord, long, ({ text }) => /\b9\b/.test(text))
    discord.deleteMessage(long)
    await discord.until(
      () => !discord.messages(taking!).some(({ buttons }) => buttons.some(({ label }) => label === 'Stop')),
      waitMs,
    )
  }
  await Promise.all([inThread(), directly(), byMenu(), changed(), takenBack()])
  const canceled = (await predictionsOf(product)).filter(({ status }) => status === 'canceled')
  expect(canceled).toHaveLength(1)
  const all = [channel, changing!, taking!, direct, ...discord.threads(channel)].flatMap(place => discord.messages(place))
  expect(all.filter(({ authorId }) => authorId === discord.bot.id).flatMap(({ pinged }) => pinged)).toEqual([])
  expect(await product.stop()).toBe(0)
  expect(slowedDown(discord)).toEqual([])
  expect(discord.violations).toEqual([])
}, 120_000)

test('without the message content intent a mention, a reply and a command are answered, and other words are not read', async () => {
  await using world = await openDiscordWorld({ allowedIntents: 0 })
  const { discord } = world
  const { channel, person } = discord.home
  await using product = await world.start({ SANDBOX_PACE: '0.1' })
  expect(product.output()).toContain('Message Content intent')
  const unheard = discord.say(person, channel, 'What is 3 + 3?')
  const answer = await ask(discord, person, channel, 'What is 6 * 7?')
  expect(answer.text).toContain('42')
  const further = discord.say(person, channel, 'What is 6 * 8?', { replyTo: answer })
  expect((await replyTo(discord, further, isDone)).text).toContain('48')
  discord.slash(person, channel, 'chat', { message: 'What is 6 * 9?' })
  const thread = await discord.until(() => discord.threads(channel)[0], waitMs)
  expect((await discord.sees(thread, isDone, waitMs)).text).toContain('54')
  discord.say(person, thread, 'What is 5 + 5?')
  await discord.sees(thread, ({ text }) => text.includes('Message Content intent'), waitMs)
  expect(discord.messages(channel).filter(message => message.replyTo === unheard.id)).toEqual([])
  expect(await predictionsOf(product)).toHaveLength(3)
  expect(await product.stop()).toBe(0)
  expect(discord.violations).toEqual([])
}, 120_000)
