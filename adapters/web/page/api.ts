import type {
  WireFile,
  WireGallery,
  WireJob,
  WireJobs,
  WireMessage,
  WirePage,
  WirePicture,
  WireRoom,
  WireSay,
  WireState,
} from '../wire.ts'
import type { Form } from '#core/form.ts'
import type { Suggestion } from '#core/ports.ts'

/** A request that did not work out. `again`: the line or the service was away, the same request may work soon. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly again: boolean

  constructor(message: string, status: number) {
    super(message)
    this.status = status
    this.again = status === 0 || status === 429 || (status >= 502 && status <= 504)
  }
}

async function call<Answer>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal !== undefined && { signal }),
    })
  } catch {
    throw new Refused('The service cannot be reached.', 0)
  }
  const answer = (await response.json().catch(() => ({}))) as { readonly error?: string }
  if (!response.ok) throw new Refused(answer.error ?? `The service answered ${response.status}.`, response.status)
  return answer as Answer
}

/** An id that a repeat of the same request carries, too. */
export const newId = (): string => {
  // `randomUUID` is missing where a page came over plain http from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const query = (values: Readonly<Record<string, string | number | undefined>>): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, `${value}`]])),
  ).toString()

/** The interface of the service, one function a request. All throw `Refused`. */
export const api = {
  state: () => call<WireState>('GET', '/api/state'),
  page: (room: string, thread: string | undefined, before: number | undefined) =>
    call<WirePage>('GET', `/api/rooms/${room}/messages?${query({ thread, before })}`),
  message: (id: string) => call<WireMessage>('GET', `/api/messages/${id}`),
  say: (said: WireSay) => call<WireMessage>('POST', '/api/messages', said),
  edit: (id: string, text: string) => call<WireMessage>('PATCH', `/api/messages/${id}`, { event: newId(), text }),
  erase: (id: string) => call<object>('DELETE', `/api/messages/${id}`, { event: newId() }),
  /** `at`: the message, job or picture that the button stands under, such as `messages/<id>`. */
  press: (at: string, action: string) => call<object>('POST', `/api/${at}/buttons`, { event: newId(), action }),
  form: (at: string, action: string) => call<Form>('GET', `/api/${at}/form?${query({ action })}`),
  sendForm: (
    at: string,
    sent: { readonly action: string; readonly form: string; readonly values: Readonly<Record<string, string>> },
  ) => call<object>('POST', `/api/${at}/form`, { event: newId(), ...sent }),
  choose: (message: string, entry: string) => call<object>('POST', `/api/messages/${message}/menu`, { event: newId(), entry }),
  pictures: (ask: {
    readonly words: string
    readonly channel: string
    readonly whose: string
    readonly before: number | undefined
  }) => call<WireGallery>('GET', `/api/pictures?${query({ ...ask, channel: ask.channel === '' ? undefined : ask.channel })}`),
  picture: (id: string) => call<WirePicture>('GET', `/api/pictures/${id}`),
  jobs: (ask: { readonly whose: string; readonly before: number | undefined }) =>
    call<WireJobs>('GET', `/api/jobs?${query(ask)}`),
  job: (id: string) => call<WireJob>('GET', `/api/jobs/${id}`),
  createRoom: (id: string, name: string) => call<WireRoom>('POST', '/api/rooms', { id, name }),
  renameRoom: (id: string, name: string) => call<WireRoom>('PATCH', `/api/rooms/${id}`, { name }),
  removeRoom: (id: string) => call<object>('DELETE', `/api/rooms/${id}`),
  removeThread: (room: string, id: string) => call<object>('DELETE', `/api/rooms/${room}/threads/${id}`),
  suggest: (
    asked: {
      readonly command: string
      readonly option: string
      readonly partial: string
      readonly room: string
      readonly thread?: string
    },
    signal: AbortSignal,
  ) => call<{ readonly suggestions: readonly Suggestion[] }>('GET', `/api/suggest?${query(asked)}`, undefined, signal),
}

/** Sends a file, telling how far it is, from 0 to 1. */
export function upload(
  file: Blob,
  about: { readonly id: string; readonly name: string; readonly width?: number; readonly height?: number },
  onProgress: (done: number) => void,
): Promise<WireFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/uploads?${query(about)}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () => reject(new Refused('The service cannot be reached.', 0))
    request.onload = () => {
      const answer = request.response as (WireFile & { readonly error?: string }) | null
      if (request.status === 201 && answer !== null) resolve(answer)
      else reject(new Refused(answer?.error ?? `The service answered ${request.status}.`, request.status))
    }
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
}
