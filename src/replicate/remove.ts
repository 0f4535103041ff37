import { ReplicateError } from './errors.ts'
import type { Http } from './http.ts'

/** Deletes what is at a path. False when there was nothing any more: a lost answer may have been asked for again. */
export async function remove(http: Http, path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return await http.call({ method: 'DELETE', path, repeatable: true, read: () => true }, signal)
  } catch (thrown) {
    if (thrown instanceof ReplicateError && thrown.kind === 'not-found') return false
    throw thrown
  }
}
