import { createReplicate } from '../../../src/replicate/client.ts'
import type { Reading } from '../words.ts'

/** The same client by its async iterator, which lets a slow reader slow the socket. */
export function iterator(origin: string): Reading {
  const replicate = createReplicate({ token: 'r8_bench', baseUrl: `${origin}/v1` })
  return async (nth, onToken) => {
    for await (const event of replicate.predictions.stream(`${origin}/streams/${nth}`, { silenceMs: 60_000 })) {
      if (event.event === 'output') onToken(event.data)
    }
  }
}
