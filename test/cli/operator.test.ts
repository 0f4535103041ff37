import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperatorRoutes, writeOperatorPass } from '../../adapters/web/web.ts'
import { runCommand } from '../../src/cli/cli.ts'
import { createWorkspaces } from '../../src/service/workspaces.ts'
import { openStore } from '../../src/store/open.ts'
import { type Started, startProduct } from '../flows/process.ts'
import { freePort } from '../free-port.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-operator-'))
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

type Env = Readonly<Record<string, string>>

async function type(words: readonly string[], env: Env) {
  let [out, err] = ['', '']
  const code = await runCommand(words, {
    stdout: { write: text => (out += text) },
    stderr: { write: text => (err += text) },
    env,
    signal: new AbortController().signal,
  })
  return { code, out, err }
}

const envOf = (name: string, port: number): Env => ({
  DATA_DIR: join(folder, name),
  STORE_URL: `sqlite:${join(folder, name, 'replichat.db')}`,
  PORT: `${port}`,
})
const start = (name: string, env: Env): Promise<Started> => startProduct(join(folder, name), env)

test('workspaces are decided about in a running service, and in its store when it is stopped', async () => {
  const env = envOf('one', await freePort())
  const other = { ...env, DATA_DIR: join(folder, 'another') }
  {
    await using product = await start('one', env)
    expect(await type(['workspaces', 'list'], env)).toEqual({
      code: 0,
      out: 'No platform has told of a workspace yet.\n',
      err: '',
    })
    expect(await type(['workspaces', 'allow', 'T123'], env)).toEqual({
      code: 0,
      out: 'T123 may use Replichat now. No platform has told of it yet; it holds as soon as one does.\n',
      err: '',
    })
    const foreign = await start('another', { ...other, STORE_URL: 'memory:', PORT: '0' })
    await foreign.stop()
    const refused = await type(['workspaces', 'list'], other)
    expect([refused.code, refused.err]).toEqual([
      3,
      expect.stringMatching(/does not know this secret key\. Run this where it runs/),
    ])
    const astray = await type(['workspaces', 'list'], { ...env, PORT: `${await freePort()}` })
    expect([astray.code, astray.err]).toEqual([7, expect.stringMatching(/does not answer here\. Set HOST and PORT/)])
    await product.stop()
  }
  expect((await type(['workspaces', 'block', 'T123'], env)).out).toMatch(/^T123 may not use Replichat any more\./)
  const listed = await type(['workspaces', 'list', '--json'], env)
  expect(JSON.parse(listed.out)).toEqual([
    { id: 'T123', state: 'blocked', since: expect.stringMatching(/^\d{4}-.*Z$/) as string },
  ])
  expect((await type(['workspaces', 'list'], env)).out).toMatch(/^platform +id +state +since \(UTC\)\n— +T123 +blocked +\d{4}-/)
})

test('a link opens the console to an admin, or for chat alone, once', async () => {
  const port = await freePort()
  const env = { ...envOf('two', port), PUBLIC_URL: `http://127.0.0.1:${port}` }
  await using _ = await start('two', env)
  const open = async (url: string) => {
    const response = await fetch(url, { redirect: 'manual' })
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (cookie === undefined) return response.status
    const state = await fetch(`${env.PUBLIC_URL}/api/state`, { headers: { cookie } })
    return ((await state.json()) as { me: { isAdmin: boolean } }).me.isAdmin
  }
  const admin = await type(['link'], env)
  expect(admin).toEqual({ code: 0, out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/link\/\S+\n$/) as string, err: '' })
  expect(await open(admin.out.trim())).toBe(true)
  expect(await open(admin.out.trim())).toBe(410)
  const member = JSON.parse((await type(['link', '--member', '--json'], env)).out) as { url: string }
  expect(member).toMatchObject({ kind: 'member', isNeeded: true })
  expect(await open(member.url)).toBe(false)
  // Where the console is open the link only leads there, and that is said.
  const { PUBLIC_URL: __, ...local } = env
  const told = await type(['link'], local)
  expect([told.code, told.err]).toEqual([0, `The console is open on this machine without a link, at http://127.0.0.1:${port}\n`])
  // No browser opens the address that stands for all of them.
  expect((await type(['link'], { ...local, HOST: '0.0.0.0' })).out).toMatch(new RegExp(`^http://localhost:${port}/link/`))
})

test.each<[readonly string[], Env, RegExp]>([
  [['workspaces'], {}, /^Write: npx replichat workspaces list, or allow <id>, or block <id>$/],
  [['workspaces', 'allow'], {}, /^The id of the workspace is missing\./],
  [['workspaces', 'allow', 'a', 'b'], {}, /^“b” is one word too many\./],
  [['workspaces', 'list', 'a'], {}, /^“a” is one word too many\./],
  [['link', 'me'], {}, /^“me” is one word too many\./],
  [['link', '--member', '--metrics'], {}, /^Choose --member or --metrics/],
  [['link', '--metrics'], {}, /^There is no \S+secret\.key yet\./],
  [['link'], { PORT: '0' }, /^PORT is 0: the service took a port of its own choice\./],
  [['link'], {}, /^There is no \S+secret\.key yet\. Start Replichat once, and run this in the same folder/],
  [['link'], { PORT: 'x', ROLE: 'y' }, /^PORT must be .* ROLE must be /],
])('%j with %j is one plain mistake', async (words, env, sentence) => {
  const { code, err } = await type(words, { DATA_DIR: join(folder, 'nothing'), ...env })
  expect([code, err.trimEnd()]).toEqual([2, expect.stringMatching(sentence)])
})

test('what the operator decides is open to nobody without a fresh pass of this key', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: '' })
  const secretKey = new Uint8Array(32).fill(7)
  const log = { info() {}, warn() {}, error() {} }
  let now = 1_000_000
  const workspaces = createWorkspaces({ ...store, world: { now: () => now }, log })
  const app = createOperatorRoutes({ workspaces, secretKey, now: () => now, log })
  const ask = async (pass: string, init: RequestInit = {}) =>
    (await app.request('/workspaces', { ...init, headers: { authorization: `Bearer ${pass}` } })).status
  const pass = writeOperatorPass(secretKey, now)
  expect(await ask(pass)).toBe(200)
  expect(await ask(pass, { method: 'POST', body: '{"id":"T1","act":"allow"}' })).toBe(200)
  for (const body of ['{"id":"T1","act":"adore"}', '{"id":" ","act":"allow"}', '{"act":"allow"}', 'T1'])
    expect([body, await ask(pass, { method: 'POST', body })]).toEqual([body, 400])
  const [ends = '', mac = ''] = pass.split('.')
  for (const bad of [
    '',
    writeOperatorPass(new Uint8Array(32).fill(8), now),
    writeOperatorPass(secretKey, now + 3_600_000),
    `${ends}0.${mac}`,
    `${ends}.${mac.slice(0, -1)}`,
  ])
    expect([bad, await ask(bad, { method: 'POST', body: '{"id":"T2","act":"allow"}' })]).toEqual([bad, 401])
  expect((await app.request('/workspaces')).status).toBe(401)
  now += 60_000
  expect(await ask(pass)).toBe(401)
  expect((await workspaces.list()).map(row => row.id)).toEqual(['T1'])
})
