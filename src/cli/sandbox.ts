import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ServedCog } from '../sandbox/cog/serve.ts'
import { serveSandbox } from '../sandbox/serve.ts'

/** Where a command writes, and the environment it may read. */
export type CommandIo = {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  readonly env: Readonly<Record<string, string | undefined>>
}

const usage = 'Usage: npm run sandbox -- [--port 4000] [--host 127.0.0.1] [--data data/sandbox] [--pace 1] [--cog 5000] [--json]'

/** `pace`: how long models take, as a share of their own time. `cog`: the port of a stand-in for a Cog container that paints, beside it. */
type Wanted = {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly pace: number
  readonly cog?: number
  /** Where it is, as JSON. */
  readonly json: boolean
}

function read(args: readonly string[], env: CommandIo['env']): Wanted | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        pace: { type: 'string' },
        cog: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
    const { port = '4000', pace = '1', cog } = values
    const wrong = Object.entries({ port, cog }).find(([, text]) => text !== undefined && !isPort(text))
    if (wrong !== undefined) return `--${wrong[0]} must be a whole number from 0 to 65535, got "${wrong[1]}".`
    if (!isPace(pace)) return `--pace must be a number from 0 to 100, got "${pace}".`
    return {
      port: Number(port),
      host: values.host ?? '127.0.0.1',
      dataDir: values.data ?? join(env['DATA_DIR'] ?? 'data', 'sandbox'),
      pace: Number(pace),
      json: values.json ?? false,
      ...(cog !== undefined && { cog: Number(cog) }),
    }
  } catch (thrown) {
    return (thrown as Error).message
  }
}

const isPort = (text: string): boolean => /^\d+$/.test(text) && Number(text) <= 65_535
const isPace = (text: string): boolean => /^\d{1,3}(?:\.\d{1,6})?$/.test(text) && Number(text) <= 100

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
    if (!wanted.json) stdout.write(`sandbox ready at ${sandbox.baseUrl}\n`)
    const container = wanted.cog === undefined ? undefined : await openContainer(wanted.cog, wanted.host)
    if (wanted.json) stdout.write(`${JSON.stringify({ baseUrl: sandbox.baseUrl, cog: container?.origin })}\n`)
    else if (container !== undefined) stdout.write(`Cog container ready at ${container.origin}\n`)
    await stopped
    await container?.close()
    await sandbox.close()
    return 0
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    const taken = (thrown as { readonly port?: unknown }).port === wanted.cog ? 'cog' : 'port'
    stderr.write(code === 'EADDRINUSE' ? `Port ${wanted[taken]} is in use. Choose another with --${taken}.\n` : `${message}\n`)
    return 1
  }
}

/** The painter as a container, by its own HTTP API. */
async function openContainer(port: number, host: string): Promise<ServedCog> {
  const [{ serveCog }, { fluxSchnell }] = await Promise.all([
    import('../sandbox/cog/serve.ts'),
    import('../sandbox/models/flux-schnell.ts'),
  ])
  return serveCog({ port, host, model: fluxSchnell })
}
