import type { Style } from './engines/train/style.ts'
import type { ModelStore } from './model-store.ts'
import { type Prediction, trainedVersion } from './prediction.ts'

/** Gives a training's destination its new version; once, however often the training is told to have learnt. */
export function addTrained(models: ModelStore, training: Prediction, value: unknown, now: number): void {
  const destination = models.own(training.destination ?? '')
  if (destination === undefined) throw new Error(`The model ${training.destination} was deleted while it was trained`)
  const version = {
    id: trainedVersion(training),
    createdAt: new Date(now).toISOString(),
    by: training.id,
    style: value as Style,
  }
  if (destination.versions.some(({ id }) => id === version.id)) return
  models.put({ ...destination, versions: [version, ...destination.versions] })
}
