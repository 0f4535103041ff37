import { recordFault } from '#core/fault.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Look } from '#core/ports.ts'
import { predictionFailure } from '../replicate/failure.ts'
import { isFileAddress } from '../replicate/output-file.ts'
import { filesIn } from '../replicate/outputs.ts'
import { progressIn } from '../replicate/progress.ts'
import { isRecord, type Prediction } from '../replicate/wire.ts'
import { failureOf } from './fault.ts'

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : undefined

/** What a prediction looks like to the service. `form`: what its model puts out, where that is known; else the value decides. */
export function toLook(prediction: Prediction, form: ModelCard['output'] | undefined): Look {
  const { id, status, output, logs } = prediction
  const metrics = isRecord(prediction.metrics) ? prediction.metrics : {}
  const isText = form === 'text' || form === 'text-stream' || (form === undefined && filesIn(output).length === 0)
  const files = isText ? [] : filesIn(output)
  const text =
    isText || form === 'object' ? textOf(output) : form === 'unknown' && files.length === 0 ? onlyText(output) : undefined
  const json = status === 'succeeded' && form !== undefined && !(isText && text !== undefined) ? jsonOf(output) : undefined
  const at = progressIn(logs)
  const failure = predictionFailure(prediction)
  const removed = status === 'succeeded' && prediction.data_removed
  // It ran to its end, and its filter took everything away: the time is paid, pictures there are none.
  const isEmptied = status === 'succeeded' && failure !== undefined
  const usage = {
    seconds: number(metrics['predict_time']),
    images:
      number(metrics['image_count']) ??
      number(metrics['image_output_count']) ??
      (files.length > 0 ? files.length : isEmptied ? 0 : undefined),
    inputTokens: number(metrics['input_token_count']),
    outputTokens: number(metrics['output_token_count']),
    videoSeconds: number(metrics['video_output_duration_seconds']),
    bootSeconds: bootSeconds(prediction),
  }
  const phases = {
    starting: 'starting',
    processing: 'running',
    succeeded: 'succeeded',
    failed: 'failed',
    canceled: 'canceled',
    aborted: 'failed',
  } as const
  return {
    prediction: id,
    phase: failure !== undefined || removed ? 'failed' : phases[status],
    files,
    usage: Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined)),
    ...(text !== undefined && { text }),
    ...(json !== undefined && { json }),
    ...(typeof logs === 'string' && logs.trim() !== '' && { log: endOf(logs) }),
    ...(at !== undefined && {
      progress: {
        done: at.fraction,
        step: at.current,
        steps: at.total,
        ...(at.remainingMs !== undefined && { etaMs: at.remainingMs }),
      },
    }),
    ...(removed && {
      fault: {
        kind: 'gone' as const,
        message: 'Replicate deleted the result before it could be kept; start it anew.',
        again: false,
      },
    }),
    ...((removed || isEmptied) && { isPaid: true }),
    ...(failure !== undefined && { fault: { ...recordFault(failureOf(failure)), again: failure.retry === 'once' } }),
  }
}

/** From creation to start, where it has started and both are told. */
function bootSeconds({ created_at, started_at }: Prediction): number | undefined {
  const ms = typeof started_at === 'string' ? Date.parse(started_at) - Date.parse(created_at) : Number.NaN
  return number(ms / 1_000)
}

/** The last lines of a log, within 2,000 characters; of a line that was drawn over and over, its last state. */
function endOf(log: string): string {
  const lines = log
    .slice(-16_000)
    .split('\n')
    .map(line => line.split('\r').findLast(part => part.trim() !== '') ?? '')
    .filter(line => line.trim() !== '')
  return lines.slice(-20).join('\n').slice(-2_000)
}

const onlyText = (output: unknown): string | undefined => (typeof output === 'string' ? output : undefined)

/** More than anybody reads; a bound, so that an output of millions of numbers is no job of as many. */
const mostJsonChars = 1_000_000

/** An output as JSON; undefined where it is one text, or nothing but addresses of files. What lies in it as a whole file is named, not shown. */
function jsonOf(output: unknown): string | undefined {
  if (output === null || output === undefined || typeof output === 'string') return undefined
  if (Array.isArray(output) && output.every(item => typeof item === 'string' && isFileAddress(item))) return undefined
  const text = JSON.stringify(output, (_, item: unknown) => (isWholeFile(item) ? 'a file' : item), 2)
  return text.length <= mostJsonChars ? text : `${text.slice(0, mostJsonChars).toWellFormed()}\n…`
}

const isWholeFile = (item: unknown): boolean => typeof item === 'string' && /^data:[^,]{0,100},/i.test(item)

/** Words that are the whole output, or that what writes down speech gives beside its timings. */
function textOf(output: unknown): string | undefined {
  if (typeof output === 'string') return output
  if (isRecord(output)) return [output['text'], output['transcription']].find(words => typeof words === 'string')
  return Array.isArray(output) && output.length > 0 && output.every(item => typeof item === 'string')
    ? output.join('')
    : undefined
}
