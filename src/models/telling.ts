import type { ModelCard } from '#core/model-card.ts'
import type { WebhookEvent } from '../replicate/predictions.ts'

/**
 * What Replicate is to tell of a prediction. Of pictures everything: `start` ends the wait that is called booting, `logs`
 * carry the percent, `output` the pictures that are there already. Words come by their stream: whole texts twice a second
 * beside it would say nothing new.
 */
export const eventsFor = (output: ModelCard['output'] | undefined): readonly WebhookEvent[] =>
  output === 'text' || output === 'text-stream' ? ['start', 'completed'] : ['start', 'output', 'logs', 'completed']

/** Whose prediction it is by the address it was to be told to: of the run with the address `own`, of another run of ours, or unknown. */
export function toldOf(address: unknown, own: string | undefined): 'this' | 'another' | undefined {
  if (own === undefined || typeof address !== 'string') return undefined
  if (address === own) return 'this'
  return address.split('?')[0] === own.split('?')[0] ? 'another' : undefined
}
