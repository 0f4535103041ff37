import { createReplicate } from '../../../src/replicate/client.ts'
import type { Reading } from '../words.ts'

/** The product's client, as the product uses it: an async iterator with a limit of silence. */
export function ours(origin: string): Reading {
  const replicate = createReplicate({ token: 'r8_bench', baseUrl: `${origin}/v1` })
  return async (nth, onToken) => {
    for await (const event of replicate.predictions.stream(`${origin}/streams/${nth}`, { silenceMs: 60_000 })) {
      if (event.event === 'output') onToken(event.data)
    }
  }
}
