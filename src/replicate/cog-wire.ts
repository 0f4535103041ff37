import { isRecord } from './wire.ts'

/** What a container can be. `BUSY`: all places are taken, yet it is well. */
export type CogStatus = 'UNKNOWN' | 'STARTING' | 'READY' | 'BUSY' | 'SETUP_FAILED' | 'DEFUNCT' | 'UNHEALTHY'

export type CogHealth = {
  readonly status: CogStatus
  readonly setup?: { readonly status?: string; readonly logs?: string } | undefined
  /** What its own health check says, when it is `UNHEALTHY`. */
  readonly userError?: string | undefined
}

/** How a prediction of a container ended. */
export type CogResult = {
  readonly id: string | undefined
  readonly status: 'succeeded' | 'failed' | 'canceled'
  readonly output: unknown
  readonly logs: string
  readonly error: string | null
  readonly metrics: Readonly<Record<string, unknown>>
}

const statuses: readonly CogStatus[] = ['UNKNOWN', 'STARTING', 'READY', 'BUSY', 'SETUP_FAILED', 'DEFUNCT', 'UNHEALTHY']

/** A health check's answer, which is always 200: the state is in its words. A state we do not know is `UNKNOWN`. */
export function readCogHealth(value: unknown): CogHealth | undefined {
  if (!isRecord(value) || typeof value['status'] !== 'string') return undefined
  const { status, setup, user_healthcheck_error: userError } = value
  return {
    status: statuses.find(known => known === status) ?? 'UNKNOWN',
    ...(isRecord(setup) && {
      setup: {
        ...(typeof setup['status'] === 'string' && { status: setup['status'] }),
        ...(typeof setup['logs'] === 'string' && { logs: setup['logs'] }),
      },
    }),
    ...(typeof userError === 'string' && { userError }),
  }
}

/** A finished prediction. Cog answers 200 to a failed one, too. */
export function readCogResult(value: unknown): CogResult | undefined {
  if (!isRecord(value)) return undefined
  const { id, status, output, logs, error, metrics } = value
  if (status !== 'succeeded' && status !== 'failed' && status !== 'canceled') return undefined
  return {
    id: typeof id === 'string' ? id : undefined,
    status,
    output: output ?? null,
    logs: typeof logs === 'string' ? logs : '',
    error: typeof error === 'string' && error !== '' ? error : null,
    metrics: isRecord(metrics) ? metrics : {},
  }
}
