import { type ExecFileException, execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const door = join(import.meta.dirname, '../src/door.mjs')
let folder = ''

/** The real door before a command line that repeats what it was called with, in a Node that says it is `version`. */
const knock = (
  version: string,
  ...words: string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise(resolve => {
    const claim = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
    const args = ['--import', `data:text/javascript,${encodeURIComponent(claim)}`, join(folder, 'door.mjs'), ...words]
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    execFile(process.execPath, args, done)
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-door-'))
  await copyFile(door, join(folder, 'door.mjs'))
  await mkdir(join(folder, 'cli'))
  const echo = 'export const cli = async (argv: string[]): Promise<void> => void process.stdout.write(JSON.stringify(argv))'
  await writeFile(join(folder, 'cli/cli.ts'), echo)
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each(['18.0.0', '20.20.2', '23.99.0', '24.0.0', '24.11.1'])(
  'Node %s is told in one sentence which Node is needed',
  async version => {
    expect(await knock(version, 'start')).toEqual({
      code: 1,
      stdout: '',
      stderr: `Replichat needs Node 24.12 or newer; this is Node ${version}. In a clone, \`npm ci && npm start\` brings it along.\n`,
    })
  },
)

test.each(['24.12.0', '24.21.0', '25.0.0', '100.1.0'])(
  'Node %s opens the command line with the words it was given',
  async version => {
    expect(await knock(version, 'models', 'show', 'a b')).toEqual({ code: 0, stdout: '["models","show","a b"]', stderr: '' })
  },
)

test('the door can be run by its name', async () => {
  expect((await stat(door)).mode & 0o111).toBe(0o111)
})
