import OfficialReplicate from 'replicate'
import { type Calls, holdSeconds, token } from '../words.ts'

/** Replicate's own client for JavaScript. It has nothing that hears webhooks: whoever is not held looks every 500 ms. */
export async function official(origin: string): Promise<Calls> {
  const replicate = new OfficialReplicate({ auth: token, baseUrl: `${origin}/v1` })
  const waits = {
    'at once': { mode: 'block', timeout: 60 },
    block: { mode: 'block', timeout: 60 },
    webhook: { mode: 'poll' },
    long: { mode: 'block', timeout: holdSeconds },
  } as const
  return {
    run: async (ms, told) => Number(await replicate.run('bench/model', { input: { ms }, wait: waits[told] })),
    give: input => replicate.run('bench/model', { input }),
  }
}
