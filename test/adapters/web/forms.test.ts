import { describe, expect, test } from 'vitest'
import type { Form } from '#core/form.ts'
import { Fault } from '#core/fault.ts'
import type { Inbound } from '#core/event.ts'
import { say } from '#core/post.ts'
import { createLink } from '../../../adapters/web/web.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { visitor, type Visitor } from './visitor.ts'

const form: Form = {
  form: 'wish:1:trace',
  title: 'A wish',
  fields: [{ name: 'what', label: 'What', type: 'line', maxChars: 100 }],
  submit: 'Wish',
}
const buttons = [
  { action: 'form:wish:1', label: 'Wish…' },
  { action: 'again:1', label: 'Again' },
]
const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error

/** A console whose service answers every command by a message with these buttons and a choice. */
const start = (options: Parameters<typeof startConsole>[0] = {}): Promise<TestConsole> =>
  startConsole({
    ...options,
    wrap: desk => ({
      ...desk,
      async form(action, { actor }) {
        if (actor.id !== 'you') throw new Fault('denied', 'Only an admin of this workspace can do that.')
        if (action !== 'form:wish:1') throw new Error('another form')
        return form
      },
    }),
  })

/** Says something, and answers the message of the service below which the buttons stand. */
async function prepared(service: TestConsole, you: Visitor, isPrivate = false): Promise<string> {
  await you.say('hello')
  await service.desk.idle()
  const said = service.desk.events.find(event => event.type === 'message')
  if (said?.type !== 'message') throw new Error('nothing was said')
  const post = { ...say(isPrivate ? 'actor' : 'channel', 'Choose.') }
  const choice = { type: 'choice', label: 'One of', options: [{ action: 'vary:1:0-0', label: 'Vary 1' }] } as const
  const ref = await service.web.platform.surface.post(
    said.reply,
    { ...post, blocks: [...post.blocks, { type: 'actions', buttons }, choice] },
    { nonce: `buttons ${isPrivate}`, signal: AbortSignal.timeout(5_000) },
  )
  return ref.replace('web:', '')
}
const lastOf = (service: TestConsole): Inbound | undefined => service.desk.events.at(-1)
const event = (): string => crypto.randomUUID()

describe('a form', () => {
  test('opens by the action of a button that is there, and comes back as an event of that place', async () => {
    await using service = await start()
    const you = visitor(service)
    const id = await prepared(service, you)
    const path = `/api/messages/${id}/form`
    const opened = await you.send('GET', `${path}?action=form:wish:1`)
    expect(await opened.json()).toEqual(form)
    const sent = { event: event(), action: 'form:wish:1', form: form.form, values: { what: 'a boat' } }
    expect((await you.send('POST', path, sent)).status).toBe(200)
    expect(lastOf(service)).toMatchObject({
      type: 'form',
      id: sent.event,
      form: 'wish:1:trace',
      values: { what: 'a boat' },
      address: { platform: 'web', channel: 'general' },
      actor: { id: 'you' },
    })
  })

  test('that cannot be opened or sent is refused with a sentence, and nothing reaches the service', async () => {
    await using service = await start()
    const you = visitor(service)
    const id = await prepared(service, you)
    const path = `/api/messages/${id}/form`
    const count = service.desk.events.length
    const get = (action: string) => you.send('GET', `${path}?action=${action}`)
    expect(await errorOf(await get('form:wish:2'))).toBe('This button is no longer there.')
    expect(await errorOf(await get('again:1'))).toBe('This button opens no form.')
    expect((await you.send('GET', '/api/messages/nothing/form?action=form:wish:1')).status).toBe(410)
    const post = (change: object) =>
      you.send('POST', path, { event: event(), action: 'form:wish:1', form: form.form, values: {}, ...change }).then(errorOf)
    expect(await post({ form: 'wish:10' })).toBe('This form belongs to another button; open it again.')
    expect(await post({ action: 'form:other' })).toBe('This button is no longer there.')
    expect(await post({ event: 'x' })).toBe('`event` must be a UUID.')
    expect(await post({ values: [] })).toBe('`values` must be an object of at most 5 texts.')
    expect(await post({ values: { a: 1 } })).toBe('`values` must be texts of at most 12,000 characters.')
    expect(await post({ values: Object.fromEntries([1, 2, 3, 4, 5, 6].map(n => [`f${n}`, ''])) })).toContain('at most 5 texts')
    expect(service.desk.events).toHaveLength(count)
  })

  test('under a private message is for whom it answers alone, and a fault of the service is passed on', async () => {
    await using service = await start({ publicUrl: 'https://chat.example' })
    const admin = await enter(service, 'admin')
    const guest = await enter(service, 'member')
    const hidden = await prepared(service, admin, true)
    const open = (you: Visitor, id: string) => you.send('GET', `/api/messages/${id}/form?action=form:wish:1`)
    expect((await open(admin, hidden)).status).toBe(200)
    expect(await errorOf(await open(guest, hidden))).toBe('The message is no more.')
    const shown = await prepared(service, admin)
    expect(await errorOf(await open(guest, shown))).toBe('Only an admin of this workspace can do that.')
  })
})

test('what is chosen from a list is pressed like a button', async () => {
  await using service = await start()
  const you = visitor(service)
  const id = await prepared(service, you)
  const pressed = await you.send('POST', `/api/messages/${id}/buttons`, { event: event(), action: 'vary:1:0-0' })
  expect(pressed.status).toBe(200)
  expect(lastOf(service)).toMatchObject({ type: 'button', action: 'vary:1:0-0', message: `web:${id}` })
})

test('an entry of the menu tells whose message it was chosen on and what it says', async () => {
  await using service = await start({ publicUrl: 'https://chat.example' })
  const admin = await enter(service, 'admin')
  const guest = await enter(service, 'member')
  expect((await admin.state()).menu.map(({ name }) => name)).toEqual(['reply', 'imagine'])
  await admin.say('a red fox')
  await service.desk.idle()
  const { messages } = await admin.messages()
  const [own, ours] = messages
  const choose = (you: Visitor, id: string, entry = 'reply') =>
    you.send('POST', `/api/messages/${id}/menu`, { event: event(), entry })
  expect((await choose(guest, own?.id ?? '')).status).toBe(200)
  const admins = { id: own?.person, name: own?.name }
  expect(lastOf(service)).toMatchObject({
    type: 'menu',
    entry: 'reply',
    text: 'a red fox',
    author: admins,
    message: `web:${own?.id}`,
  })
  expect(lastOf(service)).not.toMatchObject({ actor: admins })
  expect((await choose(guest, ours?.id ?? '', 'imagine')).status).toBe(200)
  expect(lastOf(service)).toMatchObject({ entry: 'imagine', author: { name: 'Replichat' } })
  const hidden = await prepared(service, admin, true)
  expect(await errorOf(await choose(guest, hidden))).toBe('The message is no more.')
})

async function enter(service: TestConsole, kind: 'admin' | 'member'): Promise<Visitor> {
  const { pathname } = new URL(createLink(kind, { secretKey: service.secretKey, baseUrl: service.url, now: Date.now() }))
  const response = await fetch(service.url + pathname, { redirect: 'manual' })
  return visitor(service, { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', origin: 'https://chat.example' })
}
