import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

/** A process of the benchmark that speaks JSON with its parent. */
export type Child<Says, Hears> = AsyncDisposable & {
  /** What it says next. */
  readonly hear: () => Promise<Says>
  /** Rejects with what it printed when it ends by itself. */
  readonly ended: Promise<never>
  readonly tell: (message: Hears) => void
  /** The first group of the first line it prints that matches. */
  readonly prints: (line: RegExp) => Promise<string>
  readonly pid: number | undefined
  /** Asks it to end by SIGTERM and waits until it has. */
  readonly stop: () => Promise<void>
}

export type ChildOptions = {
  readonly args?: readonly string[]
  /** Options of Node itself, such as `--expose-gc`. */
  readonly nodeArgs?: readonly string[]
  /** Its whole environment but `PATH`: nothing of this machine's settings may change a number. */
  readonly env?: Readonly<Record<string, string>>
}

/** How long a child may take to say something: a benchmark that hangs is broken. */
const answerWithinMs = 180_000

/** Starts a script of the benchmark in a process of its own. Disposing of it kills it. */
export function startChild<Says, Hears = never>(
  script: string,
  { args = [], nodeArgs = [], env = {} }: ChildOptions = {},
): Child<Says, Hears> {
  const child: ChildProcess = fork(script, args, {
    // Not the clone: its .env is somebody's own.
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    execArgv: [...nodeArgs],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  let awaited: ({ readonly line: RegExp } & PromiseWithResolvers<string>) | undefined
  const keep = (piece: Buffer): void => {
    printed = (printed + piece.toString()).slice(-4_000)
    const match = awaited?.line.exec(printed)
    if (match === null || match === undefined) return
    awaited?.resolve(match[1] ?? '')
    awaited = undefined
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)

  const said: Says[] = []
  let waiting: PromiseWithResolvers<Says> | undefined
  child.on('message', message => {
    if (waiting === undefined) said.push(message as Says)
    else waiting.resolve(message as Says)
    waiting = undefined
  })
  const exited = once(child, 'exit')
  const ended = once(child, 'close').then(() => {
    throw new Error(`${script} ended before it had said all. It printed:\n${printed}`)
  })
  // Told by `hear`, and by nothing when nobody listens any more.
  ended.catch(() => {})

  const hear = async (): Promise<Says> => {
    const next = said.shift()
    if (next !== undefined) return next
    waiting = Promise.withResolvers<Says>()
    return soon(waiting)
  }
  const soon = async <Result>({ promise, reject }: PromiseWithResolvers<Result>): Promise<Result> => {
    const late = setTimeout(() => reject(new Error(`${script} said nothing for ${answerWithinMs / 1_000} s.`)), answerWithinMs)
    try {
      return await Promise.race([promise, ended])
    } finally {
      clearTimeout(late)
    }
  }
  return {
    hear,
    ended,
    pid: child.pid,
    prints(line) {
      awaited = { line, ...Promise.withResolvers<string>() }
      return soon(awaited)
    },
    tell: message => void child.send(message as object),
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await exited
    },
  }
}

/** In a child: says something to the parent. */
export function say<Says extends object>(message: Says): void {
  if (process.send === undefined) throw new Error('This is a part of the benchmark: start `npm run bench`.')
  process.send(message)
}

/** In a child: what the parent tells next. */
export async function listen<Hears>(): Promise<Hears> {
  const [message] = (await once(process, 'message')) as [Hears]
  return message
}
