import { readFileSync } from 'node:fs'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import { noMeter } from '#core/meter.ts'
import type { Log } from '#core/ports.ts'
import { parseConfig } from '../config/config.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, onlyArgument, printable, readArgs, writeJson } from './io.ts'

/** How long Discord may take in all, in ms. */
const withinMs = 30_000

/**
 * `discord commands`: brings the commands that are registered at Discord up to date, and says what changed. With `--clear`
 * it takes them away: those of the server that DISCORD_GUILD_ID names, else those for everywhere.
 */
export async function discord(args: readonly string[], { stdout, stderr, env, signal }: Io): Promise<number> {
  const { positionals, values } = readArgs(args, { clear: { type: 'boolean' } })
  const isClearing = values.clear === true
  const what = onlyArgument(positionals, 'What to do')
  if (what !== 'commands')
    throw new CommandError(
      'usage',
      `“${printable(what, 40)}” is nothing it can do; there is \`discord commands\`. See: npx replichat help`,
    )
  const read = parseConfig(env, { readFile: path => readFileSync(path, 'utf8') })
  if ('problems' in read) throw new CommandError('usage', read.problems.join('\n'))
  if (read.config.discord === undefined)
    throw new CommandError('usage', 'DISCORD_TOKEN is not set, so there is no bot whose commands could be looked after.')
  const { token, apiUrl, guildId } = read.config.discord
  const { isNothing, updateCommands } = await import('../../adapters/discord/discord.ts')
  const log: Log = {
    info() {},
    warn: (_, message) => void stderr.write(`${message}\n`),
    error: (_, message) => void stderr.write(`${message}\n`),
  }
  const { application, registered } = await updateCommands({
    catalogue: isClearing ? [] : catalogue,
    menu: isClearing ? [] : messageMenu,
    discord: { api: apiUrl, token: token.reveal(), ...(guildId !== undefined && { guild: guildId }) },
    meter: noMeter,
    log,
    signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
  })
  if (values.json === true)
    writeJson(stdout, { application: application.id, ...(guildId !== undefined && { guild: guildId }), ...registered })
  else {
    const name = printable(application.name)
    const where = guildId === undefined ? 'for everywhere' : `of server ${guildId}`
    const line = (word: string, names: readonly string[]): string =>
      names.length === 0 ? '' : `${word}: ${names.map(each => printable(each)).join(', ')}\n`
    const lines = `${line('added', registered.added)}${line('changed', registered.changed)}${line('removed', registered.removed)}`
    if (isClearing)
      stdout.write(
        isNothing(registered)
          ? `${name} has no commands ${where}.\n`
          : `The commands of ${name} ${where} were taken away. A start with the same DISCORD_GUILD_ID registers them again.\n${lines}`,
      )
    else
      stdout.write(
        isNothing(registered)
          ? `The commands of ${name} ${where} are up to date.\n`
          : `The commands of ${name} ${where} were brought up to date.\n${lines}`,
      )
  }
  return exitCode('ok')
}
