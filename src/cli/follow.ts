import { setTimeout as sleep } from 'node:timers/promises'
import type { Replicate } from '../replicate/client.ts'
import { unheard } from '../replicate/unheard.ts'
import { type Prediction, isFinal } from '../replicate/wire.ts'

// Quick while a person expects the answer, patient after a minute: a training-long wait must not eat the rate limit.
const looks = [
  { untilMs: 5_000, everyMs: 300 },
  { untilMs: 60_000, everyMs: 1_000 },
  { untilMs: Infinity, everyMs: 3_000 },
]

/** Asks for a prediction until it is final, and shows each look. */
export async function untilFinal(
  replicate: Replicate,
  created: Prediction,
  signal: AbortSignal,
  show: (prediction: Prediction) => void = () => {},
): Promise<Prediction> {
  const began = performance.now()
  let prediction = created
  show(prediction)
  while (!isFinal(prediction.status)) {
    const waited = performance.now() - began
    await sleep(looks.find(({ untilMs }) => waited < untilMs)?.everyMs, undefined, { signal })
    prediction = await replicate.predictions.get(prediction.id, { justCreated: true }, signal)
    show(prediction)
  }
  return prediction
}

/**
 * Hands on what a prediction puts out, as it comes, and answers with the final prediction. What a broken stream left out is
 * taken from the finished output, item by item, so that what was handed on is always the whole.
 */
export async function streamed(
  replicate: Replicate,
  created: Prediction,
  signal: AbortSignal,
  onOutput: (data: string) => void,
): Promise<Prediction> {
  const heard: string[] = []
  if (created.urls.stream !== undefined) {
    for await (const event of replicate.predictions.stream(created, { signal })) {
      if (event.event !== 'output') continue
      heard.push(event.data)
      onOutput(event.data)
    }
  }
  const prediction = await untilFinal(replicate, created, signal)
  for (const data of unheard(prediction.output, heard)) onOutput(data)
  return prediction
}
