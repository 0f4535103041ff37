import { loadPrices } from '../config/prices.ts'
import { withReplicate } from './connection.ts'
import { CommandError } from './exit.ts'
import { type Io, readArgs } from './io.ts'
import { actOnRan } from './ran.ts'

/** `predictions list|show|cancel`: what this account has run. */
export async function predictions(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { limit: { type: 'string' } })
  const options = { limit: values.limit, json: values.json === true }
  if (!['list', 'show', 'cancel'].includes(positionals[0] ?? ''))
    throw new CommandError('usage', 'Write: npx replichat predictions list, predictions show <id> or predictions cancel <id>')
  return withReplicate(io.env, async ({ replicate }) => {
    const ran = {
      paginate: (signal: AbortSignal) => replicate.predictions.paginate({}, signal),
      get: (id: string, signal: AbortSignal) => replicate.predictions.get(id, {}, signal),
      cancel: replicate.predictions.cancel,
      plural: 'predictions',
      singular: 'prediction',
      prices: loadPrices(io.env['PRICES_FILE'] === '' ? undefined : io.env['PRICES_FILE']),
    }
    return (await actOnRan(ran, positionals, options, io)) ?? 0
  })
}
