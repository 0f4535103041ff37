import { expect, test } from 'vitest'
import { doingOf, mediumOf } from '../../src/core/making.ts'
import type { Field, ModelCard } from '../../src/core/model-card.ts'

const field = (name: string, rest: Partial<Field> = {}): Field => ({ name, about: '', type: 'text', required: false, ...rest })
const card = (model: string, names: readonly (string | Field)[] = [], rest: Partial<ModelCard> = {}): ModelCard => ({
  ref: model,
  pinned: model,
  model,
  about: '',
  kind: 'image',
  schema: {},
  output: 'file',
  fields: [field('prompt'), ...names.map(name => (typeof name === 'string' ? field(name) : name))],
  ...rest,
})
const formats = (...choices: string[]): Field => field('output_format', { type: 'choice', choices })

test.each([
  ['an input of moving pictures', card('a/one', ['num_frames']), 'video'],
  ['a length, and nothing of sound', card('a/one', ['duration']), 'video'],
  ['a voice beside a length', card('a/one', ['duration', 'voice_id']), 'sound'],
  ['a file format of videos', card('a/one', [formats('mp4', 'gif')]), 'video'],
  ['a file format of sound', card('a/one', ['duration', formats('wav', 'mp3')]), 'sound'],
  ['its name', card('a/video-01'), 'video'],
  ['its name of music', card('a/music-1.5'), 'sound'],
  ['its own words', card('a/one', [], { about: 'Makes short videos from a prompt.' }), 'video'],
  ['formats of pictures', card('a/one', [formats('png', 'webp', 'mp4')]), undefined],
  ['words that speak of pictures, too', card('a/one', [], { about: 'Paints images as sharp as a video.' }), undefined],
  ['inputs of a painter', card('a/flux', ['seed', 'width', 'num_outputs', formats('webp', 'jpg', 'png')]), undefined],
  ['a name that only holds the letters', card('a/soundless-musician'), undefined],
] as const)('what a model makes is told by %s', (_, given, medium) => {
  expect(mediumOf(given, [])).toBe(medium)
})

test('a price by the second of video tells a video model, and words are no medium', () => {
  expect(mediumOf(card('a/one'), [{ match: 'a/*', unit: 'video_second', usd: 1 }])).toBe('video')
  expect(mediumOf(card('a/video-01', [], { output: 'text' }), [])).toBeUndefined()
})

test('what a model does is said as far as its card tells', () => {
  const needs = (name: string, output: ModelCard['output']): ModelCard =>
    card('a/one', [field(name, { type: 'file', required: true })], { kind: 'other', output })
  expect(doingOf(card('a/one'), [])).toBe('paints')
  expect(doingOf(card('a/one', ['lyrics']), [])).toBe('makes sound')
  expect(doingOf(needs('input_image', 'file'), [])).toBe('works on a picture it is given')
  expect(doingOf(needs('image', 'text'), [])).toBe('puts a picture into words')
  expect(doingOf(needs('audio_file', 'text'), [])).toBe('puts sound into words')
  expect(doingOf(needs('archive', 'file'), [])).toBeUndefined()
})
