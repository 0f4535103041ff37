import OfficialReplicate from 'replicate'
import type { Reading } from '../words.ts'

/** Replicate's own client for JavaScript. It creates a prediction first; that is before the window and is not counted. */
export function official(origin: string): Reading {
  const replicate = new OfficialReplicate({ auth: 'r8_bench', baseUrl: `${origin}/v1` })
  return async (_, onToken) => {
    for await (const { event, data } of replicate.stream('bench/model', { input: {} })) {
      if (event === 'output') onToken(data)
    }
  }
}
