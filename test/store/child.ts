import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A process of this Node that runs one of the scripts beside the tests. `lines` is what it says. */
export type Child = AsyncDisposable & { readonly lines: AsyncIterableIterator<string>; kill(): Promise<void> }

/** Starts a script of the tests' folder; it is killed with SIGKILL at the end at the latest. */
export function startChild(script: string, args: readonly string[]): Child {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '..', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const output = child.stdout
  if (output === null) throw new Error('A child without output.')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exit
  }
  return { lines: createInterface({ input: output })[Symbol.asyncIterator](), kill, [Symbol.asyncDispose]: kill }
}
