import type { Engine, EngineEvent, EngineRun } from '../../engine.ts'
import { apart } from '../apart.ts'
import { progressBar } from '../paint/progress.ts'
import { wordsOf } from './reading.ts'
import { type SoundFormat, soundTypes } from './record.ts'
import type { Said, Speech } from './speech.ts'
import { inMood, kokoroVoice, namedVoice, stylisedVoice } from './voices.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const amount = (value: unknown, fallback: number, low: number, high: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : fallback

/** The most characters of a text; the published limit of `speech-02-turbo`. */
const mostChars = 10_000
const phraseMs = 90
const longestWaitMs = 4_000

/** Letters and numbers beyond what the spelling rules read. */
const foreign = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/gu

/** Speaks a text in another thread; its log counts phrases. Throws a sentence where there is nothing to say, or too much. */
async function* spoken(run: EngineRun, speech: Speech, notes: readonly string[] = []): AsyncGenerator<EngineEvent> {
  const { recording } = speech
  if (speech.text.length > mostChars)
    throw new Error(`The text is ${speech.text.length} characters long. This model reads at most ${mostChars}.`)
  if (wordsOf(speech.text).length === 0)
    throw new Error('There is nothing to say in this text. The sandbox voice reads words in Latin letters, and numbers.')
  const unread = new Set(speech.text.match(foreign) ?? [])
  if (unread.size > 0)
    yield {
      type: 'log',
      line: `note: the sandbox voice reads Latin letters and numbers; it left out ${[...unread].slice(0, 8).join(' ')}`,
    }
  for (const line of notes) yield { type: 'log', line }
  let bar: ((done: number) => string) | undefined
  let waitedMs = 0
  for await (const said of apart<Said>(new URL('./worker.ts', import.meta.url), speech, run.signal)) {
    if (said.type === 'file') {
      const { format } = recording
      yield { type: 'file', bytes: said.bytes, contentType: soundTypes[format], extension: format }
      yield { type: 'log', line: `${said.seconds.toFixed(2)} seconds of speech at ${recording.rate} Hz` }
      yield { type: 'metrics', metrics: { audio_output_duration_seconds: said.seconds } }
      continue
    }
    if (bar === undefined) {
      bar = progressBar(said.of)
      yield { type: 'log', line: bar(0) }
    }
    const waitMs = Math.min(phraseMs, longestWaitMs - waitedMs)
    waitedMs += waitMs
    await run.sleep(waitMs)
    const line = bar(said.done)
    if (line !== '') yield { type: 'log', line }
  }
}

const wave = { format: 'wav', rate: 24_000, channels: 1, bitrate: 0 } as const

/** The engine that plays `jaaari/kokoro-82m`. */
export const kokoro: Engine = run => {
  const name = text(run.input['voice'])
  const speed = amount(run.input['speed'], 1, 0.1, 5)
  return spoken(run, { text: text(run.input['text']), voice: kokoroVoice(name), speed, seed: 0, volume: 1, recording: wave })
}

/** The engine that plays `adirik/styletts2`. */
export const styleTts2: Engine = async function* (run) {
  const { input } = run
  const reference = text(input['reference'])
  // It must be there, as the real model asks; whose voice it is this engine cannot tell.
  if (reference !== '') await run.open(reference)
  const steps = Math.round(amount(input['diffusion_steps'], 10, 0, 50))
  const bar = progressBar(Math.max(1, steps))
  for (let step = 1; step <= steps; step++) {
    await run.sleep(40)
    const line = bar(step)
    if (line !== '') yield { type: 'log', line }
  }
  const seed = Math.round(amount(input['seed'], 0, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
  yield* spoken(
    run,
    {
      text: text(input['text']),
      voice: stylisedVoice(amount(input['embedding_scale'], 1, 0, 5), seed),
      speed: 1,
      seed,
      volume: 1,
      recording: wave,
    },
    reference === '' ? [] : ['note: the sandbox voice does not take after the reference'],
  )
}

const formats: readonly SoundFormat[] = ['mp3', 'wav', 'flac', 'pcm']

/** The engine that plays `minimax/speech-02-turbo`. */
export const speechTurbo: Engine = run => {
  const { input } = run
  const voice = inMood(namedVoice(text(input['voice_id'])), text(input['emotion']))
  const pitch = amount(input['pitch'], 0, -12, 12)
  const notes = [
    ...(input['subtitle_enable'] === true ? ['note: the sandbox writes no subtitles'] : []),
    ...(['None', 'Automatic', 'English', ''].includes(text(input['language_boost']))
      ? []
      : ['note: the sandbox voice reads every language as English is read']),
  ]
  return spoken(
    run,
    {
      text: text(input['text']),
      voice: { ...voice, hertz: voice.hertz * 2 ** (pitch / 12) },
      speed: amount(input['speed'], 1, 0.5, 2),
      seed: 0,
      volume: amount(input['volume'], 1, 0, 10),
      recording: {
        format: formats.find(format => format === input['audio_format']) ?? 'mp3',
        rate: amount(input['sample_rate'], 32_000, 8_000, 44_100),
        channels: input['channel'] === 'stereo' ? 2 : 1,
        bitrate: amount(input['bitrate'], 128_000, 32_000, 256_000),
      },
    },
    notes,
  )
}
