import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelCard } from '#core/model-card.ts'
import type { MicroUsd } from '#core/money.ts'
import type { FetchOutput } from '../models/outputs.ts'
import { predictionFailure } from '../replicate/failure.ts'
import { streamsText } from '../replicate/live.ts'
import { filesIn } from '../replicate/outputs.ts'
import type { Prediction } from '../replicate/wire.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, printable, printableLines, writeJson } from './io.ts'
import { outputText } from './ran.ts'

/** How a result is to be handed over. */
export type Handover = { readonly stream: boolean; readonly out: string | undefined; readonly json: boolean }

/** What a run cost, and the sentence that says so. */
export type Cost = { readonly micro: MicroUsd; readonly line: string }

/**
 * Hands over what a finished prediction put out, saved where that was asked for; throws why there is nothing. What it cost
 * goes to whoever watches, on stderr, or into the JSON as `estimated_usd`.
 */
export async function handOver(
  prediction: Prediction,
  card: ModelCard,
  wanted: Handover,
  fetchOutput: FetchOutput,
  io: Io,
  cost?: Cost,
): Promise<number> {
  const paths = wanted.out === undefined ? [] : await save(prediction, card, wanted.out, fetchOutput, io)
  show(prediction, card, paths, wanted, io, cost)
  if (!wanted.json && cost !== undefined && cost.micro > 0) io.stderr.write(`${cost.line}\n`)
  const failure = predictionFailure(prediction)
  if (failure !== undefined) throw failure.error
  if (prediction.status === 'canceled') throw new CommandError('failed', `${prediction.id} was canceled.`)
  return exitCode('ok')
}

/** Writes a piece of a streamed output as it comes: a fragment of one text as it is, anything else on a line of its own. */
export function writePiece(
  data: string,
  areFragments: boolean,
  { json }: Pick<Handover, 'json'>,
  { stdout }: Pick<Io, 'stdout'>,
): void {
  if (json) stdout.write(`${JSON.stringify({ event: 'output', data })}\n`)
  else stdout.write(areFragments ? forTerminal(data, stdout) : `${forTerminal(data, stdout)}\n`)
}

/** Whether a model's output is one text in fragments: as its schema says, or where that says nothing the prediction's stream. */
export const areFragments = ({ output }: Pick<ModelCard, 'output'>, prediction: Pick<Prediction, 'urls'>): boolean =>
  output === 'text-stream' || (output === 'unknown' && streamsText(prediction))

/** The final output, where it was not written already while it came. */
function show(
  prediction: Prediction,
  card: ModelCard,
  paths: readonly string[],
  { stream, json }: Handover,
  { stdout }: Io,
  cost: Cost | undefined,
): void {
  const all = {
    ...prediction,
    ...(cost !== undefined && { estimated_usd: cost.micro / 1e6 }),
    ...(paths.length > 0 && { paths }),
  }
  if (json && stream) stdout.write(`${JSON.stringify({ event: 'done', prediction: all })}\n`)
  else if (json) writeJson(stdout, all)
  else if (paths.length > 0) stdout.write(paths.map(path => `${path}\n`).join(''))
  else if (stream) stdout.write(areFragments(card, prediction) ? '\n' : '')
  else if (prediction.output !== null) {
    const text = forTerminal(outputText(prediction.output, areFragments(card, prediction)), stdout)
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
  fetchOutput: FetchOutput,
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
    typeof output === 'string' || areFragments(card, prediction)
      ? await write(`${name}.txt`, outputText(output, true))
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
