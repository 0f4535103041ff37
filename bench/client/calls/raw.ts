import { Agent, request } from 'undici'
import { startHook } from '../hook.ts'
import { type Calls, holdSeconds, token } from '../words.ts'

type Shown = { readonly id: string; readonly output: string; readonly urls: { readonly get: string; readonly stream: string } }

/** The least there can be between a request and its answer, or a webhook and its body: nothing is checked, repeated or told apart. */
export async function raw(origin: string): Promise<Calls> {
  const dispatcher = new Agent({ allowH2: false })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const heard = new Map<string, PromiseWithResolvers<string>>()
  const hearing = (id: string): PromiseWithResolvers<string> => {
    const known = heard.get(id) ?? Promise.withResolvers<string>()
    heard.set(id, known)
    return known
  }
  const hook = await startHook(body => {
    const { id, output } = JSON.parse(body.toString()) as Shown
    hearing(id).resolve(output)
  })
  const create = async (input: object, more: object = {}, prefer?: string): Promise<Shown> => {
    const { body } = await request(`${origin}/v1/models/bench/model/predictions`, {
      dispatcher,
      method: 'POST',
      headers: prefer === undefined ? headers : { ...headers, prefer },
      body: JSON.stringify({ input, ...more }),
    })
    return (await body.json()) as Shown
  }
  return {
    async run(ms, told) {
      if (told === 'webhook') {
        const { id } = await create({ ms }, { webhook: hook, webhook_events_filter: ['completed'] })
        return Number(await hearing(id).promise)
      }
      if (told !== 'long') return Number((await create({ ms }, {}, 'wait=60')).output)
      const { urls } = await create({ ms }, {}, `wait=${holdSeconds}`)
      await (await request(urls.stream, { dispatcher })).body.text()
      const { body } = await request(urls.get, { dispatcher, headers })
      return Number(((await body.json()) as Shown).output)
    },
    give: input => create(input, {}, 'wait=60'),
  }
}
