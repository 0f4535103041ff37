import { existsSync, readFileSync } from 'node:fs'
import { Fault } from '#core/fault.ts'
import { type Env, whyUnread, withDotEnv } from '../config/environment.ts'
import { createRedactor } from '../log/redaction.ts'
import { ReplicateError } from '../replicate/errors.ts'
import { commands } from './commands.ts'
import { CommandError, exitCode, exitOf } from './exit.ts'
import { commandNamed, help } from './help.ts'
import { type Command, type Io, printable, readArgs, writeJson } from './io.ts'

/** Every command there is, help among them. */
const all: readonly Command[] = [
  ...commands,
  {
    name: 'help',
    usages: ['[command]'],
    about: 'this page, or what a command takes',
    run: (args, io) => Promise.resolve(help(args, all, io)),
  },
]

// These two end by themselves at SIGINT, and close what they opened.
const handleSignals = new Set(['start', 'sandbox'])

/** Runs one command and answers with its exit code. Errors are one sentence on stderr, without a token in it. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  try {
    const [first = 'start', ...rest] = argv
    if (first === '--version' || first === '-v' || first === 'version') return version(rest, io)
    const asksHelp = (word: string): boolean => word === '--help' || word === '-h'
    if (asksHelp(first)) return help(rest, all, io)
    const command = commandNamed(first, all)
    const toldAs = rest.includes('--json') ? ['--json'] : []
    return rest.some(asksHelp) ? help([first, ...toldAs], all, io) : await command.run(rest, io)
  } catch (thrown) {
    if (io.signal.aborted) {
      io.stderr.write(`\n${isLost(thrown) ? `${thrown.message} ${whereLost(thrown)}` : 'Stopped.'}\n`)
      return exitCode('interrupted')
    }
    const redactor = createRedactor([io.env['REPLICATE_API_TOKEN'] ?? ''])
    const isExpected = thrown instanceof CommandError || thrown instanceof ReplicateError || thrown instanceof Fault
    if (isExpected) io.stderr.write(`${printable(redactor.text(thrown.message), 1_000)}${hintFor(thrown)}\n`)
    // What nobody expected is for whoever mends it: with the place it comes from.
    else io.stderr.write(`${redactor.text(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))}\n`)
    return exitCode(exitOf(thrown))
  }
}

/** A create whose answer was lost may be there and cost: that is said even to who has stopped it. */
const isLost = (thrown: unknown): thrown is ReplicateError => thrown instanceof ReplicateError && thrown.kind === 'unknown-create'
const whereLost = ({ path = '' }: ReplicateError): string =>
  `Look for it with: npx replichat ${path.endsWith('/trainings') ? 'trainings' : 'predictions'} list`

/** Replicate answers 404 to a token that may not see a model: a name that is spelt right may be private. */
const hintFor = (thrown: Error): string =>
  thrown instanceof Fault && thrown.cause instanceof ReplicateError && thrown.cause.kind === 'not-found'
    ? ' A private one is seen only with the token of its own account.'
    : ''

/** The command line: reads the environment and `.env`, runs a command, sets the process's exit code. */
export async function cli(argv: string[]): Promise<void> {
  const env = readEnv()
  if (env === undefined) return
  const stop = new AbortController()
  // A reader that has seen enough (`| head`) closes the pipe; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : exitCode('failed')))
  if (!handleSignals.has(argv[0] ?? 'start')) {
    process.on('SIGINT', () => {
      if (stop.signal.aborted) process.exit(exitCode('interrupted'))
      stop.abort(new Error('Stopped by Ctrl+C.'))
    })
  }
  process.exitCode = await runCommand(argv, { stdout: process.stdout, stderr: process.stderr, env, signal: stop.signal })
}

/** The process's environment over that of `.env`; undefined when that cannot be read, which is said then. */
function readEnv(): Env | undefined {
  if (!existsSync('.env')) return process.env
  try {
    return withDotEnv(process.env, readFileSync('.env', 'utf8'))
  } catch (thrown) {
    process.stderr.write(`.env cannot be read: ${whyUnread(thrown)}.\n`)
    process.exitCode = exitCode('usage')
    return undefined
  }
}

function version(args: readonly string[], { stdout }: Io): number {
  const { values } = readArgs(args, {})
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  if (values.json === true) writeJson(stdout, { version })
  else stdout.write(`${version}\n`)
  return exitCode('ok')
}
