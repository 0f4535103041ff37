import { Fault } from '#core/fault.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, readArgs } from './io.ts'

/** `start [--json]`: the service, until SIGTERM or SIGINT. Every reason why it cannot start is a line of its own. */
export async function start(args: readonly string[], { stderr, env }: Pick<Io, 'stderr' | 'env'>): Promise<number> {
  const { positionals, values } = readArgs(args, {})
  if (positionals.length > 0)
    throw new CommandError('usage', '`start` takes nothing but --json; it is set by the environment. See: npx replichat help')
  const { run } = await import('../main.ts')
  if (env['npm_lifecycle_event'] !== undefined) stopWithParent()
  try {
    await run(env, undefined, undefined, values.json === true)
    return exitCode('ok')
  } catch (thrown) {
    const faults: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown]
    if (!faults.every(fault => fault instanceof Fault && fault.kind === 'config')) throw thrown
    stderr.write(`Replichat cannot start:\n${(faults as readonly Fault[]).map(({ message }) => `  ${message}\n`).join('')}`)
    return exitCode('usage')
  }
}

/** How often it is looked whether npm is still there, in ms. */
const parentEveryMs = 500

/**
 * Stops politely when the shell that npm started us in is gone: npm hands SIGTERM to that shell alone, which dies of it
 * and leaves us behind, holding the port.
 */
function stopWithParent(): void {
  const { ppid } = process
  const watch = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, parentEveryMs)
  watch.unref()
}
