import type { Clock } from './clock.ts'
import { drive, type DriveWith, type RunEvent } from './drive.ts'
import { capability, fileCapability, predictionId } from './ids.ts'
import { exampleInputs, painter } from './models/examples.ts'
import { fullName, type SandboxModel, streamsText } from './models/model.ts'
import { fileLink, type Part, type Prediction } from './prediction.ts'
import type { PredictionStore } from './prediction-store.ts'

/** The example of each model: a real run of its engine, made when somebody first asks, and kept with the data. */
export type Examples = {
  /** The one that was made; undefined where nobody asked yet. */
  of(model: string): Prediction | undefined
  /** The one that was made, or a new one; undefined where a model has none, or its engine failed, which is logged. `base` is the address of the API. */
  make(model: SandboxModel, base: string): Promise<Prediction | undefined>
  /** Stops what is being made. */
  close(): void
}

/** An example that takes longer than this, in ms, is given up. */
const withinMs = 120_000

/** The examples over the predictions of a store. */
export function createExamples(
  options: Pick<DriveWith, 'dataDir' | 'open'> & {
    readonly store: PredictionStore
    readonly clock: Clock
    readonly model: (name: string) => SandboxModel | undefined
    readonly log: (line: string, facts: Readonly<Record<string, unknown>>) => void
  },
): Examples {
  const { store, clock, model: modelOf, log, dataDir, open } = options
  const making = new Map<string, Promise<Prediction | undefined>>()
  const closing = new AbortController()
  // One at a time: nobody waits for an example as for a prediction.
  let before: Promise<unknown> = Promise.resolve()

  async function picture(base: string): Promise<string> {
    const model = modelOf(painter)
    const painted = model && (store.exampleOf(painter) ?? (await played(model, base)))
    const file = painted?.parts.find(part => 'file' in part)
    if (painted === undefined || file === undefined) throw new Error(`${painter} gave no picture to start from`)
    return fileLink(painted, base, file.file)
  }

  async function played(model: SandboxModel, base: string): Promise<Prediction | undefined> {
    const name = fullName(model)
    const [version] = model.versions
    const example = exampleInputs[name]
    if (example === undefined || version === undefined) return undefined
    const input = example.input(example.needsPicture ? await picture(base) : '')
    const drawn: Prediction = {
      id: predictionId(),
      streamKey: streamsText(model) ? capability() : fileCapability(),
      outputKey: capability(),
      base,
      model: name,
      versionId: version.id,
      shownVersion: model.official ? 'hidden' : version.id,
      form: model.output,
      input,
      isExample: true,
      webhookEvents: [],
      webhookFiltered: false,
      createdAt: clock.now(),
      status: 'processing',
      logs: '',
      parts: [],
      error: null,
      metrics: {},
      dataRemoved: false,
    }
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(withinMs)])
    // It is nobody's run: it keeps no time of a real model, and teaches nothing.
    const run = drive(model, drawn, { dataDir, open, pace: 0, learnt: () => {} }, signal)
    const finished = await gathered(drawn, run.events(), () => clock.now())
    store.addExample(finished)
    return finished
  }

  return {
    of: name => store.exampleOf(name),
    async make(model, base) {
      const name = fullName(model)
      const known = store.exampleOf(name) ?? making.get(name)
      if (known !== undefined) return known
      const made = before
        .then(() => store.exampleOf(name) ?? played(model, base))
        .catch((thrown: unknown) => {
          if (!closing.signal.aborted) log('example not made', { model: name, why: String(thrown) })
          return undefined
        })
        .finally(() => making.delete(name))
      making.set(name, made)
      before = made
      return made
    },
    close: () => closing.abort(new Error('The sandbox is closing')),
  }
}

async function gathered(begun: Prediction, events: AsyncIterable<RunEvent>, now: () => number): Promise<Prediction> {
  const startedAt = now()
  const parts: Part[] = []
  let logs = ''
  let metrics: Prediction['metrics'] = {}
  for await (const event of events) {
    if (event.type === 'part') parts.push(event.part)
    else if (event.type === 'log') logs += event.text
    else metrics = { ...metrics, ...event.metrics }
  }
  const completedAt = now()
  const times = { predict_time: (completedAt - startedAt) / 1_000, total_time: (completedAt - begun.createdAt) / 1_000 }
  return { ...begun, startedAt, completedAt, status: 'succeeded', logs, parts, metrics: { ...metrics, ...times } }
}
