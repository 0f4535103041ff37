import { existsSync, readFileSync } from 'node:fs'
import { Fault } from '#core/fault.ts'
import { nearest } from '#core/nearest.ts'
import { type Env, whyUnread, withDotEnv } from '../config/environment.ts'
import { createRedactor } from '../log/redaction.ts'
import { ReplicateError } from '../replicate/errors.ts'
import { CommandError, exitCode, exitOf } from './exit.ts'
import { helpText } from './help.ts'
import { type Command, type Io, printable, readArgs, writeJson } from './io.ts'

/** Every command there is. Each loads its own parts, so that help and mistakes are answered at once. */
const commands: readonly Command[] = [
  {
    name: 'start',
    usage: '',
    about: 'the service: chat, console, and the sandbox where there is no token',
    run: async (args, io) => (await import('./start.ts')).start(args, io),
  },
  {
    name: 'sandbox',
    usage: '[--port 4000] [--data dir] [--cog 5000]',
    about: 'the sandbox alone: a Replicate on this machine, and a Cog container beside it',
    run: async (args, io) => (await import('./sandbox.ts')).sandboxCommand(args, io),
  },
  {
    name: 'whoami',
    usage: '',
    about: 'the account the token belongs to',
    run: async (args, io) => (await import('./whoami.ts')).whoami(args, io),
  },
  {
    name: 'run',
    usage: '<model> -i key=value… [--stream] [--out dir]',
    about: 'run a model once',
    run: async (args, io) => (await import('./run.ts')).run(args, io),
  },
  {
    name: 'predict',
    usage: '[prompt] -i key=value… [--stream] [--out dir]',
    about: 'the same on the default picture model',
    run: async (args, io) => (await import('./run.ts')).predict(args, io),
  },
  {
    name: 'models',
    usage: 'list | search <words> | show <model>',
    about: 'what there is; what a model takes, answers with and costs',
    run: async (args, io) => (await import('./models.ts')).models(args, io),
  },
  {
    name: 'predictions',
    usage: 'list [--limit 20] | show <id> | cancel <id>',
    about: 'what the account has run',
    run: async (args, io) => (await import('./predictions.ts')).predictions(args, io),
  },
  {
    name: 'trainings',
    usage: 'create <trainer> --destination <owner/name> -i key=value… [--new] | list | show <id> | cancel <id>',
    about: 'models of your own out of pictures',
    run: async (args, io) => (await import('./trainings.ts')).trainings(args, io),
  },
  {
    name: 'deployments',
    usage: 'list | show <owner/name> | create <name> | update <owner/name> | delete <owner/name>',
    about: 'models with a name, machines and a scale of their own',
    run: async (args, io) => (await import('./deployments.ts')).deployments(args, io),
  },
  {
    name: 'webhooks',
    usage: 'secret | verify <file> --id … --timestamp … --signature …',
    about: 'what signs webhooks, and whether one is genuine',
    run: async (args, io) => (await import('./webhooks.ts')).webhooks(args, io),
  },
  {
    name: 'doctor',
    usage: '',
    about: 'checks every token, permission and address; says what to do, and what would be cheaper',
    run: async (args, io) => (await import('./doctor.ts')).doctor(args, io),
  },
  {
    name: 'config',
    usage: 'export [--all] | import <file>',
    about: 'the operator’s settings as a file',
    run: async (args, io) => (await import('./config-file.ts')).config(args, io),
  },
  {
    name: 'bench',
    usage: '[name…] [--full] [--write]',
    about: 'the benchmarks, in a clone of the repository',
    run: async (args, io) => (await import('./bench.ts')).bench(args, io),
  },
  {
    name: 'discord',
    usage: 'commands [--clear]',
    about: 'bring the commands registered at Discord up to date, or take them away',
    run: async (args, io) => (await import('./discord.ts')).discord(args, io),
  },
  {
    name: 'slack',
    usage: 'manifest [--http | --socket]',
    about: 'print the manifest that makes the app at Slack with one paste',
    run: async (args, io) => (await import('./slack.ts')).slack(args, io),
  },
  {
    name: 'link',
    usage: '[--member | --metrics]',
    about: 'a one-time link into the console: for an admin, or for chat alone; or a pass for programs that read /metrics',
    run: async (args, io) => (await import('./link.ts')).link(args, io),
  },
  {
    name: 'workspaces',
    usage: 'list | allow <id> | block <id>',
    about: 'who may use the service: Discord servers and Slack teams',
    run: async (args, io) => (await import('./workspaces.ts')).workspaces(args, io),
  },
  { name: 'help', usage: '', about: 'this page', run: help },
]

// These two end by themselves at SIGINT, and close what they opened.
const handleSignals = new Set(['start', 'sandbox'])

/** Runs one command and answers with its exit code. Errors are one sentence on stderr, without a token in it. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  try {
    const [first = 'start', ...rest] = argv
    if (first === '--version' || first === '-v' || first === 'version') return version(rest, io)
    if (first === '--help' || first === '-h' || rest.includes('--help') || rest.includes('-h')) return await help(rest, io)
    const command = commands.find(({ name }) => name === first)
    if (command === undefined) throw unknown(first)
    return await command.run(rest, io)
  } catch (thrown) {
    if (io.signal.aborted) {
      io.stderr.write(`\n${isLost(thrown) ? `${thrown.message} ${whereLost(thrown)}` : 'Stopped.'}\n`)
      return exitCode('interrupted')
    }
    const redactor = createRedactor([io.env['REPLICATE_API_TOKEN'] ?? ''])
    const isExpected = thrown instanceof CommandError || thrown instanceof ReplicateError || thrown instanceof Fault
    if (isExpected) io.stderr.write(`${printable(redactor.text(thrown.message), 1_000)}\n`)
    // What nobody expected is for whoever mends it: with the place it comes from.
    else io.stderr.write(`${redactor.text(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))}\n`)
    return exitCode(exitOf(thrown))
  }
}

/** A create whose answer was lost may be there and cost: that is said even to who has stopped it. */
const isLost = (thrown: unknown): thrown is ReplicateError => thrown instanceof ReplicateError && thrown.kind === 'unknown-create'
const whereLost = ({ path = '' }: ReplicateError): string =>
  `Look for it with: npx replichat ${path.endsWith('/trainings') ? 'trainings' : 'predictions'} list`

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

async function help(args: readonly string[], { stdout }: Io): Promise<number> {
  if (args.includes('--json'))
    writeJson(
      stdout,
      commands.map(({ name, usage, about }) => ({ name, usage, about })),
    )
  else stdout.write(helpText(commands))
  return exitCode('ok')
}

function version(args: readonly string[], { stdout }: Io): number {
  const { values } = readArgs(args, {})
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  if (values.json === true) writeJson(stdout, { version })
  else stdout.write(`${version}\n`)
  return exitCode('ok')
}

function unknown(name: string): CommandError {
  const near = nearest(
    name,
    commands.map(command => command.name),
  )
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return new CommandError('usage', `There is no command “${printable(name, 60)}”.${hint} See: npx replichat help`)
}
