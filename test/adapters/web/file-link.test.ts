import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileLink, fileLinkLivesMs, readFileLink } from '../../../adapters/web/file-link.ts'
import { readCookie, readLink, writeCookie } from '../../../adapters/web/pass.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { rawRequest, sendRaw, statusOf } from './line.ts'

const publicUrl = 'https://chat.example'
const day = 24 * 60 * 60_000
const secretKey = new Uint8Array(32).fill(7)
const png = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
)

/** Keeps a file and answers the path of a link to it. */
async function linked(service: TestConsole, now = Date.now(), bytes: Uint8Array = png, type = 'image/png') {
  const blob = await service.store.blobs.put(bytes, type)
  const href = fileLink(blob, { secretKey: service.secretKey, baseUrl: publicUrl, now })
  expect(href.startsWith(`${publicUrl}/files/${blob}/`)).toBe(true)
  return { blob, path: new URL(href).pathname }
}

test('a signed link shows its one file to whoever has it, without a login, as nothing but that file', async () => {
  await using service = await startConsole({ publicUrl })
  const { blob, path } = await linked(service)
  const shown = await fetch(service.url + path)
  expect(shown.status).toBe(200)
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(png)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox') as string,
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'cache-control': 'private, max-age=86400',
  })
  expect(shown.headers.get('set-cookie')).toBeNull()
  expect((await fetch(service.url + path, { method: 'HEAD' })).status).toBe(200)
  const known = { 'if-none-match': shown.headers.get('etag') ?? '' }
  expect((await fetch(service.url + path, { headers: known })).status).toBe(304)

  // The link opens that path alone: the same file without its signature, its thumbnail and the rest stay behind the door.
  for (const behind of [`/files/${blob}`, `/files/${blob}/small`, '/', '/api/state', path.split('/').slice(0, 3).join('/')])
    expect([behind, (await fetch(service.url + behind)).status]).toEqual([behind, 401])
})

test('what could be a page is handed over as a download', async () => {
  await using service = await startConsole({ publicUrl })
  const html = new TextEncoder().encode('<script>alert(1)</script>')
  for (const type of ['text/html', 'image/svg+xml']) {
    const { path } = await linked(service, Date.now(), html, type)
    const answer = await fetch(service.url + path)
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="\w+\.\w+"$/)
  }
})

test('a link is good for seven days, is kept by a browser no longer than that, and then says that it has ended', async () => {
  let at = 1_800_000_000_000
  await using service = await startConsole({ publicUrl, now: () => at })
  const { path } = await linked(service, at)
  at += 7 * day - 60_000
  const late = await fetch(service.url + path)
  expect([late.status, late.headers.get('cache-control')]).toEqual([200, 'private, max-age=60'])
  at += 60_000
  const ended = await fetch(service.url + path)
  expect([ended.status, await ended.json()]).toEqual([410, { error: expect.stringContaining('seven days') as string }])
  // Not even a browser that still has the picture is told that it is unchanged.
  const known = { 'if-none-match': late.headers.get('etag') ?? '' }
  expect((await fetch(service.url + path, { headers: known })).status).toBe(410)
  const page = await fetch(service.url + path, { headers: { accept: 'text/html' } })
  expect([page.headers.get('content-type'), await page.text()]).toEqual([
    'text/html; charset=utf-8',
    expect.stringContaining('This link has ended'),
  ])
})

test('a file that was forgotten is gone from its link, too', async () => {
  await using service = await startConsole({ publicUrl })
  const { blob, path } = await linked(service)
  await service.store.blobs.remove(blob)
  const answer = await fetch(service.url + path)
  expect([answer.status, await answer.json()]).toEqual([410, { error: expect.stringContaining('deleted') as string }])
})

test('no change of an address opens anything: not another file, not a later end, not a piece of the signature', async () => {
  await using service = await startConsole({ publicUrl })
  const { blob, path } = await linked(service)
  const other = await service.store.blobs.put(new Uint8Array([1, 2, 3]), 'image/png')
  const [, , , signature = ''] = path.split('/')
  const [ends = '', mac = ''] = signature.split('.')
  const later = (parseInt(ends, 36) + day).toString(36)
  for (const [name, sig] of [
    [other, signature],
    [blob.replace('.png', '.txt'), signature],
    [blob, `${later}.${mac}`],
    [blob, `0${ends}.${mac}`],
    [blob, `${ends.toUpperCase()}.${mac}`],
    [blob, `${ends}.${mac.slice(0, -1)}`],
    [blob, `${ends}.${mac}A`],
    [blob, `${ends}.${mac}%00`],
    [blob, `${ends}.`],
    [blob, `.${mac}`],
    [blob, mac],
    [blob, `${ends}.${'A'.repeat(43)}`],
  ] as const) {
    const answer = await fetch(`${service.url}/files/${name}/${sig}`)
    expect([sig, answer.status]).toEqual([sig, 403])
    expect(await answer.json()).toEqual({ error: expect.stringContaining('copy all of it') as string })
  }
})

test('a path that climbs, doubles or hides its slashes reaches no file', async () => {
  await using service = await startConsole({ publicUrl })
  const { blob, path } = await linked(service)
  const signature = path.split('/')[3] ?? ''
  for (const trick of [
    `/files/../files/${blob}`,
    `/files/${blob}/../${blob}`,
    `/files/..%2f..%2fsecret.key/${signature}`,
    `/files/%2e%2e%2f${blob}/${signature}`,
    `/files/${blob}%2f/${signature}`,
    `/files/${blob}%00/${signature}`,
    `/files//${signature}`,
    `/files/${blob}//${signature}`,
    `/files/${blob}/${signature}/`,
    `/files/${blob}/${signature}/small`,
    `/FILES/${blob}/${signature}`,
    `/files/${blob}/small/${signature}`,
    `/files/%/${signature}`,
  ]) {
    const answer = await sendRaw(service.port, rawRequest('GET', trick, [`Host: chat.example`]))
    expect([trick, [400, 401, 403, 404].includes(statusOf(answer))]).toEqual([trick, true])
    expect(answer).not.toContain('PNG')
  }
  expect(service.troubles).toEqual([])
})

test('where no browser could reach the service, a signed address is not served', async () => {
  await using service = await startConsole({ host: '0.0.0.0' })
  const { path } = await linked(service)
  expect((await fetch(service.url + path)).status).toBe(401)
})

test('one name and one end have one signature, and only with our key', () => {
  const names = fc.stringMatching(/^[\w-]{1,40}(\.[a-z]{3,4})?$/)
  const moments = fc.integer({ min: 0, max: 4e12 })
  fc.assert(
    fc.property(names, moments, fc.integer({ min: 0, max: 2 * fileLinkLivesMs }), (blob, now, after) => {
      const [name = '', signature = ''] = new URL(fileLink(blob, { secretKey, baseUrl: publicUrl, now })).pathname
        .split('/')
        .slice(2)
      expect(name).toBe(blob)
      const read = readFileLink(name, signature, { secretKey, now: now + after })
      expect(read).toEqual(after < fileLinkLivesMs ? { endsAt: now + fileLinkLivesMs } : 'ended')
      expect(readFileLink(name, signature, { secretKey: new Uint8Array(32).fill(8), now })).toBe('forged')
      expect(readFileLink(`${name}x`, signature, { secretKey, now })).toBe('forged')
    }),
  )
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (blob, signature) => {
      expect(readFileLink(blob, signature, { secretKey, now: 0 })).toBe('forged')
    }),
  )
})

test('a signature of one kind never passes for one of another', () => {
  const now = 1_800_000_000_000
  const signature = new URL(fileLink('a.png', { secretKey, baseUrl: publicUrl, now })).pathname.split('/')[3] ?? ''
  const cookie = writeCookie(secretKey, { kind: 'admin', id: 'abcdefghijkl' }, now)
  expect(readCookie(secretKey, signature, now)).toBeUndefined()
  expect(readLink(secretKey, signature, now)).toBeUndefined()
  expect(readFileLink('a.png', cookie, { secretKey, now })).toBe('forged')
  const [, , ends = '', mac = ''] = cookie.split('.')
  expect(readFileLink('a.png', `${ends}.${mac}`, { secretKey, now })).toBe('forged')
  expect(() => fileLink('../secret.key', { secretKey, baseUrl: publicUrl, now })).toThrow('is no name of a stored file')
})
