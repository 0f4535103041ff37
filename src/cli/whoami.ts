import { withReplicate } from './connection.ts'
import { type Io, printable, readArgs, writeJson } from './io.ts'

/** `whoami`: whose token this is, and where. */
export async function whoami(args: readonly string[], { stdout, env, signal }: Io): Promise<number> {
  const { values } = readArgs(args, {})
  return withReplicate(env, async ({ replicate, baseUrl }) => {
    const { type, username, name } = await replicate.account.get(signal)
    if (values.json === true) writeJson(stdout, { type, username, name, baseUrl })
    else stdout.write(`${printable(username)} (${printable(type)}) at ${baseUrl}\n`)
    return 0
  })
}
