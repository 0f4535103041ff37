import type { Field, ModelCard } from '#core/model-card.ts'
import { type Price, formatUsd, microUsd, pricesOf } from '#core/money.ts'
import { readCard } from '../models/card.ts'
import { loadPrices } from '../config/prices.ts'
import type { Model } from '../replicate/wire.ts'
import { withCog, withReplicate } from './connection.ts'
import { refuseDeadModel } from './dead-model.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, columns, noMoreWords, onlyArgument, printable, readArgs, writeJson } from './io.ts'
import { firstOf, limitOf } from './ran.ts'

/** `models list|search|show`: what there is, and what a model takes, answers with and costs. */
export async function models(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { limit: { type: 'string' } })
  const [word, ...rest] = positionals
  const json = values.json === true
  const limit = limitOf(values.limit)
  switch (word) {
    case 'list':
      noMoreWords(rest)
      return withReplicate(io.env, ({ replicate }) => several(replicate.models.paginate({}, io.signal), limit, json, io))
    case 'search': {
      if (rest.length === 0) throw new CommandError('usage', 'Say what to look for: npx replichat models search <words>')
      return withReplicate(io.env, ({ replicate }) =>
        several(replicate.models.search(rest.join(' '), io.signal), limit, json, io),
      )
    }
    case 'show':
      return show(onlyArgument(rest, 'The model'), json, io)
    default:
      throw new CommandError('usage', 'Write: npx replichat models list, models search <words> or models show <model>')
  }
}

async function several(found: AsyncIterable<Model>, limit: number, json: boolean, { stdout, stderr }: Io): Promise<number> {
  const { taken, more } = await firstOf(found, limit)
  if (json) writeJson(stdout, taken)
  else if (taken.length === 0) stdout.write('No model was found.\n')
  else {
    const rows = taken.map(({ owner, name, is_official, run_count, description }) => [
      printable(`${owner}/${name}`, 80),
      is_official === true ? 'official' : 'community',
      (run_count ?? 0).toLocaleString('en'),
      printable(description ?? '', 80),
    ])
    stdout.write(columns([['model', 'kind', 'runs', 'about'], ...rows]))
    stderr.write(more)
  }
  return exitCode('ok')
}

async function show(ref: string, json: boolean, io: Io): Promise<number> {
  const tell = (card: ModelCard): number => {
    const prices = pricesOf(loadPrices(io.env['PRICES_FILE'] === '' ? undefined : io.env['PRICES_FILE']), card.model)
    const { schema: _schema, ...shown } = card
    if (json) writeJson(io.stdout, { ...shown, prices })
    else io.stdout.write(describe(card, prices))
    return exitCode('ok')
  }
  if (ref.startsWith('cog:')) return withCog(io.env, async cog => tell(await cog.describe(ref, io.signal)))
  refuseDeadModel(ref)
  return withReplicate(io.env, async ({ replicate }) => tell(await readCard(replicate, ref, io.signal)))
}

function describe(card: ModelCard, prices: readonly Price[]): string {
  const about = [
    ['model', card.model],
    ...(card.ref === card.model ? [] : [['asked for as', card.ref]]),
    ...(card.pinned === card.ref ? [] : [['runs as', card.pinned]]),
    ...(card.about === '' ? [] : [['about', printable(card.about, 400)]]),
    ['answers with', outputs[card.output]],
    ['price', prices.length === 0 ? 'not known' : `${prices.map(priceText).join(', ')} (estimated)`],
  ]
  const inputs = card.fields.map(field => [
    `  ${field.name}${field.required ? '*' : ''}`,
    takes(field),
    printable(field.about, 120),
  ])
  return `${columns(about)}\ninputs (* required)\n${inputs.length === 0 ? '  none that its schema names\n' : columns(inputs)}`
}

const outputs: Readonly<Record<ModelCard['output'], string>> = {
  file: 'a file',
  files: 'files',
  text: 'text',
  'text-stream': 'text, streamed',
  list: 'a list',
  object: 'an object',
  unknown: 'something its schema does not tell',
}

function takes({ type, min, max, choices, default: fallback }: Field): string {
  const range =
    min !== undefined && max !== undefined
      ? ` ${min} to ${max}`
      : min !== undefined
        ? ` from ${min}`
        : max !== undefined
          ? ` to ${max}`
          : ''
  const of = choices === undefined ? '' : ` of ${choices.join(' ')}`
  const usual = fallback === undefined || fallback === '' ? '' : `, usually ${JSON.stringify(fallback)}`
  return printable(`${type}${range}${of}${usual}`, 100)
}

function priceText({ unit, usd }: Price): string {
  switch (unit) {
    case 'second':
      return `${formatUsd(microUsd(usd))} a second`
    case 'image':
      return `${formatUsd(microUsd(usd))} a picture`
    case 'video_second':
      return `${formatUsd(microUsd(usd))} a second of video`
    case 'run':
      return `${formatUsd(microUsd(usd))} a run`
    case 'input_token':
      return `${formatUsd(microUsd(usd * 1e6))} a million tokens in`
    case 'output_token':
      return `${formatUsd(microUsd(usd * 1e6))} a million tokens out`
    default:
      return unit satisfies never
  }
}
