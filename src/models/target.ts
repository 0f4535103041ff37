import type { ModelRef } from '#core/model-card.ts'
import type { Target } from '../replicate/predictions.ts'

/** What a create is sent to for a reference. Those of a deployment and of a model look alike; the prefix keeps them apart. */
export function targetOf(ref: ModelRef): Target {
  if (ref.startsWith('deployment:')) return { deployment: ref.slice('deployment:'.length) }
  return ref.includes(':') ? { version: ref } : { model: ref }
}
