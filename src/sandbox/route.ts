import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { Clock } from './clock.ts'
import type { DeploymentStore } from './deployment-store.ts'
import type { Examples } from './examples.ts'
import type { Faults } from './faults.ts'
import type { FileStore } from './file-store.ts'
import type { ModelStore } from './model-store.ts'
import type { PredictionStore } from './prediction-store.ts'
import { problems } from './problem.ts'
import type { Runner } from './runner.ts'
import type { Delivery } from './webhooks.ts'

/** What a handler gets; the bindings are there when a node:http server is underneath. */
export type SandboxContext = Context<{ Bindings: Partial<HttpBindings> }>

/** One operation of the server. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'QUERY'
  readonly path: string
  /** `token`: as the API asks; `open`: its link is the capability; `local`: for the person who runs the sandbox. */
  readonly access: 'token' | 'open' | 'local'
  /** Whether it makes a prediction: these have a rate limit of their own, and faults wait for them. */
  readonly creates?: true
  readonly handle: (c: SandboxContext) => Response | Promise<Response>
}

/** What handlers share. */
export type Parts = {
  readonly dataDir: string
  readonly clock: Clock
  readonly models: ModelStore
  readonly deployments: DeploymentStore
  readonly predictions: PredictionStore
  readonly examples: Examples
  readonly files: FileStore
  readonly runner: Runner
  readonly faults: Faults
  readonly webhookSecret: string
  /** The newest deliveries of webhooks, newest first. */
  readonly deliveries: () => readonly Delivery[]
  readonly filesSecret: string
  /** Removes what its time is over. */
  readonly sweep: () => void
  /** The address of the API, with `/v1`, as this request reached it. */
  readonly baseOf: (c: SandboxContext) => string
  /** This request's own address below that base, for links to other pages of the same list. */
  readonly urlOf: (c: SandboxContext) => URL
}

/** A JSON answer with the content type of the published service. */
export const answer = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } })

/** A part of the path by its name. */
export const param = (c: SandboxContext, name: string): string => c.req.param(name) ?? ''

/** Destroys the connection, so that the client gets no answer. */
export function hangUp(c: SandboxContext): Response {
  const { outgoing } = c.env
  if (outgoing === undefined) throw new Error('Only a node:http server has a connection to destroy')
  outgoing.destroy()
  return RESPONSE_ALREADY_SENT
}

/** The JSON object of a request's body; throws the published 400 for anything else. */
export async function readJson(c: SandboxContext): Promise<Readonly<Record<string, unknown>>> {
  const body = parse(await c.req.text())
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw problems.badJson('the body must be an object')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw problems.badJson((thrown as Error).message)
  }
}
