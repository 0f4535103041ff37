import { createLink, createMetricsPass, isOpenDoor } from '../../adapters/web/web.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, noMoreWords, readArgs, writeJson } from './io.ts'
import { consoleUrl, operatorConfig, serviceKey } from './operator.ts'

/**
 * `link [--member | --metrics]`: a one-time link into the console, good for a day: for settings and all, or for chat alone.
 * Or a pass for programs that read `/metrics`, good for a year.
 */
export async function link(args: readonly string[], { stdout, stderr, env }: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { member: { type: 'boolean' }, metrics: { type: 'boolean' } })
  noMoreWords(positionals)
  if (values.member === true && values.metrics === true)
    throw new CommandError(
      'usage',
      'Choose --member or --metrics: one is for a person, the other for a program. See: npx replichat help',
    )
  const config = operatorConfig(env)
  if (values.metrics === true) {
    const pass = createMetricsPass({ secretKey: serviceKey(config), now: Date.now() })
    if (values.json === true) writeJson(stdout, { pass, kind: 'metrics', isNeeded: !isOpenDoor(config) })
    else stdout.write(`${pass}\n`)
    return exitCode('ok')
  }
  const baseUrl = consoleUrl(config)
  const kind = values.member === true ? 'member' : 'admin'
  const isNeeded = !isOpenDoor(config)
  const url = createLink(kind, { secretKey: serviceKey(config), baseUrl, now: Date.now() })
  if (values.json === true) writeJson(stdout, { url, kind, isNeeded })
  else {
    if (!isNeeded) stderr.write(`The console is open on this machine without a link, at ${baseUrl}\n`)
    stdout.write(`${url}\n`)
  }
  return exitCode('ok')
}
