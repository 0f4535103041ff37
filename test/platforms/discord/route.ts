import type { Buckets } from './buckets.ts'
import type { Signer } from './message.ts'
import type { FilePart } from './uploads.ts'
import type { Json, World } from './world.ts'

/** Everything that a route needs to answer. */
export type Call = {
  readonly world: World
  readonly signer: Signer
  readonly buckets: Buckets
  /** What stands in the places of the path. */
  readonly places: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The JSON of the body; `{}` when there is none. */
  readonly body: Json
  readonly files: readonly FilePart[]
  /** Whether the connection of the request still stands. */
  readonly isConnected: () => boolean
  /** The address of the gateway. */
  readonly gatewayUrl: string
}
export type Reply = { readonly status: number; readonly body?: unknown }
/** Answers one method of one described path; throws a Refusal to say no. */
export type Route = (call: Call) => Reply
export type Routes = Readonly<Record<string, Route>>

export const ok = (body: unknown): Reply => ({ status: 200, body })
export const done: Reply = { status: 204 }
