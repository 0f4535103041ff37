import type { Http } from './http.ts'
import { type Account, readAccount } from './wire.ts'

export type AccountResource = {
  /** Whose token this is. */
  readonly get: (signal?: AbortSignal) => Promise<Account>
}

export const createAccount = (http: Http): AccountResource => ({
  get: async signal => http.call({ method: 'GET', path: '/account', repeatable: true, read: readAccount }, signal),
})
