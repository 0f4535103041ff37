import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tablesIn } from '../../src/cli/bench.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-json-'))
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

/** A command in a process of its own, which lasts until it is told to end. */
const open = (words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, '../../src/door.mjs'), ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 40_000,
  })

test('sandbox --json says on one line of JSON where it and its container are', async () => {
  const child = open(['sandbox', '--json', '--port', '0', '--cog', '0', '--data', join(folder, 'sandbox')])
  try {
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
    const ready = JSON.parse(line) as { readonly baseUrl: string; readonly cog: string }
    expect((await fetch(`${ready.baseUrl}/account`, { headers: { authorization: 'Bearer r8_x' } })).status).toBe(200)
    expect((await fetch(`${ready.cog}/health-check`)).status).toBe(200)
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  }
})

test('start --json prints nothing but objects, a line each, the admin link too', async () => {
  const child = open(['start', '--json'], { PORT: '0', DATA_DIR: join(folder, 'data'), PUBLIC_URL: 'http://127.0.0.1:1' })
  const lines: { readonly message: string; readonly link?: string }[] = []
  try {
    for await (const line of createInterface(child.stdout!)) {
      lines.push(JSON.parse(line) as (typeof lines)[number])
      if (lines.at(-1)!.link !== undefined) break
    }
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  expect(lines.some(({ message }) => message.startsWith('Web console: '))).toBe(true)
  expect(lines.at(-1)!.link).toMatch(/^http:\/\/127\.0\.0\.1:1\/link\//)
})

test('the tables of a bench report become rows by the names of their columns', () => {
  const report = '# Results\n\n| bench | ms |\n| --- | ---: |\n| ours | 1.2 |\n| theirs | 3 |\n\ntext | more\n\n| a |\n| --- |\n'
  expect(tablesIn(report)).toEqual([
    [
      { bench: 'ours', ms: '1.2' },
      { bench: 'theirs', ms: '3' },
    ],
    [],
  ])
})
