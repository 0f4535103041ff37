import { cardOf } from '../models/card.ts'
import { deadHardware } from '../models/successors.ts'
import type { Replicate } from '../replicate/client.ts'
import { ReplicateError } from '../replicate/errors.ts'
import { predictionFailure } from '../replicate/failure.ts'
import { parseReference } from '../replicate/reference.ts'
import { isFinal, type Prediction, type Training } from '../replicate/wire.ts'
import { type Connection, withReplicate } from './connection.ts'
import { costLine, costsOf } from './costs.ts'
import { refuseDeadModel } from './dead-model.ts'
import { CommandError, exitCode } from './exit.ts'
import { readInputs } from './inputs.ts'
import { type Io, onlyArgument, printable, readArgs, writeJson } from './io.ts'
import { progressLine } from './progress-line.ts'
import { actOnRan } from './ran.ts'

const options = {
  limit: { type: 'string' },
  input: { type: 'string', short: 'i', multiple: true },
  destination: { type: 'string' },
  new: { type: 'boolean' },
  hardware: { type: 'string' },
} as const

/** `trainings create|list|show|cancel`: models of one's own out of pictures. */
export async function trainings(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const json = values.json === true
  const [word, ...rest] = positionals
  if (!['create', 'list', 'show', 'cancel'].includes(word ?? ''))
    throw new CommandError(
      'usage',
      'Write: npx replichat trainings create <trainer> --destination <owner/name> -i key=value…, or list, show <id>, cancel <id>',
    )
  return withReplicate(io.env, async connection => {
    const { replicate } = connection
    if (word === 'create') {
      const trainer = onlyArgument(rest, 'The trainer')
      if (values.destination === undefined)
        throw new CommandError('usage', 'Say with --destination <owner/name> which model of yours gets the new version.')
      const wanted = { trainer, destination: values.destination, pairs: values.input ?? [], json }
      if (values.new === true) await makeDestination(replicate, wanted.destination, values.hardware ?? 'gpu-t4', io)
      return create(connection, wanted, io)
    }
    const { trainings: all } = replicate
    const ran = {
      paginate: (signal: AbortSignal) => all.paginate(signal),
      get: (id: string, signal: AbortSignal) => all.get(id, {}, signal),
      cancel: all.cancel,
      plural: 'trainings',
      singular: 'training',
      costOf: (one: Prediction, signal: AbortSignal) => costsOf(connection, io.env)(one, signal),
    }
    return (await actOnRan(ran, positionals, { limit: values.limit, json }, io)) ?? 0
  })
}

type Wanted = {
  readonly trainer: string
  readonly destination: string
  readonly pairs: readonly string[]
  readonly json: boolean
}

/** The model that gets the version, private; one that is there already is left as it is. */
async function makeDestination(replicate: Replicate, reference: string, hardware: string, { signal }: Io): Promise<void> {
  const dead = deadHardware(hardware)
  if (dead !== undefined) throw new CommandError('input', dead)
  try {
    await replicate.models.get(reference, signal)
  } catch (thrown) {
    if (!(thrown instanceof ReplicateError) || thrown.kind !== 'not-found') throw thrown
    await replicate.models.create({ reference, visibility: 'private', hardware }, signal)
  }
}

async function create(connection: Connection, { trainer, destination, pairs, json }: Wanted, io: Io): Promise<number> {
  const { replicate } = connection
  const costOf = costsOf(connection, io.env)
  refuseDeadModel(trainer)
  const { model, version, schema } = await trainerOf(replicate, trainer, io.signal)
  const pinned = `${model}:${version}`
  const card = cardOf(trainer, pinned, model, '', schema, { input: 'TrainingInput', output: 'TrainingOutput' })
  if (card.fields.length === 0) throw new CommandError('input', `${trainer} cannot be trained.`)
  const input = await readInputs(card, pairs, replicate, io.signal)
  // As with predictions: an answer that was thrown away would leave a paid training that nobody can cancel.
  const started = await replicate.trainings.create({ trainer: pinned, destination, input, finishOnceSent: true }, io.signal)
  const line = progressLine(io.stderr, () => performance.now())
  let ended: Training
  try {
    io.signal.throwIfAborted()
    const onProgress = (state: Training): void => line.show(state)
    ended = await replicate.trainings.wait(started, { signal: io.signal, onProgress })
  } catch (thrown) {
    line.clear()
    if (!io.signal.aborted) throw thrown
    return interrupted(replicate, started.id, io)
  }
  line.clear()
  const micro = await costOf(ended, io.signal)
  if (json) writeJson(io.stdout, { ...ended, ...(micro !== undefined && { estimated_usd: micro / 1e6 }) })
  else if (micro !== undefined && micro > 0) io.stderr.write(`${costLine(micro, connection)}\n`)
  const failure = predictionFailure(ended)
  if (failure !== undefined) throw failure.error
  if (ended.status === 'canceled') throw new CommandError('failed', `${ended.id} was canceled.`)
  if (!json) io.stdout.write(`${printable(ended.output?.version ?? destination)}\n`)
  return exitCode('ok')
}

async function trainerOf(
  replicate: Replicate,
  text: string,
  signal: AbortSignal,
): Promise<{ readonly model: string; readonly version: string; readonly schema: unknown }> {
  const reference = parseReference(text)
  if (reference.kind === 'version' && reference.model !== undefined) {
    const found = await replicate.models.versions.get(reference.model, reference.version, signal)
    return { model: reference.model, version: reference.version, schema: found.openapi_schema }
  }
  if (reference.kind !== 'model')
    throw new CommandError('usage', `“${printable(text, 80)}” is no trainer; write owner/name or owner/name:<version>.`)
  const { latest_version: latest } = await replicate.models.get(reference.model, signal)
  if (latest === null || latest === undefined) throw new CommandError('notFound', `${reference.model} has no version.`)
  return { model: reference.model, version: latest.id, schema: latest.openapi_schema }
}

async function interrupted(replicate: Replicate, id: string, { stderr }: Io): Promise<number> {
  try {
    const before = await replicate.trainings.get(id, { justCreated: true }, AbortSignal.timeout(10_000))
    if (!isFinal(before.status)) await replicate.trainings.cancel(id, AbortSignal.timeout(10_000))
    stderr.write(isFinal(before.status) ? `\n${id} had ended already: ${before.status}.\n` : `\n${id} is canceled.\n`)
  } catch {
    stderr.write(`\n${id} could not be canceled and may go on. Try again with: npx replichat trainings cancel ${id}\n`)
  }
  return exitCode('interrupted')
}
