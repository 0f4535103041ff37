import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { sandboxCommand } from '../../src/cli/sandbox.ts'

const script = `
  import { sandboxCommand } from ${JSON.stringify(join(import.meta.dirname, '../../src/cli/sandbox.ts'))}
  process.exitCode = await sandboxCommand(process.argv.slice(1), process)`

test.each(['SIGTERM', 'SIGINT'] as const)(
  'the sandbox alone says where it is, answers there, and ends cleanly on %s',
  async signal => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-alone-'))
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', '--port', '0', '--data', dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
      expect(line).toMatch(/^sandbox ready at http:\/\/127\.0\.0\.1:\d+\/v1$/)
      const answer = await fetch(`${line.split(' ').at(-1)}/account`, { headers: { authorization: 'Bearer r8_x' } })
      expect(await answer.json()).toMatchObject({ username: 'sandbox' })
      const exit = once(child, 'exit')
      child.kill(signal)
      expect(await exit).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)

async function run(args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  let said = ''
  const out = { write: (text: string) => (said += text) }
  return { code: await sandboxCommand(args, { stdout: out, stderr: out, env: {} }), said }
}

test('arguments it does not understand are refused with the value and how it is used', async () => {
  expect(await run(['--port', 'http'])).toMatchObject({ code: 2, said: expect.stringContaining('got "http"') as string })
  expect(await run(['--pace', 'fast'])).toMatchObject({ code: 2, said: expect.stringContaining('got "fast"') as string })
  expect(await run(['--pace', '101'])).toMatchObject({ code: 2, said: expect.stringContaining('from 0 to 100') as string })
  expect(await run(['--prot', '4000'])).toMatchObject({ code: 2, said: expect.stringContaining('Usage:') as string })
})

test('a port that is taken is said in a sentence', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-alone-'))
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await run(['--port', String(port), '--data', dataDir])).toEqual({
    code: 1,
    said: `Port ${port} is in use. Choose another with --port.\n`,
  })
  server.close()
  await rm(dataDir, { recursive: true, force: true })
})
