import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, exitCode } from './exit.ts'
import type { Io } from './io.ts'

/** `bench [name…] [--full] [--write]`: the benchmarks of the repository, in a process of their own. */
export async function bench(args: readonly string[], { env, signal }: Io): Promise<number> {
  const script = join(import.meta.dirname, '../../bench/bench.ts')
  if (!existsSync(script))
    throw new CommandError('usage', 'The benchmarks are part of the repository, and this is no clone of it.')
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit', env })
  const stop = (): void => void child.kill('SIGINT')
  signal.addEventListener('abort', stop, { once: true })
  const [code] = (await once(child, 'exit')) as [number | null]
  signal.removeEventListener('abort', stop)
  if (signal.aborted) return exitCode('interrupted')
  return code ?? exitCode('failed')
}
