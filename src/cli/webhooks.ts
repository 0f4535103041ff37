import { readFileSync } from 'node:fs'
import { whyUnread } from '../config/environment.ts'
import { verifyWebhook } from '../replicate/webhook.ts'
import { withReplicate } from './connection.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, noMoreWords, onlyArgument, printable, readArgs, writeJson } from './io.ts'

const options = {
  id: { type: 'string' },
  timestamp: { type: 'string' },
  signature: { type: 'string' },
  'any-time': { type: 'boolean' },
} as const

const reasons = {
  malformed: 'its id, timestamp or signature is missing or of no known form',
  time: 'its timestamp is more than five minutes from now (see --any-time)',
  signature: 'no signature fits these bytes: another secret signed them, or they were changed',
  secret: 'the secret is of no known form (whsec_…)',
} as const

/** `webhooks secret`: what signs the account's webhooks. `webhooks verify`: whether a delivery is genuine. */
export async function webhooks(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const [word, ...rest] = positionals
  const { stdout, env, signal } = io
  if (word === 'secret') {
    noMoreWords(rest)
    const key = await withReplicate(env, ({ replicate }) => replicate.webhooks.getSecret(signal))
    if (values.json === true) writeJson(stdout, { key })
    else stdout.write(`${key}\n`)
    return exitCode('ok')
  }
  if (word !== 'verify')
    throw new CommandError(
      'usage',
      'Write: npx replichat webhooks secret, or webhooks verify <file or -> --id <webhook-id> --timestamp <webhook-timestamp> --signature <webhook-signature>',
    )
  const rawBody = bodyOf(onlyArgument(rest, 'The file with the body (- for standard input)'))
  // Not an option: what is typed on a command line can be read by everybody on the machine.
  const given = env['REPLICATE_WEBHOOK_SECRET']
  const secret = given ? given : await withReplicate(env, ({ replicate }) => replicate.webhooks.getSecret(signal))
  const { id = '', timestamp = '', signature = '' } = values
  const verdict = verifyWebhook({
    id,
    timestamp,
    signature,
    rawBody,
    secrets: [secret],
    now: Date.now(),
    ...(values['any-time'] === true && { toleranceSeconds: Number.POSITIVE_INFINITY }),
  })
  if (values.json === true) writeJson(stdout, verdict)
  else stdout.write(verdict.valid ? 'It is genuine.\n' : `It is not to be believed: ${reasons[verdict.reason]}.\n`)
  return exitCode(verdict.valid ? 'ok' : 'failed')
}

function bodyOf(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path)
  } catch (thrown) {
    throw new CommandError('usage', `${printable(path)} cannot be read: ${whyUnread(thrown)}.`, { cause: thrown })
  }
}
