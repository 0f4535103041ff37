import type { Http } from './http.ts'
import { hasTexts } from './wire.ts'

/** A kind of machine. Only `sku` is sent; the list changes, so it is asked for and never written down. */
export type HardwareItem = { readonly sku: string; readonly name: string }

export type HardwareResource = { readonly list: (signal?: AbortSignal) => Promise<readonly HardwareItem[]> }

export const createHardware = (http: Http): HardwareResource => ({
  list: async signal => http.call({ method: 'GET', path: '/hardware', repeatable: true, read: readHardware }, signal),
})

const readHardware = (value: unknown): readonly HardwareItem[] | undefined =>
  Array.isArray(value) ? value.filter((item): item is HardwareItem => hasTexts(item, 'sku', 'name')) : undefined
