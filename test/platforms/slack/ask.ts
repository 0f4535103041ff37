import { request } from 'undici'
import type { Json, Slack } from './control.ts'

export type Answered = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly json: Readonly<Record<string, unknown>>
}

/** Asks a method directly, as the library does: a form, objects in it as JSON. `token` null for none. */
export async function ask(
  slack: Slack,
  method: string,
  args: Json = {},
  token: string | null = slack.botToken,
): Promise<Answered> {
  const fields = Object.entries(args).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const answer = await request(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: new URLSearchParams(fields).toString(),
  })
  const text = await answer.body.text()
  const json = /^\{/.test(text) ? (JSON.parse(text) as Record<string, unknown>) : { text }
  return { status: answer.statusCode, headers: answer.headers, json }
}

/** Sends a file's bytes by Slack's three steps; answers its id. */
export async function sendFile(slack: Slack, name: string, bytes: Uint8Array, more: Json = {}): Promise<string> {
  const { json } = await ask(slack, 'files.getUploadURLExternal', {
    filename: name,
    length: bytes.length,
    alt_txt: `${name} in words`,
  })
  await request(String(json['upload_url']), { method: 'POST', body: Buffer.from(bytes) })
  await ask(slack, 'files.completeUploadExternal', { files: [{ id: json['file_id'], title: name }], ...more })
  return String(json['file_id'])
}
