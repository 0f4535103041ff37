import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { serveSandbox } from '../sandbox/serve.ts'

/** Where a command writes, and the environment it may read. */
export type CommandIo = {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  readonly env: Readonly<Record<string, string | undefined>>
}

const usage = 'Usage: npm run sandbox -- [--port 4000] [--host 127.0.0.1] [--data data/sandbox]'

type Wanted = { readonly port: number; readonly host: string; readonly dataDir: string }

function read(args: readonly string[], env: CommandIo['env']): Wanted | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' } },
    })
    const port = Number(values.port ?? '4000')
    if (!/^\d+$/.test(values.port ?? '4000') || port > 65_535)
      return `--port must be a whole number from 0 to 65535, got "${values.port}".`
    return { port, host: values.host ?? '127.0.0.1', dataDir: values.data ?? join(env['DATA_DIR'] ?? 'data', 'sandbox') }
  } catch (thrown) {
    return (thrown as Error).message
  }
}

/** `sandbox`: serves the sandbox alone until SIGTERM or SIGINT. Resolves to the exit code: 0, 1 (could not start), 2 (bad arguments). */
export async function sandboxCommand(args: readonly string[], { stdout, stderr, env }: CommandIo): Promise<number> {
  const wanted = read(args, env)
  if (typeof wanted === 'string') {
    stderr.write(`${wanted}\n${usage}\n`)
    return 2
  }
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  try {
    const sandbox = await serveSandbox({ ...wanted, log: (line, facts) => stderr.write(`${line} ${JSON.stringify(facts)}\n`) })
    stdout.write(`sandbox ready at ${sandbox.baseUrl}\n`)
    await stopped
    await sandbox.close()
    return 0
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    stderr.write(code === 'EADDRINUSE' ? `Port ${wanted.port} is in use. Choose another with --port.\n` : `${message}\n`)
    return 1
  }
}
