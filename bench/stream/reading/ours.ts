import { createReplicate } from '../../../src/replicate/client.ts'
import type { Reading } from '../words.ts'

/** The product's client, as the product uses it: events pushed as they come, with a limit of silence. */
export function ours(origin: string): Reading {
  const replicate = createReplicate({ token: 'r8_bench', baseUrl: `${origin}/v1` })
  return async (nth, onToken) => {
    await replicate.predictions.listen(
      `${origin}/streams/${nth}`,
      event => {
        if (event.event === 'output') onToken(event.data)
      },
      { silenceMs: 60_000 },
    )
  }
}
