import { isFinal, type Prediction, showPart } from './prediction.ts'
import type { Runner } from './runner.ts'

/** One server-sent event of a prediction. `nth` counts from 0 and is the same in every life of the sandbox. */
export type StreamEvent = { readonly event: 'output' | 'error' | 'done'; readonly nth: number; readonly data: string }

/** The event on the wire. Its id is `<unix>:<n>`, from the prediction's creation, so that replays carry the same ids. */
export function writeEvent({ event, nth, data }: StreamEvent, createdAt: number): string {
  const lines = data.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`)
  return `event: ${event}\nid: ${Math.floor(createdAt / 1000)}:${nth}\n${lines.join('')}\n`
}

/** The first event a reader with this `Last-Event-ID` still lacks; 0 for a text that is no id. */
export function firstAfter(lastEventId: string | undefined): number {
  const found = /^\d{1,15}:(\d{1,9})$/.exec(lastEventId?.trim() ?? '')
  return found === null ? 0 : Number(found[1]) + 1
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function ending(prediction: Prediction): string {
  if (prediction.status === 'succeeded') return '{}'
  return JSON.stringify({ reason: prediction.status === 'failed' ? 'error' : 'canceled' })
}

/**
 * Follows a prediction from event `from` to its end, live or long finished. Rejects when `signal` ends or the sandbox
 * closes. After a restart the run begins anew, and a reader who is ahead of it waits until it has caught up.
 */
export async function* follow(
  runner: Runner,
  stored: Prediction,
  base: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  let prediction = stored
  for (let nth = from; ;) {
    prediction = runner.newest(prediction)
    const part = prediction.parts[nth]
    if (part !== undefined) {
      yield { event: 'output', nth, data: asText(showPart(prediction, base, part)) }
      nth++
      continue
    }
    if (!isFinal(prediction)) {
      await runner.changed(prediction, signal)
      continue
    }
    const end = prediction.parts.length
    if (prediction.status === 'failed' && nth <= end)
      yield { event: 'error', nth: end, data: JSON.stringify({ detail: prediction.error }) }
    yield { event: 'done', nth: end + 1, data: ending(prediction) }
    return
  }
}
