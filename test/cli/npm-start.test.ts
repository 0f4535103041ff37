import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../flows/console.ts'

test('ending `npm start` ends the service: nothing is left behind that holds the port', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-npm-'))
  // As npm runs a script: a shell in between, which takes the signal and hands nothing on.
  const door = join(import.meta.dirname, '../../src/door.mjs')
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${door}" start; true`], {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      PORT: '0',
      DATA_DIR: folder,
      npm_lifecycle_event: 'start',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  shell.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  try {
    const url = await eventually('The start', async () => /Web console: (http:\/\/[^\s"]+)/.exec(output)?.[1])
    shell.kill('SIGTERM')
    await once(shell, 'exit')
    const refused = await eventually('The end of the service', async () =>
      fetch(`${url}/healthz`).then(
        () => undefined,
        () => true,
      ),
    )
    expect(refused).toBe(true)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
