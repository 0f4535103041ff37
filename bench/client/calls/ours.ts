import { createReplicate } from '../../../src/replicate/client.ts'
import type { RunWait } from '../../../src/replicate/run.ts'
import { startHook } from '../hook.ts'
import { type Calls, holdSeconds, token } from '../words.ts'

/** The product's client. Its webhooks are verified by the account's secret, as in the product. */
export async function ours(origin: string): Promise<Calls> {
  const replicate = createReplicate({ token, baseUrl: `${origin}/v1` })
  const hook = await startHook((rawBody, headers) => {
    const header = (name: string): string | undefined => {
      const found = headers[name]
      return Array.isArray(found) ? found[0] : found
    }
    void replicate.webhooks.receive({ rawBody, header }).then(({ valid }) => {
      if (!valid) throw new Error('A webhook of the bench was not believed.')
    })
  })
  const waits: Readonly<Record<Parameters<Calls['run']>[1], RunWait>> = {
    'at once': { mode: 'block', seconds: 60 },
    block: { mode: 'block', seconds: 60 },
    webhook: { mode: 'webhook', url: hook, events: ['completed'] },
    long: { mode: 'block', seconds: holdSeconds },
  }
  return {
    run: async (ms, told) => Number(await replicate.run('bench/model', { input: { ms }, wait: waits[told] })),
    give: input => replicate.run('bench/model', { input }),
  }
}
