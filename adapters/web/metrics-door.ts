import { type Door, knockOf, type Refusal } from './door.ts'
import { isMetricsPass } from './pass.ts'

/**
 * Why a request may not read the metrics, or undefined: it may. They are for admins and, where there is a login, for
 * programs with a pass of their own. `now` in ms since the epoch.
 */
export function refuseMetrics(
  request: Request,
  { door, secretKey, now }: { readonly door: Door; readonly secretKey: Uint8Array; readonly now: number },
): Refusal | undefined {
  const visit = door.admit(knockOf(request))
  if ('person' in visit) return visit.isAdmin ? undefined : { status: 403, sentence: 'Only an admin may see the metrics.' }
  if (visit.status !== 401) return visit
  const pass = /^Bearer +(\S{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (pass !== undefined && isMetricsPass(secretKey, pass, now)) return undefined
  return {
    status: 401,
    sentence:
      'The metrics are for admins. A program sends a pass as `Authorization: Bearer …`; `npx replichat link --metrics` prints one.',
  }
}
