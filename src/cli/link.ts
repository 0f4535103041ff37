import { createLink, isOpenDoor } from '../../adapters/web/web.ts'
import { exitCode } from './exit.ts'
import { type Io, noMoreWords, readArgs, writeJson } from './io.ts'
import { localUrl, operatorConfig, serviceKey } from './operator.ts'

/** `link [--member]`: a one-time link into the console, good for a day: for settings and all, or for chat alone. */
export async function link(args: readonly string[], { stdout, stderr, env }: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { member: { type: 'boolean' } })
  noMoreWords(positionals)
  const config = operatorConfig(env)
  const baseUrl = config.publicUrl ?? localUrl(config)
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
