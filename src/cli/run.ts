import { readFileSync } from 'node:fs'
import type { ModelCard } from '#core/model-card.ts'
import { resolve } from '#core/settings.ts'
import { readCard } from '../models/card.ts'
import { outputFetcher } from '../models/outputs.ts'
import type { Replicate } from '../replicate/client.ts'
import { targetOf } from '../models/target.ts'
import { type Prediction, isFinal } from '../replicate/wire.ts'
import { readSettingsFile } from '../config/settings-file.ts'
import { shippedSettings } from '../config/shipped.ts'
import { type Connection, withReplicate } from './connection.ts'
import { costLine, costsOf } from './costs.ts'
import { refuseDeadModel } from './dead-model.ts'
import { CommandError, exitCode } from './exit.ts'
import { streamed, untilFinal } from './follow.ts'
import { readInputs } from './inputs.ts'
import { type Io, onlyArgument, readArgs } from './io.ts'
import { areFragments, type Handover, handOver, writePiece } from './outcome.ts'
import { progressLine } from './progress-line.ts'
import { runCog } from './run-cog.ts'

const options = {
  input: { type: 'string', short: 'i', multiple: true },
  stream: { type: 'boolean' },
  out: { type: 'string' },
} as const

type Wanted = Handover & { readonly ref: string; readonly pairs: readonly string[] }

/** `run <ref> -i key=value… [--stream] [--out dir]`: one prediction, from its start to its files. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const ref = onlyArgument(positionals, 'The model')
  const wanted = { ...wantedOf(values), ref }
  if (ref.startsWith('cog:')) return runCog(wanted, io)
  return withReplicate(io.env, connection => predictOnce(connection, wanted, io))
}

/** `predict -i key=value…`, or `predict a red fox`: the same on the default picture model. */
export async function predict(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  return withReplicate(io.env, connection => {
    const wanted = wantedOf(values)
    const prompt = positionals.length === 0 ? [] : [`prompt=${positionals.join(' ')}`]
    return predictOnce(connection, { ...wanted, pairs: [...prompt, ...wanted.pairs], ref: defaultModel(connection, io.env) }, io)
  })
}

const wantedOf = (values: { input?: string[]; stream?: boolean; out?: string; json?: boolean }): Omit<Wanted, 'ref'> => ({
  pairs: values.input ?? [],
  stream: values.stream ?? false,
  out: values.out,
  json: values.json ?? false,
})

/** `model.image` of the operator's settings file, else the shipped one. */
function defaultModel({ isSandbox }: Connection, env: Io['env']): string {
  const file = env['CONFIG_FILE'] || 'replichat.yaml'
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if (env['CONFIG_FILE'])
      throw new CommandError('usage', `CONFIG_FILE names "${file}", which cannot be read.`, { cause: thrown })
  }
  const read = readSettingsFile(text, file)
  if ('problems' in read) throw new CommandError('usage', read.problems[0] ?? `${file} cannot be read.`)
  return resolve([shippedSettings(isSandbox), read.layer]).values['model.image'] ?? ''
}

async function predictOnce(connection: Connection, wanted: Wanted, io: Io): Promise<number> {
  const { replicate, baseUrl } = connection
  const costOf = costsOf(connection, io.env)
  refuseDeadModel(wanted.ref)
  const card = await readCard(replicate, wanted.ref, io.signal)
  const input = await readInputs(card, wanted.pairs, replicate, io.signal)
  // Ctrl+C ends the waiting of a throttled create, and no create that was sent: an answer that was thrown away would leave
  // a paid prediction that nobody can cancel.
  const asked = { target: targetOf(card.pinned), input, finishOnceSent: true }
  const created = await replicate.predictions.create(asked, io.signal)
  let prediction: Prediction
  try {
    io.signal.throwIfAborted()
    prediction = await followed(replicate, created, card, wanted, io)
  } catch (thrown) {
    if (!io.signal.aborted) throw thrown
    return interrupted(replicate, created, io)
  }

  const fetchOutput = outputFetcher({ origins: [new URL(baseUrl).origin] })
  const micro = await costOf(prediction, io.signal)
  const cost = micro === undefined ? undefined : { micro, line: costLine(micro, connection) }
  return handOver(prediction, card, wanted, fetchOutput, io, cost)
}

async function followed(replicate: Replicate, created: Prediction, card: ModelCard, wanted: Wanted, io: Io): Promise<Prediction> {
  if (wanted.stream) {
    const isText = areFragments(card, created)
    return streamed(replicate, created, io.signal, data => writePiece(data, isText, wanted, io))
  }
  const line = progressLine(io.stderr, () => performance.now())
  try {
    return await untilFinal(replicate, created, io.signal, prediction => line.show(prediction))
  } finally {
    line.clear()
  }
}

/** Cancels what runs and says so; where that fails, says what to do. */
async function interrupted(replicate: Replicate, { id }: Prediction, { stderr }: Io): Promise<number> {
  try {
    const before = await replicate.predictions.get(id, { justCreated: true }, AbortSignal.timeout(10_000))
    if (isFinal(before.status)) stderr.write(`\n${id} had ended already: ${before.status}.\n`)
    else {
      await replicate.predictions.cancel(id, AbortSignal.timeout(10_000))
      stderr.write(`\n${id} is canceled.\n`)
    }
  } catch {
    stderr.write(`\n${id} could not be canceled and may go on. Try again with: npx replichat predictions cancel ${id}\n`)
  }
  return exitCode('interrupted')
}
