import { describe, expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import { createLink } from '../../../adapters/web/web.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { visitor, words } from './visitor.ts'

const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error

describe('saying something', () => {
  test('a message is one message and one event, however often it is sent', async () => {
    await using service = await startConsole()
    const you = visitor(service)
    const id = crypto.randomUUID()
    const answers = await Promise.all([1, 2, 3].map(() => you.say('hello there', { id })))
    expect(answers.map(answer => answer.status)).toEqual([201, 201, 201])
    expect((await you.say('other words', { id })).status).toBe(201)
    expect(new Set(service.desk.events.map(event => event.id))).toEqual(new Set([id]))
    expect(service.desk.events.every(event => event.type === 'message' && event.text === 'hello there' && event.addressed)).toBe(
      true,
    )
    await service.desk.idle()
    const { messages } = await you.messages()
    expect(messages.map(message => message.by)).toEqual(['person', 'service'])
    expect(messages[1]).toMatchObject({ answers: id, live: false })
  })

  test('what a slash begins is a command, read by the catalogue, with files as its pictures', async () => {
    await using service = await startConsole()
    const you = visitor(service)
    await you.say('/imagine a red fox --count 2 --aspect 16:9')
    expect(service.desk.events[0]).toMatchObject({
      type: 'command',
      command: 'imagine',
      values: { prompt: 'a red fox', count: '2', aspect: '16:9' },
      address: { platform: 'web', workspace: 'home', channel: 'general' },
      actor: { id: 'you' },
    })
    await you.say(' /imagine is a word here')
    expect(service.desk.events[1]).toMatchObject({ type: 'message' })
  })

  test('an unknown command or a bad value is answered privately, with the nearest, and never reaches the service', async () => {
    await using service = await startConsole({ publicUrl: 'https://chat.example' })
    const admin = await enter(service, 'admin')
    const guest = await enter(service, 'member')
    await admin.say('/imagin a fox')
    await admin.say('/imagine a fox --count 20')
    expect(service.desk.events).toEqual([])
    const own = words((await admin.messages()).messages)
    expect(own[1]).toContain('Did you mean `/imagine`?')
    expect(own[3]).toContain('the nearest possible value is 8')
    expect((await guest.messages()).messages).toEqual([])
  })

  test('a command whose answer is private is private itself', async () => {
    await using service = await startConsole({ publicUrl: 'https://chat.example' })
    const admin = await enter(service, 'admin')
    const guest = await enter(service, 'member')
    await using feed = await guest.listen()
    await admin.say('/help')
    await service.desk.idle()
    await admin.say('hello')
    await feed.until(events => events.some(event => event.type === 'message' && event.message.text === 'hello'))
    expect(feed.events.every(event => event.type !== 'message' || event.message.isPrivate !== true)).toBe(true)
    expect((await admin.messages()).messages.filter(message => message.isPrivate)).toHaveLength(2)
    const hidden = (await admin.messages()).messages[0]?.id ?? ''
    expect((await guest.send('GET', `/api/messages/${hidden}`)).status).toBe(410)
  })

  test('a reply names the message it answers, which the person must be able to see, at the same place', async () => {
    await using service = await startConsole({ publicUrl: 'https://chat.example' })
    const admin = await enter(service, 'admin')
    const guest = await enter(service, 'member')
    await admin.say('hello')
    await admin.say('/help')
    await service.desk.idle()
    const { messages } = await admin.messages()
    const open = messages.find(message => message.by === 'service' && message.isPrivate !== true)?.id ?? ''
    const hidden = messages.find(message => message.by === 'service' && message.isPrivate)?.id ?? ''
    expect((await guest.say('and?', { replyTo: open })).status).toBe(201)
    expect(service.desk.events.at(-1)).toMatchObject({ type: 'message', replyTo: `web:${open}` })
    expect(await errorOf(await guest.say('and?', { replyTo: hidden }))).toContain('The message you reply to is no more')
    expect((await guest.say('and?', { replyTo: 'nothing' })).status).toBe(400)
  })

  test('what cannot be sent is refused with a sentence', async () => {
    await using service = await startConsole()
    const you = visitor(service)
    expect(await errorOf(await you.say('   '))).toBe('The message is empty.')
    expect(await errorOf(await you.say('x'.repeat(12_001)))).toBe('A message may have 12,000 characters, this one has 12,001.')
    expect((await you.say('x'.repeat(12_000))).status).toBe(201)
    expect(await errorOf(await you.say('hi', { room: 'nowhere' }))).toBe('This channel is no more.')
    expect(await errorOf(await you.say('hi', { thread: 'nowhere' }))).toBe('This thread is no more.')
    expect(await errorOf(await you.say('hi', { files: ['nothing'] }))).toContain('A file of this message is gone')
    expect(await errorOf(await you.say('hi', { id: 'not-a-uuid' }))).toBe('`id` must be a UUID.')
    expect(await errorOf(await you.send('POST', '/api/messages', []))).toContain('must be')
  })

  test('a service that breaks is logged, and the message can be sent again under its id', async () => {
    let isBroken = true
    await using service = await startConsole({
      wrap: desk => ({
        ...desk,
        handle: async event => {
          if (isBroken) throw new Error('the details, which are for the log')
          await desk.handle(event)
        },
      }),
    })
    const you = visitor(service)
    const id = crypto.randomUUID()
    const first = await you.say('hello', { id })
    expect(first.status).toBe(500)
    expect(await errorOf(first)).not.toContain('details')
    expect(service.troubles).toHaveLength(1)
    isBroken = false
    expect((await you.say('hello', { id })).status).toBe(201)
    await service.desk.idle()
    expect((await you.messages()).messages.map(message => message.by)).toEqual(['person', 'service'])
  })

  test('what the service had not taken when the process ended is handed over after the restart', async () => {
    let isBroken = true
    const taken: string[] = []
    await using service = await startConsole({
      wrap: desk => ({
        ...desk,
        handle: async event => {
          if (isBroken) throw new Fault('busy', 'Not now.')
          taken.push(event.id)
          await desk.handle(event)
        },
      }),
    })
    const id = crypto.randomUUID()
    expect((await visitor(service).say('hello', { id })).status).toBe(503)
    isBroken = false
    await service.restart()
    expect(taken).toEqual([id])
    await service.restart()
    expect(taken).toEqual([id])
  })
})

describe('changing what was said', () => {
  test('one’s own message can be edited and deleted, and the service learns of both', async () => {
    await using service = await startConsole()
    const you = visitor(service)
    const id = crypto.randomUUID()
    await you.say('frist', { id })
    await service.desk.idle()
    const event = crypto.randomUUID()
    expect((await you.send('PATCH', `/api/messages/${id}`, { event, text: 'first' })).status).toBe(200)
    expect(service.desk.events.at(-1)).toMatchObject({ type: 'edited', id: event, text: 'first', message: `web:${id}` })
    expect((await you.messages()).messages[0]).toMatchObject({ text: 'first', edited: true })
    await you.send('DELETE', `/api/messages/${id}`, { event: crypto.randomUUID() })
    expect(service.desk.events.at(-1)).toMatchObject({ type: 'deleted', message: `web:${id}` })
    expect((await you.messages()).messages.map(message => message.by)).toEqual(['service'])
    expect((await you.send('DELETE', `/api/messages/${id}`, { event: crypto.randomUUID() })).status).toBe(200)
  })

  test('nobody changes the words of others, of the service, or a command', async () => {
    await using service = await startConsole({ publicUrl: 'https://chat.example' })
    const admin = await enter(service, 'admin')
    const guest = await enter(service, 'member')
    const [id, command] = [crypto.randomUUID(), crypto.randomUUID()]
    await guest.say('mine', { id })
    await guest.say('/imagine hills', { id: command })
    await service.desk.idle()
    const ours = (await admin.messages()).messages.find(message => message.by === 'service')?.id ?? ''
    const edit = { event: crypto.randomUUID(), text: 'changed' }
    expect((await admin.send('PATCH', `/api/messages/${id}`, edit)).status).toBe(403)
    expect((await admin.send('DELETE', `/api/messages/${id}`, { event: crypto.randomUUID() })).status).toBe(403)
    expect((await guest.send('PATCH', `/api/messages/${ours}`, edit)).status).toBe(403)
    expect(await errorOf(await guest.send('PATCH', `/api/messages/${command}`, edit))).toContain('send it again instead')
    expect((await admin.say('stolen', { id })).status).toBe(400)
  })

  test('a button is passed on only while it stands under its message', async () => {
    await using service = await startConsole()
    const you = visitor(service)
    await you.say('/imagine hills')
    await service.desk.idle()
    const ours = (await you.messages()).messages.find(message => message.by === 'service')
    const actions = ours?.blocks?.find(block => block.type === 'actions')
    const action = actions?.type === 'actions' ? (actions.buttons[0]?.action ?? '') : ''
    const press = (what: string) =>
      you.send('POST', `/api/messages/${ours?.id}/buttons`, { event: crypto.randomUUID(), action: what })
    expect((await press(action)).status).toBe(200)
    expect(service.desk.events.at(-1)).toMatchObject({ type: 'button', action, message: `web:${ours?.id}` })
    expect(await errorOf(await press('delete:everything'))).toBe('This button is no longer there.')
  })

  test('forgetting a person takes their words, our answers to them and their files, and leaves those of others', async () => {
    await using service = await startConsole({ publicUrl: 'https://chat.example' })
    const admin = await enter(service, 'admin')
    const guest = await enter(service, 'member')
    const file = (await (
      await guest.send('POST', `/api/uploads?id=${crypto.randomUUID()}&name=a.txt`, { any: 'bytes' })
    ).json()) as { id: string; blob: string }
    await guest.say('my secret', { files: [file.id] })
    await admin.say('something else')
    await service.desk.idle()
    await guest.say('/forget me')
    await service.desk.idle()
    const left = words((await admin.messages()).messages)
    expect(left[0]).toBe('something else')
    expect(left.join()).not.toContain('my secret')
    expect((await admin.send('GET', `/files/${file.blob}`)).status).toBe(410)
    expect(words((await guest.messages()).messages).at(-1)).toBe('Everything stored of you is forgotten.')
  })
})

async function enter(service: TestConsole, kind: 'admin' | 'member') {
  const { pathname } = new URL(createLink(kind, { secretKey: service.secretKey, baseUrl: service.url, now: Date.now() }))
  const response = await fetch(service.url + pathname, { redirect: 'manual' })
  return visitor(service, { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', origin: 'https://chat.example' })
}
