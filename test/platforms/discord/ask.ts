import { request } from 'undici'
import type { Discord } from './control.ts'

/** A request as a test writes it; `authorization` null for one without a token. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly authorization?: string | null
}
export type Answered = { readonly status: number; readonly code: unknown; readonly json: Record<string, unknown> }

/** Asks the stand-in directly, with the bot's token unless another is given. */
export async function ask(discord: Discord, { method, path, body, files, authorization }: Asked): Promise<Answered> {
  const form = new FormData()
  if (files !== undefined) form.set('payload_json', JSON.stringify(body ?? {}))
  for (const [at, file] of (files ?? []).entries()) form.set(`files[${at}]`, new Blob([new Uint8Array(file.bytes)]), file.name)
  const own = authorization === undefined ? `Bot ${discord.token}` : authorization
  const encoded = files === undefined ? null : new Response(form)
  const response = await request(`${discord.url}/v10${path}`, {
    method: method as 'GET',
    headers: {
      ...(own === null ? {} : { authorization: own }),
      'content-type': encoded?.headers.get('content-type') ?? 'application/json',
    },
    ...(encoded !== null
      ? { body: Buffer.from(await encoded.arrayBuffer()) }
      : body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.body.text()
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  return { status: response.statusCode, code: json['code'], json }
}
