import { expect, test } from 'vitest'
import { costOf, estimateOf } from '../../src/models/price.ts'
import { deadHardware, deadModel } from '../../src/models/successors.ts'
import { prediction } from '../replicate/stand-in.ts'
import type { Prediction } from '../../src/replicate/wire.ts'

const table = [
  { match: 'acme/painter', unit: 'image', usd: 0.003 },
  { match: 'acme/writer', unit: 'input_token', usd: 0.000001 },
  { match: 'acme/writer', unit: 'output_token', usd: 0.000002 },
  { match: 'acme/slow', unit: 'second', usd: 0.001 },
  { match: 'acme/film', unit: 'run', usd: 0.5 },
] as const
const card = (model: string, fields: readonly { name: string; default?: unknown }[] = []) =>
  ({ model, fields: fields.map(field => ({ about: '', type: 'integer', required: false, ...field })) }) as Parameters<
    typeof estimateOf
  >[1]

test.each<[string, Record<string, unknown>, number | undefined]>([
  ['acme/painter', { num_outputs: 4 }, 12_000],
  ['acme/painter', {}, 3_000],
  ['acme/writer', { prompt: 'x'.repeat(400), max_tokens: 100 }, 300],
  ['acme/film', {}, 500_000],
  ['acme/slow', {}, undefined],
  ['acme/other', {}, undefined],
])('a run of %s with %j is estimated at %s millionths of a dollar', (model, input, micro) => {
  expect(estimateOf(table, card(model), input)).toBe(micro)
})

test('what the schema says is taken where the input says nothing', () => {
  expect(estimateOf(table, card('acme/painter', [{ name: 'num_outputs', default: 2 }]), {})).toBe(6_000)
})

const ended = (more: Record<string, unknown>): Prediction => prediction({ status: 'succeeded', ...more }) as unknown as Prediction
test.each<[Record<string, unknown>, number | undefined]>([
  [{ model: 'acme/painter', output: ['https://x.example/1', 'https://x.example/2'] }, 6_000],
  [{ model: 'acme/slow', output: 'x', metrics: { predict_time: 2.5 } }, 2_500],
  [{ model: 'acme/slow', output: 'x', metrics: { predict_time: -9 } }, 0],
  [{ model: 'acme/slow', status: 'canceled', metrics: { predict_time: 1 } }, 1_000],
  [{ model: 'acme/slow', status: 'failed', metrics: { predict_time: 1 } }, 0],
  [{ model: 'acme/slow', status: 'failed', deployment: 'acme/app', metrics: { predict_time: 1 } }, 1_000],
  [{ model: 'acme/film', status: 'canceled' }, 0],
  [{ model: 'acme/film', status: 'processing' }, undefined],
  [{ model: 'acme/other', output: 'x' }, undefined],
])(
  'a prediction like %j cost %s millionths of a dollar (replicate-javascript #360, #369, replicate-python #243, cog #2594)',
  (more, micro) => {
    expect(costOf(table, ended(more))).toBe(micro)
  },
)

test('dead names of older guides are answered with what lives', () => {
  expect(deadModel('meta/llama-3-70b-instruct')).toMatch(/living successor is `meta\/meta-llama-3-70b-instruct`\.$/)
  expect(deadModel('mistralai/mistral-7b-instruct-v0.2')).toMatch(/was taken off/)
  expect(deadModel('stability-ai/sdxl:39ed52f2319f9a8d')).toMatch(/write `stability-ai\/sdxl`/)
  expect(deadModel('stability-ai/sdxl')).toBeUndefined()
  expect(deadModel('constructor/toString')).toBeUndefined()
  expect(deadHardware('gpu-a40-large')).toMatch(/`gpu-l40s`/)
  expect(deadHardware('cpu')).toBeUndefined()
})
