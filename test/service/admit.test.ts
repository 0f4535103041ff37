import type { Role } from '#core/address.ts'
import { expect, test } from 'vitest'
import { ada, ben, general, last, openStage, type Said, type Stage } from './stage.ts'

const asBen = { actor: ben }
const set = (stage: Stage, key: string, value: string, scope = 'channel', said: Partial<Said> = {}) =>
  stage.command('config set', { key, value, scope }, said)
const jobs = async (stage: Stage) => (await stage.store.records.list('jobs', {})).length
const small = { prompt: 'a fox', more: 'megapixels=0.25 num_inference_steps=1' }

test('a blocked person is told so and may only forget, here and not elsewhere; an admin who is blocked can still undo it', async () => {
  await using stage = await openStage()
  await set(stage, 'block.users', '<@ben>, eve')
  const refused = 'You may not use Replichat here: an admin has blocked it for you.'
  for (const act of [
    () => stage.command('imagine', small, asBen),
    () => stage.say('Hello?', asBen),
    () => stage.command('help', {}, asBen),
  ]) {
    await act()
    expect(last(stage)).toBe(refused)
  }
  expect(await jobs(stage)).toBe(0)
  await stage.forgetMe(asBen)
  expect(last(stage)).toMatch(/^Forgotten: /)
  await stage.command('help', {}, { ...asBen, address: { ...general, channel: 'other' } })
  expect(last(stage)).toContain('paints here')
  await set(stage, 'block.users', '*')
  await stage.command('help', {})
  expect(last(stage)).toBe(refused)
  await stage.command('config reset', { key: 'block.users' })
  await stage.command('help', {})
  expect(last(stage)).toContain('paints here')
})

test('a command that is switched off is refused to everybody, talking and buttons included; /help, /forget and an admin’s /config stay', async () => {
  await using stage = await openStage()
  await stage.command('imagine', small)
  await stage.until('a picture', post => JSON.stringify(post).includes('Again'))
  await set(stage, 'allow.commands', 'usage')
  const count = await jobs(stage)
  await stage.command('imagine', small)
  expect(last(stage)).toBe('`/imagine` is switched off here; `/help` shows what is possible.')
  await stage.press('Again')
  expect(last(stage)).toBe('`/imagine` is switched off here; `/help` shows what is possible.')
  await stage.say('Hello?', asBen)
  expect(last(stage)).toBe('Talking is switched off here; `/help` shows what is possible.')
  await stage.command('config show', {}, asBen)
  expect(last(stage)).toBe('`/config` is switched off here; `/help` shows what is possible.')
  expect(await jobs(stage)).toBe(count)
  await stage.command('help', {}, asBen)
  expect(last(stage)).toContain('paints here')
  await stage.command('config reset', { key: 'allow.commands' })
  expect(last(stage)).toContain('no longer set')
})

test('what the operator withholds and locks binds admins, too', async () => {
  await using stage = await openStage({
    settings: { 'allow.commands': 'imagine chat', 'allow.models': 'deployment:sandbox/*' },
  })
  await stage.command('config show')
  expect(last(stage)).toBe('`/config` is switched off here; `/help` shows what is possible.')
  await stage.command('imagine', { ...small, model: 'stability-ai/sdxl' })
  expect(last(stage)).toBe('The model `stability-ai/sdxl` may not be used here; the operator allows `deployment:sandbox/*`.')
  expect(await jobs(stage)).toBe(0)
})

test('models that are not listed are refused, but for those an admin chose; the operator’s list also binds the choice', async () => {
  await using stage = await openStage()
  await set(stage, 'allow.models', 'stability-ai/*')
  await stage.command('imagine', { ...small, model: 'black-forest-labs/flux-schnell' }, asBen)
  expect(last(stage)).toBe('The model `black-forest-labs/flux-schnell` may not be used here; allowed are `stability-ai/*`.')
  await stage.command('imagine', small, asBen)
  expect(await jobs(stage)).toBe(1)
  await stage.command('config model', { kind: 'image', model: 'black-forest-labs/flux-schnell' })
  expect(last(stage)).toContain('now paints in this channel')
  await stage.command('imagine', { ...small, model: 'black-forest-labs/flux-schnell' }, asBen)
  expect(await jobs(stage)).toBe(2)

  await using strict = await openStage({ settings: { 'allow.models': 'deployment:sandbox/*' } })
  await strict.command('config model', { kind: 'image', model: 'stability-ai/sdxl' })
  expect(last(strict)).toBe('The model `stability-ai/sdxl` may not be used here; the operator allows `deployment:sandbox/*`.')
  expect(await strict.store.records.list('audit', {})).toEqual([])
})

test('roles that are listed may; where a platform tells no roles the setting is not taken', async () => {
  await using stage = await openStage()
  await set(stage, 'allow.roles', 'artists')
  expect(last(stage)).toMatch(/^This platform tells Replichat no roles/)
  await set(stage, 'allow.roles', 'artists, 77*', 'channel', { actor: { ...ada, roles: [{ id: '5', name: 'owners' }] } })
  const help = async (roles?: readonly Role[]): Promise<string> => {
    await stage.command('help', {}, { actor: { ...ben, ...(roles !== undefined && { roles }) } })
    return last(stage)
  }
  expect(await help([{ id: '1', name: 'Artists' }])).toContain('paints here')
  expect(await help([{ id: '778', name: 'painters' }])).toContain('paints here')
  expect(await help([])).toBe('Your roles do not allow you to use Replichat here; an admin can change that.')
  expect(await help([{ id: '1', name: 'guests' }])).toBe(
    'Your roles do not allow you to use Replichat here; an admin can change that.',
  )
  expect(await help()).toContain('paints here')
  await set(stage, 'allow.roles', '<@&778>, @Guests', 'channel', { actor: { ...ada, roles: [{ id: '5', name: 'owners' }] } })
  expect(last(stage)).toContain('778, Guests')
  expect(await help([{ id: '778', name: 'painters' }])).toContain('paints here')
  expect(await help([{ id: '1', name: 'guests' }])).toContain('paints here')
  expect(await help([{ id: '1', name: 'artists' }])).toBe(
    'Your roles do not allow you to use Replichat here; an admin can change that.',
  )
  const asOwner = { actor: { ...ada, roles: [{ id: '5', name: 'owners' }] } }
  // As the text form gives it: quotes around all of it are the name's own.
  await set(stage, 'allow.roles', '"The Old Guard"', 'channel', asOwner)
  expect(last(stage)).toBe('`allow.roles` is now `"The Old Guard"` in this channel.')
  expect(await help([{ id: '1', name: 'the old guard' }])).toContain('paints here')
  expect(await help([{ id: '1', name: 'guard' }])).toMatch(/^Your roles do not allow you/)
  await set(stage, 'allow.roles', '"Role One", two', 'channel', asOwner)
  expect(await help([{ id: '1', name: 'role one' }])).toContain('paints here')
  expect(await help([{ id: '1', name: 'Two' }])).toContain('paints here')
  expect(await help([{ id: '1', name: 'role' }])).toMatch(/^Your roles do not allow you/)
  await set(stage, 'allow.roles', '*', 'channel', { actor: { ...ada, roles: [{ id: '5', name: 'owners' }] } })
  expect(await help([])).toContain('paints here')
})

test('an admin names another for the whole workspace, by mention or id, and takes it back; both are audited', async () => {
  const people = ['ben', 'ada']
  await using stage = await openStage({ directory: { isMember: async actor => people.includes(actor.id) } })
  const named = (act: 'add' | 'remove', user: string, said: Partial<Said> = {}) =>
    stage.command(`config admin ${act}`, { user }, said)
  await named('add', 'ben', asBen)
  expect(last(stage)).toBe('Only an admin of this workspace can do that.')
  await named('add', '<@nobody>')
  expect(last(stage)).toBe('There is nobody with the id `nobody` in this workspace. Nothing was changed.')
  await named('add', 'Ben the second')
  expect(last(stage)).toBe('`user` must be a mention or the id of a person, got “Ben the second”.')
  await named('add', '<@!ben>')
  expect(last(stage)).toBe('`ben` is now an admin in the whole workspace.')
  await named('add', 'ben')
  expect(last(stage)).toBe('`ben` is an admin here already.')
  await set(stage, 'chat.system', 'You are brief.', 'channel', { ...asBen, address: { ...general, channel: 'other' } })
  expect(last(stage)).toMatch(/^`chat.system` is now/)
  await set(stage, 'chat.system', 'x', 'channel', { ...asBen, address: { ...general, workspace: 'away' } })
  expect(last(stage)).toBe('Only an admin of this workspace can do that.')
  await named('remove', 'ben', asBen)
  expect(last(stage)).toBe('`ben` is no longer a named admin. Whoever the platform itself calls an admin stays one.')
  await named('remove', 'ada', asBen)
  expect(last(stage)).toBe('Only an admin of this workspace can do that.')
  const audit = await stage.store.records.list('audit', { where: { scope: 'workspace:stage/house' } })
  expect(audit.map(({ actor, key, before, after }) => [actor, key, before, after])).toEqual([
    ['ada', 'admin', undefined, 'ben'],
    ['ben', 'admin', 'ben', undefined],
  ])
})

test('a person is an admin by name also while the platform cannot be asked, and nobody else is', async () => {
  let isDown = false
  const isAdmin = (actor: { id: string }) =>
    isDown ? Promise.reject(new Error('The platform is away.')) : Promise.resolve(actor.id === 'ada')
  await using stage = await openStage({ directory: { isAdmin } })
  await stage.command('config admin add', { user: 'ben' })
  isDown = true
  await set(stage, 'chat.memory', '7', 'channel', asBen)
  expect(last(stage)).toMatch(/^`chat.memory` is now `7`/)
  await set(stage, 'chat.memory', '8')
  expect(last(stage)).toBe('Only an admin of this workspace can do that.')
})
