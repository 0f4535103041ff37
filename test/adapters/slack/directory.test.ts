import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeAttachment } from '../../../adapters/slack/attachment-ref.ts'
import { type Ears, listen } from './ears.ts'

let ears: Ears
beforeAll(async () => {
  ears = await listen()
})
afterAll(() => ears[Symbol.asyncDispose]())

const at = () => ({ platform: 'slack', workspace: ears.slack.team.id, channel: ears.slack.home.channel.id })
const isAdmin = (id: string, address = at()) => ears.platform.directory.isAdmin({ id, name: 'somebody' }, address)

it.each([
  ['an admin', { admin: true }, true],
  ['an owner', { owner: true }, true],
  ['the first owner', { primaryOwner: true }, true],
  ['somebody without rights', {}, false],
  ['a guest who is called an admin', { admin: true, restricted: true }, false],
  ['a guest of one channel who is called an admin', { admin: true, ultraRestricted: true }, false],
  ['an admin who left', { admin: true, deleted: true }, false],
  ['a bot that is called an admin', { admin: true, bot: true }, false],
  ['an admin of another workspace', { admin: true, teamId: 'T0ANOTHER' }, false],
])('%s may decide here: %#', async (name, options, may) => {
  const { id } = ears.slack.user(`${name.replaceAll(' ', '')}`, options)
  expect(await isAdmin(id)).toBe(may)
})

it('is asked anew at every act: who loses the right loses it at once', async () => {
  const person = ears.slack.user('brief', { admin: true })
  expect(await isAdmin(person.id)).toBe(true)
  ears.slack.change(person, { admin: false })
  expect(await isAdmin(person.id)).toBe(false)
})

it('nobody is an admin whom Slack does not know, in direct messages, or while Slack cannot be asked', async () => {
  expect(await isAdmin('U0NOBODY')).toBe(false)
  expect(await isAdmin(ears.slack.home.owner.id, { ...at(), workspace: 'direct' })).toBe(false)
  const unhook = ears.slack.hook('users.info', { error: 'missing_scope' }, 5)
  await expect(isAdmin(ears.slack.home.owner.id)).rejects.toThrow()
  unhook()
})

it('people of the workspace belong to it, strangers and those who left do not', async () => {
  const { slack, platform } = ears
  const isMember = (id: string) => platform.directory.isMember({ id, name: 'x' }, slack.team.id)
  expect(await isMember(slack.home.person.id)).toBe(true)
  expect(await isMember(slack.user('gone', { deleted: true }).id)).toBe(false)
  expect(await isMember(slack.user('foreign', { teamId: 'T0ANOTHER' }).id)).toBe(false)
  expect(await isMember('U0NOBODY')).toBe(false)
})

it('says in a sentence why we may not answer: not invited, archived, or without the scope', async () => {
  const { slack, platform } = ears
  const missing = (channel: string) => platform.directory.missing({ ...at(), channel })
  expect(await missing(slack.home.channel.id)).toBeUndefined()
  const outside = await slack.channel('outside', { withBot: false })
  expect(await missing(outside.id)).toContain('/invite')
  const secret = await slack.channel('secret', { withBot: false, private: true })
  expect(await missing(secret.id)).toContain('/invite')
  const old = await slack.channel('old')
  await slack.archive(old)
  expect(await missing(old.id)).toContain('archived')
  slack.hook('conversations.info', { error: 'missing_scope' })
  const another = await slack.channel('another')
  expect(await missing(another.id)).toContain('scope')
})

it('a channel that we come into is known to be ours at once', async () => {
  const { slack, platform } = ears
  const channel = await slack.channel('late', { withBot: false })
  expect(await platform.directory.missing({ ...at(), channel: channel.id })).toContain('/invite')
  await slack.invite(channel)
  expect(await platform.directory.missing({ ...at(), channel: channel.id })).toBeUndefined()
})

it('a file is fetched from Slack’s own hosts alone, and our token goes nowhere else', async () => {
  const { slack, platform } = ears
  const open = (url: string) => {
    const ref = writeAttachment({ team: slack.team.id, id: 'F0AAAAAAAA', url })
    return platform.directory.open({ ref, name: 'x.png' }, { maxBytes: 1_000, signal: AbortSignal.timeout(5_000) })
  }
  for (const url of [
    'http://files.slack.com/x',
    'https://slack.com.evil.example/x',
    'https://evil.example/slack.com',
    'file:///etc/passwd',
  ])
    await expect(open(url)).rejects.toMatchObject({ kind: 'input' })
})

it('the page to sign in that Slack gives instead of a file is no file', async () => {
  const { slack, platform } = ears
  await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> look`, {
    files: [{ name: 'fox.png', bytes: Buffer.from('a fox'), mimetype: 'image/png' }],
  })
  const { attachments } = await ears.event('message')
  const [file] = attachments
  if (file === undefined) throw new Error('There is no file.')
  const page = { 'content-type': 'text/html; charset=utf-8' }
  slack.hook(({ path }) => path.includes('files-pri') || path.includes('/files/'), {
    status: 200,
    body: '<!DOCTYPE html><title>Sign in</title>',
    headers: page,
  })
  await expect(platform.directory.open(file, { maxBytes: 1_000, signal: AbortSignal.timeout(5_000) })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('files:read') as string,
  })
})
