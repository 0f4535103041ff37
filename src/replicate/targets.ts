import { ReplicateError } from './errors.ts'
import type { Models } from './models.ts'
import type { PredictionCreate, Predictions, Target } from './predictions.ts'
import { parseReference } from './reference.ts'
import type { Prediction } from './wire.ts'

// A community model gets a new version now and then; what is remembered must not be old.
const rememberMs = 10 * 60_000
const mostRemembered = 1_000

/** Creates predictions by what people write: `owner/name`, a version, or `deployment:owner/name`. */
export type CreateFor = (reference: string, asked: Omit<PredictionCreate, 'target'>, signal?: AbortSignal) => Promise<Prediction>

/**
 * A model's name is tried as an official model first. Replicate answers a community model with a bare 404: then its
 * newest version is asked for, run, and remembered for ten minutes.
 */
export function createCreateFor(
  predictions: Pick<Predictions, 'create'>,
  models: Pick<Models, 'get'>,
  now: () => number,
): CreateFor {
  const remembered = new Map<string, { readonly target: Target; readonly at: number }>()
  return async (text, asked, signal) => {
    const reference = parseReference(text)
    if (reference.kind === 'cog')
      throw new ReplicateError('invalid-input', `"${text}" is a Cog container, which Replicate does not run; see createCog.`)
    const known = remembered.get(text)
    if (reference.kind !== 'model' || (known !== undefined && now() - known.at < rememberMs))
      return predictions.create({ ...asked, target: known?.target ?? targetOf(reference) }, signal)
    try {
      return await predictions.create({ ...asked, target: { model: text } }, signal)
    } catch (thrown) {
      if (!(thrown instanceof ReplicateError) || thrown.kind !== 'not-found') throw thrown
      const { latest_version: latest } = await models.get(text, signal)
      if (latest === undefined || latest === null)
        throw new ReplicateError('not-found', `"${text}" has no version that can be run.`, { cause: thrown })
      const target = { version: `${text}:${latest.id}` }
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.set(text, { target, at: now() })
      return predictions.create({ ...asked, target }, signal)
    }
  }
}

function targetOf(reference: Exclude<ReturnType<typeof parseReference>, { kind: 'cog' }>): Target {
  if (reference.kind === 'deployment') return { deployment: reference.deployment }
  if (reference.kind === 'model') return { model: reference.model }
  return { version: reference.model === undefined ? reference.version : `${reference.model}:${reference.version}` }
}
