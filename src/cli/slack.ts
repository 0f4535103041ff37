import { readFileSync } from 'node:fs'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import { parseConfig } from '../config/config.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, onlyArgument, printable, readArgs, writeJson } from './io.ts'

/** `slack manifest`: prints what makes the app at Slack with one paste. By HTTP where the environment says so, else by Socket Mode. */
export async function slack(args: readonly string[], { stdout, stderr, env }: Io): Promise<number> {
  const { positionals, values } = readArgs(args, { http: { type: 'boolean' }, socket: { type: 'boolean' } })
  const what = onlyArgument(positionals, 'What to do')
  if (what !== 'manifest')
    throw new CommandError(
      'usage',
      `“${printable(what, 40)}” is nothing it can do; there is \`slack manifest\`. See: npx replichat help`,
    )
  if (values.http === true && values.socket === true)
    throw new CommandError('usage', 'An app is reached by --http or by --socket, not by both.')
  // Whoever makes the app has no tokens yet, so that much of what is missing is no problem here.
  const withoutSlack = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SLACK_')))
  const read = parseConfig(withoutSlack, { readFile: path => readFileSync(path, 'utf8') })
  if ('problems' in read) throw new CommandError('usage', read.problems.join('\n'))
  const { publicUrl } = read.config
  const has = (name: string): boolean => (env[name] ?? env[`${name}_FILE`] ?? '') !== ''
  const install = has('SLACK_CLIENT_ID')
  const isHttp = values.http ?? (values.socket !== true && !has('SLACK_APP_TOKEN') && (has('SLACK_SIGNING_SECRET') || install))
  if (isHttp && publicUrl === undefined)
    throw new CommandError('usage', 'PUBLIC_URL is not set, and Slack has to be told where to send its requests.')
  const { manifestOf } = await import('../../adapters/slack/slack.ts')
  const manifest = manifestOf({
    catalogue,
    menu: messageMenu,
    by: isHttp ? 'http' : 'socket',
    ...(publicUrl !== undefined && { publicUrl }),
    install: install && publicUrl !== undefined,
  })
  writeJson(stdout, manifest)
  if (values.json !== true && stdout.isTTY === true)
    stderr.write('Paste it at https://api.slack.com/apps: Create New App, From a manifest. See docs/slack.md.\n')
  return exitCode('ok')
}
