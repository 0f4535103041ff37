import type { Arrivals } from './arrivals.ts'
import type { Http } from './http.ts'
import { createReceive, type Receive } from './receive.ts'
import { isRecord } from './wire.ts'

export type Webhooks = {
  /** The secret (`whsec_…`) that signs this account's webhooks. Ask once and keep it. */
  readonly getSecret: (signal?: AbortSignal) => Promise<string>
  /** The same under the name that the API's own clients use. */
  readonly default: { readonly secret: { readonly get: (signal?: AbortSignal) => Promise<{ readonly key: string }> } }
  /** Checks a webhook that came, and wakes who waits for its prediction in this process. */
  readonly receive: Receive
}

export function createWebhooks(http: Http, arrivals: Arrivals, now: () => number): Webhooks {
  const getSecret = async (signal?: AbortSignal): Promise<string> =>
    http.call({ method: 'GET', path: '/webhooks/default/secret', repeatable: true, read: readKey }, signal)
  return {
    getSecret,
    default: { secret: { get: async signal => ({ key: await getSecret(signal) }) } },
    receive: createReceive(getSecret, arrivals, now),
  }
}

const readKey = (value: unknown): string | undefined =>
  isRecord(value) && typeof value['key'] === 'string' ? value['key'] : undefined
