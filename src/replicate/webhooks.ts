import type { Http } from './http.ts'
import { isRecord } from './wire.ts'

export type Webhooks = {
  /** The secret (`whsec_…`) that signs this account's webhooks. Ask once and keep it. */
  readonly getSecret: (signal?: AbortSignal) => Promise<string>
}

export const createWebhooks = (http: Http): Webhooks => ({
  getSecret: async signal =>
    http.call({ method: 'GET', path: '/webhooks/default/secret', repeatable: true, read: readKey }, signal),
})

const readKey = (value: unknown): string | undefined =>
  isRecord(value) && typeof value['key'] === 'string' ? value['key'] : undefined
