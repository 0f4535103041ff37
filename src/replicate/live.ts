import { outputOf } from './failure.ts'
import { type OpenFile, withFiles } from './output-file.ts'
import type { Predictions } from './predictions.ts'
import type { PredictionStream, StreamOptions } from './stream.ts'
import { untilFinal, type WaitOptions, type WaitSources } from './wait.ts'
import type { Prediction } from './wire.ts'

/** A prediction that somebody follows. It knows the newest state it has seen. */
export type LivePrediction = {
  readonly id: string
  /** The newest state that was seen. */
  readonly prediction: Prediction
  /** Asks Replicate to end it. */
  readonly cancel: (signal?: AbortSignal) => Promise<Prediction>
  /** Looks at it now. */
  readonly reload: (signal?: AbortSignal) => Promise<Prediction>
  /** Its final state, however it ended. */
  readonly wait: (options?: WaitOptions<Prediction>) => Promise<Prediction>
  /** What it put out, files as handles. Waits for the end; throws a `ModelError` where there is no result. */
  readonly output: (options?: WaitOptions<Prediction>) => Promise<unknown>
  /** Its events from the beginning; see `PredictionStream`. */
  readonly stream: (options?: StreamOptions) => PredictionStream
}

export type LiveSources = {
  readonly predictions: Pick<Predictions, 'get' | 'cancel'>
  readonly waiting: WaitSources<Prediction>
  readonly open: OpenFile
  readonly stream: (from: Prediction, options?: StreamOptions) => PredictionStream
}

/** Follows a prediction from a state of it. */
export function createLive({ predictions, waiting, open, stream }: LiveSources): (first: Prediction) => LivePrediction {
  return first => {
    let newest = first
    const seen = (prediction: Prediction): Prediction => (newest = prediction)
    const wait = async (options: WaitOptions<Prediction> = {}): Promise<Prediction> => {
      const { onProgress } = options
      const noted: WaitOptions<Prediction>['onProgress'] = (state, progress) => onProgress?.(seen(state), progress)
      return seen(await untilFinal(newest, waiting, { ...options, onProgress: noted }))
    }
    return {
      id: first.id,
      get prediction() {
        return newest
      },
      cancel: async signal => seen(await predictions.cancel(first.id, signal, { justCreated: true })),
      reload: async signal => seen(await predictions.get(first.id, { justCreated: true }, signal)),
      wait,
      output: async options => outputWithFiles(await wait(options), open),
      stream: options => stream(newest, options),
    }
  }
}

/** Whether it streams fragments of one text, by the address of its stream: that of files, and of anything else, has another path. */
export const streamsText = ({ urls }: Pick<Prediction, 'urls'>): boolean => /\/v1\/streams\//.test(urls.stream ?? '')

/** The output of a finished prediction, files as handles. A model that streams text puts out no files, whatever it says. */
export function outputWithFiles(prediction: Prediction, open: OpenFile): unknown {
  const output = outputOf(prediction)
  return streamsText(prediction) ? output : withFiles(output, open)
}
