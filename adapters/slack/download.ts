import { Fault } from '#core/fault.ts'

/** Where Slack keeps files: these hosts and what is below them, by https. */
const hosts = ['slack.com', 'slack-edge.com', 'slack-files.com']

/** Slack sends on to where a file really is, and not further than this. */
const mostHops = 3

/** How a file is fetched. `origin`: one more place that may be asked, where Slack's API is elsewhere. */
export type Download = {
  readonly token: string
  readonly origin: string | undefined
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/**
 * The bytes at an address of Slack's own, or why there are none. Whoever may not read a file gets the page to sign in
 * instead, with a status that says all is well.
 */
export async function download(
  address: string,
  { token, origin, maxBytes, signal }: Download,
): Promise<Uint8Array | 'dead' | 'too large' | 'login page'> {
  try {
    let url = address
    for (let hop = 0; hop <= mostHops; hop++) {
      if (!isSlacks(url, origin)) return hop === 0 ? 'dead' : 'login page'
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual', signal })
      const next = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && next !== null) {
        await response.body?.cancel()
        url = new URL(next, url).href
        continue
      }
      return await read(response, maxBytes)
    }
    return 'dead'
  } catch (thrown) {
    signal.throwIfAborted()
    throw new Fault('platform', 'Slack’s files cannot be reached right now; please try again in a minute.', { cause: thrown })
  }
}

async function read(response: Response, maxBytes: number): Promise<Uint8Array | 'dead' | 'too large' | 'login page'> {
  if (!response.ok) {
    await response.body?.cancel()
    if (response.status === 429 || response.status >= 500) throw new Error(`It answered ${response.status}.`)
    return response.status === 401 || response.status === 403 ? 'login page' : 'dead'
  }
  const isPage = /^text\/html\b/i.test(response.headers.get('content-type') ?? '')
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length
    // Leaving the loop closes the connection.
    if (size > maxBytes) return isPage ? 'login page' : 'too large'
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  return isPage || /^\s*<(!doctype html|html)\b/i.test(bytes.subarray(0, 200).toString('latin1')) ? 'login page' : bytes
}

function isSlacks(address: string, origin: string | undefined): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, origin: at } = new URL(address)
  if (at === origin) return true
  return protocol === 'https:' && hosts.some(host => hostname === host || hostname.endsWith(`.${host}`))
}
