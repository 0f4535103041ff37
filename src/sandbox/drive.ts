import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineInput } from './check-input.ts'
import type { EngineEvent } from './engine.ts'
import type { SandboxModel } from './models/model.ts'
import { outputFolder } from './prediction-store.ts'
import type { Part, Prediction } from './prediction.ts'
import { type Tags, takeTags } from './tags.ts'

/** The bytes behind a file input. */
export type Open = (url: string, signal: AbortSignal) => Promise<Uint8Array>

/** What a run yields: a piece of output (files already lie on disk), text for the log, numbers for the metrics. */
export type RunEvent =
  | { readonly type: 'part'; readonly part: Part }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'metrics'; readonly metrics: Readonly<Record<string, number>> }

/** One run of an engine: what its prompt asks of the sandbox, and its events, which end with `signal` at the latest. */
export type Run = { readonly tags: Tags; events(): AsyncGenerator<RunEvent> }

/** `iterator`'s events until `signal` ends, also when the iterator itself would not notice. */
async function* until<Event>(iterator: AsyncIterator<Event>, signal: AbortSignal): AsyncGenerator<Event> {
  let gone = (_: unknown): void => {}
  const aborted = new Promise<never>((_, reject) => (gone = () => reject(signal.reason as Error)))
  aborted.catch(() => {})
  signal.addEventListener('abort', gone, { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', gone)
    iterator.return?.()?.catch(() => {})
  }
}

/** What a run may use of the sandbox. */
export type DriveWith = {
  readonly dataDir: string
  /** How long models take, as a share of their own time. */
  readonly pace: number
  readonly open: Open
  /** Told of the value a training ends with, before it is over. Throws a sentence when its destination is gone. */
  readonly learnt: (training: Prediction, value: unknown) => void
}

/** Makes the run of a prediction, or a training, by its model. Throws a sentence when the model cannot run it any more. */
export function drive(
  model: SandboxModel,
  prediction: Prediction,
  { dataDir, pace, open, learnt }: DriveWith,
  signal: AbortSignal,
): Run {
  const isTraining = prediction.destination !== undefined
  const version = model.versions.find(({ id }) => id === prediction.versionId) ?? model.versions[0]
  const engine = isTraining ? model.trainer : (version?.engine ?? model.engine)
  if (version === undefined || engine === undefined) throw new Error(`The version ${prediction.versionId} is not there any more`)
  const given = engineInput(version, prediction.input, prediction.seed, isTraining ? 'TrainingInput' : 'Input')
  const { tags, input } = takeTags(given)
  let extraMs = tags.slowMs ?? 0
  const wait = async (ms: number): Promise<void> => {
    // The length of a run is not known before: each wait takes a share that spends all of it in about fifty waits.
    const shareMs = Math.min(extraMs, Math.max(ms * 4, (tags.slowMs ?? 0) / 50))
    extraMs -= shareMs
    await sleep(ms * pace + shareMs, undefined, { signal })
  }

  async function keep(event: EngineEvent & { type: 'file' }, nth: number): Promise<Part> {
    const folder = outputFolder(dataDir, prediction.id)
    const file = `out-${nth}.${event.extension}`
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `.${file}`), event.bytes)
    await rename(join(folder, `.${file}`), join(folder, file))
    return { file, contentType: event.contentType }
  }

  return {
    tags,
    async *events() {
      let files = 0
      const events = engine({ input, signal, sleep: wait, open: url => open(url, signal) })
      for await (const event of until(events[Symbol.asyncIterator](), signal)) {
        if (event.type === 'log') yield { type: 'log', text: `${event.line}\n` }
        else if (event.type === 'text') yield { type: 'part', part: { value: event.text } }
        else if (event.type === 'value' && isTraining) learnt(prediction, event.value)
        else if (event.type === 'value') yield { type: 'part', part: { value: event.value } }
        else if (event.type === 'metrics') yield event
        else yield { type: 'part', part: await keep(event, files++) }
      }
      if (extraMs > 0) await sleep(extraMs, undefined, { signal })
    },
  }
}
