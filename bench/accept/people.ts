import { writeCookie } from '../../adapters/web/pass.ts'

/** Somebody who has come into the console. */
export type Visitor = {
  /** What each of their requests carries. */
  readonly headers: Readonly<Record<string, string>>
  readonly get: (path: string) => Promise<unknown>
  readonly post: (path: string, body: object) => Promise<unknown>
}

/** Lets people in at the console's door by cookies signed with its own key. Each id of 10 characters or more is a person. */
export function doorOf(url: string, secretKey: Uint8Array): (kind: 'admin' | 'member', id: string) => Visitor {
  return (kind, id) => {
    const cookie = `replichat=${writeCookie(secretKey, { kind, id }, Date.now())}`
    const headers = { cookie, origin: url, 'content-type': 'application/json' }
    const call = async (path: string, init: RequestInit): Promise<unknown> => {
      const answer = await fetch(`${url}${path}`, { headers, ...init })
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return answer.json()
    }
    return {
      headers,
      get: path => call(path, {}),
      post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    }
  }
}
