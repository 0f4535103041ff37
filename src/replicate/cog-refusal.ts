import { type InvalidField, ReplicateError } from './errors.ts'
import { isRecord } from './wire.ts'

/** The error behind an answer of a container that is no success. */
export function refusedByCog(status: number, path: string, body: unknown): ReplicateError {
  const said = isRecord(body) && typeof body['error'] === 'string' ? body['error'] : undefined
  const about = { status, path, detail: said }
  switch (status) {
    case 409:
      return new ReplicateError('throttled', 'All places of the container are taken.', { ...about, retryAfterMs: 1_000 })
    case 422: {
      const fields = fieldsOf(isRecord(body) ? body['detail'] : undefined)
      const words = fields.map(({ field, description }) => `${field}: ${description}`).join('; ')
      return new ReplicateError('invalid-input', `The container refused the input${words === '' ? '' : `: ${words}`}.`, {
        ...about,
        fields,
      })
    }
    case 404:
      return new ReplicateError('not-found', `The container does not know ${path}.`, about)
    case 503:
      return new ReplicateError('platform', `The container is not ready${said === undefined ? '' : `: ${said}`}.`, {
        ...about,
        retryAfterMs: 2_000,
      })
    default:
      return new ReplicateError(
        'platform',
        `The container answered ${status} to ${path}${said === undefined ? '' : `: ${said}`}.`,
        about,
      )
  }
}

/** FastAPI's list of faults: `loc` is `["body", "input", "width"]`. */
function fieldsOf(detail: unknown): readonly InvalidField[] {
  if (!Array.isArray(detail)) return []
  return detail.filter(isRecord).flatMap(({ loc, msg }) => {
    const path = Array.isArray(loc) ? loc.filter(part => part !== 'body' && part !== 'input').map(String) : []
    return typeof msg === 'string' ? [{ field: path.join('.') || 'input', description: msg }] : []
  })
}
