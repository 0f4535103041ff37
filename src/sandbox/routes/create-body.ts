import { isIP } from 'node:net'
import type { WebhookEvent } from '../prediction.ts'
import type { InvalidField } from '../problem.ts'

/** A request's JSON body, not yet checked. */
export type Body = Readonly<Record<string, unknown>>

/** What webhooks can be asked for; all of it where nothing is said. */
export const webhookEvents: readonly WebhookEvent[] = ['start', 'output', 'logs', 'completed']

/** Whether a webhook may go there: https anywhere, http on this machine alone. */
function mayCall(address: unknown): boolean {
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (url === null) return false
  if (url.protocol === 'https:') return true
  const host = url.hostname
  return url.protocol === 'http:' && (host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.')))
}

/** What is wrong with a body of a create before its input is looked at; `named` is the text it must have beside it. */
export function faultsOfBody(body: Body, named?: 'version' | 'destination'): readonly InvalidField[] {
  const known = ['input', 'stream', 'webhook', 'webhook_events_filter', named]
  const faults: InvalidField[] = []
  const fault = (type: string, field: string, description: string): void => void faults.push({ type, field, description })
  const { input, stream, webhook, webhook_events_filter: filter } = body
  for (const name of Object.keys(body))
    if (!known.includes(name)) fault('additional_property_not_allowed', name, `Additional property ${name} is not allowed`)
  if (named !== undefined && body[named] === undefined) fault('required', named, `${named} is required`)
  else if (named !== undefined && typeof body[named] !== 'string') fault('invalid_type', named, 'Invalid type. Expected: string')
  if (input === undefined) fault('required', 'input', 'input is required')
  else if (typeof input !== 'object' || input === null || Array.isArray(input))
    fault('invalid_type', 'input', 'Invalid type. Expected: object')
  if (stream !== undefined && typeof stream !== 'boolean') fault('invalid_type', 'stream', 'Invalid type. Expected: boolean')
  if (webhook !== undefined && !mayCall(webhook))
    fault('format', 'webhook', 'webhook must be an HTTPS URL (this sandbox also takes http on this machine)')
  if (filter !== undefined && !(Array.isArray(filter) && filter.every(event => webhookEvents.includes(event as WebhookEvent))))
    fault(
      'enum',
      'webhook_events_filter',
      `webhook_events_filter must be a list of: ${webhookEvents.map(event => `"${event}"`).join(', ')}`,
    )
  return faults
}
