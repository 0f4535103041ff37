import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A process of the product, started as its users start it, with nothing of this machine's environment. */
export type Started = AsyncDisposable & {
  /** The address it printed. */
  readonly url: string
  readonly output: () => string
  /** Resolves when the process has ended, by whatever hand. */
  readonly ended: Promise<unknown>
  /** SIGKILL: nothing of the process gets a chance to tidy up. Resolves when it is dead. */
  readonly kill: () => Promise<void>
  /** SIGTERM; resolves to the exit code. */
  readonly stop: () => Promise<number | null>
}

/** Starts `node …args` in the repository's name and waits until a line of its output matches; the first group is its address. */
export async function start(
  [script = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Started> {
  const child: ChildProcess = spawn(process.execPath, [join(root, script), ...args], {
    // Not the clone: its .env is somebody's own.
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/replichat'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exited = once(child, 'exit')
  const found = Promise.withResolvers<string>()
  const hear = (piece: Buffer): void => {
    output += piece.toString()
    const match = ready.exec(output)
    if (match !== null) found.resolve(match[1] ?? '')
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
    return child.exitCode
  }
  // A minute: this machine may be doing ten other things.
  const late = AbortSignal.timeout(60_000)
  late.addEventListener('abort', () => found.reject(new Error(`The process was not ready in 60 s. It said:\n${output}`)))
  void exited.then(() => found.reject(new Error(`The process ended. It said:\n${output}`)))
  const url = await found.promise.catch(async (thrown: unknown) => {
    await end('SIGKILL')
    throw thrown
  })
  return {
    url,
    output: () => output,
    ended: exited,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  }
}

/** The whole product on a data folder, on a port of its own choice or a given one. */
export const startProduct = (
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  script: readonly string[] = ['src/door.mjs', 'start'],
): Promise<Started> =>
  start(
    script,
    { DATA_DIR: dataDir, STORE_URL: `sqlite:${join(dataDir, 'replichat.db')}`, PORT: '0', ...env },
    /Web console: (http:\/\/[^\s"]+)/,
  )

/** The sandbox alone; `url` ends in `/v1`. */
export const startSandbox = (dataDir: string): Promise<Started> =>
  start(['src/door.mjs', 'sandbox', '--port', '0', '--data', dataDir], { DATA_DIR: dataDir }, /sandbox ready at (\S+)/)
