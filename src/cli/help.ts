import { nearest } from '#core/nearest.ts'
import { CommandError, exitCode, exitCodes } from './exit.ts'
import { type Command, columns, type Io, onlyArgument, printable, readArgs, writeJson } from './io.ts'

/** The widest line of a help page, in characters: that of a terminal beside another one. */
export const widestLine = 100

/** `help [command]`, and `<command> --help`: all commands, or what one takes. */
export function help(args: readonly string[], commands: readonly Command[], { stdout }: Pick<Io, 'stdout'>): number {
  const { values, positionals } = readArgs(args, {})
  const name = positionals.length === 0 ? undefined : onlyArgument(positionals, 'The command')
  const command = name === undefined ? undefined : commandNamed(name, commands)
  if (values.json === true) writeJson(stdout, command === undefined ? commands.map(plain) : plain(command))
  else stdout.write(command === undefined ? overview(commands) : page(command))
  return exitCode('ok')
}

/** The command of this name; a CommandError that names the nearest where there is none. */
export function commandNamed(name: string, commands: readonly Command[]): Command {
  const found = commands.find(command => command.name === name)
  if (found !== undefined) return found
  const near = nearest(
    name,
    commands.map(command => command.name),
  )
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new CommandError('usage', `There is no command “${printable(name, 60)}”.${hint} See: npx replichat help`)
}

const plain = ({ name, usages, about, options = [] }: Command): object => ({
  name,
  usages: usages.map(usage => `${name} ${usage}`.trim()),
  about,
  options: [...options, json].map(([option, what]) => ({ option, about: what })),
})

const json = ['--json', 'the answer as JSON, for other programs'] as const

const overview = (commands: readonly Command[]): string => `Replichat brings Replicate's models to chat.

Usage: npx replichat [command]

${table(commands.map(({ name, about }) => [name, about]))}
Without a command it starts. What one takes: npx replichat <command> --help
Each takes --json for other programs.

${wrapped(
  `The service and these commands read the environment and .env. REPLICATE_API_TOKEN is the account that runs and pays; without it, REPLICATE_BASE_URL=http://127.0.0.1:3000/sandbox/v1 is the sandbox of a Replichat that runs on this machine.`,
)}
A model is owner/name, owner/name:<version>, deployment:owner/name or cog:<name>.
An input is -i key=value, a file -i image=@fox.png, a list -i key=a -i key=b, or JSON.

Exit codes
${table(Object.values(exitCodes).map(([code, about]) => [String(code), about]))}`

const page = ({ name, usages, about, options = [], more, json: ofJson = json[1] }: Command): string =>
  [
    wrapped(`${about.slice(0, 1).toUpperCase()}${about.slice(1)}.`),
    `Usage:\n${usages.map(usage => `  npx replichat ${`${name} ${usage}`.trim()}\n`).join('')}`,
    table([...options, [json[0], ofJson]]),
    ...(more === undefined ? [] : [wrapped(more)]),
  ].join('\n')

/** Names and what they are, side by side; what is too long goes on below itself. */
function table(rows: readonly (readonly [string, string])[]): string {
  const nameChars = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.flatMap(([name, about]) =>
    linesOf(about, widestLine - nameChars - 4).map((line, nth) => [`  ${nth === 0 ? name : ''}`, line]),
  )
  return columns(lines)
}

const wrapped = (text: string): string => `${linesOf(text, widestLine).join('\n')}\n`

/** A text as lines of at most so many characters, broken between words. */
function linesOf(text: string, mostChars: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= mostChars) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
