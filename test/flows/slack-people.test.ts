import { expect, test } from 'vitest'
import type { Channel, Person, Seen, Slack, Use } from '../platforms/slack/slack.ts'
import { answerTo, isDone, openSlackWorld, refused, slowedDown, waitMs } from './slack-world.ts'

const onlyAdmins = 'Only an admin of this workspace can do that.'
const sdxl = 'stability-ai/sdxl'
const flux = 'black-forest-labs/flux-schnell'

/** The newest text that a person alone is told, once it is so. */
const told = async (slack: Slack, person: Person, check: (text: string) => boolean): Promise<string> =>
  (await slack.until(() => slack.ephemerals(person).findLast(({ text }) => check(text)), waitMs)).text

/** What a command is answered in private. */
const answered = async (use: Use): Promise<string> => (await use.shows(({ text }) => text !== '', waitMs)).text

const replichat = (slack: Slack, person: Person, channel: Channel, text: string): Use =>
  slack.command(person, channel, '/replichat', text)

/** What an admin reads of a setting. */
async function settingOf(slack: Slack, admin: Person, channel: Channel, key: string): Promise<string> {
  const shown = await answered(replichat(slack, admin, channel, 'config show'))
  return shown.split('\n').find(line => line.includes(key)) ?? shown
}

test('settings on Slack: an admin changes them by command and by form, and they hold; others are refused at both', async () => {
  await using world = await openSlackWorld()
  const { slack } = world
  const { person, owner, channel } = slack.home
  const former = slack.user('frida', { admin: true })
  const guest = slack.user('gil', { admin: true, restricted: true })
  const foreigner = slack.user('fay', { admin: true, owner: true, teamId: 'T0OTHER001' })
  for (const who of [former, guest, foreigner]) await slack.invite(channel, who)
  await using product = await world.start()
  const changed = await answered(replichat(slack, owner, channel, `config model image ${sdxl}`))
  expect(changed).toBe(`\`${sdxl}\` now paints in this channel.`)
  await answered(replichat(slack, owner, channel, 'config set image.defaults width=256 height=256 num_inference_steps=4'))

  // Without words the command opens its form; what is wrong in it is said beside the field.
  const imagine = await slack.command(person, channel, '/imagine').opens(view => view.fields.length > 0, waitMs)
  expect([imagine.title, imagine.submit]).toEqual(['Paint pictures', 'Paint'])
  await slack.submitView(person, { 'What to paint': 'a hut', 'Another model than this channel’s': 'nonsense' }).answer
  expect(slack.views(person)[0]!.errors).toEqual({
    'field:model': '“nonsense” is not a model; write owner/name, owner/name:version or deployment:owner/name.',
  })
  slack.submitView(person, { 'Another model than this channel’s': '' })
  const hut = await slack.sees(channel, isDone, waitMs)
  expect(hut.text).toContain(`“a hut” · ${sdxl} (sandbox)`)

  const opened = await replichat(slack, owner, channel, 'config').opens(view => view.fields.length > 0, waitMs)
  expect([opened.title, opened.fields[0]]).toMatchObject(['Channel settings', { label: 'The model that paints', value: sdxl }])
  await slack.submitView(owner, { 'Earlier turns it is given': 'lots' }).answer
  expect(slack.views(owner)[0]!.errors).toEqual({
    'field:chat.memory': '`chat.memory` must be a whole number from 0 to 400, got “lots”.',
  })
  slack.submitView(owner, { 'Earlier turns it is given': '7', 'The model that paints': flux })
  const saved = await told(slack, owner, text => text.startsWith('Changed'))
  expect(saved).toBe(`Changed in this channel:\n• \`model.image\` is now \`${flux}\`\n• \`chat.memory\` is now \`7\``)
  expect(slack.views(owner)).toEqual([])
  await answered(replichat(slack, owner, channel, 'config set image.defaults megapixels=0.25'))
  slack.command(person, channel, '/imagine', 'a mill')
  expect((await slack.sees(channel, seen => isDone(seen) && seen.text.includes('“a mill”'), waitMs)).text).toContain(flux)

  for (const who of [person, guest, foreigner]) {
    expect(await answered(replichat(slack, who, channel, 'config set chat.memory 1'))).toBe(onlyAdmins)
    const view = await replichat(slack, who, channel, 'config').opens(({ text }) => text !== 'One moment…', waitMs)
    expect([view.text, view.fields]).toEqual([onlyAdmins, []])
    await slack.say(who, channel, `<@${slack.bot.id}> config set chat.memory 1`)
    await slack.until(() => slack.ephemerals(who).filter(({ text }) => text === onlyAdmins).length === 2, waitMs)
  }
  // People are named, though commands need their ids.
  expect(await answered(replichat(slack, owner, channel, 'config admin add @pat'))).toContain('`@pat` is now an admin')
  expect(await answered(replichat(slack, person, channel, 'config reset chat.listen'))).toContain('chat.listen')
  // Who was one when the form opened is none when it is sent.
  await replichat(slack, former, channel, 'config').opens(view => view.fields.length > 0, waitMs)
  slack.change(former, { admin: false })
  await slack.submitView(former, { 'Earlier turns it is given': '1' }).answer
  expect(Object.values(slack.views(former)[0]!.errors)).toEqual([onlyAdmins])
  expect(await settingOf(slack, owner, channel, 'chat.memory')).toContain('7')
  expect(await product.stop()).toBe(0)
  expect([slack.violations, refused(slack), slowedDown(slack)]).toEqual([[], [], []])
}, 240_000)

test('conversations on Slack: directly, in threads of /chat, from the menu of a message, and words that are changed', async () => {
  await using world = await openSlackWorld()
  const { slack } = world
  const { person, owner, channel } = slack.home
  const foreigner = slack.user('fay', { admin: true, teamId: 'T0OTHER001' })
  await using product = await world.start()
  await answered(replichat(slack, owner, channel, 'config set image.defaults megapixels=0.25'))
  const tell = async (root: Seen, text: string): Promise<string> =>
    (await answerTo(slack, await slack.say(person, root.channelId, text, { thread: root.ts }))).text

  const directly = async (): Promise<void> => {
    const direct = await slack.openDm(person)
    await slack.openHome(person, 'messages')
    const prompts = await slack.until(() => slack.prompts(direct).length > 0 && slack.prompts(direct), waitMs)
    expect(prompts.map(({ title }) => title)).toContain('Paint a picture')
    const root = await slack.say(person, direct, 'My favourite colour is amber.')
    await answerTo(slack, root)
    expect(await tell(root, 'What is my favourite colour?')).toContain('amber')
    const theirs = await slack.openDm(foreigner)
    await slack.say(foreigner, theirs, 'What is 6 * 7?')
    const refusal = await slack.sees(theirs, ({ userId }) => userId === slack.bot.id, waitMs)
    expect(refusal.text).toContain('Direct messages are for people of a workspace')
  }
  const atHome = async (): Promise<void> => {
    await slack.openHome(person)
    const home = await slack.until(() => slack.homeOf(person), waitMs)
    expect(home.text).toMatch(/^\*Your newest requests\*\n[^]*• \*\/imagine <prompt>.*\* · Paint pictures from words\n/)
    // What one asked for since stands there when it is opened again.
    await slack.sees(channel, ({ images }) => images.length > 0, waitMs)
    await slack.openHome(person)
    await slack.until(() => slack.homeOf(person)!.text.includes('• *a barn at night*'), waitMs)
  }
  const inThread = async (): Promise<void> => {
    slack.command(person, channel, '/chat', 'My favourite colour is teal.')
    const title = await slack.sees(channel, ({ text }) => text.includes('“My favourite colour is teal.”'), waitMs)
    await answerTo(slack, title)
    expect(await tell(title, 'What is my favourite colour?')).toContain('teal')
  }
  const byMenu = async (): Promise<void> => {
    const sum = await slack.say(owner, channel, 'What is 6 * 7?')
    const barn = await slack.say(owner, channel, 'a barn at night')
    slack.shortcut(person, sum, 'menu:reply')
    slack.shortcut(person, barn, 'menu:imagine')
    expect((await answerTo(slack, sum)).text).toContain('42')
    expect((await answerTo(slack, barn)).images.map(({ alt }) => alt)).toEqual(['a barn at night'])
  }
  const changed = async (): Promise<void> => {
    const asked = await slack.say(person, channel, `<@${slack.bot.id}> My favourite colour is scarlet.`)
    const first = await answerTo(slack, asked)
    await slack.edit(asked, `<@${slack.bot.id}> My favourite colour is indigo.`)
    const offers = await slack.until(
      () => slack.message(first)!.buttons.some(({ label }) => label === 'Run again') && slack.message(first),
      waitMs,
    )
    expect(offers.text).toContain('\nThe question was changed since · meta')
    slack.click(person, offers, 'Run again')
    const again = await slack.sees(channel, seen => seen.threadTs === asked.ts && seen.ts > first.ts && isDone(seen), waitMs)
    expect(again.text).toContain('indigo')
    expect(await tell(asked, 'What is my favourite colour?')).toMatch(/indigo/)
  }
  await Promise.all([directly(), atHome(), inThread(), byMenu(), changed()])
  expect(await product.stop()).toBe(0)
  expect([slack.violations, refused(slack), slowedDown(slack)]).toEqual([[], [], []])
}, 240_000)
