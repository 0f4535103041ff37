import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startConsole } from './harness.ts'

const dist = join(import.meta.dirname, '../../../adapters/web/page/dist')

test('the page weighs under 120 kB compressed, all of it', async () => {
  const files = (await readdir(dist, { recursive: true, withFileTypes: true })).filter(
    entry => entry.isFile() && !entry.name.startsWith('.'),
  )
  const bytes = await Promise.all(files.map(async file => gzipSync(await readFile(join(file.parentPath, file.name))).length))
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000)
  expect(bytes.length).toBeGreaterThan(3)
})

test('the page comes under a policy that lets in nothing but its own, and each of its files comes with it', async () => {
  await using service = await startConsole()
  const page = await fetch(service.url)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const html = await page.text()
  expect(html).not.toMatch(/<script>|<style|style=|onload=|https?:\/\//)
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path)
  expect(files.length).toBeGreaterThanOrEqual(4)
  for (const path of files) {
    const file = await fetch(service.url + path)
    expect([path, file.status]).toEqual([path, 200])
    expect(file.headers.get('cache-control')).toBe(
      path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    )
    await file.body?.cancel()
  }
})

test('files of the page come compressed to whoever takes that', async () => {
  await using service = await startConsole()
  const path = /src="(\/assets\/[^"]+)"/.exec(await (await fetch(service.url)).text())?.[1] ?? ''
  const sizeOf = async (encoding: string): Promise<readonly [string | null, number]> => {
    const response = await fetch(service.url + path, { headers: { 'accept-encoding': encoding } })
    return [response.headers.get('content-encoding'), (await response.arrayBuffer()).byteLength]
  }
  expect(await sizeOf('gzip, br')).toEqual(['gzip', (await sizeOf('identity'))[1]])
  expect((await sizeOf('identity'))[0]).toBeNull()
})

test('nothing outside of the built page is served by its routes', async () => {
  await using service = await startConsole()
  for (const path of ['/assets/..%2f..%2fpackage.json', '/assets/.stamp', '/.stamp', '/assets/', '/nothing', '/main.tsx'])
    expect([path, (await fetch(service.url + path)).status]).toEqual([path, 404])
})

test('a page that is not built yet says how to build it', async () => {
  const pageDir = await mkdtemp(join(tmpdir(), 'replichat-nothing-'))
  await using service = await startConsole({ pageDir })
  const response = await fetch(service.url)
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npm run page')
  await rm(pageDir, { recursive: true })
})
