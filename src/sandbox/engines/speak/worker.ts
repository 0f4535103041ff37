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
/** Quietens the room before the first and after the last word, in milliseconds. */
const edgeMs = 60

/** Ordinary speech at about a third of full scale; what is louder is rounded off softly. */
const scaled = (sample: number): number => Math.round(Math.tanh(sample * 1.7 * volume) * 32_000)

const random = seeded(seed)
const phrases = phrasesOf(wordsOf(text))
const edge = new Int16Array(Math.round((edgeMs / 1000) * recording.rate))
const parts: Int16Array[] = [edge]
phrases.forEach((phrase, i) => {
  const floats = uttered(movementOf(segmentsOf(phrase, voice, speed, random)), voice, recording.rate, random)
  parts.push(Int16Array.from(floats, scaled))
  say({ type: 'phrase', done: i + 1, of: phrases.length })
})
const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
let at = 0
for (const part of parts) {
  samples.set(part, at)
  at += part.length
}
say({ type: 'file', bytes: await recorded(samples, recording), seconds: samples.length / recording.rate })
