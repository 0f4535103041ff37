import { type Prediction, isFinal } from '../replicate/wire.ts'
import { type Connection, withReplicate } from './connection.ts'
import { CommandError } from './exit.ts'
import { type Io, columns, onlyArgument, printable, printableLines, readArgs, writeJson } from './io.ts'

const mostListed = 1_000

/** `predictions list|show|cancel`: what this account has run. */
export async function predictions(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { limit: { type: 'string' } })
  const [word, ...rest] = positionals
  const json = values.json === true
  switch (word) {
    case 'list': {
      const limit = Number(values.limit ?? 20)
      if (!Number.isInteger(limit) || limit < 1 || limit > mostListed) {
        throw new CommandError(
          'usage',
          `--limit must be a whole number from 1 to ${mostListed}, got “${printable(values.limit ?? '')}”.`,
        )
      }
      return withReplicate(io.env, connection => list(connection, limit, json, io))
    }
    case 'show': {
      const id = onlyArgument(rest, 'The id of the prediction')
      return withReplicate(io.env, connection => show(connection, id, json, io))
    }
    case 'cancel': {
      const id = onlyArgument(rest, 'The id of the prediction')
      return withReplicate(io.env, connection => cancel(connection, id, json, io))
    }
    default:
      throw new CommandError('usage', 'Write: npx replichat predictions list, predictions show <id> or predictions cancel <id>')
  }
}

async function list({ replicate }: Connection, limit: number, json: boolean, { stdout, signal }: Io): Promise<number> {
  const found: Prediction[] = []
  for await (const prediction of replicate.predictions.paginate({}, signal)) {
    found.push(prediction)
    if (found.length === limit) break
  }
  if (json) writeJson(stdout, found)
  else if (found.length === 0) stdout.write('There are no predictions yet.\n')
  else {
    const rows = found.map(one => [
      one.id,
      one.status,
      printable(one.model),
      one.created_at.slice(0, 19).replace('T', ' '),
      seconds(one),
    ])
    stdout.write(columns([['id', 'status', 'model', 'created (UTC)', 'ran'], ...rows]))
  }
  return 0
}

async function show({ replicate }: Connection, id: string, json: boolean, { stdout, signal }: Io): Promise<number> {
  const prediction = await replicate.predictions.get(id, {}, signal)
  if (json) {
    writeJson(stdout, prediction)
    return 0
  }
  const { status, model, version, created_at, input, output, error, logs, data_removed, urls } = prediction
  const rows = [
    ['id', prediction.id],
    ['status', status],
    ['model', `${printable(model)}${/^[0-9a-f]{64}$/.test(version) ? `:${version}` : ''}`],
    ['created', created_at],
    ...(seconds(prediction) === '' ? [] : [['ran', seconds(prediction)]]),
    ...(urls.web === undefined ? [] : [['web', printable(urls.web)]]),
    ...(error === null ? [] : [['error', printable(error, 1_000)]]),
  ]
  stdout.write(columns(rows))
  if (data_removed) stdout.write('\nReplicate has deleted its input, output and logs, as it does an hour after the end.\n')
  else {
    stdout.write(`\ninput\n${indented(JSON.stringify(input, undefined, 2))}`)
    if (output !== null) stdout.write(`\noutput\n${indented(outputText(output))}`)
    if (logs !== '')
      stdout.write(
        `\nlogs (the last lines)\n${indented(
          logs
            .trimEnd()
            .split(/[\r\n]+/)
            .slice(-10)
            .join('\n'),
        )}`,
      )
  }
  return 0
}

async function cancel({ replicate }: Connection, id: string, json: boolean, { stdout, signal }: Io): Promise<number> {
  const before = await replicate.predictions.get(id, {}, signal)
  const prediction = isFinal(before.status) ? before : await replicate.predictions.cancel(id, signal)
  if (json) writeJson(stdout, prediction)
  else if (isFinal(before.status)) stdout.write(`${before.id} had ended already: ${before.status}.\n`)
  else stdout.write(`${prediction.id} is canceled.\n`)
  return 0
}

/** `2.4 s`, or nothing where Replicate does not say. */
function seconds({ metrics }: Prediction): string {
  const ran = metrics?.['predict_time']
  return typeof ran === 'number' && ran >= 0 ? `${Math.round(ran * 10) / 10} s` : ''
}

/** An output as people read it: text as text, a list of texts joined, all else as JSON. */
export function outputText(output: unknown): string {
  if (typeof output === 'string') return output
  const isFiles = Array.isArray(output) && output.some(item => typeof item === 'string' && /^(https?:|data:)/.test(item))
  if (Array.isArray(output) && output.every(item => typeof item === 'string')) return output.join(isFiles ? '\n' : '')
  return JSON.stringify(output, undefined, 2)
}

const indented = (text: string): string => `${printableLines(text).trimEnd().replace(/^/gm, '  ')}\n`
