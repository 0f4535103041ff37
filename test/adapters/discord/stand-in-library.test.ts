import type { TextChannel } from 'discord.js'
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  Client,
  ContainerBuilder,
  Events,
  type Interaction,
  LabelBuilder,
  MediaGalleryBuilder,
  MessageFlags,
  ModalBuilder,
  Partials,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js'
import { describe, expect, it } from 'vitest'
import { type Discord, startDiscord, type Start } from '../../platforms/discord/discord.ts'

const intents = (1 << 0) | (1 << 9) | (1 << 12) | (1 << 15)

/** A Discord and the library's client in it, ready. Both end with the test; what was against the rules fails it. */
async function start(options: Start & { readonly intents?: number; readonly before?: (discord: Discord) => void } = {}) {
  const discord = await startDiscord(options)
  options.before?.(discord)
  const client = new Client({
    intents: options.intents ?? intents,
    partials: [Partials.Channel, Partials.Message],
    rest: { api: discord.url, offset: 5 },
    waitGuildTimeout: 200,
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
  })
  const ready = new Promise(resolve => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  await ready
  return {
    discord,
    client,
    channel: (await client.channels.fetch(discord.home.channel.id)) as TextChannel,
    async [Symbol.asyncDispose]() {
      await client.destroy()
      await discord.close()
      expect(discord.violations).toEqual([])
    },
  }
}

const onInteraction = (client: Client, hear: (interaction: Interaction) => Promise<unknown>): void => {
  client.on(Events.InteractionCreate, interaction => void hear(interaction))
}
const onSlash = (client: Client, hear: (interaction: ChatInputCommandInteraction) => Promise<unknown>): void =>
  onInteraction(client, async interaction => (interaction.isChatInputCommand() ? hear(interaction) : undefined))

const commands = [
  {
    name: 'imagine',
    description: 'Makes pictures',
    options: [
      { type: 3, name: 'prompt', description: 'What to show', required: true },
      { type: 3, name: 'model', description: 'Which model', autocomplete: true },
      { type: 11, name: 'image', description: 'To start from' },
      { type: 4, name: 'count', description: 'How many', min_value: 1, max_value: 8 },
    ],
  },
  {
    name: 'config',
    description: 'Settings',
    default_member_permissions: '32',
    options: [{ type: 1, name: 'model', description: 'The model' }],
  },
  { name: 'Reply with AI', type: 3 },
]

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]),
  Buffer.alloc(8),
])
const goButton = new ActionRowBuilder<ButtonBuilder>().addComponents(
  new ButtonBuilder().setCustomId('go').setLabel('Go').setStyle(ButtonStyle.Primary),
)

describe('messages', () => {
  it('are sent, edited, answered and deleted', async () => {
    await using stage = await start()
    const { discord, channel } = stage
    const asked = discord.say(discord.home.person, channel, 'hello?')
    const message = await channel.send('hello')
    await message.edit('hello there')
    const reply = await (await channel.messages.fetch(asked.id)).reply('yes?')
    const gone = await channel.send('gone')
    await gone.delete()
    const seen = discord.messages(channel)
    expect(seen.map(({ text, edited }) => [text, edited])).toEqual([
      ['hello?', false],
      ['hello there', true],
      ['yes?', false],
    ])
    expect(discord.message(reply)).toMatchObject({ replyTo: asked.id, pinged: [] })
  })

  it('carry files with their texts, and keep through an edit those that it lists', async () => {
    await using stage = await start()
    const { discord, channel } = stage
    const file = (name: string) => new AttachmentBuilder(png, { name, description: `the ${name}` })
    const message = await channel.send({ files: [file('one.png'), file('two.png')] })
    expect(message.attachments.first()).toMatchObject({ width: 3, height: 2 })
    await message.edit({ content: 'words alone' })
    expect(discord.message(message)?.files.map(one => one.name)).toEqual(['one.png', 'two.png'])
    await message.edit({ attachments: [...message.attachments.values()].slice(0, 1), files: [file('three.png')] })
    expect(discord.message(message)?.files).toMatchObject([
      { name: 'one.png', alt: 'the one.png', bytes: png },
      { name: 'three.png', alt: 'the three.png' },
    ])
  })

  it('of components show the pictures that a gallery names, and no others', async () => {
    await using stage = await start()
    const { discord, channel } = stage
    const gallery = new MediaGalleryBuilder().addItems(item =>
      item.setURL('attachment://a.png').setDescription('a fox').setSpoiler(true),
    )
    const container = new ContainerBuilder()
      .addTextDisplayComponents(text => text.setContent('A fox'))
      .addMediaGalleryComponents(gallery)
      .addActionRowComponents(goButton)
    const message = await channel.send({
      flags: MessageFlags.IsComponentsV2,
      components: [container],
      files: [new AttachmentBuilder(png, { name: 'a.png' }), new AttachmentBuilder(png, { name: 'unseen.png' })],
    })
    await message.edit({ components: [container] })
    expect(discord.message(message)).toMatchObject({
      text: 'A fox',
      files: [{ name: 'a.png', alt: 'a fox', spoiler: true }],
      buttons: [{ label: 'Go', customId: 'go' }],
    })
  })

  it('call only whom their allowed mentions let them call', async () => {
    await using stage = await start()
    const { discord, channel } = stage
    const { person } = discord.home
    const quiet = await channel.send(`<@${person.id}> @everyone`)
    const loud = await channel.send({ content: `<@${person.id}> @everyone`, allowedMentions: { users: [person.id] } })
    expect([discord.message(quiet)?.pinged, discord.message(loud)?.pinged]).toEqual([[], [person.id]])
  })

  it('are not doubled when their answer is lost, thanks to the nonce', async () => {
    await using stage = await start()
    const { discord, channel } = stage
    discord.hook('POST /channels/{channel_id}/messages', 'cut after')
    await channel.send('once')
    expect(discord.messages(channel).map(({ text }) => text)).toEqual(['once'])
    expect(discord.requests.filter(({ route, method }) => method === 'POST' && route.endsWith('/messages'))).toHaveLength(2)
  })

  it('reach a person directly, and the person writes back without being named', async () => {
    await using stage = await start({ intents: intents & ~(1 << 15), allowedIntents: 0 })
    const { discord, client } = stage
    const { person } = discord.home
    const heard = new Promise<string>(resolve => client.once(Events.MessageCreate, ({ content }) => resolve(content)))
    discord.say(person, discord.direct(person), 'a secret')
    expect(await heard).toBe('a secret')
    await (await client.users.fetch(person.id)).send('kept')
    expect(discord.messages(discord.direct(person)).map(({ text }) => text)).toEqual(['a secret', 'kept'])
  })

  it('come without their content when the application lacks the intent, unless they call the bot', async () => {
    await using stage = await start({ intents: intents & ~(1 << 15), allowedIntents: 0 })
    const { discord, client, channel } = stage
    const { person } = discord.home
    const heard: string[] = []
    client.on(Events.MessageCreate, ({ content }) => heard.push(content))
    discord.say(person, channel, 'to nobody')
    discord.say(person, channel, `<@${discord.bot.id}> to you`)
    await discord.until(() => heard.length === 2)
    expect(heard).toEqual(['', `<@${discord.bot.id}> to you`])
  })

  it('have files whose addresses die, and live again when the message is fetched anew', async () => {
    await using stage = await start()
    const { discord, channel } = stage
    const said = discord.say(discord.home.person, channel, 'look', {
      attachments: [{ name: 'a.png', bytes: png, contentType: 'image/png' }],
    })
    const load = async (): Promise<number> => {
      const fetched = await channel.messages.fetch({ message: said.id, force: true })
      return (await fetch(fetched.attachments.first()!.url)).status
    }
    const old = said.files[0]!.url
    expect(Buffer.from(await (await fetch(old)).arrayBuffer())).toEqual(png)
    discord.clock.advance(25 * 60 * 60_000)
    expect([(await fetch(old)).status, await load()]).toEqual([404, 200])
    const second = discord.message(said)!.files[0]!.url
    discord.expireUrls()
    expect((await fetch(second)).status).toBe(404)
  })
})

describe('interactions', () => {
  it('are deferred and filled, with a file and follow-ups', async () => {
    await using stage = await start({ before: discord => discord.register(commands) })
    const { discord, client } = stage
    onSlash(client, async interaction => {
      await interaction.deferReply()
      await interaction.editReply({
        content: interaction.options.getString('prompt', true),
        files: [new AttachmentBuilder(png, { name: 'a.png' })],
      })
      const second = await interaction.followUp({ content: 'psst', flags: MessageFlags.Ephemeral })
      await interaction.editReply({ message: second, content: 'psst!' })
    })
    const use = discord.slash(discord.home.person, discord.home.channel, 'imagine', {
      prompt: 'a fox',
      image: { name: 'start.png', bytes: png, contentType: 'image/png' },
    })
    expect(await use.answer).toMatchObject({ did: 'defer', private: false, message: { loading: true } })
    await use.shows(({ text }) => text === 'psst!')
    expect(use.message()).toMatchObject({ text: 'a fox', loading: false, files: [{ name: 'a.png' }] })
    expect(discord.privately(discord.home.person)).toMatchObject([{ text: 'psst!', private: true }])
    expect(discord.messages(discord.home.channel).map(({ text }) => text)).toEqual(['a fox'])
  })

  it('that were deferred privately are filled by their first follow-up, and can be deleted', async () => {
    await using stage = await start({ before: discord => discord.register(commands) })
    const { discord, client } = stage
    onSlash(client, async interaction => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral })
      await interaction.followUp('filled')
      if (interaction.options.getString('prompt') === 'gone') await interaction.deleteReply()
    })
    const { person, channel } = discord.home
    const kept = discord.slash(person, channel, 'imagine', { prompt: 'kept' })
    await kept.shows(({ text }) => text === 'filled')
    expect(kept.messages()).toMatchObject([{ private: true, loading: false }])
    const gone = discord.slash(person, channel, 'imagine', { prompt: 'gone' })
    expect((await gone.answer).private).toBe(true)
    await discord.until(() => gone.message() === null)
    expect(discord.messages(channel)).toEqual([])
  })

  it('open a form, take it back filled, and change the message it came from', async () => {
    await using stage = await start({ before: discord => discord.register(commands) })
    const { discord, client, channel } = stage
    const input = new TextInputBuilder().setCustomId('prompt').setStyle(TextInputStyle.Short).setValue('a fox')
    const choice = new StringSelectMenuBuilder()
      .setCustomId('style')
      .addOptions({ label: 'Plain', value: 'plain', default: true }, { label: 'Bold', value: 'bold' })
    const modal = new ModalBuilder()
      .setCustomId('reword')
      .setTitle('Reword')
      .addLabelComponents(new LabelBuilder().setLabel('Prompt').setTextInputComponent(input))
      .addLabelComponents(new LabelBuilder().setLabel('Style').setStringSelectMenuComponent(choice))
    onInteraction(client, async interaction => {
      if (interaction.isButton()) await interaction.showModal(modal)
      if (interaction.isModalSubmit() && interaction.isFromMessage())
        await interaction.update(
          `${interaction.fields.getTextInputValue('prompt')}, ${interaction.fields.getStringSelectValues('style').join()}`,
        )
    })
    const message = await channel.send({ content: 'a picture', components: [goButton] })
    const { did, modal: open } = await discord.click(discord.home.person, message, 'Go').answer
    expect([did, open?.title, open?.fields.map(({ value }) => value)]).toEqual(['modal', 'Reword', ['a fox', 'plain']])
    const sent = discord.submit(discord.home.person, open!, { Prompt: 'a cat' })
    expect((await sent.answer).did).toBe('update')
    expect(discord.message(message)?.text).toBe('a cat, plain')
  })

  it('suggest, serve the menu of a message, and update behind a button', async () => {
    await using stage = await start({ before: discord => discord.register(commands) })
    const { discord, client, channel } = stage
    const { person } = discord.home
    onInteraction(client, async interaction => {
      if (interaction.isAutocomplete())
        await interaction.respond([{ name: `${interaction.options.getFocused()}…`, value: 'flux' }])
      if (interaction.isMessageContextMenuCommand())
        await interaction.reply({ content: `About: ${interaction.targetMessage.content}`, withResponse: true })
      if (interaction.isButton()) {
        await interaction.deferUpdate()
        await interaction.editReply({ content: 'pressed', components: [] })
      }
    })
    const typed = discord.autocomplete(person, channel, 'imagine', { prompt: 'a fox', model: 'fl' }, 'model')
    expect((await typed.answer).choices).toEqual([{ name: 'fl…', value: 'flux' }])
    const said = discord.say(person, channel, 'what is this?')
    expect((await discord.messageCommand(person, said, 'Reply with AI').answer).message?.text).toBe('About: what is this?')
    const message = await channel.send({ content: 'a picture', components: [goButton] })
    await discord.click(person, message, 'go').shows(({ text }) => text === 'pressed')
  })

  it('that nobody answers tell the person so', async () => {
    await using stage = await start({ answerWithinMs: 30, before: discord => discord.register(commands) })
    const { discord } = stage
    expect((await discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'x' }).answer).did).toBe(
      'nothing',
    )
  })

  it('are not sent where Discord’s client would not send them', async () => {
    await using stage = await start({ before: discord => discord.register(commands) })
    const { discord } = stage
    const { person, owner, channel } = discord.home
    expect(discord.commands()).toEqual(['imagine', 'config model', 'Reply with AI'])
    expect(() => discord.slash(person, channel, 'paint')).toThrow('No command “paint”')
    expect(() => discord.slash(person, channel, 'imagine')).toThrow('needs the option prompt')
    expect(() => discord.slash(person, channel, 'imagine', { prompt: 'x', count: 9 })).toThrow('At most 8')
    expect(() => discord.slash(person, channel, 'config model')).toThrow('does not see the command')
    expect(() => discord.slash(owner, channel, 'config')).toThrow('name one of its subcommands')
    discord.permit(discord.home.guild, { allow: ['MANAGE_GUILD'] }, person)
    expect(discord.slash(person, channel, 'config model').id).toMatch(/^\d{17,19}$/)
  })
})

describe('threads', () => {
  it('are opened from a message, written in, archived and deleted', async () => {
    await using stage = await start()
    const { discord, channel, client } = stage
    const said = discord.say(discord.home.person, channel, 'start')
    const thread = await (await channel.messages.fetch(said.id)).startThread({ name: 'talk', autoArchiveDuration: 60 })
    await thread.send('in here')
    expect([thread.id, discord.messages(thread).map(({ text }) => text)]).toEqual([said.id, ['in here']])
    await thread.setArchived(true)
    expect(discord.threads(channel)).toMatchObject([{ name: 'talk', archived: true }])
    await thread.send('awake again')
    expect(discord.threads(channel)).toMatchObject([{ archived: false }])
    const gone = new Promise(resolve => client.once(Events.ThreadDelete, resolve))
    discord.deleteThread(thread)
    await gone
    await expect(thread.send('too late')).rejects.toMatchObject({ code: 10003 })
  })
})

describe('commands', () => {
  it('are registered for everybody and for one guild, and keep their ids when they do not change', async () => {
    await using stage = await start()
    const { discord, client } = stage
    const first = await client.application!.commands.set(commands)
    const again = await client.application!.commands.set(commands)
    expect([...again.keys()]).toEqual([...first.keys()])
    await client.application!.commands.set([{ name: 'here', description: 'Only here' }], discord.home.guild.id)
    expect(discord.commands(discord.home.guild)).toEqual(['here'])
    await client.application!.fetch()
    expect(client.application!.botPublic).toBe(false)
  })
})
