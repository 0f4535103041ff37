import { formatUsd } from '#core/money.ts'
import { streamsText } from '../replicate/live.ts'
import { isFinal, type Prediction } from '../replicate/wire.ts'
import type { CostOf } from './costs.ts'
import { exitCode, CommandError } from './exit.ts'
import { columns, type Io, onlyArgument, printable, printableLines, writeJson } from './io.ts'

/** What predictions and trainings have in common: they can be listed, shown and canceled by their id. */
export type Ran = {
  readonly paginate: (signal: AbortSignal) => AsyncIterable<Prediction>
  readonly get: (id: string, signal: AbortSignal) => Promise<Prediction>
  readonly cancel: (id: string, signal: AbortSignal) => Promise<Prediction>
  /** `predictions`, for sentences. */
  readonly plural: string
  readonly singular: string
  readonly costOf: CostOf
}

export type RanOptions = { readonly limit?: string | undefined; readonly json: boolean }

const mostListed = 1_000

/** `--limit` as a number, or a sentence. */
export function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 20)
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostListed) return limit
  throw new CommandError('usage', `--limit must be a whole number from 1 to ${mostListed}, got “${printable(text ?? '')}”.`)
}

/** Does `list`, `show <id>` or `cancel <id>`; undefined: the word is none of them. */
export async function actOnRan(
  ran: Ran,
  [word, ...rest]: readonly string[],
  { limit, json }: RanOptions,
  io: Io,
): Promise<number | undefined> {
  switch (word) {
    case 'list':
      return list(ran, limitOf(limit), json, io)
    case 'show':
      return show(ran, onlyArgument(rest, `The id of the ${ran.singular}`), json, io)
    case 'cancel':
      return cancel(ran, onlyArgument(rest, `The id of the ${ran.singular}`), json, io)
    default:
      return undefined
  }
}

/** The first `limit` of a listing. `more` is the sentence that there are more, or nothing. */
export async function firstOf<Item>(
  listing: AsyncIterable<Item>,
  limit: number,
): Promise<{ readonly taken: readonly Item[]; readonly more: string }> {
  const taken: Item[] = []
  for await (const item of listing) {
    if (taken.length === limit) {
      const these = limit === 1 ? 'This is the first one' : `These are the first ${limit}`
      return { taken, more: `${these}; there are more. --limit takes up to ${mostListed}.\n` }
    }
    taken.push(item)
  }
  return { taken, more: '' }
}

async function list(ran: Ran, limit: number, json: boolean, { stdout, stderr, signal }: Io): Promise<number> {
  const { taken: found, more } = await firstOf(ran.paginate(signal), limit)
  if (json) writeJson(stdout, found)
  else if (found.length === 0) stdout.write(`There are no ${ran.plural} yet.\n`)
  else {
    const rows = found.map(one => [
      one.id,
      one.status,
      printable(one.model),
      one.created_at.slice(0, 19).replace('T', ' '),
      seconds(one),
    ])
    stdout.write(columns([['id', 'status', 'model', 'created (UTC)', 'ran'], ...rows]))
    stderr.write(more)
  }
  return exitCode('ok')
}

async function show(ran: Ran, id: string, json: boolean, { stdout, signal }: Io): Promise<number> {
  const one = await ran.get(id, signal)
  const micro = await ran.costOf(one, signal)
  if (json) {
    writeJson(stdout, { ...one, ...(micro !== undefined && { estimated_usd: micro / 1e6 }) })
    return exitCode('ok')
  }
  const { status, model, version, created_at, input, output, error, logs, data_removed, urls } = one
  const rows = [
    ['id', one.id],
    ['status', status],
    ['model', `${printable(model)}${/^[0-9a-f]{64}$/.test(version) ? `:${version}` : ''}`],
    ['created', created_at],
    ...(seconds(one) === '' ? [] : [['ran', seconds(one)]]),
    ...(micro === undefined ? [] : [['cost', `${formatUsd(micro)} (estimated)`]]),
    ...(urls.web === undefined ? [] : [['web', printable(urls.web)]]),
    ...(error === null ? [] : [['error', printable(error, 1_000)]]),
  ]
  stdout.write(columns(rows))
  if (data_removed) stdout.write('\nReplicate has deleted its input, output and logs, as it does an hour after the end.\n')
  else {
    stdout.write(`\ninput\n${indented(JSON.stringify(input, undefined, 2))}`)
    if (output !== null) stdout.write(`\noutput\n${indented(outputText(output, streamsText(one)))}`)
    const lines = logs.trimEnd().split(/[\r\n]+/)
    if (logs !== '') stdout.write(`\nlogs (the last lines)\n${indented(lines.slice(-10).join('\n'))}`)
  }
  return exitCode('ok')
}

async function cancel(ran: Ran, id: string, json: boolean, { stdout, signal }: Io): Promise<number> {
  const before = await ran.get(id, signal)
  const after = isFinal(before.status) ? before : await ran.cancel(id, signal)
  if (json) writeJson(stdout, after)
  else if (isFinal(before.status)) stdout.write(`${before.id} had ended already: ${before.status}.\n`)
  else stdout.write(`${after.id} is canceled.\n`)
  return exitCode('ok')
}

/** `2.4 s`, or nothing where Replicate does not say. */
function seconds({ metrics }: Prediction): string {
  const ran = metrics?.['predict_time']
  return typeof ran === 'number' && ran >= 0 ? `${Math.round(ran * 10) / 10} s` : ''
}

/** An output as people read it: text as text, the fragments of one text joined, a list of texts a line each, all else as JSON. */
export function outputText(output: unknown, areFragments: boolean): string {
  if (typeof output === 'string') return output
  if (Array.isArray(output) && output.every(item => typeof item === 'string')) return output.join(areFragments ? '' : '\n')
  return JSON.stringify(output, undefined, 2)
}

const indented = (text: string): string => `${printableLines(text).trimEnd().replace(/^/gm, '  ')}\n`
