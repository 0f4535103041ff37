import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDoor, isOpenDoor } from '../../../adapters/web/door.ts'
import { createLink, readCookie, readLink, writeCookie } from '../../../adapters/web/pass.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { rawRequest, sendRaw, statusOf } from './line.ts'

const day = 24 * 60 * 60_000

describe('without a login', () => {
  test('the console answers to the names of this machine alone, and to its own port', async () => {
    await using service = await startConsole()
    const { port } = service
    const ask = async (...hosts: readonly string[]): Promise<number> =>
      statusOf(await sendRaw(port, rawRequest('GET', '/api/state', hosts)))
    expect(await ask(`Host: 127.0.0.1:${port}`)).toBe(200)
    expect(await ask(`Host: localhost:${port}`)).toBe(200)
    expect(await ask(`Host: LOCALHOST:${port}`)).toBe(200)
    expect(await ask(`Host: [::1]:${port}`)).toBe(200)
    for (const host of [
      'localhost',
      `localhost:${port + 1}`,
      `evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `localhost.:${port}`,
      `127.0.0.1.nip.io:${port}`,
      `127.0.0.2:${port}`,
      `0.0.0.0:${port}`,
      `[::]:${port}`,
      `2130706433:${port}`,
      `user@localhost:${port}`,
    ])
      expect([host, await ask(`Host: ${host}`)]).not.toEqual([host, 200])
    expect(await ask(`Host: localhost:${port}`, 'Host: evil.example')).not.toBe(200)
    expect(await ask(`Host: evil.example`, `Host: localhost:${port}`)).not.toBe(200)
    expect(statusOf(await sendRaw(port, rawRequest('GET', '/api/state', [], '1.0')))).not.toBe(200)
    // The address in the request line does not stand in for the header.
    const absolute = rawRequest('GET', `http://localhost:${port}/api/state`, ['Host: evil.example'])
    expect(statusOf(await sendRaw(port, absolute))).not.toBe(200)
  })

  test('a page, a feed and a file are refused to a foreign name just like the rest', async () => {
    await using service = await startConsole()
    for (const path of ['/', '/c/general', '/api/feed', '/files/a.png', '/assets/a.js', '/icon.svg', '/theme.js', '/link/a']) {
      const answer = await sendRaw(service.port, rawRequest('GET', path, ['Host: evil.example', 'Accept: text/html']))
      expect([path, statusOf(answer)]).toEqual([path, 421])
      expect(answer).toContain(`http://localhost:${service.port}`)
    }
  })

  test('a request that came through a proxy is refused, whatever the proxy calls itself by', async () => {
    await using service = await startConsole()
    for (const header of [
      'Forwarded: for=1.2.3.4',
      'X-Forwarded-For: 1.2.3.4',
      'X-Forwarded-Anything:',
      'x-real-ip: 1.2.3.4',
      'Via: 1.1 proxy',
      'CF-Connecting-IP: 1.2.3.4',
    ]) {
      const answer = await sendRaw(service.port, rawRequest('GET', '/api/state', [`Host: localhost:${service.port}`, header]))
      expect([header, statusOf(answer)]).toEqual([header, 403])
      expect(answer).toContain('PUBLIC_URL')
    }
  })

  test('only the console’s own page may write', async () => {
    await using service = await startConsole()
    const write = (headers: Readonly<Record<string, string>>): Promise<number> =>
      fetch(`${service.url}/api/rooms`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ id: crypto.randomUUID(), name: `room ${Math.random()}` }),
      }).then(response => response.status)
    const { url, port } = service
    expect(await write({ origin: url })).toBe(201)
    expect(await write({ origin: url, 'sec-fetch-site': 'same-origin' })).toBe(201)
    expect(await write({})).toBe(403)
    expect(await write({ origin: 'null' })).toBe(403)
    expect(await write({ origin: 'http://evil.example' })).toBe(403)
    expect(await write({ origin: `http://127.0.0.1:${port + 1}` })).toBe(403)
    expect(await write({ origin: `https://127.0.0.1:${port}` })).toBe(403)
    expect(await write({ origin: `http://localhost:${port}` })).toBe(403)
    expect(await write({ origin: url, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await write({ origin: url, 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await write({ origin: `${url}.evil.example` })).toBe(403)
  })

  test('any interface but loopback, or a public address, shuts the open door', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '[::1]', '127.1.2.3'])
      expect([host, isOpenDoor({ host })]).toEqual([host, true])
    for (const host of ['0.0.0.0', '::', '192.168.1.4', '127.0.0.1.evil.example', ''])
      expect([host, isOpenDoor({ host })]).toEqual([host, false])
    expect(isOpenDoor({ host: '127.0.0.1', publicUrl: 'https://chat.example' })).toBe(false)
  })

  test('port 80 goes unsaid in a name, as browsers have it', () => {
    const door = createDoor({ host: '127.0.0.1', port: () => 80, secretKey: new Uint8Array(32) }, Date.now)
    const at = (host: string) => 'person' in door.admit({ method: 'GET', headers: new Map([['host', host]]) })
    expect([at('localhost'), at('localhost:80'), at('localhost:81')]).toEqual([true, true, false])
  })
})

const publicUrl = 'https://chat.example'
const linkFor = (service: TestConsole, kind: 'admin' | 'member', now = Date.now()): string =>
  new URL(createLink(kind, { secretKey: service.secretKey, baseUrl: publicUrl, now })).pathname

/** Uses a link and answers the cookie it gave. */
async function enter(service: TestConsole, kind: 'admin' | 'member'): Promise<string> {
  const response = await fetch(service.url + linkFor(service, kind), { redirect: 'manual' })
  expect(response.status).toBe(303)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe('where others can reach it', () => {
  test('nothing is served without a pass: no page, no feed, no file, no asset', async () => {
    await using service = await startConsole({ publicUrl })
    for (const path of ['/', '/c/general', '/api/state', '/api/feed', '/files/a.png', '/assets/a.js', '/icon.svg', '/theme.js']) {
      const response = await fetch(service.url + path)
      expect([path, response.status]).toEqual([path, 401])
      expect(await response.text()).toContain('npx replichat link')
    }
    const page = await fetch(service.url, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
  })

  test('a link opens once, for a person who follows it, and its cookie opens everything', async () => {
    await using service = await startConsole({ publicUrl })
    const link = service.url + linkFor(service, 'admin')
    expect((await fetch(link, { method: 'HEAD', redirect: 'manual' })).status).toBe(410)
    expect((await fetch(link, { headers: { 'sec-purpose': 'prefetch' }, redirect: 'manual' })).status).toBe(410)
    const [first, second] = await Promise.all([fetch(link, { redirect: 'manual' }), fetch(link, { redirect: 'manual' })])
    expect([first.status, second.status].sort()).toEqual([303, 410])
    const cookie = (first.status === 303 ? first : second).headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^replichat=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/)
    const state = await fetch(`${service.url}/api/state`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(await state.json()).toMatchObject({ me: { id: 'you', isAdmin: true } })
    await service.restart()
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(410)
  })

  test('behind plain http the cookie is not marked for https, or it would never come back', async () => {
    await using service = await startConsole({ host: '0.0.0.0' })
    const response = await fetch(service.url + linkFor(service, 'admin'), { redirect: 'manual' })
    expect(response.headers.get('set-cookie')).not.toContain('Secure')
  })

  test('a member may chat, but sees no settings and changes no channel', async () => {
    await using service = await startConsole({ publicUrl })
    const cookie = await enter(service, 'member')
    const state = (await (await fetch(`${service.url}/api/state`, { headers: { cookie } })).json()) as {
      me: { id: string; isAdmin: boolean }
      catalogue: { adminOnly?: boolean }[]
    }
    expect(state.me.isAdmin).toBe(false)
    expect(state.catalogue.some(command => command.adminOnly)).toBe(false)
    const actor = { id: state.me.id, name: 'x' }
    const address = { platform: 'web', workspace: 'home', channel: 'general' }
    expect(await service.web.platform.directory.isAdmin(actor, address)).toBe(false)
    expect(await service.web.platform.directory.isAdmin({ id: 'you', name: 'x' }, address)).toBe(true)
    const send = (path: string, body: object, origin = publicUrl) =>
      fetch(service.url + path, { method: 'POST', headers: { cookie, origin }, body: JSON.stringify(body) })
    expect((await send('/api/rooms', { id: crypto.randomUUID(), name: 'mine' })).status).toBe(403)
    const words = { id: crypto.randomUUID(), room: 'general', text: 'hello', files: [] }
    expect((await send('/api/messages', words, 'http://chat.example')).status).toBe(403)
    expect((await send('/api/messages', words)).status).toBe(201)
    expect(service.desk.events[0]).toMatchObject({ actor: { id: state.me.id } })
  })

  test('each member is a person of their own, every admin pass is the same person', async () => {
    await using service = await startConsole({ publicUrl })
    const who = async (kind: 'admin' | 'member') => {
      const cookie = await enter(service, kind)
      const state = await fetch(`${service.url}/api/state`, { headers: { cookie } })
      return ((await state.json()) as { me: { id: string } }).me.id
    }
    expect(await who('member')).not.toBe(await who('member'))
    expect(await who('admin')).toBe(await who('admin'))
  })

  test('who is in leaves a link to others, but a member may become an admin by one', async () => {
    await using service = await startConsole({ publicUrl })
    const use = (link: string, cookie: string) => fetch(service.url + link, { headers: { cookie }, redirect: 'manual' })
    const member = await enter(service, 'member')
    const forMember = linkFor(service, 'member')
    expect((await use(forMember, member)).headers.get('set-cookie')).toBeNull()
    expect((await use(forMember, '')).headers.get('set-cookie')).not.toBeNull()
    const raised = (await use(linkFor(service, 'admin'), member)).headers.get('set-cookie')?.split(';')[0] ?? ''
    const state = await fetch(`${service.url}/api/state`, { headers: { cookie: raised } })
    expect(await state.json()).toMatchObject({ me: { isAdmin: true } })
  })

  test('a cookie of another service on this host does not stand in the way', async () => {
    await using service = await startConsole({ publicUrl })
    const cookie = await enter(service, 'admin')
    const state = await fetch(`${service.url}/api/state`, { headers: { cookie: `replichat=other; theme=dark; ${cookie}` } })
    expect(state.status).toBe(200)
  })

  test('a cookie lives a month from the last visit, a link a day', async () => {
    let now = Date.now()
    await using service = await startConsole({ publicUrl, now: () => now })
    const late = linkFor(service, 'admin', now - day)
    expect((await fetch(service.url + late, { redirect: 'manual' })).status).toBe(410)
    const cookie = await enter(service, 'admin')
    const visit = (with_: string) => fetch(`${service.url}/api/state`, { headers: { cookie: with_ } })
    expect((await visit(cookie)).headers.get('set-cookie')).toBeNull()
    now += 20 * day
    const renewed = (await visit(cookie)).headers.get('set-cookie')?.split(';')[0] ?? ''
    now += 20 * day
    expect((await visit(cookie)).status).toBe(401)
    expect((await visit(renewed)).status).toBe(200)
  })

  test('no changed letter of a link or a cookie is taken, nor one for the other', () => {
    const secretKey = new Uint8Array(32).fill(1)
    const now = 1_700_000_000_000
    const link = new URL(createLink('member', { secretKey, baseUrl: publicUrl, now })).pathname.slice('/link/'.length)
    const cookie = writeCookie(secretKey, { kind: 'member', id: 'abcdefghijkl' }, now)
    expect(readLink(secretKey, link, now)).toMatchObject({ kind: 'member' })
    expect(readCookie(secretKey, cookie, now)).toMatchObject({ kind: 'member', person: 'guest-abcdefghijkl' })
    expect(readCookie(secretKey, link, now)).toBeUndefined()
    expect(readLink(secretKey, cookie, now)).toBeUndefined()
    expect(readLink(new Uint8Array(32), link, now)).toBeUndefined()
    fc.assert(
      fc.property(fc.nat(link.length - 1), fc.constantFrom(...'abmz09AZ-_.'), (at, letter) => {
        const changed = link.slice(0, at) + letter + link.slice(at + 1)
        expect(readLink(secretKey, changed, now) === undefined).toBe(changed !== link)
      }),
    )
    fc.assert(fc.property(fc.string({ maxLength: 200 }), text => readCookie(secretKey, text, now) === undefined))
  })
})
