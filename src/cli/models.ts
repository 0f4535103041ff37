import type { Field, ModelCard } from '#core/model-card.ts'
import { type Price, formatUsd, microUsd, pricesOf } from '#core/money.ts'
import { readCard } from '../models/card.ts'
import { loadPrices } from '../config/prices.ts'
import { withReplicate } from './connection.ts'
import { CommandError } from './exit.ts'
import { type Io, columns, onlyArgument, printable, readArgs, writeJson } from './io.ts'

/** `models show <ref>`: what a model or deployment is, takes, answers with and costs. */
export async function models(args: readonly string[], { stdout, env, signal }: Io): Promise<number> {
  const { values, positionals } = readArgs(args, {})
  const [word, ...rest] = positionals
  if (word !== 'show') throw new CommandError('usage', 'Write: npx replichat models show <model>')
  const ref = onlyArgument(rest, 'The model')
  return withReplicate(env, async ({ replicate }) => {
    const card = await readCard(replicate, ref, signal)
    const prices = pricesOf(loadPrices(env['PRICES_FILE'] === '' ? undefined : env['PRICES_FILE']), card.model)
    const { schema: _schema, ...shown } = card
    if (values.json === true) writeJson(stdout, { ...shown, prices })
    else stdout.write(describe(card, prices))
    return 0
  })
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
