import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { Fault } from '#core/fault.ts'
import { formAction } from '#core/form.ts'
import { say } from '#core/post.ts'
import { type Ears, listen, settled } from './ears.ts'

let ears: Ears
beforeAll(async () => {
  ears = await listen({
    start: {
      manifest: {
        features: {
          slash_commands: ['/imagine', '/chat', '/replichat', '/other'].map(command => ({ command })),
          shortcuts: ['reply', 'imagine', 'old'].map(name => ({ callback_id: `menu:${name}`, type: 'message' })),
          app_home: { home_tab_enabled: true, messages_tab_enabled: true },
          agent_view: {},
        },
        oauth_config: { scopes: { bot: Object.keys((await import('../../../adapters/slack/manifest.ts')).scopes) } },
        settings: {
          event_subscriptions: { bot_events: ['app_mention', 'app_home_opened', 'message.channels', 'message.im'] },
        },
      },
    },
  })
})
afterAll(() => ears[Symbol.asyncDispose]())
beforeEach(() => {
  ears.events.length = 0
  ears.service.handle = async () => {}
  ears.service.checkForm = async () => ({})
})

const paintForm = {
  form: 'imagine',
  title: 'Paint',
  submit: 'Paint',
  fields: [
    { name: 'prompt', label: 'What to paint', type: 'text', maxChars: 4_000, required: true },
    {
      name: 'count',
      label: 'How many',
      type: 'choice',
      choices: [
        { value: '1', label: 'one' },
        { value: '2', label: 'two' },
      ],
    },
  ],
} as const

it('a slash command is acknowledged without a word and told with its values', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const use = slack.command(person, channel, '/imagine', 'a red fox --count 2')
  expect(await use.answer).toMatchObject({ did: 'ack', payload: {} })
  expect(await ears.event('command')).toMatchObject({
    command: 'imagine',
    values: { prompt: 'a red fox', count: 2 },
    actor: { id: person.id },
    address: { workspace: slack.team.id, channel: channel.id },
  })
})

it('a store that hangs holds up no acknowledgment', async () => {
  const { slack, records } = ears
  const batch = records.batch.bind(records)
  const hung = Promise.withResolvers<void>()
  records.batch = () => hung.promise
  try {
    const use = slack.command(slack.home.person, slack.home.channel, '/imagine', 'a slow fox')
    const { did, afterMs } = await use.answer
    expect(did).toBe('ack')
    expect(afterMs).toBeLessThan(1_000)
    expect(afterMs).toBeGreaterThan(150)
  } finally {
    records.batch = batch
    hung.resolve()
  }
  expect(await ears.event('command')).toMatchObject({ values: { prompt: 'a slow fox' } })
})

it('what is wrong with a command is said to its person alone, in the words that are typed here', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const said = async (command: string, text: string): Promise<string> =>
    String((await slack.command(person, channel, command, text).answer).payload['text'])
  expect(await said('/imagine', 'a fox --count 99')).toMatch(/`count` must be .*8/)
  expect(await said('/replichat', 'config model')).toContain('`/replichat config model` needs a `kind`')
  expect(await said('/replichat', 'confg show')).toContain('/replichat config show')
  expect(await said('/other', '')).toContain('There is no command `/other`')
  expect(ears.events).toEqual([])
})

it('without a word after it the command for everything else says what there is', async () => {
  const { slack } = ears
  slack.command(slack.home.person, slack.home.channel, '/replichat', '')
  expect(await ears.event('command')).toMatchObject({ command: 'help' })
})

it('/imagine without words opens its form, with a note in its place until the service has made it', async () => {
  const { slack, service } = ears
  const { person, channel } = slack.home
  const made = Promise.withResolvers<void>()
  service.form = async action => {
    expect(action).toBe(formAction('imagine'))
    await made.promise
    return paintForm
  }
  const use = slack.command(person, channel, '/imagine', '')
  const first = await use.opens()
  expect(first.text).toContain('One moment')
  made.resolve()
  await slack.until(() => slack.views(person).at(-1)?.fields.length === 2)

  service.checkForm = async (form, values) => (form === 'imagine' && values['count'] === '' ? { count: 'Say how many.' } : {})
  const refused = await slack.submitView(person, { 'What to paint': 'a lighthouse' }).answer
  expect(refused.payload).toMatchObject({ response_action: 'errors', errors: { 'field:count': 'Say how many.' } })
  expect(ears.events).toEqual([])
  await slack.submitView(person, { 'What to paint': 'a lighthouse', 'How many': '2' }).answer
  expect(await ears.event('form')).toMatchObject({
    form: 'imagine',
    values: { prompt: 'a lighthouse', count: '2' },
    address: { workspace: slack.team.id, channel: channel.id },
  })
})

it('a form that cannot be opened says why in its own window', async () => {
  const { slack, service } = ears
  service.form = async () => {
    throw new Fault('denied', 'Only an admin of this workspace can do that.')
  }
  const use = slack.command(slack.home.person, slack.home.channel, '/replichat', 'config')
  await use.opens(view => view.text.includes('Only an admin of this workspace can do that.'))
  slack.closeView(slack.home.person)
})

it('a form of somebody else is nobody’s: what comes back must come from whom it was shown', async () => {
  const { slack, service, records } = ears
  service.form = async () => paintForm
  const use = slack.command(slack.home.person, slack.home.channel, '/imagine', '')
  await use.opens(view => view.fields.length === 2)
  const [row] = await records.list('slack_forms', { newestFirst: true, limit: 1 })
  if (row === undefined) throw new Error('No form was kept.')
  await records.batch([{ put: 'slack_forms', row: { ...row, person: 'U0SOMEBODY' } }])
  await slack.submitView(slack.home.person, { 'What to paint': 'a trap' }).answer
  await ears.line('a form came back that was not known')
  expect(ears.events).toEqual([])
})

it('a button is told with its action, by the message it stands under', async () => {
  const { slack, platform } = ears
  const { person, channel } = slack.home
  slack.command(person, channel, '/imagine', 'a fox')
  const { reply } = await ears.event('command')
  const post = {
    audience: 'channel' as const,
    blocks: [
      ...say('channel', 'Here it is.').blocks,
      { type: 'actions' as const, buttons: [{ action: 'again:job1', label: 'Again' }] },
      {
        type: 'choice' as const,
        label: 'Vary',
        options: [
          { action: 'vary:job1:0', label: '1' },
          { action: 'vary:job1:1', label: '2' },
        ],
      },
    ],
  }
  const ref = await platform.surface.post(reply, post, { nonce: 'one', signal: AbortSignal.timeout(5_000) })
  const seen = await slack.sees(channel, message => message.buttons.length > 0)
  slack.click(person, seen, 'Again')
  expect(await ears.event('button')).toMatchObject({ action: 'again:job1', message: ref, address: { channel: channel.id } })
  const from = ears.events.length
  slack.choose(person, seen, seen.choices[0]?.actionId ?? '', ['vary:job1:1'])
  expect(await ears.event('button', from)).toMatchObject({ action: 'vary:job1:1' })
})

it('a shortcut of a message’s menu is told with the words of that message, and acts in its thread', async () => {
  const { slack } = ears
  const { person, owner, channel } = slack.home
  const said = await slack.say(owner, channel, 'a castle &amp; a moat')
  slack.shortcut(person, said, 'menu:imagine')
  expect(await ears.event('menu')).toMatchObject({
    entry: 'imagine',
    text: 'a castle & a moat',
    author: { id: owner.id },
    actor: { id: person.id },
    address: { channel: channel.id, thread: said.ts },
  })
})

it('what is of another version is acknowledged and does nothing', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const said = await slack.say(person, channel, 'words')
  expect((await slack.shortcut(person, said, 'menu:old').answer).did).toBe('ack')
  await settled(slack)
  expect(ears.events.filter(({ type }) => type === 'menu')).toEqual([])
})

it('the home page shows what one asked for and what is possible, and direct messages suggest a beginning', async () => {
  const { slack } = ears
  const { person } = slack.home
  await slack.openHome(person)
  const home = await slack.until(() => slack.homeOf(person))
  expect(home.text).toContain('There are none yet.')
  expect(home.text).toContain('`/replichat help`')
  const dm = await slack.openDm(person)
  await slack.openHome(person, 'messages')
  await slack.until(() => slack.prompts(dm).length > 0)
})

it('while it stops, a command is answered by a sentence at once', async () => {
  const { slack } = ears
  ears.drain()
  const { payload } = await slack.command(slack.home.person, slack.home.channel, '/imagine', 'a late fox').answer
  expect(payload['text']).toContain('Replichat is restarting')
  expect(ears.events).toEqual([])
})

it('nothing that Slack forbids was done, and everything was acknowledged in time', () => {
  expect(ears.slack.violations).toEqual([])
  expect(ears.slack.deliveries.filter(({ failed }) => failed !== null)).toEqual([])
  expect(ears.accepted.length).toBeGreaterThan(5)
})
