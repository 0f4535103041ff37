import type { Prediction } from '../replicate/wire.ts'
import { withReplicate } from './connection.ts'
import { costsOf } from './costs.ts'
import { CommandError } from './exit.ts'
import { type Io, readArgs } from './io.ts'
import { actOnRan } from './ran.ts'

/** `predictions list|show|cancel`: what this account has run. */
export async function predictions(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { limit: { type: 'string' } })
  const options = { limit: values.limit, json: values.json === true }
  if (!['list', 'show', 'cancel'].includes(positionals[0] ?? ''))
    throw new CommandError('usage', 'Write: npx replichat predictions list, predictions show <id> or predictions cancel <id>')
  return withReplicate(io.env, async connection => {
    const { replicate } = connection
    const ran = {
      paginate: (signal: AbortSignal) => replicate.predictions.paginate({}, signal),
      get: (id: string, signal: AbortSignal) => replicate.predictions.get(id, {}, signal),
      cancel: replicate.predictions.cancel,
      plural: 'predictions',
      singular: 'prediction',
      // Read only where it is shown: a table that is wrong must not stand in the way of a cancel.
      costOf: (one: Prediction, signal: AbortSignal) => costsOf(connection, io.env)(one, signal),
    }
    return (await actOnRan(ran, positionals, options, io)) ?? 0
  })
}
