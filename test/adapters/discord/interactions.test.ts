import { expect, test } from 'vitest'
import type { Form } from '#core/form.ts'
import { refuse, say } from '#core/post.ts'
import { writeReply } from '../../../adapters/discord/ref.ts'
import type { Use } from '../../platforms/discord/discord.ts'
import { type Ears, listen } from './ears.ts'

const signal = (): AbortSignal => AbortSignal.timeout(5_000)

test('a command is acknowledged at once, for all to see, and told to the service once it is', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel, guild } = discord.home
  const use = discord.slash(person, channel, 'imagine', { prompt: 'a red fox', count: 2 })
  const answer = await use.answer
  expect(answer).toMatchObject({ did: 'defer', private: false })
  const event = await ears.event('command')
  expect(event).toMatchObject({
    id: use.id,
    command: 'imagine',
    values: { prompt: 'a red fox', count: 2 },
    address: { platform: 'discord', workspace: guild.id, channel: channel.id },
    actor: { id: person.id },
  })
  await discord.until(() => ears.accepted.length === 1)
  await ears.platform.surface.post(event.reply, say('channel', 'Here is a fox.'), { nonce: 'n', signal: signal() })
  expect(use.message()?.text).toContain('Here is a fox.')
  expect(await ears.records.list('discord_waiting', {})).toEqual([])
  expect(discord.violations).toEqual([])
})

test('a command whose answer is for its person alone is acknowledged privately', async () => {
  await using ears = await listen()
  const { discord } = ears
  const use = discord.slash(discord.home.owner, discord.home.channel, 'config show', {})
  expect(await use.answer).toMatchObject({ did: 'defer', private: true })
  expect((await ears.event('command')).command).toBe('config show')
  expect(discord.violations).toEqual([])
})

test('in a thread and in a direct conversation it is told where it was', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel, guild } = discord.home
  const thread = discord.thread(channel, 'Foxes')
  discord.slash(person, thread, 'help')
  expect((await ears.event('command')).address).toEqual({
    platform: 'discord',
    workspace: guild.id,
    channel: channel.id,
    thread: thread.id,
  })
  const direct = discord.direct(person)
  discord.slash(person, direct, 'help')
  expect((await ears.event('command', 1)).address).toEqual({ platform: 'discord', workspace: 'direct', channel: direct.id })
  expect(discord.violations).toEqual([])
})

test('what the catalogue alone can refuse is refused privately, and the service hears nothing of it', async () => {
  await using ears = await listen()
  const { discord } = ears
  const use = discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: '   ' })
  const answer = await use.answer
  expect(answer).toMatchObject({ did: 'message', private: true })
  expect(answer.message?.text).toContain('`prompt` is empty')
  expect(ears.events).toEqual([])
  expect(discord.violations).toEqual([])
})

test('a file and a link for the same picture are one too many', async () => {
  await using ears = await listen()
  const { discord } = ears
  const upload = { name: 'fox.png', bytes: Buffer.from('fox'), contentType: 'image/png' }
  const use = discord.slash(discord.home.person, discord.home.channel, 'imagine', {
    prompt: 'a fox',
    image: upload,
    image_link: 'https://example.org/fox.png',
  })
  expect((await use.answer).message?.text).toContain('given twice')
})

test('a file sent along with a command can be opened, as long as it may be', async () => {
  await using ears = await listen()
  const { discord } = ears
  const upload = { name: 'fox.png', bytes: Buffer.from('the bytes of a fox'), contentType: 'image/png' }
  discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a fox', image: upload })
  const { values } = await ears.event('command')
  const { directory } = ears.platform
  const image = values['image'] as never
  expect(Buffer.from(await directory.open(image, { maxBytes: 100, signal: signal() })).toString()).toBe('the bytes of a fox')
  await expect(directory.open(image, { maxBytes: 3, signal: signal() })).rejects.toMatchObject({ kind: 'input' })
  discord.expireUrls()
  await expect(directory.open(image, { maxBytes: 100, signal: signal() })).rejects.toThrow('send it again')
})

test('it is acknowledged in time although the service hangs', async () => {
  await using ears = await listen()
  const { discord } = ears
  const hang = Promise.withResolvers<void>()
  ears.service.handle = () => hang.promise
  const uses = [1, 2, 3].map(() => discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a fox' }))
  for (const use of uses) expect(await use.answer).toMatchObject({ did: 'defer' })
  hang.resolve()
})

test('an interaction that is told twice is one event', async () => {
  await using ears = await listen()
  const { discord } = ears
  discord.events.twice('INTERACTION_CREATE')
  await discord.slash(discord.home.person, discord.home.channel, 'help').answer
  await discord.slash(discord.home.person, discord.home.channel, 'help').answer
  await discord.until(() => ears.events.length >= 2)
  expect(ears.events.map(event => event.id)).toHaveLength(2)
  expect(discord.violations).toEqual([])
})

test.each([
  [404, 10_062],
  [400, 40_060],
])('nothing begins for an interaction whose acknowledgment was refused with %i, %i', async (status, code) => {
  await using ears = await listen()
  const { discord } = ears
  discord.hook('POST /interactions/{interaction_id}/{interaction_token}/callback', { status, code })
  discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a lost fox' })
  await ears.line('could not be acknowledged')
  await discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a found fox' }).answer
  const event = await ears.event('command')
  expect(event.values['prompt']).toBe('a found fox')
  expect(ears.events).toHaveLength(1)
  await expect.poll(() => ears.records.list('discord_waiting', {})).toEqual([])
})

test.each(['cut', 'cut after', { status: 500 }] as const)(
  'an acknowledgment that got lost (%j) is sent again, and the work begins once',
  async fate => {
    await using ears = await listen()
    const { discord } = ears
    discord.hook('POST /interactions/{interaction_id}/{interaction_token}/callback', fate)
    const use = discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a fox' })
    expect(await use.answer).toMatchObject({ did: 'defer' })
    await ears.event('command')
    expect(ears.events).toHaveLength(1)
  },
)

test('an acknowledgment goes through although Discord stumbles for a moment', async () => {
  await using ears = await listen()
  const { discord } = ears
  discord.hook('POST /interactions/{interaction_id}/{interaction_token}/callback', { status: 503 }, 4)
  const use = discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a fox' })
  expect(await use.answer).toMatchObject({ did: 'defer' })
  await ears.event('command')
})

/** A command that was acknowledged by a process that died before the service had it. */
async function acknowledgedAndLost(ears: Ears): Promise<Use> {
  const { discord } = ears
  // The service is there no more when the event comes, as when the process dies.
  ears.service.handle = async () => {
    throw new Error('The process died.')
  }
  const use = discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a fox' })
  await use.answer
  await ears.event('command')
  await ears.stop()
  ears.service.handle = async () => {}
  return use
}

test('what an earlier process had acknowledged and not handed over is handed over by the next one', async () => {
  await using ears = await listen()
  const use = await acknowledgedAndLost(ears)
  await ears.again()
  const event = await ears.event('command', 1)
  expect(event.id).toBe(use.id)
  await expect.poll(() => ears.records.list('discord_waiting', {})).toEqual([])
})

test('what an earlier process had acknowledged is handed over although Discord cannot be asked at first', async () => {
  await using ears = await listen()
  const use = await acknowledgedAndLost(ears)
  ears.discord.hook(({ method, path }) => method === 'GET' && path.includes(use.token), { status: 503 }, 1)
  await ears.again()
  expect((await ears.event('command', 1)).id).toBe(use.id)
  await expect.poll(() => ears.records.list('discord_waiting', {})).toEqual([])
  expect(JSON.stringify(ears.lines)).not.toContain(use.token)
})

test('what an earlier process could not acknowledge in time is dropped by the next one: its person was told that it failed', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const base = { at: Date.now(), address: { platform: 'discord', workspace: 'direct', channel: channel.id }, actor: person }
  const interaction = {
    application: discord.application.id,
    token: 'never-acknowledged',
    at: Date.now(),
    deferred: 'channel' as const,
  }
  const reply = writeReply({ channel: channel.id, fileBytes: 1_000, interaction })
  const event = { ...base, id: 'lost', type: 'command' as const, command: 'help', values: {}, reply }
  await ears.stop()
  await ears.records.batch([{ put: 'discord_waiting', row: { id: 'lost', at: base.at, event, admitted: false } }])
  await ears.again()
  await expect.poll(() => ears.records.list('discord_waiting', {})).toEqual([])
  expect(ears.events).toEqual([])
})

test('while it stops, a command is answered by a private sentence', async () => {
  await using ears = await listen()
  const { discord } = ears
  ears.drain()
  const answer = await discord.slash(discord.home.person, discord.home.channel, 'imagine', { prompt: 'a fox' }).answer
  expect(answer).toMatchObject({ did: 'message', private: true })
  expect(answer.message?.text).toContain('restarting')
  expect(ears.events).toEqual([])
})

/** Has the bot show a message with buttons and a choice. */
async function buttons(ears: Awaited<ReturnType<typeof listen>>) {
  const { discord } = ears
  const { person, channel } = discord.home
  const use = discord.slash(person, channel, 'imagine', { prompt: 'a fox' })
  const { reply } = await ears.event('command')
  await ears.platform.surface.post(
    reply,
    {
      audience: 'channel',
      blocks: [
        { type: 'text', markdown: 'A fox.' },
        {
          type: 'actions',
          buttons: [
            { action: 'again:1', label: 'Again' },
            { action: 'form:config:channel', label: 'Change…' },
          ],
        },
        { type: 'choice', label: 'Vary', options: [1, 2].map(n => ({ action: `vary:1:${n}`, label: `Picture ${n}` })) },
      ],
    },
    { nonce: 'buttons', signal: signal() },
  )
  return use.shows(message => message.buttons.length > 0)
}

test('a button and a choice are told with what they carry, and what comes of them is a message of its own', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const message = await buttons(ears)
  const click = discord.click(person, message, 'Again')
  expect(await click.answer).toMatchObject({ did: 'defer update' })
  const pressed = await ears.event('button')
  expect(pressed).toMatchObject({ action: 'again:1', message: `discord:${channel.id}/${message.id}`, id: click.id })
  await ears.platform.surface.post(pressed.reply, refuse('Not now.'), { nonce: 'private', signal: signal() })
  expect(discord.message(message)?.text).toBe(message.text)
  expect(discord.privately(person).at(-1)?.text).toContain('Not now.')

  const [choice] = message.choices
  if (choice === undefined) throw new Error('There is no choice.')
  await discord.choose(person, message, choice.customId, ['vary:1:2']).answer
  expect((await ears.event('button', 2)).action).toBe('vary:1:2')
  expect(discord.violations).toEqual([])
})

const form: Form = {
  form: 'config:channel',
  title: 'Settings of this channel',
  submit: 'Save',
  fields: [
    { type: 'line', name: 'model', label: 'Image model', maxChars: 200, value: 'owner/name' },
    { type: 'text', name: 'system', label: 'System prompt', about: 'Who it is', maxChars: 4_000 },
    {
      type: 'choice',
      name: 'listen',
      label: 'Who is listened to',
      value: 'thread',
      choices: ['mention', 'thread', 'all'].map(value => ({ value, label: `By ${value}` })),
    },
  ],
}

test('a button that opens a form opens it, and what is filled in comes back', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person } = discord.home
  const message = await buttons(ears)
  ears.service.form = async () => form
  const { modal, did } = await discord.click(person, message, 'Change…').answer
  expect(did).toBe('modal')
  if (modal === null) throw new Error('No form opened.')
  expect(modal.fields.map(field => [field.label, field.value])).toEqual([
    ['Image model', 'owner/name'],
    ['System prompt', ''],
    ['Who is listened to', 'thread'],
  ])
  const sent = discord.submit(person, modal, { system: 'You are a fox.' })
  expect((await sent.answer).did).toBe('defer update')
  const event = await ears.event('form')
  expect(event).toMatchObject({
    form: 'config:channel',
    id: sent.id,
    values: { model: 'owner/name', system: 'You are a fox.', listen: 'thread' },
  })
  await ears.platform.surface.post(event.reply, say('actor', 'Changed.'), { nonce: 'changed', signal: signal() })
  expect(discord.privately(person).at(-1)?.text).toContain('Changed.')
  expect(discord.violations).toEqual([])
})

test('a form that is sent while it stops is the service’s to refuse, which keeps what was typed', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person } = discord.home
  const message = await buttons(ears)
  ears.service.form = async () => form
  const { modal } = await discord.click(person, message, 'Change…').answer
  ears.drain()
  discord.submit(person, modal!, { system: 'You are a fox.' })
  expect((await ears.event('form')).values).toMatchObject({ system: 'You are a fox.' })
  expect(discord.violations).toEqual([])
})

test('a form that may not be opened says why, and one that takes too long says so within the three seconds', async () => {
  await using ears = await listen()
  const { discord } = ears
  const message = await buttons(ears)
  const refused = await discord.click(discord.home.person, message, 'Change…').answer
  expect(refused).toMatchObject({ did: 'message', private: true })
  expect(refused.message?.text).toContain('There is no such form.')
  const hang = Promise.withResolvers<Form>()
  ears.service.form = () => hang.promise
  const late = await discord.click(discord.home.person, message, 'Change…').answer
  expect(late).toMatchObject({ did: 'message', private: true })
  expect(late.message?.text).toContain('took too long')
  expect(ears.events.map(event => event.type)).toEqual(['command'])
  hang.resolve(form)
})

test('completions come from the service, are cut to what Discord takes, and an error offers nothing', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const typed = () => discord.autocomplete(person, channel, 'imagine', { model: 'fl' }, 'model').answer
  ears.service.suggest = async () => [
    ...Array.from({ length: 30 }, (_, at) => ({ value: `owner/flux-${at}`, label: `flux ${at}` })),
    { value: 'x'.repeat(200), label: 'too long' },
  ]
  const offered = await typed()
  expect(offered.did).toBe('choices')
  expect(offered.choices).toHaveLength(25)
  expect(offered.choices[0]).toEqual({ name: 'flux 0', value: 'owner/flux-0' })
  ears.service.suggest = async () => {
    throw new Error('It broke.')
  }
  expect(await typed()).toMatchObject({ did: 'choices', choices: [] })
  expect(discord.violations).toEqual([])
})

test('an entry of a message’s menu brings the message along, whoever wrote it', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, owner, channel } = discord.home
  const message = discord.say(owner, channel, 'What does the fox say?', {
    attachments: [{ name: 'fox.txt', bytes: Buffer.from('ring'), contentType: 'text/plain' }],
  })
  const use = discord.messageCommand(person, message, 'Reply with AI')
  expect(await use.answer).toMatchObject({ did: 'defer', private: false })
  expect(await ears.event('menu')).toMatchObject({
    entry: 'reply',
    text: 'What does the fox say?',
    author: { id: owner.id },
    actor: { id: person.id },
    message: `discord:${channel.id}/${message.id}`,
    attachments: [{ name: 'fox.txt' }],
  })
  expect(discord.violations).toEqual([])
})
