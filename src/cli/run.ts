import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import type { ModelCard } from '#core/model-card.ts'
import { resolve } from '#core/settings.ts'
import { readCard } from '../models/card.ts'
import { outputFetcher } from '../models/outputs.ts'
import type { Replicate } from '../replicate/client.ts'
import { predictionFailure } from '../replicate/failure.ts'
import { filesIn } from '../replicate/outputs.ts'
import { targetOf } from '../models/target.ts'
import { type Prediction, isFinal } from '../replicate/wire.ts'
import { readSettingsFile } from '../config/settings-file.ts'
import { shippedSettings } from '../config/shipped.ts'
import { type Connection, withReplicate } from './connection.ts'
import { CommandError, exitCode } from './exit.ts'
import { streamed, untilFinal } from './follow.ts'
import { readInputs } from './inputs.ts'
import { type Io, onlyArgument, printable, printableLines, readArgs, writeJson } from './io.ts'
import { outputText } from './predictions.ts'
import { progressLine } from './progress-line.ts'

const options = {
  input: { type: 'string', short: 'i', multiple: true },
  stream: { type: 'boolean' },
  out: { type: 'string' },
} as const

type Wanted = {
  readonly ref: string
  readonly pairs: readonly string[]
  readonly stream: boolean
  readonly out: string | undefined
  readonly json: boolean
}

/** `run <ref> -i key=value… [--stream] [--out dir]`: one prediction, from its start to its files. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const ref = onlyArgument(positionals, 'The model')
  return withReplicate(io.env, connection => predictOnce(connection, { ...wantedOf(values), ref }, io))
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

async function predictOnce({ replicate, baseUrl }: Connection, wanted: Wanted, io: Io): Promise<number> {
  const card = await readCard(replicate, wanted.ref, io.signal)
  const input = await readInputs(card, wanted.pairs, replicate, io.signal)
  // Not ended by Ctrl+C: an answer that was thrown away would leave a paid prediction that nobody can cancel.
  const created = await replicate.predictions.create({ target: targetOf(card.pinned), input })
  let prediction: Prediction
  try {
    io.signal.throwIfAborted()
    prediction = await followed(replicate, created, wanted, io)
  } catch (thrown) {
    if (!io.signal.aborted) throw thrown
    return interrupted(replicate, created, io)
  }

  const fetchOutput = outputFetcher({ origins: [new URL(baseUrl).origin] })
  const paths = wanted.out === undefined ? [] : await save(prediction, card, wanted.out, fetchOutput, io)
  show(prediction, card, paths, wanted, io)
  const failure = predictionFailure(prediction)
  if (failure !== undefined) throw failure.error
  if (prediction.status === 'canceled') throw new CommandError('failed', `${prediction.id} was canceled.`)
  return exitCode('ok')
}

async function followed(
  replicate: Replicate,
  created: Prediction,
  { stream, json }: Wanted,
  { stdout, stderr, signal }: Io,
): Promise<Prediction> {
  if (stream) {
    return streamed(replicate, created, signal, data => {
      if (json) stdout.write(`${JSON.stringify({ event: 'output', data })}\n`)
      else stdout.write(/^(https?:|data:)\S+$/.test(data) ? `${data}\n` : forTerminal(data, stdout))
    })
  }
  const line = progressLine(stderr, () => performance.now())
  try {
    return await untilFinal(replicate, created, signal, prediction => line.show(prediction))
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
    stderr.write(`\n${id} could not be canceled and may go on. Try again with: replichat predictions cancel ${id}\n`)
  }
  return exitCode('interrupted')
}

/** The final output, where it was not written already while it came. */
function show(prediction: Prediction, card: ModelCard, paths: readonly string[], { stream, json }: Wanted, { stdout }: Io): void {
  const all = { ...prediction, ...(paths.length > 0 && { paths }) }
  if (json && stream) stdout.write(`${JSON.stringify({ event: 'done', prediction: all })}\n`)
  else if (json) writeJson(stdout, all)
  else if (paths.length > 0) stdout.write(paths.map(path => `${path}\n`).join(''))
  else if (stream) stdout.write(isFiles(card, prediction) ? '' : '\n')
  else if (prediction.output !== null) {
    const text = forTerminal(outputText(prediction.output), stdout)
    stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }
}

const isFiles = (card: ModelCard, { output }: Prediction): boolean =>
  card.output === 'file' || card.output === 'files' || (card.output === 'unknown' && filesIn(output).length > 0)

/** Saves the files of an output as `<dir>/<id>-<n>.<ext>`, a text as `<id>.txt`, anything else as `<id>.json`. */
async function save(
  prediction: Prediction,
  card: ModelCard,
  dir: string,
  fetchOutput: ReturnType<typeof outputFetcher>,
  { signal }: Io,
): Promise<readonly string[]> {
  const { id, output } = prediction
  if (output === null) return []
  const name = printable(id).replace(/[^\w-]/g, '_')
  const write = async (file: string, content: string | Uint8Array): Promise<string> => {
    const path = join(dir, file)
    try {
      await mkdir(dir, { recursive: true })
      await writeFile(path, content)
    } catch (thrown) {
      throw new CommandError('failed', `${path} cannot be written.`, { cause: thrown })
    }
    return path
  }
  if (isFiles(card, prediction)) {
    const paths: string[] = []
    for (const [i, address] of filesIn(output).entries()) {
      paths.push(await write(`${name}-${i + 1}.${extensionOf(address)}`, await fetchOutput(address, signal)))
    }
    return paths
  }
  return [
    typeof output === 'string' || card.output === 'text-stream'
      ? await write(`${name}.txt`, outputText(output))
      : await write(`${name}.json`, `${JSON.stringify(output, undefined, 2)}\n`),
  ]
}

function extensionOf(address: string): string {
  const found = address.startsWith('data:')
    ? /^data:\w+\/(\w{1,5})\b/.exec(address)
    : /\.([a-z0-9]{1,5})$/i.exec(new URL(address).pathname)
  return found?.[1]?.toLowerCase() ?? 'bin'
}

// A program that reads gets every byte, a terminal no sequence that would steer it.
const forTerminal = (text: string, { isTTY }: Io['stdout']): string => (isTTY === true ? printableLines(text) : text)
