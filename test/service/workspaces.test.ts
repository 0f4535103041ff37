import { expect, test } from 'vitest'
import { createWorkspaces, type Workspaces } from '../../src/service/workspaces.ts'
import { openStore } from '../../src/store/open.ts'
import { ada, ben, general, last, openStage, type Stage, wordsOf } from './stage.ts'

const house = { address: general }
const away = { address: { ...general, workspace: 'away' } }

/** A command in words that could not be read. */
const mistaken = (stage: Stage, { address }: typeof house): Promise<void> =>
  stage.service.desk.handle({
    type: 'command',
    id: `mistake in ${address.workspace}`,
    at: Date.now(),
    address,
    actor: ada,
    reply: 'r' as never,
    command: 'imagine',
    values: {},
    mistake: '`count` must be from 1 to 8, got 99.',
  })

test('workspaces of a platform’s first start are allowed, one that comes later waits and is told so, and nothing is stored', async () => {
  await using stage = await openStage({ isGoverned: true })
  const { desk } = stage.service
  await desk.present('stage', ['house'])
  await desk.present('stage', ['house', 'away'])
  await stage.command('help', {}, house)
  expect(last(stage)).toMatch(/paints here.* Mention me in a message to talk/)
  await mistaken(stage, house)
  expect(last(stage)).toBe('`count` must be from 1 to 8, got 99.')
  for (const act of [
    () => stage.command('imagine', { prompt: 'a fox' }, away),
    () => stage.say('Hello?', away),
    () => stage.command('config set', { key: 'chat.system', value: 'x' }, away),
    () => stage.command('help', {}, away),
    // What is wrong with a command is no business of those who may not use it.
    () => mistaken(stage, away),
  ]) {
    await act()
    expect(last(stage)).toBe('Replichat waits here for its operator: `npx replichat workspaces allow away`.')
    expect(stage.shown().at(-1)?.audience).toBe('actor')
  }
  const { records } = stage.store
  for (const table of ['jobs', 'turns', 'facts', 'audit', 'ledger'] as const) expect(await records.list(table, {})).toEqual([])
  expect(await stage.predictions()).toEqual([])

  const shown = stage.messages.length
  await desk.handle({
    type: 'message',
    id: 'nearby',
    at: Date.now(),
    ...away,
    actor: ada,
    text: 'just us',
    addressed: false,
    attachments: [],
    reply: 'r' as never,
    message: 'm' as never,
  })
  expect(stage.messages).toHaveLength(shown)
  expect(await records.list('turns', {})).toEqual([])

  await stage.service.workspaces.decide('away', true)
  await stage.command('help', {}, away)
  expect(last(stage)).toContain('paints here')
})

test('the operator’s word stands above the first start and ALLOWED_WORKSPACES, and outlives a restart', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const open = (given: readonly string[] = []): Workspaces =>
    createWorkspaces({ ...store, world: { now: () => 7 }, log: { warn() {} }, given })
  const first = open()
  await first.present('one', ['a', 'b'])
  await first.present('two', [])
  await first.present('two', ['c'])
  await first.decide('b', false)
  await first.decide('early', true)
  const states = async (workspaces: Workspaces) =>
    Object.fromEntries((await workspaces.list()).map(({ platform, id, state }) => [`${platform ?? ''} ${id}`, state]))
  const told = { 'one a': 'allowed', 'one b': 'blocked', 'two c': 'waiting', ' early': 'allowed' }
  expect(await states(first)).toEqual(told)
  const again = open(['b', 'c'])
  expect(await states(again)).toEqual({ ...told, 'two c': 'allowed' })
  await again.present('one', ['a', 'b', 'd', 'early'])
  expect(await again.stateOf('one', 'd')).toBe('waiting')
  expect(await again.stateOf('one', 'early')).toBe('allowed')
  // What belongs to one platform's first start says nothing of another's.
  expect(await again.stateOf('two', 'a')).toBe('waiting')
  expect(await again.allowedOf('one')).toEqual(['a', 'early'])
  // Left for good and come again, it comes anew; what the operator decided stays.
  await again.drop('one', 'a')
  await again.drop('one', 'b')
  await again.present('one', ['a', 'b'])
  expect([await again.stateOf('one', 'a'), await again.stateOf('one', 'b')]).toEqual(['waiting', 'blocked'])
  // Another process hears of it after a short time.
  let now = 0
  const other = createWorkspaces({ ...store, world: { now: () => now }, log: { warn() {} } })
  expect(await other.stateOf('one', 'a')).toBe('waiting')
  await again.decide('a', true)
  now = 10_000
  expect(await other.stateOf('one', 'a')).toBe('allowed')
})

test('a first start that learns its workspaces bit by bit allows them all, over a restart, and none that comes in between', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const open = (): Workspaces => createWorkspaces({ ...store, world: { now: () => 7 }, log: { warn() {} } })
  const first = open()
  await first.present('one', ['a'], 'going on')
  await first.present('one', ['a', 'joined'])
  const again = open()
  await again.present('one', ['a', 'joined', 'b'], 'going on')
  await again.present('one', ['a', 'joined', 'b', 'c'], 'done')
  await again.present('one', ['late'], 'going on')
  await again.present('one', ['later'], 'done')
  expect(await again.allowedOf('one')).toEqual(['a', 'b', 'c'])
})

test('ids that are names of every object are workspaces like others', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const workspaces = createWorkspaces({ ...store, world: { now: () => 7 }, log: { warn() {} } })
  for (const id of ['__proto__', 'constructor', 'toString']) {
    expect(await workspaces.stateOf('constructor', id)).toBe('waiting')
    await workspaces.decide(id, true)
    expect(await workspaces.stateOf('one', id)).toBe('allowed')
    expect((await workspaces.list()).map(row => row.id)).toContain(id)
  }
})

test('a blocked workspace is told that it is closed, and its deletions are still heard', async () => {
  await using stage = await openStage({ isGoverned: true })
  const { desk, workspaces } = stage.service
  await desk.present('stage', ['house'])
  await stage.say('My secret word is zanzibar.', { id: 'said' })
  await stage.until('an answer', post => wordsOf(post).length > 20)
  await workspaces.decide('house', false)
  await stage.command('help', {}, house)
  expect(last(stage)).toBe('Replichat’s operator has closed it to this workspace.')
  await desk.handle({ type: 'deleted', id: 'gone', at: 1, ...house, actor: ada, message: 'said said' as never })
  const turns = async () => JSON.stringify(await stage.store.records.list('turns', {}))
  await expect.poll(turns).not.toContain('zanzibar')
})

test('direct messages are for people of an allowed workspace who are not blocked there; nobody is an admin in them', async () => {
  const members = new Map([
    ['house', ['ada', 'eve']],
    ['away', ['ben']],
  ])
  let asked = 0
  let isDown = false
  let now = Date.now()
  await using stage = await openStage({
    isGoverned: true,
    now: () => now,
    admins: ['ada'],
    directory: {
      async isMember(actor, workspace) {
        asked++
        if (isDown) throw new Error('The platform is away.')
        return members.get(workspace)?.includes(actor.id) === true
      },
    },
  })
  const direct = { ...general, workspace: 'direct', channel: 'd1' }
  const { desk } = stage.service
  await desk.present('stage', ['house'])
  await desk.present('stage', ['away'])
  await stage.command('config set', { key: 'block.users', value: '<@eve>', scope: 'workspace' }, house)
  const help = async (id: string): Promise<string> => {
    await stage.command('help', {}, { address: direct, actor: { id, name: id } })
    return last(stage)
  }
  expect(await help('ada')).toMatch(/paints here.* Write a message to talk/)
  expect(await help('ada')).toContain('paints here')
  expect(asked).toBe(1)
  const refused = 'Direct messages are for people of a workspace that Replichat is open to; ask for it there.'
  expect(await help('ben')).toBe(refused)
  expect(await help('eve')).toBe(refused)
  await stage.command('config set', { key: 'chat.system', value: 'x' }, { address: direct, actor: ada })
  expect(last(stage)).toBe('In direct messages the operator’s settings hold; an admin can do that in a channel.')

  // Who just joined need not wait long, and who left is let in no longer than minutes.
  await stage.service.workspaces.decide('away', true)
  now += 30_000
  expect(await help('ben')).toContain('paints here')
  members.set('house', [])
  isDown = true
  now += 4 * 60_000
  expect(await help('ada')).toContain('paints here')
  now += 60_000
  expect(await help('ada')).toMatch(/cannot be checked right now .* try again in a minute/)
  isDown = false
  expect(await help('ada')).toBe(refused)
  expect(await stage.store.records.list('audit', {})).toHaveLength(1)

  // A workspace that we were removed from vouches for nobody, and does not keep the others from being asked.
  await desk.handle({ type: 'left', what: 'workspace', id: 'left', at: now, address: away.address })
  now += 6 * 60_000
  expect(await help('ben')).toBe(refused)
})

test('the service’s own console needs nobody’s leave', async () => {
  await using stage = await openStage()
  await stage.command('help', {}, { ...away, actor: ben })
  expect(last(stage)).toContain('paints here')
})
