import type { Command, MenuEntry } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import type { Meter } from '#core/meter.ts'
import type { Log } from '#core/ports.ts'
import { discordCommands } from './commands.ts'
import { type Application, askApplication } from './invite.ts'
import type { DiscordOptions } from './options.ts'
import { Refused } from './refusal.ts'
import { type Registered, registerCommands } from './register.ts'
import { createRest, type Rest } from './rest.ts'

type Wanted = {
  readonly catalogue: readonly Command[]
  readonly menu: readonly MenuEntry[]
  readonly discord: Pick<DiscordOptions, 'guild'>
  readonly signal: AbortSignal
}

/** Brings the commands of this application up to date. A `config` fault where they are wanted in a server that the bot is not in. */
export async function register(
  rest: Rest,
  { id }: Application,
  { catalogue, menu, discord: { guild }, signal }: Wanted,
): Promise<Registered> {
  try {
    return await registerCommands(rest, {
      application: id,
      ...(guild !== undefined && { guild }),
      commands: discordCommands(catalogue, menu, { everywhere: guild === undefined }),
      signal,
    })
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    const isElsewhere = guild !== undefined && (thrown.status === 403 || thrown.status === 404)
    throw isElsewhere
      ? new Fault('config', `DISCORD_GUILD_ID names the server ${guild}, and the bot is not in it.`)
      : new Fault('platform', `Discord did not take the commands. ${thrown.message}`)
  }
}

/** Brings the registered commands up to date without connecting, for the command line. Answers what changed, and whose they are. */
export async function updateCommands(
  options: Omit<Wanted, 'discord'> & {
    readonly discord: Pick<DiscordOptions, 'api' | 'token' | 'guild'>
    readonly meter: Meter
    readonly log: Log
  },
): Promise<{ readonly application: Application; readonly registered: Registered }> {
  const { discord, meter, log, signal } = options
  const rest = createRest({ api: discord.api, token: discord.token, meter, log })
  const application = await askApplication(rest, signal)
  return { application, registered: await register(rest, application, options) }
}
