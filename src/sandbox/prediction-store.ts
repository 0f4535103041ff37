import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Cursor } from './cursor.ts'
import { isFinal, type Prediction } from './prediction.ts'
import type { Store } from './store.ts'

/** A stored prediction and its place in the list. */
export type Placed = { readonly seq: number; readonly prediction: Prediction }

/** Which predictions (or else trainings) a list is about, in milliseconds of the Unix epoch. */
export type ListFilter = { readonly after?: number; readonly before?: number; readonly trainings?: boolean }

/** Predictions on disk. Each write is committed when the call returns. */
export type PredictionStore = {
  add(prediction: Prediction): void
  put(prediction: Prediction): void
  get(id: string): Prediction | undefined
  byStreamKey(key: string): Prediction | undefined
  byOutputKey(key: string): Prediction | undefined
  /** The rows beyond a cursor, nearest first; without one the newest. */
  list(filter: ListFilter, cursor: Cursor | undefined, atMost: number): readonly Placed[]
  /** Those a killed process left behind, oldest first. */
  unfinished(): readonly Prediction[]
  /** Those whose completed webhook was neither taken nor given up, oldest first. */
  webhooksDue(): readonly Prediction[]
  readonly webhookDone: (id: string) => void
  runs(model: string): number
  /** Keeps a finished run as the example of its model: it is in no list and no count, and its files stay. */
  addExample(prediction: Prediction): void
  exampleOf(model: string): Prediction | undefined
  /**
   * Removes input, output, logs and files of what completed at `before` or earlier, the oldest first and no more at a time
   * than others can wait for. Whether there may be more.
   */
  purge(before: number): boolean
}

// Some ten milliseconds of work: who creates a prediction meanwhile waits for it.
const purgedAtOnce = 300

type Row = { readonly seq: number; readonly record: string }

/** The folder of a prediction's output files. */
export const outputFolder = (dataDir: string, id: string): string => join(dataDir, 'output', id)

const exampleName = (model: string): string => `example of ${model}`
// Earlier than any date that can be asked for.
const beforeAllTimes = -8_640_000_000_000_001

/** Opens the predictions of a store. */
export function openPredictions(store: Store): PredictionStore {
  const { database, dataDir } = store
  const insert = database.prepare(
    'insert into predictions (id, stream_key, output_key, model, created, record) values (?, ?, ?, ?, ?, ?)',
  )
  // It stands under another name than its model and before all times, so that nothing that looks for predictions finds it.
  const insertExample = database.prepare(
    'insert into predictions (id, stream_key, output_key, model, created, completed, purged, record) values (?, ?, ?, ?, ?, ?, 1, ?)',
  )
  const example = database.prepare('select seq, record from predictions where model = ?')
  const update = database.prepare('update predictions set record = ?, completed = ?, purged = ?, webhook_due = ? where id = ?')
  const by = (column: string) => database.prepare(`select seq, record from predictions where ${column} = ?`)
  const [byId, byStream, byOutput] = [by('id'), by('stream_key'), by('output_key')]
  const open = database.prepare('select seq, record from predictions where completed is null order by seq')
  const due = database.prepare('select seq, record from predictions where webhook_due = 1 order by seq')
  const done = database.prepare('update predictions set webhook_due = 0 where id = ?')
  const count = database.prepare('select count(*) as runs from predictions where model = ?')
  const old = database.prepare(
    'select seq, record from predictions where purged = 0 and completed <= ? order by completed limit ?',
  )
  const lists = (kind: string) => {
    // As the index of trainings says it, or it would not be used and each of their lists read all predictions.
    const range = `from predictions where created >= ? and created < ? and json_extract(record, '$.destination') is ${kind}`
    return {
      newest: database.prepare(`select seq, record ${range} and seq < ? order by seq desc limit ?`),
      above: database.prepare(`select seq, record ${range} and seq > ? order by seq limit ?`),
    }
  }
  const listed = { predictions: lists('null'), trainings: lists('not null') }

  const parse = (row: unknown): Prediction => JSON.parse((row as Row).record) as Prediction
  const maybe = (row: unknown): Prediction | undefined => (row === undefined ? undefined : parse(row))
  const wantsCompleted = (prediction: Prediction): boolean =>
    prediction.webhook !== undefined && prediction.webhookEvents.includes('completed')

  const predictions: PredictionStore = {
    add: p => void insert.run(p.id, p.streamKey, p.outputKey, p.model, p.createdAt, JSON.stringify(p)),
    put(p) {
      const webhookDue = isFinal(p) && !p.dataRemoved && wantsCompleted(p)
      update.run(JSON.stringify(p), p.completedAt ?? null, p.dataRemoved ? 1 : 0, webhookDue ? 1 : 0, p.id)
    },
    get: id => maybe(byId.get(id)),
    byStreamKey: key => maybe(byStream.get(key)),
    byOutputKey: key => maybe(byOutput.get(key)),
    list({ after = 0, before = Number.MAX_SAFE_INTEGER, trainings = false }, cursor, atMost) {
      const { newest, above } = listed[trainings ? 'trainings' : 'predictions']
      const rows =
        cursor?.back === true
          ? above.all(after, before, cursor.position, atMost)
          : newest.all(after, before, cursor?.position ?? Number.MAX_SAFE_INTEGER, atMost)
      return rows.map(row => ({ seq: (row as Row).seq, prediction: parse(row) }))
    },
    unfinished: () => open.all().map(parse),
    webhooksDue: () => due.all().map(parse),
    webhookDone: id => void done.run(id),
    runs: model => (count.get(model) as { runs: number }).runs,
    addExample(p) {
      const completed = p.completedAt ?? p.createdAt
      insertExample.run(p.id, p.streamKey, p.outputKey, exampleName(p.model), beforeAllTimes, completed, JSON.stringify(p))
    },
    exampleOf: model => maybe(example.get(exampleName(model))),
    purge(before) {
      const found = old.all(before, purgedAtOnce).map(parse)
      if (found.length === 0) return false
      database.exec('begin')
      try {
        for (const prediction of found) {
          if (mayHaveFiles(prediction)) rmSync(outputFolder(dataDir, prediction.id), { recursive: true, force: true })
          predictions.put({ ...prediction, input: {}, logs: '', parts: [], dataRemoved: true })
        }
        database.exec('commit')
      } catch (thrown) {
        database.exec('rollback')
        throw thrown
      }
      return found.length === purgedAtOnce
    },
  }
  return predictions
}

const mayHaveFiles = ({ form, parts, destination }: Prediction): boolean =>
  form === 'file' || form === 'files' || destination !== undefined || parts.some(part => 'file' in part)
