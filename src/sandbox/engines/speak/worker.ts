import { parentPort, workerData } from 'node:worker_threads'
import { seeded } from '../paint/random.ts'
import { movementOf } from './articulation.ts'
import { uttered } from './mouth.ts'
import { phrasesOf, segmentsOf } from './prosody.ts'
import { wordsOf } from './reading.ts'
import { recorded } from './record.ts'
import type { Said, Speech } from './speech.ts'

const { text, voice, speed, seed, volume, recording } = workerData as Speech
const say = (said: Said): void => parentPort?.postMessage(said)
/** Silence before the first word, in milliseconds. */
const edgeMs = 60

/** Ordinary speech at about a third of full scale; what is louder is rounded off softly. */
const scaled = (sample: number): number => Math.round(Math.tanh(sample * 1.7 * volume) * 32_000)

const random = seeded(seed)
const { rate } = recording
const samplesOf = (ms: number): number => Math.ceil((ms / 1000) * rate)
// All movements come first: they tell how long the sound is, and twenty minutes of it should not lie in memory twice.
const movements = phrasesOf(wordsOf(text)).map(phrase => movementOf(segmentsOf(phrase, voice, speed, random)))
const edge = samplesOf(edgeMs)
const samples = new Int16Array(movements.reduce((sum, { totalMs }) => sum + samplesOf(totalMs), edge))
let at = edge
movements.forEach((movement, i) => {
  for (const sample of uttered(movement, voice, rate, random)) samples[at++] = scaled(sample)
  say({ type: 'phrase', done: i + 1, of: movements.length })
})
say({ type: 'file', bytes: await recorded(samples, recording), seconds: samples.length / rate })
